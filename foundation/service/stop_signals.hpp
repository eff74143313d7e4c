#pragma once

#include <csignal>

namespace tnung {

/// Ctrl-C or an orderly stop, for one thread that waits. Made before any thread starts, so that all
/// of them leave the signals to it; a broken pipe is an error of the call, not the program's end.
class StopSignals {
public:
    StopSignals();
    void wait() const;

private:
    sigset_t signals_;
};

} // namespace tnung
