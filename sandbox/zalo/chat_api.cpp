#include "foundation/text/vietnamese.hpp"
#include "sandbox/zalo/zalo_sandbox.hpp"

#include <fmt/format.h>

#include <thread>

namespace tnung::sandbox {

namespace {

constexpr std::size_t text_max = 2000;
constexpr std::size_t buttons_max = 5;
constexpr std::size_t button_title_max = 100;
constexpr std::size_t payload_max = 1000;
constexpr std::chrono::hours free_window{48};
constexpr std::chrono::hours billed_window{7 * 24};
constexpr std::size_t image_bytes_max = 1u << 20;
constexpr std::size_t file_bytes_max = 5u << 20;

std::string text_in(const json::Object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// Reads the `message` object; Zalo's error where it breaks a limit of zalo-openapi 4.
int read_buttons(const json::Array& list, InboxMessage& message)
{
    if (list.size() > buttons_max) return -210;
    for (const auto& one : list) {
        const auto* object = one.if_object();
        if (!object) return -201;
        InboxMessage::Button button{text_in(*object, "title"), text_in(*object, "type"), ""};
        const auto* payload = object->if_contains("payload");
        if (payload && payload->is_string())
            button.payload = std::string(payload->get_string());
        else if (payload && payload->is_object())
            for (const auto* name : {"url", "phone_code"})
                if (button.payload.empty()) button.payload = text_in(payload->get_object(), name);
        if (button.title.empty() || button.payload.empty()) return -201;
        if (text::length(button.title) > button_title_max ||
            text::length(button.payload) > payload_max)
            return -210;
        message.buttons.push_back(std::move(button));
    }
    return 0;
}

int read_message(const Platform& platform, const json::Object& body, InboxMessage& message)
{
    message.text = text_in(body, "text");
    if (text::length(message.text) > text_max) return -210;
    const auto* attachment = body.if_contains("attachment");
    if (!attachment) return message.text.empty() ? -201 : 0;
    const auto* payload =
        attachment->is_object() ? attachment->get_object().if_contains("payload") : nullptr;
    if (!payload || !payload->is_object()) return -201;
    const auto& object = payload->get_object();
    const auto type = text_in(object, "template_type");
    if (type == "request_user_info") {
        const auto* elements = object.if_contains("elements");
        if (!elements || !elements->is_array() || elements->get_array().size() != 1 ||
            !elements->get_array().front().is_object())
            return -201;
        const auto& element = elements->get_array().front().get_object();
        message.title = text_in(element, "title");
        message.text = text_in(element, "subtitle");
        message.asks_for_number = true;
        return text::length(message.title) > 100 || text::length(message.text) > 500 ? -210 : 0;
    }
    if (const auto* token = object.if_contains("token")) {
        const auto known =
            token->is_string() && platform.attachments.contains(std::string(token->get_string()));
        message.text = "[tệp]";
        return known ? 0 : -100;
    }
    if (type == "media") {
        message.text += " [ảnh]";
        return 0;
    }
    if (const auto* buttons = object.if_contains("buttons"); buttons && buttons->is_array())
        return read_buttons(buttons->get_array(), message);
    return -201;
}

int refuse_window(const ZaloUser& user, Instant now)
{
    if (user.refuses_chat) return -244;
    if (!user.interacted_at) return user.follows ? -230 : -213;
    return now - *user.interacted_at > billed_window ? -230 : 0;
}

http::Response send_chat(Platform& platform, const http::Request& request)
{
    std::chrono::milliseconds wait{0};
    http::Response response;
    {
        const std::lock_guard lock(platform.mutex);
        if (platform.faults.down) return http::text_response(503, "");
        if (const int refused = platform.refuse_call(request))
            return zalo_answer(refused == -124 ? -216 : refused);
        const auto body = json::parse(request.body);
        const auto* object = body ? body->if_object() : nullptr;
        const auto* recipient = object ? object->if_contains("recipient") : nullptr;
        const auto* content = object ? object->if_contains("message") : nullptr;
        if (!recipient || !recipient->is_object() || !content || !content->is_object())
            return zalo_answer(-201);
        auto* user = platform.user_by_id(text_in(recipient->get_object(), "user_id"));
        if (!user) return zalo_answer(-201);
        InboxMessage message{.id = platform.new_id("cs"), .at = platform.clock.now()};
        int refused = read_message(platform, content->get_object(), message);
        if (!refused) refused = refuse_window(*user, platform.clock.now());
        if (!refused && platform.chance(platform.faults.transient_error)) refused = -32;
        wait = platform.answer_time();
        if (refused) {
            response = zalo_answer(refused);
        } else {
            const auto id = message.id;
            platform.accepted.push_back({"chat", user->user_id, id, ""});
            platform.put(*user, std::move(message));
            auto event = platform.event("user_received_message");
            event["user_id_by_app"] = user->user_id_by_app;
            event["sender"] = json::Object{{"id", platform.settings.oa_id}};
            event["recipient"] = json::Object{{"id", user->user_id}};
            event["message"] = json::Object{{"msg_id", id}};
            platform.tell(event, WebhookEmitter::Server::oa);
            json::Object data{
                {"message_id", id},
                {"user_id", user->user_id},
                {"sent_time", fmt::format("{}", to_milliseconds(platform.clock.now()))}};
            if (platform.clock.now() - *user->interacted_at <= free_window)
                data["quota"] = json::Object{{"quota_type", "reply"}};
            response = zalo_answer(0, std::move(data));
            if (platform.chance(platform.faults.timeout_after_acting))
                wait = platform.settings.lost_answer_after;
        }
    }
    std::this_thread::sleep_for(wait); // the platform's own time to answer
    return response;
}

/// The bytes of the one file of a multipart/form-data body (RFC 7578); nothing where there is none.
std::optional<std::string_view> file_of(const http::Request& request)
{
    const auto type = request.header("content-type");
    const auto at = type.find("boundary=");
    if (at == std::string_view::npos) return std::nullopt;
    auto boundary = std::string(type.substr(at + 9));
    if (boundary.size() > 1 && boundary.front() == '"')
        boundary = boundary.substr(1, boundary.size() - 2);
    const std::string_view body = request.body;
    const auto head = body.find("name=\"file\"");
    const auto begin = head == std::string_view::npos ? head : body.find("\r\n\r\n", head);
    const auto end =
        begin == std::string_view::npos ? begin : body.find("\r\n--" + boundary, begin);
    if (end == std::string_view::npos) return std::nullopt;
    return body.substr(begin + 4, end - begin - 4);
}

http::Response upload(
    Platform& platform, const http::Request& request, std::string_view kind, std::size_t bytes_max
)
{
    const std::lock_guard lock(platform.mutex);
    if (const int refused = platform.refuse_call(request)) return zalo_answer(refused);
    const auto file = file_of(request);
    if (!file || file->empty()) return zalo_answer(-201);
    if (file->size() > bytes_max) return zalo_answer(-210);
    const auto id = platform.new_id("at");
    platform.attachments[id] = {std::string(kind), file->size()};
    return zalo_answer(0, json::Object{{kind == "file" ? "token" : "attachment_id", id}});
}

} // namespace

std::vector<http::Route> chat_routes(Platform& platform)
{
    using http::Method;
    auto* shared = &platform;
    std::vector<http::Route> routes = {
        {Method::post, "/v3.0/oa/message/cs", "zalo",
         [shared](const auto& r) { return send_chat(*shared, r); }},
        {Method::post, "/v2.0/oa/message", "zalo", [shared](const auto& r) {
             const std::lock_guard lock(shared->mutex);
             const int refused = shared->refuse_call(r);
             return zalo_answer(refused ? refused : -240); // shut for messages to users
         }}};
    for (const std::string version : {"/v2.0", "/v3.0"})
        for (const auto& [kind, bytes_max] :
             {std::pair{"image", image_bytes_max},
              {"gif", file_bytes_max},
              {"file", file_bytes_max}})
            routes.push_back(
                {Method::post, version + "/oa/upload/" + kind, "zalo",
                 [shared, kind = std::string(kind), bytes_max = bytes_max](const auto& r) {
                     return upload(*shared, r, kind, bytes_max);
                 },
                 file_bytes_max + (64u << 10)}
            );
    return routes;
}

} // namespace tnung::sandbox
