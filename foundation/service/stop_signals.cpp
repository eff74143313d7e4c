#include "foundation/service/stop_signals.hpp"

namespace tnung {

StopSignals::StopSignals()
{
    sigemptyset(&signals_);
    sigaddset(&signals_, SIGINT);
    sigaddset(&signals_, SIGTERM);
    pthread_sigmask(SIG_BLOCK, &signals_, nullptr);
    std::signal(SIGPIPE, SIG_IGN);
}

void StopSignals::leave_to_system() const
{
    pthread_sigmask(SIG_UNBLOCK, &signals_, nullptr);
}

void StopSignals::wait() const
{
    int signal = 0;
    sigwait(&signals_, &signal);
}

bool StopSignals::wait_for(std::chrono::milliseconds time) const
{
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const timespec patience{seconds.count(), std::chrono::nanoseconds(time - seconds).count()};
    return sigtimedwait(&signals_, nullptr, &patience) > 0;
}

} // namespace tnung
