#pragma once

#include <filesystem>
#include <map>
#include <string>

namespace tnung::pg {

/// A PostgreSQL cluster of our own in a data folder, reached over a unix socket only, run as an
/// unprivileged user (`postgres` where we are root). It outlives us: a program that starts again
/// adopts it, one that asked for it to stop with it says so. Nobody connects as its superuser:
/// `tnung_owner` owns the schema, `tnung_app` is what programs run as, `tnung_authority` the
/// process that signs people in, `tnung_vault` the registry's vault. The socket lies in a folder
/// that only the database's user may write to, and each connection asks the kernel that it is that
/// user who answers (libpq, requirepeer). For trying, teaching and tests: one user of the machine
/// may take all of those roles.
class PrivateCluster {
public:
    enum class Durability { full, none }; ///< none: tests that may lose everything

    struct Options {
        std::filesystem::path folder;
        Durability durability = Durability::full;
        int connections_max = 100;
        /// Tests alone: whoever runs us may also be the bootstrap superuser.
        bool admin_login = false;
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
    std::string authority_target(const std::string& database) const;
    /// The bootstrap superuser, where `admin_login` lets somebody be it.
    std::string admin_target(const std::string& database) const;

    const std::filesystem::path& folder() const { return options_.folder; }
    /// Process id of the postmaster, 0 where none runs.
    int postmaster_pid() const;

private:
    bool answers() const;
    void initialise();
    void write_access() const;
    void make_roles() const;
    std::filesystem::path socket_folder() const;
    std::filesystem::path make_socket_folder() const;
    void start();
    int run(const std::string& program, const std::string& arguments) const;
    std::string target(const std::string& role, const std::string& database) const;

    Options options_;
    std::string user_;        ///< whom to run as when we are root; empty otherwise
    std::string server_user_; ///< whose process answers
};

} // namespace tnung::pg
