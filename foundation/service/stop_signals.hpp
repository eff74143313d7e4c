#pragma once

#include <chrono>
#include <csignal>

namespace tnung {

/// Ctrl-C or an orderly stop, for one thread that waits. Made before any thread starts, so that all
/// of them leave the signals to it; a broken pipe is an error of the call, not the program's end.
class StopSignals {
public:
    StopSignals();
    void wait() const;
    /// The system ends the program at once, as it does where nobody asks for signals: for commands
    /// whose acts are done whole or not at all.
    void leave_to_system() const;
    /// Whether one came within so long.
    bool wait_for(std::chrono::milliseconds time) const;

private:
    sigset_t signals_;
};

} // namespace tnung
