#pragma once

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tnung::testing {

/// A program that runs beside us; its output goes to files named after it. Killed where its owner
/// goes.
class Child {
public:
    Child(std::filesystem::path folder, std::string name)
        : folder_(std::move(folder)), name_(std::move(name))
    {
    }
    ~Child();
    Child(Child&& other) noexcept;
    Child& operator=(Child&&) = delete;

    void start(const std::vector<std::string>& arguments);
    void kill(int signal) const;
    /// The wait status once it ended, which is told once; nothing while it runs.
    std::optional<int> ended();
    /// Waits for the end.
    int wait();
    /// Asks it to end and waits for it.
    int stop();
    bool runs() const { return pid_ > 0; }
    pid_t pid() const { return pid_; } ///< 0 where it does not run
    std::filesystem::path output() const { return folder_ / (name_ + ".out"); }

private:
    std::filesystem::path folder_;
    std::string name_;
    pid_t pid_ = 0;
};

/// A loopback port that nobody listens on now.
unsigned short free_port();

} // namespace tnung::testing
