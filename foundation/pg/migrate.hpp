#pragma once

#include "foundation/base/embedded.hpp"

#include <span>
#include <string>

namespace tnung::pg {

/// Brings the database forward: files in the order of their names, each in a transaction of its
/// own with its row in `schema_migration`. Programs that start together wait for one another.
/// Throws std::runtime_error where a file that was applied has changed since.
void migrate(const std::string& target, std::span<const EmbeddedFile> migrations);

/// For a role that owns nothing: throws std::runtime_error naming the first file that was not
/// applied yet.
void require_migrated(const std::string& target, std::span<const EmbeddedFile> migrations);

} // namespace tnung::pg
