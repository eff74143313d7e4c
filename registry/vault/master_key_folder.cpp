#include "registry/vault/master_key_folder.hpp"

#include <fmt/format.h>

#include <map>
#include <stdexcept>

namespace tnung::registry {

namespace {

constexpr std::string_view purpose = "vault.master";

} // namespace

std::string master_key_file(int version)
{
    return fmt::format("master-{}.key", version);
}

MasterKeys load_master_keys(const std::filesystem::path& folder)
{
    namespace fs = std::filesystem;
    fs::create_directories(folder);
    fs::permissions(folder, fs::perms::owner_all);
    std::map<unsigned char, std::string> keys;
    for (int version = 1; version <= master_versions_max; ++version)
        if (fs::exists(folder / master_key_file(version)))
            keys.emplace(
                static_cast<unsigned char>(version),
                crypto::Keyring::load(folder / master_key_file(version)).key(purpose)
            );
    if (keys.empty())
        keys.emplace(1, crypto::Keyring::load_or_create(folder / master_key_file(1)).key(purpose));
    return MasterKeys(std::move(keys));
}

void add_master_key(const std::filesystem::path& folder)
{
    const int version = load_master_keys(folder).newest() + 1;
    if (version > master_versions_max)
        throw std::runtime_error("vault.keys: no more versions of the master key");
    crypto::Keyring::load_or_create(folder / master_key_file(version));
}

} // namespace tnung::registry
