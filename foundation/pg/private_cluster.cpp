#include "foundation/pg/private_cluster.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/base/durable_file.hpp"
#include "foundation/pg/connection.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <functional>
#include <optional>
#include <pwd.h>
#include <sstream>
#include <stdexcept>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>

namespace tnung::pg {

namespace fs = std::filesystem;

namespace {

constexpr std::int64_t buffers_mib_min = 128, buffers_mib_max = 8192;

constexpr const char* superuser = "tnung_bootstrap";
constexpr std::array<const char*, 4> run_time_roles = {
    "tnung_owner", "tnung_app", "tnung_vault", "tnung_authority"};
constexpr const char* unprivileged_user = "postgres";
constexpr std::chrono::seconds start_wait_max{60};
constexpr std::chrono::milliseconds start_poll{50};

/// Of `<folder>/.s.PGSQL.5432.lock`, within what a unix socket's address holds.
constexpr std::size_t socket_folder_length_max = 85;

constexpr Query database_exists_query{
    "cluster.database_exists", "SELECT 1 FROM pg_database WHERE datname = $1"};

/// Programs of one machine start the same cluster one after the other.
class FileLock {
public:
    explicit FileLock(const fs::path& file)
        : descriptor_(::open(file.c_str(), O_CREAT | O_RDWR | O_CLOEXEC | O_NOFOLLOW, 0600))
    {
        // Whoever may open it may hold it for ever.
        if (descriptor_ < 0 || ::fchmod(descriptor_, 0600) != 0 ||
            ::flock(descriptor_, LOCK_EX) != 0)
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

/// `how`: O_TRUNC or O_APPEND.
void write_file(const fs::path& file, const std::string& text, int how = O_TRUNC)
{
    // The folder is the database's user's: what it put there as a link is not followed by us.
    const int to = ::open(file.c_str(), O_WRONLY | O_CREAT | O_CLOEXEC | O_NOFOLLOW | how, 0644);
    const bool written = to >= 0 && ::write(to, text.data(), text.size()) == ssize_t(text.size());
    if (to >= 0) ::close(to);
    if (!written) throw std::runtime_error(fmt::format("{}: cannot be written", file.string()));
}

struct User {
    std::string name;
    uid_t uid = 0;
    gid_t gid = 0;
};

/// Looks a user up in the machine's list by `ask` (getpwnam_r or getpwuid_r, both thread-safe).
/// Nothing where there is no such user.
template <class Ask>
std::optional<User> find_user(const Ask& ask)
{
    constexpr std::size_t entry_bytes_max = 16384;
    std::array<char, entry_bytes_max> memory;
    passwd entry{};
    passwd* found = nullptr;
    if (ask(&entry, memory.data(), memory.size(), &found) != 0 || !found) return std::nullopt;
    return User{found->pw_name, found->pw_uid, found->pw_gid};
}

std::optional<User> user_named(const std::string& name)
{
    return find_user([&](auto... memory) { return ::getpwnam_r(name.c_str(), memory...); });
}

std::string own_name()
{
    const auto self =
        find_user([](auto... memory) { return ::getpwuid_r(::geteuid(), memory...); });
    return self ? self->name : std::to_string(::geteuid());
}

uid_t uid_of(const std::string& user)
{
    const auto entry = user_named(user);
    if (!entry) throw std::runtime_error(fmt::format("this machine has no user {}", user));
    return entry->uid;
}

/// A folder that only that user may write to, and no link to one.
bool is_safe_folder(const fs::path& folder, uid_t owner)
{
    struct stat is {};
    return ::lstat(folder.c_str(), &is) == 0 && S_ISDIR(is.st_mode) && is.st_uid == owner &&
           (is.st_mode & (S_IWGRP | S_IWOTH)) == 0;
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
    server_user_ = own_name();
    if (::geteuid() == 0) {
        if (!user_named(unprivileged_user))
            throw std::runtime_error(
                "no user 'postgres' to run the database as (apt-get install postgresql-15)"
            );
        server_user_ = user_ = unprivileged_user;
    }
}

/// In our own folder where its path is short enough for a socket (over 107 bytes it is fatal to
/// PostgreSQL), else one of a name that nobody can foresee, written down beside the data.
fs::path PrivateCluster::socket_folder() const
{
    const auto own = options_.folder / "socket";
    if (own.string().size() <= socket_folder_length_max) return own;
    return trimmed(whole_file(options_.folder / "socket-folder").value_or(""));
}

fs::path PrivateCluster::make_socket_folder() const
{
    const auto owner = uid_of(server_user_);
    auto folder = socket_folder();
    if (folder.parent_path() != options_.folder && !is_safe_folder(folder, owner)) {
        std::string made = "/tmp/tnung-XXXXXX";
        if (!::mkdtemp(made.data()))
            throw std::runtime_error("no folder can be made for the database's socket in /tmp");
        write_file(options_.folder / "socket-folder", made + "\n");
        folder = made;
    }
    fs::create_directory(folder);
    if (!user_.empty() && ::lchown(folder.c_str(), owner, gid_t(-1)) != 0)
        throw std::runtime_error(fmt::format("{}: cannot be given to {}", folder.string(), user_));
    fs::permissions(
        folder, fs::perms(0755), fs::perm_options::replace | fs::perm_options::nofollow
    );
    if (!is_safe_folder(folder, owner))
        throw std::runtime_error(fmt::format(
            "{}: the database's socket would lie in a folder that others may write to",
            folder.string()
        ));
    return folder;
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
    return PQping(owner_target("postgres").c_str()) == PQPING_OK;
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

    const bool full = options_.durability == Durability::full;
    const auto conf = fmt::format(
        "\n# written by T'Nung when this cluster was made\n"
        "listen_addresses = ''\nunix_socket_permissions = 0777\n"
        "max_connections = {}\nshared_buffers = {}MB\nwork_mem = 16MB\n"
        "fsync = {}\nfull_page_writes = {}\nsynchronous_commit = {}\n"
        "max_wal_size = 4GB\nwal_compression = lz4\ncheckpoint_timeout = 15min\n"
        "random_page_cost = 1.1\njit = off\n"
        // No parameter values, no row contents in the server's own log.
        "log_parameter_max_length = 0\nlog_parameter_max_length_on_error = 0\nlog_error_verbosity "
        "= terse\n"
        "log_statement = none\nlog_min_error_statement = panic\nlog_line_prefix = '%m [%p] "
        "'\nlog_timezone = 'UTC'\ntimezone = 'UTC'\n",
        options_.connections_max, full ? buffers_mib() : buffers_mib_min, full ? "on" : "off",
        full ? "on" : "off", full ? "on" : "off"
    );
    write_file(data / "postgresql.conf", conf, O_APPEND);
}

/// Peer authentication: who runs the program may be any of our roles; nobody else may connect, and
/// nobody as the superuser.
void PrivateCluster::write_access() const
{
    const auto data = options_.folder / "pg";
    const auto system_user = own_name();
    std::string map;
    for (const char* role : run_time_roles) map += fmt::format("tnung {} {}\n", system_user, role);
    if (options_.admin_login) map += fmt::format("tnung {} {}\n", system_user, superuser);
    write_file(data / "pg_ident.conf", map);
    write_file(data / "pg_hba.conf", "local all all peer map=tnung\n");
}

/// While no server runs, by the one way that needs no superuser's login.
void PrivateCluster::make_roles() const
{
    std::string statements;
    for (const char* role : run_time_roles)
        statements += fmt::format(
            "DO $$ BEGIN IF NOT EXISTS (SELECT 1 FROM pg_roles WHERE rolname = '{0}') THEN CREATE "
            "ROLE {0} LOGIN NOSUPERUSER NOBYPASSRLS; END IF; END $$;\n",
            role
        );
    statements += "ALTER ROLE tnung_owner CREATEDB;\n";
    const auto script = options_.folder / "roles.sql", log = options_.folder / "roles.log";
    write_file(script, statements);
    const auto status =
        run("postgres", fmt::format(
                            "--single -D {} postgres < {} > {} 2>&1",
                            shell_quoted((options_.folder / "pg").string()),
                            shell_quoted(script.string()), shell_quoted(log.string())
                        ));
    if (status != 0) throw std::runtime_error("the roles cannot be made:\n" + tail_of(log));
}

void PrivateCluster::start()
{
    const auto sockets = make_socket_folder();
    write_access();
    const auto log = options_.folder / "postgresql.log";
    // After kill -9 of the postmaster a new start is refused until its orphans are gone: retry.
    const auto deadline = std::chrono::steady_clock::now() + start_wait_max;
    while (true) {
        const auto status =
            run("pg_ctl",
                fmt::format(
                    "start -w -t 30 -D {} -l {} -o {} > /dev/null 2>&1 < /dev/null",
                    shell_quoted((options_.folder / "pg").string()), shell_quoted(log.string()),
                    shell_quoted("-k " + shell_quoted(sockets.string()))
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
        const auto entry = user_named(user_);
        if (!entry || ::chown(options_.folder.c_str(), entry->uid, entry->gid) != 0)
            throw std::runtime_error(
                fmt::format("{}: cannot be given to {}", options_.folder.string(), user_)
            );
    }
    if (!fs::exists(options_.folder / "pg" / "PG_VERSION")) initialise();
    if (!fs::exists(options_.folder / "roles-made")) {
        make_roles();
        write_file(options_.folder / "roles-made", "");
    }
    start();
}

void PrivateCluster::stop()
{
    if (!fs::exists(options_.folder / "pg" / "postmaster.pid")) return;
    run("pg_ctl", fmt::format(
                      "stop -m fast -w -t 60 -D {} > /dev/null 2>&1",
                      shell_quoted((options_.folder / "pg").string())
                  ));
    std::error_code still_used;
    fs::remove(socket_folder(), still_used); // empty now; the next start makes it again
}

void PrivateCluster::ensure_database(const std::string& name)
{
    const FileLock lock(options_.folder / "cluster.lock");
    Connection owner(owner_target("postgres"));
    if (!owner.exec(database_exists_query, name).empty()) return;
    owner.script(fmt::format("CREATE DATABASE {}", name));
    owner.script(fmt::format("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC", name));
    Connection inside(owner_target(name)); // who owns a database owns its schema `public`
    inside.script("REVOKE ALL ON SCHEMA public FROM PUBLIC;"
                  "GRANT USAGE ON SCHEMA public TO tnung_app, tnung_vault, tnung_authority");
}

std::string PrivateCluster::target(const std::string& role, const std::string& database) const
{
    return fmt::format(
        "host={} user={} dbname={} connect_timeout=10 requirepeer={}", socket_folder().string(),
        role, database, server_user_
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
std::string PrivateCluster::authority_target(const std::string& database) const
{
    return target("tnung_authority", database);
}
std::string PrivateCluster::admin_target(const std::string& database) const
{
    return target(superuser, database);
}

} // namespace tnung::pg
