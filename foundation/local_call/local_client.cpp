#include "foundation/local_call/local_client.hpp"

#include "foundation/log/log.hpp"

#include <fmt/format.h>

#include <unistd.h>

namespace tnung::local_call {

namespace {

constexpr std::size_t idle_max = 16;

} // namespace

Frame LocalClient::ask(const Frame& question)
{
    auto socket = take();
    if (!socket.send(question, patience_)) throw Away(fmt::format("{} takes no request", name_));
    auto answer = socket.receive(limits_, patience_);
    if (!answer) throw Away(fmt::format("{} does not answer", name_));
    give_back(std::move(socket));
    return std::move(*answer);
}

FrameSocket LocalClient::take()
{
    {
        const std::lock_guard lock(mutex_);
        while (!idle_.empty()) {
            FrameSocket socket = std::move(idle_.back());
            idle_.pop_back();
            if (!socket.is_stale()) return socket;
        }
    }
    auto socket = FrameSocket::connect(path_);
    if (!socket) throw Away(fmt::format("{} does not listen at {}", name_, path_.string()));
    // What is said holds sessions and passwords: who made the folder, or moved it, hears none.
    const auto listener = socket->peer();
    if (listener != ::geteuid() && !listeners_.contains(listener)) {
        log::error(
            "local_call.stranger", {{"socket", path_.string()}, {"uid", std::int64_t(listener)}}
        );
        throw Away(fmt::format(
            "{}: a process of another user ({}) listens at {}", name_, listener, path_.string()
        ));
    }
    return std::move(*socket);
}

void LocalClient::give_back(FrameSocket socket)
{
    const std::lock_guard lock(mutex_);
    if (idle_.size() < idle_max) idle_.push_back(std::move(socket));
}

} // namespace tnung::local_call
