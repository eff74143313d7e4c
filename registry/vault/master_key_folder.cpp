#include "registry/vault/master_key_folder.hpp"

#include <fmt/format.h>

#include <map>
#include <stdexcept>

namespace tnung::registry {

namespace {

constexpr int versions_max = 255;
constexpr std::string_view purpose = "vault.master";

std::filesystem::path key_file(const std::filesystem::path& folder, int version)
{
    return folder / fmt::format("master-{}.key", version);
}

} // namespace

MasterKeys load_master_keys(const std::filesystem::path& folder)
{
    namespace fs = std::filesystem;
    fs::create_directories(folder);
    fs::permissions(folder, fs::perms::owner_all);
    std::map<unsigned char, std::string> keys;
    for (int version = 1; version <= versions_max; ++version)
        if (fs::exists(key_file(folder, version)))
            keys.emplace(
                static_cast<unsigned char>(version),
                crypto::Keyring::load(key_file(folder, version)).key(purpose)
            );
    if (keys.empty())
        keys.emplace(1, crypto::Keyring::load_or_create(key_file(folder, 1)).key(purpose));
    return MasterKeys(std::move(keys));
}

void add_master_key(const std::filesystem::path& folder)
{
    const int version = load_master_keys(folder).newest() + 1;
    if (version > versions_max)
        throw std::runtime_error("vault.keys: no more versions of the master key");
    crypto::Keyring::load_or_create(key_file(folder, version));
}

} // namespace tnung::registry
