#pragma once

#include "foundation/base/instant.hpp"

#include <sys/types.h>

#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace tnung::crash {

/// A program that runs beside us; its output goes to files named after it.
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
    bool runs() const { return pid_ > 0; }
    std::filesystem::path output() const { return folder_ / (name_ + ".out"); }

private:
    std::filesystem::path folder_;
    std::string name_;
    pid_t pid_ = 0;
};

/// Gateways on one database and one port, Zalo and the one-stop system beside them.
struct Stage {
    std::filesystem::path programs; ///< where they were built
    std::filesystem::path folder;   ///< of everything that is written
    unsigned short gateway_port = 0, sandbox_port = 0;
    std::int64_t clock_shift = 0;
    std::string access_token = "At-demo-01", refresh_token = "Rt-demo-01";

    std::string gateway_origin() const;
    std::string sandbox_origin() const;
    std::filesystem::path gateway_folder() const { return folder / "gateway"; }
    std::string gateway_program() const { return programs / "gateway" / "tnung-gateway"; }

    /// A configuration file of that name; `crash_at` empty: it lives.
    std::filesystem::path
    write_config(const std::string& name, const std::string& crash_at, int passing) const;
};

/// A loopback port that nobody listens on now.
unsigned short free_port();

} // namespace tnung::crash
