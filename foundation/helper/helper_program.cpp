#include "foundation/helper/helper_program.hpp"

#include "foundation/helper/confinement.hpp"

#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <csignal>

namespace tnung {

namespace {

class File {
public:
    explicit File(int number) : number_(number) {}
    ~File() { close(); }
    File(const File&) = delete;
    File& operator=(const File&) = delete;
    int number() const { return number_; }
    void close()
    {
        if (number_ >= 0) ::close(number_);
        number_ = -1;
    }

private:
    int number_;
};

bool write_all(int file, std::string_view bytes)
{
    while (!bytes.empty()) {
        const auto put = write(file, bytes.data(), bytes.size());
        if (put < 0 && errno == EINTR) continue;
        if (put <= 0) return false;
        bytes.remove_prefix(std::size_t(put));
    }
    return lseek(file, 0, SEEK_SET) == 0;
}

pid_t start(const std::filesystem::path& program, int input, int output)
{
    posix_spawn_file_actions_t files;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_adddup2(&files, input, STDIN_FILENO);
    posix_spawn_file_actions_adddup2(&files, output, STDOUT_FILENO);
    posix_spawn_file_actions_addopen(&files, STDERR_FILENO, "/dev/null", O_WRONLY, 0);
    posix_spawn_file_actions_addclosefrom_np(&files, STDERR_FILENO + 1);
    posix_spawnattr_t how;
    posix_spawnattr_init(&how);
    sigset_t none;
    sigemptyset(&none);
    posix_spawnattr_setsigmask(&how, &none);
    posix_spawnattr_setflags(&how, POSIX_SPAWN_SETSIGMASK);
    auto name = program.filename().string();
    std::array<char*, 2> arguments{name.data(), nullptr};
    std::array<char*, 1> environment{nullptr};
    pid_t child = -1;
    if (posix_spawn(&child, program.c_str(), &files, &how, arguments.data(), environment.data()) !=
        0)
        child = -1;
    posix_spawnattr_destroy(&how);
    posix_spawn_file_actions_destroy(&files);
    return child;
}

/// What it says until it ends; why that was given up.
Result<std::string, HelperFailure> listen(int from, const HelperLimits& limits)
{
    const auto give_up = std::chrono::steady_clock::now() + limits.time_max * sanitizer_slowdown;
    std::string said;
    std::array<char, 1 << 14> part{};
    while (true) {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(
            give_up - std::chrono::steady_clock::now()
        );
        if (left.count() <= 0) return refuse(HelperFailure::too_slow);
        pollfd ready{from, POLLIN, 0};
        const int found = poll(&ready, 1, int(left.count()));
        if (found < 0 && errno != EINTR) return refuse(HelperFailure::failed);
        if (found <= 0) continue;
        const auto got = read(from, part.data(), part.size());
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return refuse(HelperFailure::failed);
        if (got == 0) return said;
        said.append(part.data(), std::size_t(got));
        if (said.size() > limits.output_bytes_max) return refuse(HelperFailure::said_too_much);
    }
}

int wait_for(pid_t child)
{
    int status = 0;
    while (waitpid(child, &status, 0) < 0 && errno == EINTR) {
    }
    return status;
}

} // namespace

Result<std::string, HelperFailure>
run_helper(const std::filesystem::path& program, std::string_view input, const HelperLimits& limits)
{
    File given(memfd_create("input", MFD_CLOEXEC));
    std::array<int, 2> ends{-1, -1};
    if (given.number() < 0 || !write_all(given.number(), input) ||
        pipe2(ends.data(), O_CLOEXEC) != 0)
        return refuse(HelperFailure::not_started);
    const File ours(ends[0]);
    File its(ends[1]);
    const auto child = start(program, given.number(), its.number());
    its.close();
    given.close();
    if (child < 0) return refuse(HelperFailure::not_started);
    auto said = listen(ours.number(), limits);
    if (!said) kill(child, SIGKILL);
    const int status = wait_for(child);
    if (said && !(WIFEXITED(status) && WEXITSTATUS(status) == 0))
        return refuse(HelperFailure::failed);
    return said;
}

} // namespace tnung
