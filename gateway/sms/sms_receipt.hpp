#pragma once

#include "foundation/base/instant.hpp"
#include "foundation/base/result.hpp"

#include <string>
#include <string_view>

namespace tnung::gateway {

/// What the SMS gateway says became of a message: `{"reference","status","at"}`, `X-Signature` the
/// hex HMAC-SHA256 of the body's bytes (docs/formats/sms.md).
struct SmsReceipt {
    std::string reference;
    bool delivered = false;
    Instant at{};
};

enum class SmsReceiptRefusal { bad_signature, not_one_object, wrong_field, too_old };

/// Raw bytes; compared in constant time.
Result<SmsReceipt, SmsReceiptRefusal> read_sms_receipt(
    std::string_view body, std::string_view signature, std::string_view secret, Instant now
);

} // namespace tnung::gateway
