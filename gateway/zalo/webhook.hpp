#pragma once

#include "foundation/json/json.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tnung::gateway {

enum class WebhookRefusal { not_one_object, no_timestamp, wrong_app, bad_signature, too_old };

struct Webhook {
    std::string event_name;
    Instant sent_at;
    json::Value body;
    bool probe = false; ///< the unsigned `{}` that Zalo sends when the address is saved
};

/// What the request says beside its body.
struct WebhookHead {
    std::string_view signature; ///< X-ZEvent-Signature
    std::string_view timestamp; ///< X-ZEvent-Timestamp; only some say it
};

/// The signature: SHA-256 over app id, raw body, timestamp and OA secret without separators (no
/// HMAC). Strict, since parts without separators can be shifted: the body is exactly one JSON
/// object, the timestamp is digits, the body's own or else the head's, the app is ours. Comparison
/// in constant time (zalo-openapi 7.3).
Result<Webhook, WebhookRefusal> read_webhook(
    std::string_view body, const WebhookHead& head, std::string_view app_id,
    std::string_view secret, Instant now
);

/// What the sandbox signs with, and the known answer checks.
std::string webhook_mac(
    std::string_view app_id, std::string_view body, std::string_view timestamp,
    std::string_view secret
);

} // namespace tnung::gateway
