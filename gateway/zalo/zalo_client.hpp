#pragma once

#include "foundation/http/client.hpp"
#include "foundation/json/json.hpp"
#include "gateway/zalo/zalo_errors.hpp"
#include "gateway/zalo/zalo_settings.hpp"

#include <functional>
#include <string>
#include <utility>
#include <vector>

namespace tnung::gateway {

/// What a button of a chat message does (zalo-openapi 4.3).
struct ChatButton {
    enum class Does { say, open_page, phone };
    Does does = Does::say;
    std::string title;   ///< at most 100 characters
    std::string payload; ///< the command that is said, the address, or the number
};

/// A consultation message: text of at most 2,000 characters, at most 5 buttons; or the form that
/// asks the person for his number.
struct ChatMessage {
    std::string text;
    std::vector<ChatButton> buttons;
    bool asks_for_number = false; ///< then `text` is the title and `subtitle` stands below
    std::string subtitle;

    /// The `message` object of `POST /v3.0/oa/message/cs`.
    json::Object to_json() const;
};

/// One call to Zalo's APIs.
struct ZaloCall {
    enum class Api {
        template_by_phone, ///< POST /message/template; tells a receipt by our tracking id
        template_by_user,  ///< POST /v3.0/oa/message/template
        chat_message,      ///< POST /v3.0/oa/message/cs
        user_detail,       ///< GET /v3.0/oa/user/detail
    };
    Api api = Api::template_by_phone;
    std::string recipient; ///< 84… or the OA user id
    std::string template_id;
    std::vector<std::pair<std::string, std::string>> parameters;
    std::string tracking_id; ///< letters and digits, at most 48
    json::Object message;    ///< of chat_message
};

struct SendResult {
    ZaloOutcome outcome = ZaloOutcome::unknown;
    int error = 0;
    std::string message_id;
    json::Object data;
};

/// Calls to Zalo's APIs; `done` runs on the HTTP client's thread.
class ZaloClient {
public:
    ZaloClient(http::Client& client, const ZaloSettings& settings)
        : client_(client), settings_(settings)
    {
    }
    void start(
        const std::string& access_token, const ZaloCall& call, std::function<void(SendResult)> done
    );

private:
    http::Client& client_;
    const ZaloSettings& settings_;
};

/// Reads `{"error":…,"data":{"msg_id":…}}` as it came with an HTTP status.
SendResult read_send_answer(const Result<http::Answer, http::CallFailure>& answer);

} // namespace tnung::gateway
