#include "gateway/database.hpp"

#include "foundation/log/log.hpp"
#include "foundation/pg/assurance.hpp"
#include "foundation/pg/migrate.hpp"
#include "gateway/migrations/migrations.hpp"

#include <stdexcept>

namespace tnung::gateway {

Database find_database(const Settings& settings)
{
    Database database{
        std::nullopt, settings.database, settings.database_owner, settings.database_authority};
    const bool named = !settings.database.empty() || !settings.database_owner.empty() ||
                       !settings.database_authority.empty();
    if (named) return database;
    constexpr const char* name = "gateway";
    auto& cluster = database.cluster.emplace(pg::PrivateCluster::Options{
        .folder = settings.data_folder / "db", .admin_login = settings.database_admin});
    cluster.ensure_running();
    cluster.ensure_database(name);
    database.app = cluster.app_target(name);
    database.owner = cluster.owner_target(name);
    database.authority = cluster.authority_target(name);
    return database;
}

std::vector<std::string> migrate_database(const Settings& settings, pg::OlderPrograms older)
{
    const auto database = find_database(settings);
    if (database.owner.empty())
        throw std::runtime_error("gateway.database_owner: the role that owns the tables is needed");
    return pg::migrate(database.owner, migrations(), older);
}

Database ready_database(const Settings& settings)
{
    auto database = find_database(settings);
    if (database.app.empty())
        throw std::runtime_error("gateway.database: the role of pages and workers is needed");
    if (settings.environment == Environment::sandbox && !database.owner.empty())
        for (const auto& name : pg::migrate(database.owner, migrations()))
            log::warning("database.waits_for_finish", {{"migration", name}});
    pg::require_migrated(database.app, migrations());
    pg::assert_durable(database.app);
    pg::assert_discreet(database.app);
    pg::assert_plain_role(database.app);
    return database;
}

} // namespace tnung::gateway
