#include "gateway/sms/sms_receipt.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/json/json.hpp"

namespace tnung::gateway {

namespace {

constexpr std::size_t receipt_bytes_max = 4096, reference_max = 48, status_max = 20;
constexpr std::chrono::hours age_max{72}; ///< a phone may be off for days
constexpr std::chrono::minutes ahead_max{10};

} // namespace

Result<SmsReceipt, SmsReceiptRefusal> read_sms_receipt(
    std::string_view body, std::string_view signature, std::string_view secret, Instant now
)
{
    if (secret.empty() ||
        !crypto::equal_in_constant_time(signature, hex_text(crypto::hmac_sha256(secret, body))))
        return refuse(SmsReceiptRefusal::bad_signature);
    const auto value = json::parse(body, {.bytes_max = receipt_bytes_max});
    if (!value || !value->is_object()) return refuse(SmsReceiptRefusal::not_one_object);
    json::Reader reader(*value);
    const auto reference = reader.text("reference", reference_max);
    const auto status = reader.text("status", status_max);
    const auto at = reader.instant("at");
    if (!reader.ok() || (status != "delivered" && status != "failed"))
        return refuse(SmsReceiptRefusal::wrong_field);
    if (at < now - age_max || at > now + ahead_max) return refuse(SmsReceiptRefusal::too_old);
    return SmsReceipt{reference, status == "delivered", at};
}

} // namespace tnung::gateway
