#include "foundation/pg/migrate.hpp"

#include "foundation/pg/connection.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <thread>

namespace tnung::pg {

namespace {

constexpr Query applied_query{"migrate.applied", R"sql(
    SELECT name, encode(sha256(convert_to(text, 'UTF8')), 'hex') FROM schema_migration
)sql"};

constexpr Query has_any_query{
    "migrate.has_any", "SELECT to_regclass('public.schema_migration') IS NOT NULL"};

constexpr Query names_query{"migrate.names", "SELECT name FROM schema_migration"};

constexpr Query digest_query{"migrate.digest", R"sql(
    SELECT encode(sha256(convert_to($1::text, 'UTF8')), 'hex')
)sql"};

constexpr Query record_query{"migrate.record", R"sql(
    INSERT INTO schema_migration (name, text) VALUES ($1, $2)
)sql"};

constexpr Query lock_query{
    "migrate.lock", "SELECT pg_try_advisory_lock(5242026)"}; // any fixed number

constexpr Query reached_query{
    "migrate.reached", "SELECT next_id FROM schema_migration_batch WHERE name = $1"};

constexpr Query reach_query{"migrate.reach", R"sql(
    INSERT INTO schema_migration_batch (name, next_id) VALUES ($1, $2)
    ON CONFLICT (name) DO UPDATE SET next_id = excluded.next_id
)sql"};

constexpr std::string_view says = "-- runs: ", in_batches = "in batches of ",
                           outside = "outside a transaction", alone = "once no older program does";

/// What the first line says of how the file runs; empty: in a transaction.
std::string_view manner_of(std::string_view file)
{
    const auto line = file.substr(0, file.find('\n'));
    return line.starts_with(says) ? line.substr(says.size()) : std::string_view();
}

bool waits_for_older(const EmbeddedFile& file)
{
    return manner_of(file.bytes) == alone;
}

std::vector<EmbeddedFile> in_order(std::span<const EmbeddedFile> migrations)
{
    std::vector<EmbeddedFile> ordered(migrations.begin(), migrations.end());
    std::ranges::sort(ordered, {}, &EmbeddedFile::name);
    return ordered;
}

/// Asks again and again instead of waiting inside a statement: an index that is built concurrently
/// waits for every statement that runs, and would wait for this one.
void lock(Connection& connection)
{
    constexpr std::chrono::milliseconds pause{50};
    while (!connection.exec(lock_query).get<bool>(0, 0)) std::this_thread::sleep_for(pause);
}

/// Tries again where it waited too long for a lock, or was chosen to end a deadlock.
template <class Act>
void patiently(Connection& connection, const Act& act)
{
    constexpr std::string_view lock_not_available = "55P03";
    constexpr int tries_max = 300;
    constexpr std::chrono::milliseconds pause{300};
    for (int tries = 1;; ++tries) {
        try {
            return act();
        } catch (const Error& error) {
            const bool passes =
                error.is_worth_retrying() || error.sql_state() == lock_not_available;
            if (!passes || tries == tries_max) throw;
        }
        connection.script("ROLLBACK");
        std::this_thread::sleep_for(pause);
    }
}

void set_lock_wait(Connection& connection, std::chrono::milliseconds wait)
{
    connection.script(fmt::format("SET lock_timeout = {}", wait.count()));
}

/// An index that is built concurrently waits as long as it takes: it holds nobody up.
void run_each_alone(Connection& connection, std::string_view file, const MigrationPace& pace)
{
    constexpr std::string_view end = ";\n\n";
    for (std::size_t from = 0; from < file.size();) {
        const auto found = file.find(end, from);
        const auto to = found == std::string_view::npos ? file.size() : found + end.size();
        const std::string statement(file.substr(from, to - from));
        const bool waits_long = statement.find("CONCURRENTLY") != std::string::npos;
        set_lock_wait(connection, waits_long ? std::chrono::milliseconds(0) : pace.lock_wait);
        patiently(connection, [&] { connection.script(statement); });
        from = to;
    }
}

void run_in_batches(
    Connection& connection, const EmbeddedFile& file, std::string_view table,
    const MigrationPace& pace
)
{
    const auto newest = fmt::format("SELECT coalesce(max(id), 0) FROM {}", table);
    const auto newest_name = fmt::format("migrate.newest.{}", table);
    const std::string name(file.name), statement(file.bytes);
    const Query newest_query{newest_name.c_str(), newest.c_str()};
    const Query batch_query{name.c_str(), statement.c_str()};
    const auto last = connection.exec(newest_query).get<std::int64_t>(0, 0);
    const auto reached = connection.exec(reached_query, file.name);
    for (auto from = reached.empty() ? 0 : reached.get<std::int64_t>(0, 0); from <= last;
         from += pace.batch_rows)
    {
        const auto begun = std::chrono::steady_clock::now();
        patiently(connection, [&] {
            connection.script("BEGIN");
            connection.exec(batch_query, from, from + pace.batch_rows);
            connection.exec(reach_query, file.name, from + pace.batch_rows);
            connection.script("COMMIT");
        });
        if (from + pace.batch_rows <= last)
            std::this_thread::sleep_for((std::chrono::steady_clock::now() - begun) * pace.rest);
    }
}

void run(Connection& connection, const EmbeddedFile& file, const MigrationPace& pace)
{
    const auto manner = manner_of(file.bytes);
    if (manner == outside)
        run_each_alone(connection, file.bytes, pace);
    else if (manner.starts_with(in_batches))
        run_in_batches(connection, file, manner.substr(in_batches.size()), pace);
    else if (!manner.empty() && manner != alone)
        throw std::runtime_error(fmt::format("migration {} runs in no way we know", file.name));
    set_lock_wait(connection, pace.lock_wait);
    patiently(connection, [&] {
        connection.script("BEGIN");
        if (manner.empty() || manner == alone) connection.script(std::string(file.bytes));
        connection.exec(record_query, file.name, file.bytes);
        connection.script("COMMIT");
    });
}

} // namespace

std::vector<std::string> migrate(
    const std::string& target, std::span<const EmbeddedFile> migrations, OlderPrograms older,
    const MigrationPace& pace
)
{
    Connection connection(target);
    lock(connection);
    connection.script(
        "CREATE TABLE IF NOT EXISTS schema_migration (name text PRIMARY KEY, text text NOT NULL, "
        "applied_at timestamptz NOT NULL DEFAULT now());"
        "CREATE TABLE IF NOT EXISTS schema_migration_batch (name text PRIMARY KEY, next_id bigint "
        "NOT NULL)"
    );
    connection.script("GRANT SELECT (name) ON schema_migration TO PUBLIC"); // require_migrated
    std::map<std::string, std::string, std::less<>> applied;
    const auto rows = connection.exec(applied_query);
    for (std::size_t i = 0; i < rows.size(); ++i) applied.emplace(rows.text(i, 0), rows.text(i, 1));

    const bool is_new = applied.empty();
    std::vector<std::string> waiting;
    for (const auto& file : in_order(migrations)) {
        const auto found = applied.find(file.name);
        if (found != applied.end()) {
            const auto digest = connection.exec(digest_query, file.bytes);
            if (digest.text(0, 0) != found->second)
                throw std::runtime_error(
                    fmt::format("migration {} was changed after it was applied", file.name)
                );
        } else if (waits_for_older(file) && !is_new && older == OlderPrograms::may_run) {
            waiting.emplace_back(file.name);
        } else {
            run(connection, file, pace);
        }
    }
    connection.script("SELECT pg_advisory_unlock(5242026)");
    return waiting;
}

std::string waiting_text(const std::vector<std::string>& waiting)
{
    if (waiting.empty()) return {};
    return fmt::format(
        "Once no older version runs any more: `migrate --finish` ({}).\n", fmt::join(waiting, ", ")
    );
}

void require_migrated(const std::string& target, std::span<const EmbeddedFile> migrations)
{
    Connection connection(target);
    std::set<std::string, std::less<>> applied;
    if (!connection.exec(has_any_query).get<bool>(0, 0))
        throw std::runtime_error("the database has no tables yet: run the command `migrate` first");
    const auto rows = connection.exec(names_query);
    for (std::size_t i = 0; i < rows.size(); ++i) applied.emplace(rows.text(i, 0));
    for (const auto& file : migrations)
        if (!applied.contains(file.name) && !waits_for_older(file))
            throw std::runtime_error(fmt::format(
                "the database is older than this program ({} is missing): run the command "
                "`migrate`",
                file.name
            ));
}

} // namespace tnung::pg
