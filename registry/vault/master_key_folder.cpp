#include "registry/vault/master_key_folder.hpp"

#include <fmt/format.h>

#include <map>
#include <stdexcept>

namespace tnung::registry {

namespace {

constexpr std::string_view purpose = "vault.master";

constexpr pg::Query has_vault_query{
    "vault.has_tables", "SELECT to_regclass('public.vault_domain_key') IS NOT NULL"};

constexpr pg::Query wrapped_by_query{
    "vault.wrapped_by", "SELECT DISTINCT master_version FROM vault_domain_key ORDER BY 1"};

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

MasterKeys load_master_keys_of(pg::Pool& pool, const std::filesystem::path& folder)
{
    if (pool.look(has_vault_query).get<bool>(0, 0)) {
        const auto versions = pool.look(wrapped_by_query);
        for (std::size_t i = 0; i < versions.size(); ++i)
            if (const auto file = folder / master_key_file(versions.get<int>(i, 0));
                !std::filesystem::exists(file))
                throw std::runtime_error(fmt::format(
                    "vault.keys: the database is sealed with {}, which is not there: bring it back "
                    "(restore-keys) before the vault starts",
                    file.string()
                ));
    }
    return load_master_keys(folder);
}

void add_master_key(const std::filesystem::path& folder)
{
    const int version = load_master_keys(folder).newest() + 1;
    if (version > master_versions_max)
        throw std::runtime_error("vault.keys: no more versions of the master key");
    crypto::Keyring::load_or_create(folder / master_key_file(version));
}

} // namespace tnung::registry
