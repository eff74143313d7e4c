#include "gateway/settings.hpp"

#include "foundation/base/bytes.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <stdexcept>

namespace tnung::gateway {

namespace {

constexpr std::size_t site_code_length_max = 75;
constexpr std::string_view base64url_letters =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::int64_t shift_max = 10LL * 365 * 24 * 3600;

void read_photos(config::Config& config, Settings& settings)
{
    auto& photos = settings.photos;
    photos.hosts =
        words_of(config.text("photos.hosts", fmt::format("{}", fmt::join(photos.hosts, ", "))));
    // The sandbox stands in Zalo's place without TLS, for pictures too.
    photos.scheme = settings.zalo.openapi_origin.starts_with("http://") ? "http" : "https";
    const auto beside = std::filesystem::read_symlink("/proc/self/exe").parent_path();
    photos.reader = config.text("photos.reader", (beside / "tnung-photo-reader").string());
}

void read_national(config::Config& config, Settings& settings)
{
    settings.senders.events_per_minute = int(config.integer(
        "intake.events_per_minute", settings.senders.events_per_minute, 0, 10'000'000
    ));
    settings.national_destination_code = config.text("national.destination_code", "");
    auto& source = settings.national_source;
    source.address = config.text("national.fetch_from", "");
    source.username = config.text("national.username", "");
    source.password = config.secret("national.password");
    source.destination_code = config.text("national.fetch_destination_code", "");
    source.unit = config.text("national.unit", "");
    source.sender = config.text("national.sender", "");
    source.every = std::chrono::seconds(
        config.integer("national.every_seconds", source.every.count(), 1, 24 * 3600)
    );
    source.overlap = std::chrono::minutes(
        config.integer("national.overlap_minutes", source.overlap.count(), 0, 24 * 60)
    );
    source.first =
        std::chrono::hours(config.integer("national.first_hours", source.first.count(), 0, 24 * 365)
        );
    if (!source.address.empty() && (source.username.empty() || source.sender.empty()))
        throw std::runtime_error(
            "national.username and national.sender are needed with national.fetch_from"
        );
}

} // namespace

Settings read_settings(config::Config& config)
{
    Settings settings;
    const auto environment = config.text("gateway.environment", "production");
    if (environment == "sandbox")
        settings.environment = Environment::sandbox;
    else if (environment != "production")
        throw std::runtime_error(
            fmt::format("gateway.environment = {}: expected production or sandbox", environment)
        );
    settings.data_folder = config.text("gateway.data_folder", "/var/lib/tnung/gateway");
    settings.holidays_file = config.text("gateway.holidays", "");
    settings.database = config.database_target("gateway.database");
    settings.database_owner = config.database_target("gateway.database_owner");
    settings.database_authority = config.database_target("gateway.database_authority");
    settings.database_admin = config.flag("rehearsal.database_admin", false);
    settings.authority_socket =
        config.text("authority.socket", (settings.data_folder / "authority.sock").string());
    settings.authority_key =
        config.text("authority.key", (settings.data_folder / "authority.key").string());
    settings.authority_peers = read_users(config, "authority.peers");
    settings.authority_user = read_users(config, "authority.user");
    settings.authority_apart = config.flag("authority.apart", false);
    settings.web = read_web_settings(config, 8080);
    settings.clock_shift =
        std::chrono::seconds(config.integer("clock.shift_seconds", 0, -shift_max, shift_max));
    auto& zalo = settings.zalo;
    zalo.oauth_origin = config.text("zalo.oauth_origin", zalo.oauth_origin);
    zalo.openapi_origin = config.text("zalo.openapi_origin", zalo.openapi_origin);
    zalo.business_origin = config.text("zalo.business_origin", zalo.business_origin);
    zalo.token_copy = settings.data_folder / "zalo-token.sealed";
    zalo.authority_file = config.text("zalo.authority_file", "");
    zalo.app_id = config.text("zalo.app_id", "");
    zalo.oa_id = config.text("zalo.oa_id", "");
    settings.audit_origin = config.text("audit.origin", "gateway.gialai.example/audit");
    settings.account_page = config.text("zalo.account_page", "https://zalo.me/" + zalo.oa_id);
    zalo.app_secret = config.secret("zalo.app_secret");
    zalo.site_code = config.text("zalo.site_code", "");
    if (zalo.site_code.size() > site_code_length_max ||
        zalo.site_code.find_first_not_of(base64url_letters) != std::string::npos)
        throw std::runtime_error("zalo.site_code: expected at most 75 letters, digits, - and _");
    zalo.webhook_secret = config.secret("zalo.webhook_secret");
    zalo.calls_per_minute =
        int(config.integer("zalo.calls_per_minute", zalo.calls_per_minute, 0, 4000));
    settings.zalo_first_access_token = config.secret("zalo.first_access_token");
    settings.zalo_first_refresh_token = config.secret("zalo.first_refresh_token");
    const auto number = [&](std::string_view key, auto otherwise, std::int64_t min,
                            std::int64_t max) {
        return static_cast<decltype(otherwise)>(config.integer(key, otherwise, min, max));
    };
    constexpr std::int64_t day_seconds = 24 * 3600;
    settings.delivery.settle = std::chrono::seconds(
        config.integer("delivery.maybe_sent_settles_seconds", day_seconds, 1, 14 * day_seconds)
    );
    settings.delivery.lease =
        std::chrono::seconds(config.integer("delivery.lease_seconds", 60, 20, 3600));
    settings.delivery.in_flight_max =
        number("delivery.calls_in_flight", settings.delivery.in_flight_max, 1, 1000);
    zalo.connections_max = number("zalo.connections", zalo.connections_max, 1, 1000);
    const int rounds = 1 + (settings.delivery.in_flight_max - 1) / zalo.connections_max;
    if (settings.delivery.lease < zalo.call_time_max * (rounds + 1))
        throw std::runtime_error(
            "delivery.lease_seconds: shorter than the calls in flight may take: a slow call would "
            "be taken for one whose process died"
        );
    auto& route = settings.route;
    route.night_from = number("delivery.night_from_hour", route.night_from, 0, 23);
    route.night_until = number("delivery.night_until_hour", route.night_until, 0, 23);
    auto& governor = settings.governor;
    governor.account = zalo.oa_id;
    governor.calls_per_minute = zalo.calls_per_minute;
    governor.codes_percent = number("quota.codes_percent", governor.codes_percent, 0, 100);
    governor.obligations_percent =
        number("quota.obligations_percent", governor.obligations_percent, 0, 100);
    governor.results_percent = number("quota.results_percent", governor.results_percent, 0, 100);
    governor.day_from_hour = route.night_until;
    governor.day_until_hour = route.night_from;
    constexpr std::int64_t dong_max = 100'000;
    route.chat_billed_dong = number("prices.chat_billed_dong", route.chat_billed_dong, 0, dong_max);
    route.template_by_user_dong =
        number("prices.template_by_user_dong", route.template_by_user_dong, 0, dong_max);
    route.template_by_phone_dong =
        number("prices.template_by_phone_dong", route.template_by_phone_dong, 0, dong_max);
    auto& sms = settings.sms;
    sms.origin = config.text("sms.origin", "");
    sms.brand = config.text("sms.brand", "");
    sms.key = config.secret("sms.key");
    sms.receipt_secret = config.secret("sms.receipt_secret");
    settings.sms_urgency_max = number("sms.urgency_max", settings.sms_urgency_max, 0, 3);
    route.sms_dong = number("prices.sms_dong", route.sms_dong, 0, dong_max);
    if (sms.is_set_up() && (sms.brand.empty() || sms.key.empty()))
        throw std::runtime_error("sms.brand and sms.key are needed with sms.origin");
    auto& disclosure = settings.disclosure;
    disclosure.persons_max =
        number("disclosure.persons_on_a_number", disclosure.persons_max, 1, 100);
    disclosure.details_wait =
        std::chrono::hours(config.integer("disclosure.details_wait_hours", 24, 0, 24 * 30));
    auto& codes = settings.codes;
    codes.sent_per_day_max = number("codes.sent_per_day", codes.sent_per_day_max, 0, 1'000'000);
    codes.quota_percent = settings.governor.codes_percent;
    codes.dong_per_day_max =
        config.integer("codes.dong_per_day", codes.dong_per_day_max, 0, 1'000'000'000);
    codes.dong_per_code = route.template_by_phone_dong;
    read_photos(config, settings);
    read_national(config, settings);
    settings.proof_certificate_file = config.text("proof.certificate_file", "");
    settings.proof_key_file = config.text("proof.key_file", "");
    if (settings.proof_certificate_file.empty() != settings.proof_key_file.empty())
        throw std::runtime_error("proof.certificate_file and proof.key_file go together");
    settings.crash_at = config.text("rehearsal.crash_at", "");
    settings.crash_at_passing = int(config.integer("rehearsal.crash_at_passing", 1, 1, 1'000'000));
    return settings;
}

} // namespace tnung::gateway
