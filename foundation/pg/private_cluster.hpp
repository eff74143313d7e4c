#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace tnung::pg {

/// A PostgreSQL cluster of our own in a data folder, reached over a unix socket only, run as an
/// unprivileged user (`postgres` where we are root). It outlives us: a program that starts again
/// adopts it, one that asked for it to stop with it says so. Programs never connect as its
/// superuser: `tnung_owner` owns the schema, `tnung_app` is what they run as, and
/// `tnung_vault` what the registry's vault does.
class PrivateCluster {
public:
    enum class Durability { full, none }; ///< none: tests that may lose everything

    struct Options {
        std::filesystem::path folder;
        Durability durability = Durability::full;
        int connections_max = 100;
    };

    explicit PrivateCluster(Options options);

    /// Makes the cluster where there is none, starts it where it does not answer; waits until it
    /// does. Several programs may call it at once. Throws std::runtime_error with the log's end.
    void ensure_running();
    /// Orderly ("fast") stop; nothing where it does not run.
    void stop();

    /// Makes the database if missing; target strings for owner and run-time role.
    void ensure_database(const std::string& name);
    std::string owner_target(const std::string& database) const;
    std::string app_target(const std::string& database) const;
    std::string vault_target(const std::string& database) const;
    /// The bootstrap superuser: for making databases and the tests that crash the server.
    std::string admin_target(const std::string& database) const;

    const std::filesystem::path& folder() const { return options_.folder; }
    /// Process id of the postmaster, 0 where none runs.
    int postmaster_pid() const;

private:
    bool answers() const;
    void initialise();
    void start();
    int run(const std::string& program, const std::string& arguments) const;
    std::string target(const std::string& role, const std::string& database) const;

    Options options_;
    std::filesystem::path socket_folder_;
    std::string user_; ///< whom to run as when we are root; empty otherwise
};

} // namespace tnung::pg
