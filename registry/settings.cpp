#include "registry/settings.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tnung::registry {

namespace {

constexpr std::int64_t shift_max = 10LL * 365 * 24 * 3600;

} // namespace

Settings read_settings(config::Config& config)
{
    Settings settings;
    const auto environment = config.text("registry.environment", "production");
    if (environment == "sandbox")
        settings.environment = Environment::sandbox;
    else if (environment != "production")
        throw std::runtime_error(
            fmt::format("registry.environment = {}: expected production or sandbox", environment)
        );
    settings.data_folder = config.text("registry.data_folder", "/var/lib/tnung/registry");
    settings.database = config.database_target("registry.database");
    settings.database_owner = config.database_target("registry.database_owner");
    settings.database_vault = config.database_target("registry.database_vault");
    settings.database_authority = config.database_target("registry.database_authority");
    settings.database_admin = config.flag("rehearsal.database_admin", false);
    settings.authority_socket =
        config.text("authority.socket", (settings.data_folder / "authority.sock").string());
    settings.authority_key =
        config.text("authority.key", (settings.data_folder / "authority.key").string());
    settings.rules_folder = config.text("registry.rules_folder", "");
    settings.tables_folder = config.text("registry.tables_folder", "");
    settings.civil_servants.url = config.text("civil_servants.url", "");
    settings.civil_servants.token = config.secret("civil_servants.token");
    const auto beside = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    settings.paper_reader = config.text("papers.reader", (beside / "tnung-paper-reader").string());
    settings.trusted_folder = config.text("papers.trusted_folder", "");
    settings.web = read_web_settings(config, 8090);
    settings.audit_origin = config.text("audit.origin", "registry.gialai.example/audit");
    settings.witnesses = parse_witnesses(config.text("audit.witnesses", ""));
    settings.witness_every = std::chrono::seconds(
        config.integer("audit.witness_every_seconds", settings.witness_every.count(), 1, 86'400)
    );
    settings.clock_shift =
        std::chrono::seconds(config.integer("clock.shift_seconds", 0, -shift_max, shift_max));
    settings.vault_socket =
        config.text("vault.socket", (settings.data_folder / "vault.sock").string());
    settings.vault_keys = config.text("vault.keys", (settings.data_folder / "vault-keys").string());
    settings.vault_peers = read_users(config, "vault.peers");
    settings.vault_user = read_users(config, "vault.user");
    settings.crash_at = config.text("rehearsal.crash_at", "");
    settings.crash_at_passing = int(config.integer("rehearsal.crash_at_passing", 1, 1, 1'000'000));
    settings.reads_per_minute =
        int(config.integer("vault.reads_per_minute", settings.reads_per_minute, 1, 10'000));
    settings.reads_per_day =
        int(config.integer("vault.reads_per_day", settings.reads_per_day, 1, 10'000'000));
    return settings;
}

} // namespace tnung::registry
