#include "foundation/pg/migrate.hpp"

#include "foundation/pg/connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>
#include <vector>

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

} // namespace

void migrate(const std::string& target, std::span<const EmbeddedFile> migrations)
{
    Connection connection(target);
    // One at a time: the key is any fixed number.
    connection.script("SELECT pg_advisory_lock(5242026)");
    connection.script(
        "CREATE TABLE IF NOT EXISTS schema_migration (name text PRIMARY KEY, text text NOT NULL, "
        "applied_at timestamptz NOT NULL DEFAULT now())"
    );
    connection.script("GRANT SELECT (name) ON schema_migration TO PUBLIC"); // require_migrated
    std::map<std::string, std::string, std::less<>> applied;
    const auto rows = connection.exec(applied_query);
    for (std::size_t i = 0; i < rows.size(); ++i) applied.emplace(rows.text(i, 0), rows.text(i, 1));

    std::vector<EmbeddedFile> ordered(migrations.begin(), migrations.end());
    std::sort(ordered.begin(), ordered.end(), [](const auto& a, const auto& b) {
        return a.name < b.name;
    });
    for (const auto& file : ordered) {
        const auto found = applied.find(file.name);
        if (found != applied.end()) {
            const auto digest = connection.exec(digest_query, file.bytes);
            if (digest.text(0, 0) != found->second)
                throw std::runtime_error(
                    fmt::format("migration {} was changed after it was applied", file.name)
                );
            continue;
        }
        connection.script("BEGIN");
        connection.script(std::string(file.bytes));
        connection.exec(record_query, file.name, file.bytes);
        connection.script("COMMIT");
    }
    connection.script("SELECT pg_advisory_unlock(5242026)");
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
        if (!applied.contains(file.name))
            throw std::runtime_error(fmt::format(
                "the database is older than this program ({} is missing): run the command "
                "`migrate`",
                file.name
            ));
}

} // namespace tnung::pg
