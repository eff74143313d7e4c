#pragma once

#include "registry/vault/vault.hpp"

#include <filesystem>
#include <string>

namespace tnung::registry {

inline constexpr int master_versions_max = 255;
/// `master-<version>.key`
std::string master_key_file(int version);

/// The master keys in the vault's own folder: `master-<n>.key`, readable to its user alone. Where
/// there is none the first is made. They are backed up apart from the data (security.md). Throws
/// std::runtime_error where others may read one.
MasterKeys load_master_keys(const std::filesystem::path& folder);
/// One more, the newest from now on. Those before stay: backups were wrapped by them.
void add_master_key(const std::filesystem::path& folder);

} // namespace tnung::registry
