#include "registry/production.hpp"

#include <algorithm>

#include <unistd.h>

namespace tnung::registry {

namespace {

constexpr int reads_per_minute_max = 600, reads_per_day_max = 2'000;

using Rule = ProductionRule<Settings>;

/// Whether it names somebody, and not this process's own user.
bool has_other_user(const std::set<uid_t>& users)
{
    return !users.empty() && !users.contains(::geteuid());
}

constexpr Rule pages_rules[] = {
    {"registry.database", "a server of your own: the private cluster is for rehearsals",
     [](const Settings& s) { return !s.database.empty(); }},
    {"registry.database_owner", "not for this process: it is for `migrate` alone",
     [](const Settings& s) { return s.database_owner.empty(); }},
    {"registry.database_vault", "not for this process: it is for `vault` alone",
     [](const Settings& s) { return s.database_vault.empty(); }},
    {"registry.database_authority", "not for this process: it is for `vault` alone",
     [](const Settings& s) { return s.database_authority.empty(); }},
    {"vault.user", "the user whose vault it is, another than this one",
     [](const Settings& s) { return has_other_user(s.vault_user); }},
    {"audit.witnesses", "one at least, over https: a log that nobody else signs can be rewritten",
     [](const Settings& s) {
         return !s.witnesses.empty() && std::ranges::all_of(s.witnesses, [](const auto& one) {
             return one.url.starts_with("https://");
         });
     }},
    {"civil_servants.url", "https is needed",
     [](const Settings& s) {
         return s.civil_servants.url.empty() || s.civil_servants.url.starts_with("https://");
     }},
    {"civil_servants.token_file", "needed with civil_servants.url", [](const Settings& s) {
         return s.civil_servants.url.empty() || !s.civil_servants.token.empty();
     }}};

constexpr Rule vault_rules[] = {
    {"registry.database_vault", "the vault's role is needed",
     [](const Settings& s) { return !s.database_vault.empty(); }},
    {"registry.database_authority", "the role of who signs people in is needed",
     [](const Settings& s) { return !s.database_authority.empty(); }},
    {"registry.database_owner", "not for this process: it is for `migrate` alone",
     [](const Settings& s) { return s.database_owner.empty(); }},
    {"vault.peers", "the user whose pages may ask, another than this one's",
     [](const Settings& s) { return has_other_user(s.vault_peers); }},
    {"vault.reads_per_minute", "600 at most",
     [](const Settings& s) { return s.reads_per_minute <= reads_per_minute_max; }},
    {"vault.reads_per_day", "2,000 at most",
     [](const Settings& s) { return s.reads_per_day <= reads_per_day_max; }}};

constexpr Rule migration_rules[] = {
    {"registry.database_owner", "the role that owns the tables is needed",
     [](const Settings& s) { return !s.database_owner.empty(); }}};

} // namespace

std::string_view process_name(ProcessKind kind)
{
    switch (kind) {
    case ProcessKind::pages: return "serve";
    case ProcessKind::vault: return "vault";
    case ProcessKind::migration: return "migrate";
    }
    std::abort();
}

std::vector<BrokenRule>
broken_rules(const Settings& settings, const config::Config& config, ProcessKind kind)
{
    std::vector<BrokenRule> broken;
    check_no_rehearsal(broken, settings);
    check_secrets(broken, config);
    switch (kind) {
    case ProcessKind::pages:
        check_rules(broken, settings, pages_rules);
        check_web(broken, settings.web);
        check_reader(broken, "papers.reader", settings.paper_reader, "tnung-paper-reader");
        check_unreadable(broken, "vault.keys", settings.vault_keys);
        check_unreadable(broken, "authority.key", settings.authority_key);
        break;
    case ProcessKind::vault: check_rules(broken, settings, vault_rules); break;
    case ProcessKind::migration: check_rules(broken, settings, migration_rules); break;
    }
    return broken;
}

} // namespace tnung::registry
