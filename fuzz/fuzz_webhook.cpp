#include "gateway/zalo/webhook.hpp"
#include "gateway/zalo/zalo_client.hpp"

#include <cstdlib>

/// Nothing unsigned gets in but `{}`; a signed body is read or refused, never both; answers of the
/// platform never throw.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace tnung;
    const std::string body(reinterpret_cast<const char*>(data), size);
    const auto now = from_milliseconds(1762300800123);
    const auto unsigned_one = gateway::read_webhook(body, {}, "1", "secret", now);
    if (unsigned_one && body != "{}") std::abort();
    const auto mac = gateway::webhook_mac("1", body, "1762300800123", "secret");
    (void)gateway::read_webhook(body, {mac, "1762300800123"}, "1", "secret", now);
    (void)gateway::read_send_answer(http::Answer{200, {}, body});
    return 0;
}
