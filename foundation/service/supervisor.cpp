#include "foundation/service/supervisor.hpp"

#include "foundation/base/thread_name.hpp"
#include "foundation/log/log.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <optional>
#include <stdexcept>

#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

namespace tnung {

namespace {

using std::chrono::steady_clock;
constexpr std::chrono::milliseconds pause_first{200}, pause_max{5000}, look_every{50};
constexpr std::chrono::seconds orderly_end_max{60};
constexpr std::chrono::minutes long_life{1}; ///< whoever lived so long is started again at once
constexpr int exit_code_died = 3;

/// The wait status once it ended; nothing while it runs.
std::optional<int> ended(pid_t process)
{
    int status = 0;
    const auto got = ::waitpid(process, &status, WNOHANG);
    if (got == process) return status;
    if (got < 0 && errno != EINTR) return 0; // nobody of that number
    return std::nullopt;
}

int end_orderly(pid_t process)
{
    ::kill(process, SIGTERM);
    const auto until = steady_clock::now() + orderly_end_max;
    while (steady_clock::now() < until) {
        if (const auto status = ended(process)) return *status;
        std::this_thread::sleep_for(look_every);
    }
    ::kill(process, SIGKILL);
    int status = 0;
    ::waitpid(process, &status, 0);
    return status;
}

std::string told(int status)
{
    return WIFSIGNALED(status) ? fmt::format("signal {}", WTERMSIG(status))
                               : fmt::format("exit code {}", WEXITSTATUS(status));
}

std::chrono::milliseconds next_pause(std::chrono::milliseconds pause, steady_clock::duration lived)
{
    return lived > long_life ? pause_first : std::min(pause * 2, pause_max);
}

} // namespace

pid_t start_own_process(const std::vector<std::string>& argv)
{
    const std::string self = "/proc/self/exe";
    std::vector<char*> words = {const_cast<char*>(self.c_str())};
    for (const auto& word : argv) words.push_back(const_cast<char*>(word.c_str()));
    words.push_back(nullptr);
    const auto parent = ::getpid();
    const auto process = ::fork();
    if (process < 0) throw std::runtime_error("a process of our own cannot be started");
    if (process > 0) return process;
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() == parent) ::execv(self.c_str(), words.data());
    ::_exit(127);
}

int supervise(
    const std::string& name, const std::vector<std::string>& argv, const StopSignals& signals
)
{
    auto pause = pause_first;
    bool died = false;
    for (;;) {
        const auto begun = steady_clock::now();
        const auto process = start_own_process(argv);
        std::optional<int> status;
        while (!status) {
            if (signals.wait_for(look_every)) {
                const auto last = end_orderly(process);
                return WIFSIGNALED(last) || WEXITSTATUS(last) != 0 || died ? exit_code_died : 0;
            }
            status = ended(process);
        }
        if (WIFEXITED(*status) && (!died || WEXITSTATUS(*status) == 0)) return WEXITSTATUS(*status);
        log::error("supervisor.died", {{"what", name}, {"how", told(*status)}});
        died = true;
        if (signals.wait_for(pause)) return exit_code_died;
        pause = next_pause(pause, steady_clock::now() - begun);
    }
}

ProcessBeside::ProcessBeside(std::string name, std::vector<std::string> argv)
    : name_(std::move(name)), argv_(std::move(argv)), keeper_([this] { keep(); })
{
}

ProcessBeside::~ProcessBeside()
{
    stopping_ = true;
    keeper_.join();
}

void ProcessBeside::keep()
{
    name_this_thread("beside");
    auto pause = pause_first;
    while (!stopping_) {
        const auto begun = steady_clock::now();
        const auto process = start_own_process(argv_);
        std::optional<int> status;
        while (!stopping_ && !status) {
            status = ended(process);
            std::this_thread::sleep_for(look_every);
        }
        if (!status) {
            end_orderly(process);
            return;
        }
        log::error("supervisor.died", {{"what", name_}, {"how", told(*status)}});
        const auto until = steady_clock::now() + pause;
        while (!stopping_ && steady_clock::now() < until) std::this_thread::sleep_for(look_every);
        pause = next_pause(pause, steady_clock::now() - begun);
    }
}

} // namespace tnung
