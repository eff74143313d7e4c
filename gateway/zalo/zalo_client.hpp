#pragma once

#include "foundation/http/client.hpp"
#include "gateway/zalo/zalo_errors.hpp"
#include "gateway/zalo/zalo_settings.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace tnung::gateway {

/// A template message by phone number (`POST /message/template`).
struct TemplateMessage {
    std::string phone; ///< 84…
    std::string template_id;
    std::vector<std::pair<std::string, std::string>> parameters;
    std::string tracking_id; ///< letters and digits, at most 48
};

struct SendResult {
    ZaloOutcome outcome = ZaloOutcome::unknown;
    int error = 0;
    std::string message_id;
};

/// Calls to Zalo's APIs; `done` runs on the HTTP client's thread.
class ZaloClient {
public:
    ZaloClient(http::Client& client, const ZaloSettings& settings)
        : client_(client), settings_(settings)
    {
    }
    void send_template(
        const std::string& access_token, const TemplateMessage& message,
        std::function<void(SendResult)> done
    );

private:
    http::Client& client_;
    const ZaloSettings& settings_;
};

/// Reads `{"error":…,"data":{"msg_id":…}}` as it came with an HTTP status.
SendResult read_send_answer(const Result<http::Answer, http::CallFailure>& answer);

} // namespace tnung::gateway
