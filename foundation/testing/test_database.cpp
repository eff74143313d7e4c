#include "foundation/testing/test_database.hpp"

#include "foundation/pg/connection.hpp"
#include "foundation/pg/migrate.hpp"

#include <fmt/format.h>

#include <chrono>
#include <cstdlib>
#include <functional>
#include <unistd.h>

namespace tnung::testing {

namespace {

constexpr pg::Query database_exists_query{
    "test.database_exists", "SELECT 1 FROM pg_database WHERE datname = $1"};

/// Migrated once for each set of migrations; copying it costs a few milliseconds.
std::string template_for(pg::PrivateCluster& cluster, std::span<const EmbeddedFile> migrations)
{
    std::string all;
    for (const auto& file : migrations) all += file.bytes;
    if (const char* settings = std::getenv("PGOPTIONS"))
        all += settings; // migrations may ask for them
    const auto name = fmt::format("template_{:016x}", std::hash<std::string>{}(all));
    pg::Connection admin(cluster.admin_target("postgres"));
    admin.script("SELECT pg_advisory_lock(7)");
    if (admin.exec(database_exists_query, name).empty()) {
        cluster.ensure_database(name);
        pg::migrate(cluster.owner_target(name), migrations);
    }
    return name;
}

} // namespace

pg::PrivateCluster TestDatabase::cluster()
{
    return pg::PrivateCluster(
        {.folder = TNUNG_TEST_CLUSTER,
         .durability = pg::PrivateCluster::Durability::none,
         .connections_max = 200,
         .admin_login = true}
    );
}

TestDatabase::TestDatabase(std::span<const EmbeddedFile> migrations) : cluster_(cluster())
{
    static int made = 0;
    cluster_.ensure_running();
    const auto origin = template_for(cluster_, migrations);
    name_ = fmt::format(
        "test_{}_{}_{}", ::getpid(), std::chrono::steady_clock::now().time_since_epoch().count(),
        ++made
    );
    pg::Connection admin(cluster_.admin_target("postgres"));
    admin.script("SELECT pg_advisory_lock(7)"); // a template in use cannot be copied
    admin.script(fmt::format("CREATE DATABASE {} OWNER tnung_owner TEMPLATE {}", name_, origin));
    // Rights on a database are not copied with it.
    admin.script(fmt::format("REVOKE TEMPORARY ON DATABASE {} FROM PUBLIC", name_));
}

TestDatabase::~TestDatabase()
{
    try {
        pg::Connection admin(cluster_.admin_target("postgres"));
        admin.script(fmt::format("DROP DATABASE IF EXISTS {} WITH (FORCE)", name_));
    } catch (const pg::Error&) {
        // A test that killed the server leaves its database behind; the cluster goes as a whole.
    }
}

std::string TestDatabase::owner_target() const
{
    return cluster_.owner_target(name_);
}
std::string TestDatabase::vault_target() const
{
    return cluster_.vault_target(name_);
}

std::string TestDatabase::authority_target() const
{
    return cluster_.authority_target(name_);
}

std::string TestDatabase::admin_target() const
{
    return cluster_.admin_target(name_);
}

std::string TestDatabase::app_target() const
{
    return cluster_.app_target(name_);
}

void TestDatabase::disconnect_everyone()
{
    pg::Connection admin(cluster_.admin_target("postgres"));
    admin.script(fmt::format(
        "SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE datname = '{}'", name_
    ));
}

} // namespace tnung::testing
