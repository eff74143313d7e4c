#include "gateway/zalo/zalo_client.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

namespace {

json::Object button_json(const ChatButton& button)
{
    json::Object object{{"title", button.title}};
    switch (button.does) {
    case ChatButton::Does::say:
        object["type"] = "oa.query.hide";
        object["payload"] = button.payload;
        return object;
    case ChatButton::Does::open_page:
        object["type"] = "oa.open.url";
        object["payload"] = json::Object{{"url", button.payload}};
        return object;
    case ChatButton::Does::phone:
        object["type"] = "oa.open.phone";
        object["payload"] = json::Object{{"phone_code", button.payload}};
        return object;
    }
    std::abort();
}

json::Object template_data(const ZaloCall& call)
{
    json::Object data;
    for (const auto& [name, value] : call.parameters) data[name] = value;
    return data;
}

http::Call http_call(const ZaloCall& call, const ZaloSettings& settings)
{
    http::Call out{.method = http::Method::post, .time_max = settings.call_time_max};
    switch (call.api) {
    case ZaloCall::Api::template_by_phone:
        out.url = settings.business_origin + "/message/template";
        out.body = json::text(json::Object{
            {"phone", call.recipient},
            {"template_id", call.template_id},
            {"template_data", template_data(call)},
            {"tracking_id", call.tracking_id}});
        break;
    case ZaloCall::Api::template_by_user:
        out.url = settings.openapi_origin + "/v3.0/oa/message/template";
        out.body = json::text(json::Object{
            {"user_id", call.recipient},
            {"template_id", call.template_id},
            {"template_data", template_data(call)}});
        break;
    case ZaloCall::Api::chat_message:
        out.url = settings.openapi_origin + "/v3.0/oa/message/cs";
        out.body = json::text(json::Object{
            {"recipient", json::Object{{"user_id", call.recipient}}}, {"message", call.message}});
        break;
    case ZaloCall::Api::user_detail:
        out.method = http::Method::get;
        out.url = settings.openapi_origin + "/v3.0/oa/user/detail?data=" +
                  http::url_encoded(json::text(json::Object{{"user_id", call.recipient}}));
        break;
    }
    return out;
}

} // namespace

json::Object ChatMessage::to_json() const
{
    if (asks_for_number)
        return {
            {"attachment",
             json::Object{
                 {"type", "template"},
                 {"payload", json::Object{
                                 {"template_type", "request_user_info"},
                                 {"elements", json::Array{json::Object{
                                                  {"title", text}, {"subtitle", subtitle}}}}}}}}};
    json::Object message{{"text", text}};
    if (buttons.empty()) return message;
    json::Array list;
    for (const auto& button : buttons) list.push_back(button_json(button));
    message["attachment"] =
        json::Object{{"type", "template"}, {"payload", json::Object{{"buttons", std::move(list)}}}};
    return message;
}

SendResult read_send_answer(const Result<http::Answer, http::CallFailure>& answer)
{
    if (!answer)
        return {
            answer.error() == http::CallFailure::not_sent ? ZaloOutcome::transient
                                                          : ZaloOutcome::unknown,
            0,
            "",
            {}};
    // A proxy's 502 may hide that Zalo acted; its 503 and 429 say that nothing was taken.
    if (answer->status == 503 || answer->status == 429)
        return {ZaloOutcome::transient, answer->status, "", {}};
    auto body = answer->status == 200 ? json::parse(answer->body) : refuse(json::ParseError{});
    if (!body || !body->is_object()) return {ZaloOutcome::unknown, answer->status, "", {}};
    json::Reader reader(*body);
    const auto error = reader.optional_integer("error", -1'000'000, 1'000'000);
    if (!error) return {ZaloOutcome::unknown, 0, "", {}};
    SendResult result{outcome_of(int(*error)), int(*error), "", {}};
    if (const auto* data = reader.optional_object("data")) {
        json::Reader fields(*data);
        constexpr std::size_t id_max = 200;
        result.message_id = fields.optional_text("msg_id", id_max)
                                .value_or(fields.optional_text("message_id", id_max).value_or(""));
        result.data = std::move(body->get_object()["data"].get_object());
    }
    return result;
}

void ZaloClient::start(
    const std::string& access_token, const ZaloCall& call, std::function<void(SendResult)> done
)
{
    auto out = http_call(call, settings_);
    out.headers = {{"Content-Type", "application/json"}, {"access_token", access_token}};
    client_.start(
        std::move(out), [done = std::move(done)](Result<http::Answer, http::CallFailure> answer
                        ) { done(read_send_answer(answer)); }
    );
}

} // namespace tnung::gateway
