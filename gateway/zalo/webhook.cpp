#include "gateway/zalo/webhook.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <cctype>

namespace tnung::gateway {

namespace {

constexpr std::size_t webhook_bytes_max = 256u << 10;
/// Retries may come an hour late and more; with the idempotency key this bounds replays.
constexpr std::chrono::hours age_max{13};
constexpr std::chrono::minutes ahead_max{10};

/// `mac=<hex>`, `mac = <hex>` or the bare digits, any case.
std::string tidied_mac(std::string_view header)
{
    std::string mac;
    for (const char c : header)
        if (c != ' ' && c != '\t') mac.push_back(char(std::tolower(static_cast<unsigned char>(c))));
    if (mac.starts_with("mac=")) mac.erase(0, 4);
    return mac;
}

/// Milliseconds since 1970, until 2100.
bool is_time(const std::string& text)
{
    constexpr std::int64_t year_2100 = 4'102'444'800'000;
    const auto milliseconds = is_digits(text) ? parse_integer(text) : std::nullopt;
    return milliseconds && *milliseconds <= year_2100;
}

} // namespace

std::string webhook_mac(
    std::string_view app_id, std::string_view body, std::string_view timestamp,
    std::string_view secret
)
{
    return hex_text(crypto::sha256(fmt::format("{}{}{}{}", app_id, body, timestamp, secret)));
}

Result<Webhook, WebhookRefusal> read_webhook(
    std::string_view body, const WebhookHead& head, std::string_view app_id,
    std::string_view secret, Instant now
)
{
    if (body == "{}") return Webhook{.probe = true};
    // The parser refuses whatever follows the object, so nothing can move from the timestamp or the
    // secret into the body; the last byte must close it.
    auto value = json::parse(body, {.bytes_max = webhook_bytes_max});
    if (!value || !value->is_object() || body.back() != '}')
        return refuse(WebhookRefusal::not_one_object);
    const auto& object = value->get_object();
    std::array<std::string, 2> timestamps = {"", std::string(trimmed(head.timestamp))};
    if (const auto* field = object.if_contains("timestamp")) {
        if (field->is_string()) timestamps[0] = std::string(field->get_string());
        if (field->is_int64()) timestamps[0] = fmt::format("{}", field->get_int64());
    }
    if (std::ranges::none_of(timestamps, is_time)) return refuse(WebhookRefusal::no_timestamp);
    const auto* app = object.if_contains("app_id");
    if (!app || !app->is_string() || std::string_view(app->get_string()) != app_id)
        return refuse(WebhookRefusal::wrong_app);
    const auto mac = tidied_mac(head.signature);
    const auto signed_at = std::ranges::find_if(timestamps, [&](const std::string& timestamp) {
        return is_time(timestamp) &&
               crypto::equal_in_constant_time(mac, webhook_mac(app_id, body, timestamp, secret));
    });
    if (signed_at == timestamps.end()) return refuse(WebhookRefusal::bad_signature);
    const auto sent_at = from_milliseconds(*parse_integer(*signed_at));
    if (sent_at < now - age_max || sent_at > now + ahead_max)
        return refuse(WebhookRefusal::too_old);
    json::Reader reader(*value);
    const auto name = reader.optional_text("event_name", 100).value_or("");
    return Webhook{.event_name = name, .sent_at = sent_at, .body = std::move(*value)};
}

} // namespace tnung::gateway
