#pragma once

#include "foundation/json/json.hpp"
#include "foundation/pg/private_cluster.hpp"
#include "foundation/testing/child.hpp"

#include <chrono>
#include <filesystem>
#include <string>

namespace tnung::bench {

/// Ctrl-C and an orderly stop clear away what a bench set up. Before any thread starts.
void clear_away_when_stopped();

/// What every contender of a bench runs on: one private cluster with full durability, one endpoint
/// in Zalo's place, certificates, a folder.
class Setting {
public:
    explicit Setting(std::filesystem::path programs);
    ~Setting();
    Setting(const Setting&) = delete;
    Setting& operator=(const Setting&) = delete;

    /// Starts the endpoint; it answers each send after that long.
    void start_endpoint(std::chrono::milliseconds answers_after);
    std::string endpoint_origin() const;
    pid_t endpoint_pid() const { return endpoint_.pid(); }
    /// A configuration of the gateway; by itself without the account's limits.
    struct GatewayOptions {
        int connections = 64, calls_in_flight = 256;
        int calls_per_minute = 0; ///< 0: no limit
    };
    std::filesystem::path write_gateway_config(GatewayOptions options) const;
    std::string gateway_origin() const;
    /// Runs a command of the gateway to its end and gives back its last line; throws where it
    /// fails.
    std::string gateway_command(const std::vector<std::string>& words) const;
    /// Starts it and waits until it is ready.
    testing::Child start_gateway(const std::vector<std::string>& words) const;

    pg::PrivateCluster cluster() const;
    std::filesystem::path folder() const { return folder_; }
    std::filesystem::path authority_file() const { return folder_ / "authority.pem"; }
    const std::filesystem::path& programs() const { return programs_; }

private:
    const std::filesystem::path programs_;
    std::filesystem::path folder_;
    unsigned short endpoint_port_ = 0, gateway_port_ = 0, operator_port_ = 0;
    testing::Child endpoint_;
};

/// What the endpoint took, and when.
struct Taken {
    std::int64_t count = 0;
    std::chrono::system_clock::time_point first, last;
};

/// Memory that a process held at most, MiB.
double peak_mib(pid_t pid);
/// Processor time that a process used, seconds.
double cpu_seconds(pid_t pid);
/// The same of all processes of the database.
double database_cpu_seconds(pid_t postmaster);

} // namespace tnung::bench
