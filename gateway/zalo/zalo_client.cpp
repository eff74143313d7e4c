#include "gateway/zalo/zalo_client.hpp"

#include "foundation/json/json.hpp"

namespace tnung::gateway {

SendResult read_send_answer(const Result<http::Answer, http::CallFailure>& answer)
{
    if (!answer)
        return {
            answer.error() == http::CallFailure::not_sent ? ZaloOutcome::transient
                                                          : ZaloOutcome::unknown,
            0, ""};
    // A proxy's 502 may hide that Zalo acted; its 503 and 429 say that nothing was taken.
    if (answer->status == 503 || answer->status == 429)
        return {ZaloOutcome::transient, answer->status, ""};
    const auto body =
        answer->status == 200 ? json::parse(answer->body) : refuse(json::ParseError{});
    if (!body || !body->is_object()) return {ZaloOutcome::unknown, answer->status, ""};
    json::Reader reader(*body);
    const auto error = reader.optional_integer("error", -1'000'000, 1'000'000);
    if (!error) return {ZaloOutcome::unknown, 0, ""};
    SendResult result{outcome_of(int(*error)), int(*error), ""};
    if (const auto* data = reader.optional_object("data")) {
        json::Reader fields(*data);
        result.message_id = fields.optional_text("msg_id", 200).value_or("");
    }
    return result;
}

void ZaloClient::send_template(
    const std::string& access_token, const TemplateMessage& message,
    std::function<void(SendResult)> done
)
{
    json::Object data;
    for (const auto& [name, value] : message.parameters) data[name] = value;
    const json::Object body{
        {"phone", message.phone},
        {"template_id", message.template_id},
        {"template_data", std::move(data)},
        {"tracking_id", message.tracking_id}};
    client_.start(
        {.method = http::Method::post,
         .url = settings_.business_origin + "/message/template",
         .headers = {{"Content-Type", "application/json"}, {"access_token", access_token}},
         .body = json::text(body),
         .time_max = settings_.call_time_max},
        [done = std::move(done)](Result<http::Answer, http::CallFailure> answer) {
            done(read_send_answer(answer));
        }
    );
}

} // namespace tnung::gateway
