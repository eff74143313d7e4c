#pragma once

#include "foundation/base/embedded.hpp"

#include <chrono>
#include <span>
#include <string>
#include <vector>

namespace tnung::pg {

/// How fast a database is brought forward while programs work in it.
struct MigrationPace {
    std::int64_t batch_rows = 5000;
    /// Waited between batches, as a multiple of what the last one took: those who work meanwhile
    /// get the rest of the machine.
    double rest = 1.0;
    /// Longest wait for a table's lock. After it the migration steps back and tries again later:
    /// whoever waits for a lock blocks all who come after him.
    std::chrono::milliseconds lock_wait{3000};
};

enum class OlderPrograms {
    may_run, ///< leaves what they still need; a database that is new gets all
    are_gone,
};

/// Brings the database forward: files in the order of their names, each recorded in
/// `schema_migration` when it is done. Programs that start together wait for one another. Returns
/// the names of those that wait until no older program runs. Throws std::runtime_error where a file
/// that was applied has changed since, Error where a statement fails.
///
/// A file runs in a transaction of its own, or as its first line says:
///
///     -- runs: in batches of TABLE     its one statement for ids from $1 to below $2, each batch
///                                      in a transaction of its own, so that nobody waits long
///     -- runs: outside a transaction   statements that end with an empty line, each by itself
///     -- runs: once no older program does
///
/// Batches go on where they were stopped; what runs outside a transaction may be repeated, which
/// its author sees to.
std::vector<std::string> migrate(
    const std::string& target, std::span<const EmbeddedFile> migrations,
    OlderPrograms older = OlderPrograms::may_run, const MigrationPace& pace = {}
);

/// What `migrate` returned, for whoever ran the command; empty where nothing waits.
std::string waiting_text(const std::vector<std::string>& waiting);

/// For a role that owns nothing: throws std::runtime_error naming the first file that was not
/// applied yet, those apart that wait until no older program runs.
void require_migrated(const std::string& target, std::span<const EmbeddedFile> migrations);

} // namespace tnung::pg
