#pragma once

#include "registry/vault/vault.hpp"

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::registry {

inline constexpr int master_versions_max = 255;
/// `master-<version>.key`
std::string master_key_file(int version);

/// The master keys in the vault's own folder: `master-<n>.key`, readable to its user alone. Where
/// there is none the first is made. They are backed up apart from the data (security.md). Throws
/// std::runtime_error where others may read one.
MasterKeys load_master_keys(const std::filesystem::path& folder);
/// The same for the vault of that database: throws std::runtime_error where what lies there is
/// sealed with keys that are not in the folder, so that no new key is made beside old records.
MasterKeys load_master_keys_of(pg::Pool& pool, const std::filesystem::path& folder);
/// A domain's key, wrapped by a master key, as the database stores it. It shows whether a master
/// key is the right one.
struct WrappedKey {
    int master_version = 0;
    Id<VaultDomain> domain;
    int version = 0;
    std::string wrapped;
};
/// One of each version of the master key that the database is sealed with, by version.
std::vector<WrappedKey> wrapped_keys(pg::Pool& pool);
/// Whether `line`, the content of a key file, is the key that wrapped it.
bool is_wrapped_by(const WrappedKey& one, std::string_view line);

/// One more, the newest from now on. Those before stay: backups were wrapped by them.
void add_master_key(const std::filesystem::path& folder);

} // namespace tnung::registry
