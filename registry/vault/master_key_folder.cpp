#include "registry/vault/master_key_folder.hpp"

#include <fmt/format.h>

#include <map>
#include <stdexcept>

namespace tnung::registry {

namespace {

constexpr std::string_view purpose = "vault.master";

constexpr pg::Query has_vault_query{
    "vault.has_tables", "SELECT to_regclass('public.vault_domain_key') IS NOT NULL"};

constexpr pg::Query wrapped_by_query{"vault.wrapped_by", R"sql(
    SELECT DISTINCT ON (master_version) master_version, domain_id, version, wrapped
      FROM vault_domain_key ORDER BY master_version, domain_id, version
)sql"};

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

std::vector<WrappedKey> wrapped_keys(pg::Pool& pool)
{
    std::vector<WrappedKey> keys;
    if (!pool.look(has_vault_query).get<bool>(0, 0)) return keys;
    const auto rows = pool.look(wrapped_by_query);
    for (std::size_t i = 0; i < rows.size(); ++i)
        keys.push_back(
            {rows.get<int>(i, 0), rows.get<Id<VaultDomain>>(i, 1), rows.get<int>(i, 2),
             rows.get<Bytes>(i, 3).data}
        );
    return keys;
}

bool is_wrapped_by(const WrappedKey& one, std::string_view line)
{
    const auto keyring = crypto::Keyring::from_line(line);
    if (!keyring) return false;
    const auto version = static_cast<unsigned char>(one.master_version);
    const MasterKeys keys({{version, keyring->key(purpose)}});
    return keys.unwrap(version, one.wrapped, sealing::domain_place(one.domain, one.version))
        .has_value();
}

MasterKeys load_master_keys_of(pg::Pool& pool, const std::filesystem::path& folder)
{
    for (const auto& one : wrapped_keys(pool))
        if (const auto file = folder / master_key_file(one.master_version);
            !std::filesystem::exists(file))
            throw std::runtime_error(fmt::format(
                "vault.keys: the database is sealed with {}, which is not there: bring it back "
                "(restore-keys) before the vault starts",
                file.string()
            ));
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
