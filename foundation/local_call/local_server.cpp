#include "foundation/local_call/local_server.hpp"

#include "foundation/log/log.hpp"

#include <fmt/format.h>

#include <cerrno>
#include <chrono>
#include <cstring>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

namespace tnung::local_call {

namespace {

constexpr int backlog = 64;
constexpr std::size_t talks_max = 64;
/// How long a connection may say nothing; the other side makes another when it needs one.
constexpr std::chrono::minutes silence_max{10};
constexpr std::chrono::seconds send_max{10};
constexpr std::chrono::milliseconds accept_pause{50};
constexpr std::chrono::seconds lock_wait_max{2};

/// -1 where another process has it.
int locked_file(const std::filesystem::path& path)
{
    const auto name = path.string() + ".lock";
    const int file = ::open(name.c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600);
    if (file >= 0 && ::flock(file, LOCK_EX | LOCK_NB) == 0) return file;
    if (file >= 0) ::close(file);
    return -1;
}

} // namespace

ProcessLock::ProcessLock(const std::filesystem::path& path, const std::string& what)
    : file_(locked_file(path))
{
    if (file_ < 0)
        throw std::runtime_error(fmt::format("{}: another process has {}.lock", what, path.string())
        );
}

std::optional<ProcessLock> ProcessLock::try_lock(const std::filesystem::path& path)
{
    const int file = locked_file(path);
    if (file < 0) return std::nullopt;
    return ProcessLock(file);
}

ProcessLock::ProcessLock(ProcessLock&& other) noexcept : file_(std::exchange(other.file_, -1)) {}

ProcessLock::~ProcessLock()
{
    if (file_ >= 0) ::close(file_);
}

void LocalServer::start()
{
    const auto name = settings_.socket.string();
    const auto address = unix_address(settings_.socket);
    // Who had it and was killed a moment ago still has it until the kernel is through with it.
    const auto until = std::chrono::steady_clock::now() + lock_wait_max;
    while (!lock_) {
        if (auto lock = ProcessLock::try_lock(settings_.socket))
            lock_.emplace(std::move(*lock));
        else if (std::chrono::steady_clock::now() > until)
            throw std::runtime_error(fmt::format(
                "{}.socket: another process listens at {}", settings_.name,
                settings_.socket.string()
            ));
        else
            std::this_thread::sleep_for(accept_pause);
    }
    ::unlink(name.c_str()); // what lies there was left behind
    listening_ = ::socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const auto mask = ::umask(settings_.peers.empty() ? 0077 : 0007);
    const bool bound =
        listening_ >= 0 &&
        ::bind(listening_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    ::umask(mask);
    if (!bound || ::listen(listening_, backlog) != 0)
        throw std::runtime_error(fmt::format(
            "{}.socket: cannot listen at {}: {}", settings_.name, name, std::strerror(errno)
        ));
    accepting_ = std::thread([this] { accept_loop(); });
}

void LocalServer::stop()
{
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) return;
        stopping_ = true;
        for (const auto& talk : talks_) talk.socket->shut();
    }
    if (listening_ >= 0) ::shutdown(listening_, SHUT_RDWR);
    if (accepting_.joinable()) accepting_.join();
    for (auto& talk : talks_) talk.thread.join();
    talks_.clear();
    if (listening_ < 0) return;
    ::close(listening_);
    ::unlink(settings_.socket.c_str());
    lock_.reset();
}

void LocalServer::accept_loop()
{
    for (;;) {
        const int descriptor = ::accept4(listening_, nullptr, nullptr, SOCK_CLOEXEC);
        {
            const std::lock_guard lock(mutex_);
            if (stopping_) {
                if (descriptor >= 0) ::close(descriptor);
                return;
            }
        }
        if (descriptor < 0) { // out of descriptors: later there may be some
            std::this_thread::sleep_for(accept_pause);
            continue;
        }
        try {
            welcome(std::make_shared<FrameSocket>(descriptor));
        } catch (const std::exception& error) {
            log::error(settings_.name + ".accept", {{"what", error.what()}});
        }
    }
}

void LocalServer::welcome(std::shared_ptr<FrameSocket> socket)
{
    const auto peer = socket->peer();
    if (peer != ::geteuid() && !settings_.peers.contains(peer)) {
        log::error(settings_.name + ".stranger", {{"uid", std::int64_t(peer)}});
        return;
    }
    const std::lock_guard lock(mutex_);
    if (stopping_) return;
    for (auto talk = talks_.begin(); talk != talks_.end();) {
        if (!talk->over) {
            ++talk;
            continue;
        }
        talk->thread.join();
        talk = talks_.erase(talk);
    }
    if (talks_.size() >= talks_max) {
        log::error(settings_.name + ".full", {{"connections", std::int64_t(talks_.size())}});
        return;
    }
    auto& talk = talks_.emplace_back();
    talk.socket = socket;
    try {
        talk.thread = std::thread([this, socket, &talk] {
            serve(*socket);
            socket->shut();
            const std::lock_guard ended(mutex_);
            talk.over = true;
        });
    } catch (...) {
        talks_.pop_back();
        throw;
    }
}

void LocalServer::serve(FrameSocket& socket)
{
    while (auto frame = socket.receive(settings_.limits, silence_max))
        if (!socket.send(answer_(std::move(*frame)), send_max)) return;
}

} // namespace tnung::local_call
