#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "gateway/sms/sms_client.hpp"
#include "gateway/sms/sms_receipt.hpp"

#include <cstdlib>

/// No receipt without its signature, none that names nothing or lies far off; answers of the SMS
/// gateway never throw, and only a code that is known to mean so counts as accepted.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace tnung;
    const std::string body(reinterpret_cast<const char*>(data), size);
    const auto now = from_milliseconds(1762300800123);
    if (gateway::read_sms_receipt(body, "", "secret", now)) std::abort();
    const auto receipt = gateway::read_sms_receipt(
        body, hex_text(crypto::hmac_sha256("secret", body)), "secret", now
    );
    if (receipt && (receipt->reference.empty() || receipt->at > now + std::chrono::hours(1)))
        std::abort();
    static const gateway::SmsAnswers answers("code\toutcome\tmeaning\n0\taccepted\t\n");
    const auto sent = gateway::read_sms_answer(http::Answer{200, {}, body}, answers);
    if (sent.outcome == gateway::ZaloOutcome::accepted && sent.error != 0) std::abort();
    return 0;
}
