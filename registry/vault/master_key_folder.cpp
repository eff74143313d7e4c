#include "registry/vault/master_key_folder.hpp"

#include <fmt/format.h>

#include <map>

namespace tnung::registry {

namespace {

constexpr int versions_max = 255;
constexpr std::string_view purpose = "vault.master";

} // namespace

MasterKeys load_master_keys(const std::filesystem::path& folder)
{
    namespace fs = std::filesystem;
    fs::create_directories(folder);
    fs::permissions(folder, fs::perms::owner_all);
    const auto file = [&](int version) { return folder / fmt::format("master-{}.key", version); };
    std::map<unsigned char, std::string> keys;
    for (int version = 1; version <= versions_max; ++version)
        if (fs::exists(file(version)))
            keys.emplace(
                static_cast<unsigned char>(version),
                crypto::Keyring::load(file(version)).key(purpose)
            );
    if (keys.empty()) keys.emplace(1, crypto::Keyring::load_or_create(file(1)).key(purpose));
    return MasterKeys(std::move(keys));
}

} // namespace tnung::registry
