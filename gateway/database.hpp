#pragma once

#include "foundation/pg/migrate.hpp"
#include "foundation/pg/private_cluster.hpp"
#include "gateway/settings.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tnung::gateway {

/// The database to work on, as each of its roles: a private cluster where none is named.
struct Database {
    std::optional<pg::PrivateCluster> cluster;
    std::string app, owner, authority; ///< libpq targets; empty: the configuration names none
};

/// Starts a private cluster that does not run.
Database find_database(const Settings& settings);
/// Makes the tables, or brings them to what this version needs; what waits until no older program
/// runs. Throws std::runtime_error where the configuration does not name the role that owns them.
std::vector<std::string> migrate_database(const Settings& settings, pg::OlderPrograms older);
/// For pages and workers. In production the tables must be as this version needs them already
/// (`tnung-gateway migrate`); a rehearsal makes them. Throws std::runtime_error saying what is
/// wrong with the database or its role.
Database ready_database(const Settings& settings);

} // namespace tnung::gateway
