#include "gateway/production.hpp"

#include "foundation/http/address.hpp"

#include <fmt/format.h>

#include <functional>

#include <unistd.h>

namespace tnung::gateway {

namespace {

constexpr std::size_t secret_bytes_min = 12;
constexpr int persons_on_a_number_max = 20, codes_per_day_max = 20'000, codes_percent_max = 10;
constexpr std::chrono::hours details_wait_min{24}; ///< security.md, the disclosure ladder

/// Whether somebody may ask, and not as this process's own user.
bool has_other_user(const std::set<uid_t>& users)
{
    return !users.empty() && !users.contains(::geteuid());
}

bool is_https(const std::string& origin)
{
    return origin.starts_with("https://");
}

bool photo_hosts_are_names(const Settings& settings)
{
    for (const auto& host : settings.photos.hosts)
        if (http::normal_address(host) || host == "localhost") return false;
    return true;
}

using Rule = ProductionRule<Settings>;

constexpr Rule pages_rules[] = {
    {"gateway.database", "a server of your own: the private cluster is for rehearsals",
     [](const Settings& s) { return !s.database.empty(); }},
    {"gateway.database_owner", "not for this process: it is for `migrate` alone",
     [](const Settings& s) { return s.database_owner.empty(); }},
    {"gateway.database_authority", "not for this process: it is for `authority` alone",
     [](const Settings& s) { return s.database_authority.empty(); }},
    {"authority.apart", "true: who signs people in is started apart, as a user of its own",
     [](const Settings& s) { return s.authority_apart; }},
    {"authority.user", "the user who signs people in, another than this one",
     [](const Settings& s) { return has_other_user(s.authority_user); }},
    {"zalo.calls_per_minute", "a limit is needed",
     [](const Settings& s) { return s.zalo.calls_per_minute > 0; }},
    {"zalo.authority_file", "only in a rehearsal",
     [](const Settings& s) { return s.zalo.authority_file.empty(); }},
    {"zalo.app_id", "needed", [](const Settings& s) { return !s.zalo.app_id.empty(); }},
    {"zalo.oa_id", "needed", [](const Settings& s) { return !s.zalo.oa_id.empty(); }},
    {"zalo.app_secret", "a secret of twelve letters at least",
     [](const Settings& s) { return s.zalo.app_secret.size() >= secret_bytes_min; }},
    {"zalo.webhook_secret",
     "a secret of twelve letters at least, of the account (OA) and not of the app",
     [](const Settings& s) {
         return s.zalo.webhook_secret.size() >= secret_bytes_min &&
                s.zalo.webhook_secret != s.zalo.app_secret;
     }},
    {"zalo.oauth_origin", "https is needed",
     [](const Settings& s) { return is_https(s.zalo.oauth_origin); }},
    {"zalo.openapi_origin", "https is needed",
     [](const Settings& s) { return is_https(s.zalo.openapi_origin); }},
    {"zalo.business_origin", "https is needed",
     [](const Settings& s) { return is_https(s.zalo.business_origin); }},
    {"sms.origin", "https is needed",
     [](const Settings& s) { return !s.sms.is_set_up() || is_https(s.sms.origin); }},
    {"national.fetch_from", "https is needed",
     [](const Settings& s) {
         return s.national_source.address.empty() || is_https(s.national_source.address);
     }},
    {"photos.hosts", "names of Zalo's servers, no addresses", photo_hosts_are_names},
    {"disclosure.details_wait_hours", "24 at least",
     [](const Settings& s) { return s.disclosure.details_wait >= details_wait_min; }},
    {"disclosure.persons_on_a_number", "20 at most: whoever has more is an intermediary",
     [](const Settings& s) { return s.disclosure.persons_max <= persons_on_a_number_max; }},
    {"codes.sent_per_day", "20,000 at most",
     [](const Settings& s) { return s.codes.sent_per_day_max <= codes_per_day_max; }},
    {"quota.codes_percent", "10 at most: codes take a tenth of the day's messages",
     [](const Settings& s) { return s.governor.codes_percent <= codes_percent_max; }}};

constexpr Rule authority_rules[] = {
    {"gateway.database_authority", "the role of who signs people in is needed",
     [](const Settings& s) { return !s.database_authority.empty(); }},
    {"gateway.database_owner", "not for this process: it is for `migrate` alone",
     [](const Settings& s) { return s.database_owner.empty(); }},
    {"authority.peers", "the user whose pages may ask, another than this one's",
     [](const Settings& s) { return has_other_user(s.authority_peers); }}};

constexpr Rule migration_rules[] = {
    {"gateway.database_owner", "the role that owns the tables is needed",
     [](const Settings& s) { return !s.database_owner.empty(); }}};

} // namespace

std::string_view process_name(ProcessKind kind)
{
    switch (kind) {
    case ProcessKind::pages: return "serve";
    case ProcessKind::authority: return "authority";
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
        check_reader(broken, "photos.reader", settings.photos.reader, "tnung-photo-reader");
        check_unreadable(broken, "authority.key", settings.authority_key);
        break;
    case ProcessKind::authority: check_rules(broken, settings, authority_rules); break;
    case ProcessKind::migration: check_rules(broken, settings, migration_rules); break;
    }
    return broken;
}

} // namespace tnung::gateway
