#include "foundation/pg/private_cluster.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/pg/connection.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <pwd.h>
#include <sstream>
#include <stdexcept>
#include <sys/file.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace tnung::pg {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t buffers_mib_min = 128, buffers_mib_max = 8192;

constexpr const char* superuser = "tnung_bootstrap";
constexpr const char* unprivileged_user = "postgres";
constexpr std::chrono::seconds start_wait_max{60};
constexpr std::chrono::milliseconds start_poll{50};

constexpr Query database_exists_query{
    "cluster.database_exists", "SELECT 1 FROM pg_database WHERE datname = $1"};

/// Programs of one machine start the same cluster one after the other.
class FileLock {
public:
    explicit FileLock(const fs::path& file)
        : descriptor_(::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0666))
    {
        if (descriptor_ < 0 || ::flock(descriptor_, LOCK_EX) != 0)
            throw std::runtime_error(fmt::format("{}: cannot be locked", file.string()));
    }
    ~FileLock() { ::close(descriptor_); }
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

private:
    int descriptor_;
};

fs::path binaries()
{
    for (const int version : {17, 16, 15}) {
        const fs::path folder = fmt::format("/usr/lib/postgresql/{}/bin", version);
        if (fs::exists(folder / "postgres")) return folder;
    }
    throw std::runtime_error(
        "PostgreSQL 15 or later is not installed (apt-get install postgresql-15)"
    );
}

std::string shell_quoted(const std::string& text)
{
    std::string quoted = "'";
    for (const char c : text) {
        if (c == '\'')
            quoted += "'\\''";
        else
            quoted.push_back(c);
    }
    return quoted + "'";
}

std::string tail_of(const fs::path& file)
{
    constexpr std::size_t tail_bytes = 2000;
    std::ifstream stream(file);
    std::stringstream text;
    text << stream.rdbuf();
    const auto all = text.str();
    return all.size() > tail_bytes ? all.substr(all.size() - tail_bytes) : all;
}

void write_file(const fs::path& file, const std::string& text)
{
    std::ofstream stream(file, std::ios::trunc);
    stream << text;
    if (!stream.flush())
        throw std::runtime_error(fmt::format("{}: cannot be written", file.string()));
}

/// Socket paths over 107 bytes are fatal to PostgreSQL, so the socket does not live in the data
/// folder but in a short one named by its hash.
fs::path short_socket_folder(const fs::path& data)
{
    const auto name =
        fmt::format("tnung-{:016x}", std::hash<std::string>{}(fs::absolute(data).string()));
    return fs::path("/tmp") / name;
}

/// A quarter of the machine's memory, as PostgreSQL's manual advises; it is taken as it is used.
std::int64_t buffers_mib()
{
    const auto pages = ::sysconf(_SC_PHYS_PAGES), page_bytes = ::sysconf(_SC_PAGE_SIZE);
    const auto machine = (std::int64_t(pages) * std::int64_t(page_bytes)) >> 20;
    return std::clamp(machine / 4, buffers_mib_min, buffers_mib_max);
}

} // namespace

PrivateCluster::PrivateCluster(Options options) : options_(std::move(options))
{
    options_.folder = fs::absolute(options_.folder);
    socket_folder_ = short_socket_folder(options_.folder);
    if (::geteuid() == 0) {
        if (!::getpwnam(unprivileged_user))
            throw std::runtime_error(
                "no user 'postgres' to run the database as (apt-get install postgresql-15)"
            );
        user_ = unprivileged_user;
    }
}

int PrivateCluster::run(const std::string& program, const std::string& arguments) const
{
    auto command = fmt::format("{} {}", shell_quoted((binaries() / program).string()), arguments);
    if (!user_.empty())
        command = fmt::format(
            "cd / && setpriv --reuid={0} --regid={0} --init-groups -- {1}", user_, command
        );
    return std::system(command.c_str());
}

bool PrivateCluster::answers() const
{
    return PQping(admin_target("postgres").c_str()) == PQPING_OK;
}

int PrivateCluster::postmaster_pid() const
{
    std::ifstream stream(options_.folder / "pg" / "postmaster.pid");
    int pid = 0;
    stream >> pid;
    return pid;
}

void PrivateCluster::initialise()
{
    const auto data = options_.folder / "pg";
    const auto log = options_.folder / "initdb.log";
    const auto status =
        run("initdb",
            fmt::format(
                "-D {} -U {} -E UTF8 --locale=C.UTF-8 -A peer --no-instructions > {} 2>&1",
                shell_quoted(data.string()), superuser, shell_quoted(log.string())
            ));
    if (status != 0) throw std::runtime_error("initdb failed:\n" + tail_of(log));

    // Peer authentication: who runs the program may be any of our roles; nobody else may connect.
    const auto* self = ::getpwuid(::geteuid());
    const std::string system_user = self ? self->pw_name : std::to_string(::geteuid());
    std::string map;
    for (const char* role : {superuser, "tnung_owner", "tnung_app", "tnung_vault"})
        map += fmt::format("tnung {} {}\n", system_user, role);
    write_file(data / "pg_ident.conf", map);
    write_file(data / "pg_hba.conf", "local all all peer map=tnung\n");

    const bool full = options_.durability == Durability::full;
    std::ofstream conf(data / "postgresql.conf", std::ios::app);
    conf << fmt::format(
        "\n# written by T'Nung when this cluster was made\n"
        "listen_addresses = ''\nunix_socket_directories = '{}'\nunix_socket_permissions = 0777\n"
        "max_connections = {}\nshared_buffers = {}MB\nwork_mem = 16MB\n"
        "fsync = {}\nfull_page_writes = {}\nsynchronous_commit = {}\n"
        "max_wal_size = 4GB\nwal_compression = lz4\ncheckpoint_timeout = 15min\n"
        "random_page_cost = 1.1\njit = off\n"
        // No parameter values, no row contents in the server's own log.
        "log_parameter_max_length = 0\nlog_parameter_max_length_on_error = 0\nlog_error_verbosity "
        "= terse\n"
        "log_statement = none\nlog_min_error_statement = panic\nlog_line_prefix = '%m [%p] "
        "'\nlog_timezone = 'UTC'\ntimezone = 'UTC'\n",
        socket_folder_.string(), options_.connections_max, full ? buffers_mib() : buffers_mib_min,
        full ? "on" : "off", full ? "on" : "off", full ? "on" : "off"
    );
}

void PrivateCluster::start()
{
    fs::create_directories(socket_folder_);
    if (!user_.empty()) {
        const auto* entry = ::getpwnam(user_.c_str());
        if (::chown(socket_folder_.c_str(), entry->pw_uid, entry->pw_gid) != 0)
            throw std::runtime_error(
                fmt::format("{}: cannot be given to {}", socket_folder_.string(), user_)
            );
    }
    const auto log = options_.folder / "postgresql.log";
    // After kill -9 of the postmaster a new start is refused until its orphans are gone: retry.
    const auto deadline = std::chrono::steady_clock::now() + start_wait_max;
    while (true) {
        const auto status =
            run("pg_ctl",
                fmt::format(
                    "start -w -t 30 -D {} -l {} > /dev/null 2>&1 < /dev/null",
                    shell_quoted((options_.folder / "pg").string()), shell_quoted(log.string())
                ));
        if (status == 0 || answers()) return;
        if (std::chrono::steady_clock::now() > deadline)
            throw std::runtime_error("PostgreSQL does not start:\n" + tail_of(log));
        std::this_thread::sleep_for(start_poll);
    }
}

void PrivateCluster::ensure_running()
{
    fs::create_directories(options_.folder);
    const FileLock lock(options_.folder / "cluster.lock");
    if (answers()) return;
    if (!user_.empty()) {
        const auto* entry = ::getpwnam(user_.c_str());
        if (::chown(options_.folder.c_str(), entry->pw_uid, entry->pw_gid) != 0)
            throw std::runtime_error(
                fmt::format("{}: cannot be given to {}", options_.folder.string(), user_)
            );
    }
    if (!fs::exists(options_.folder / "pg" / "PG_VERSION")) initialise();
    start();
    Connection admin(admin_target("postgres"));
    admin.script("DO $$ BEGIN"
                 " IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = 'tnung_owner') THEN"
                 "  CREATE ROLE tnung_owner LOGIN NOSUPERUSER NOBYPASSRLS;"
                 "  CREATE ROLE tnung_app LOGIN NOSUPERUSER NOBYPASSRLS;"
                 "  CREATE ROLE tnung_vault LOGIN NOSUPERUSER NOBYPASSRLS;"
                 " END IF; END $$");
}

void PrivateCluster::stop()
{
    if (!fs::exists(options_.folder / "pg" / "postmaster.pid")) return;
    run("pg_ctl", fmt::format(
                      "stop -m fast -w -t 60 -D {} > /dev/null 2>&1",
                      shell_quoted((options_.folder / "pg").string())
                  ));
    std::error_code still_used;
    fs::remove(socket_folder_, still_used); // empty now; the next start makes it again
}

void PrivateCluster::ensure_database(const std::string& name)
{
    const FileLock lock(options_.folder / "cluster.lock");
    Connection admin(admin_target("postgres"));
    if (!admin.exec(database_exists_query, name).empty()) return;
    admin.script(fmt::format("CREATE DATABASE {} OWNER tnung_owner", name));
    Connection inside(admin_target(name));
    inside.script(
        "REVOKE ALL ON SCHEMA public FROM PUBLIC; ALTER SCHEMA public OWNER TO tnung_owner;"
        "GRANT USAGE ON SCHEMA public TO tnung_app, tnung_vault"
    );
}

std::string PrivateCluster::target(const std::string& role, const std::string& database) const
{
    return fmt::format(
        "host={} user={} dbname={} connect_timeout=10", socket_folder_.string(), role, database
    );
}

std::string PrivateCluster::owner_target(const std::string& database) const
{
    return target("tnung_owner", database);
}
std::string PrivateCluster::app_target(const std::string& database) const
{
    return target("tnung_app", database);
}
std::string PrivateCluster::vault_target(const std::string& database) const
{
    return target("tnung_vault", database);
}
std::string PrivateCluster::admin_target(const std::string& database) const
{
    return target(superuser, database);
}

} // namespace tnung::pg
