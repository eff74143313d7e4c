#pragma once

#include "foundation/audit/checkpoint.hpp"
#include "foundation/pg/pool.hpp"

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What the table `audit_hash` holds of the tree: for those who prove, and who extend it.
namespace tnung::audit::stored_tree {

/// Hashes of that level of tiles, from `first` up to and without `end`; fewer where the tree has
/// not got that far.
std::vector<std::string>
hashes(pg::Transaction& tx, int level, std::uint64_t first, std::uint64_t end);

/// The root of the 2^height leaves from `index`·2^height on. Throws std::runtime_error where hashes
/// are missing.
std::string subtree(pg::Transaction& tx, int height, std::uint64_t index);

/// The newest checkpoint in that file; nothing where none was kept, or what is there is not of this
/// log and key.
std::optional<Checkpoint> newest_kept(
    const std::filesystem::path& file, std::string_view origin, std::string_view public_key
);

/// Throws std::runtime_error, saying what to do, where the database does not hold every entry that
/// the kept head speaks of, or that is no checkpoint by that key. A file that is not there says
/// nothing.
void require_whole(
    pg::Transaction& tx, std::string_view origin, std::string_view public_key,
    const std::filesystem::path& kept_head
);

} // namespace tnung::audit::stored_tree
