#pragma once

#include "foundation/service/stop_signals.hpp"

#include <atomic>
#include <string>
#include <thread>
#include <vector>

#include <sys/types.h>

namespace tnung {

/// A process of ours, gone with the thread that started it, however that ends. Throws
/// std::runtime_error where it cannot be started. `argv`: this program's words after its name.
pid_t start_own_process(const std::vector<std::string>& argv);

/// Runs this program with these words as a process of its own until a signal asks for the end.
/// Starts it again whenever it dies, after a longer pause each time, five seconds at most. Returns
/// the process's exit code where it ended by itself before it ever died, or with 0. After a signal
/// returns 0; 3 where the process ever died or ended badly. `name`: in the log.
int supervise(
    const std::string& name, const std::vector<std::string>& argv, const StopSignals& signals
);

/// A process of ours beside this one, started again whenever it dies, stopped with this object.
class ProcessBeside {
public:
    ProcessBeside(std::string name, std::vector<std::string> argv);
    ~ProcessBeside();
    ProcessBeside(const ProcessBeside&) = delete;
    ProcessBeside& operator=(const ProcessBeside&) = delete;

private:
    void keep();

    const std::string name_;
    const std::vector<std::string> argv_;
    std::atomic<bool> stopping_{false};
    std::thread keeper_; ///< the process ends with it
};

} // namespace tnung
