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

/// The signature: SHA-256 over app id, raw body, timestamp and OA secret without separators (no
/// HMAC). Strict, since parts without separators can be shifted: the body is exactly one JSON
/// object, the timestamp is digits and the body's own, the app is ours. Comparison in constant
/// time.
Result<Webhook, WebhookRefusal> read_webhook(
    std::string_view body, std::string_view signature, std::string_view app_id,
    std::string_view secret, Instant now
);

/// What the sandbox signs with, and the known answer checks.
std::string webhook_mac(
    std::string_view app_id, std::string_view body, std::string_view timestamp,
    std::string_view secret
);

} // namespace tnung::gateway
