#include "foundation/http/multipart.hpp"
#include "foundation/text/vietnamese.hpp"
#include "sandbox/zalo/zalo_sandbox.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
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
constexpr std::size_t upload_bytes_max = 16u << 20; ///< what is too large is told so, by its code

std::string text_in(const json::Object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// Each type has a payload of its own shape (zalo-openapi 4.3).
int read_payload(const json::Object& object, InboxMessage::Button& button)
{
    constexpr std::size_t sms_max = 160;
    const auto* payload = object.if_contains("payload");
    if (!payload) return -201;
    const bool query = button.type == "oa.query.show" || button.type == "oa.query.hide";
    if (query) {
        if (payload->is_string()) button.payload = std::string(payload->get_string());
        return 0;
    }
    if (!payload->is_object()) return -201;
    const auto& fields = payload->get_object();
    if (button.type == "oa.open.url") {
        button.payload = text_in(fields, "url");
    } else if (button.type == "oa.open.phone") {
        button.payload = text_in(fields, "phone_code");
    } else if (button.type == "oa.open.sms") {
        button.payload = text_in(fields, "phone_code");
        if (text_in(fields, "content").empty()) return -201;
        if (text::length(text_in(fields, "content")) > sms_max) return -210;
    } else {
        return -201;
    }
    return 0;
}

int read_buttons(const json::Array& list, InboxMessage& message)
{
    if (list.size() > buttons_max) return -210;
    for (const auto& one : list) {
        const auto* object = one.if_object();
        if (!object) return -201;
        InboxMessage::Button button{text_in(*object, "title"), text_in(*object, "type"), ""};
        if (const int refused = read_payload(*object, button)) return refused;
        if (button.title.empty() || button.payload.empty()) return -201;
        if (text::length(button.title) > button_title_max ||
            text::length(button.payload) > payload_max)
            return -210;
        message.buttons.push_back(std::move(button));
    }
    return 0;
}

constexpr std::chrono::days attachment_life{7};

/// An id that an upload gave, of that kind, not too old.
bool is_there(const Platform& platform, const std::string& id, std::string_view kind)
{
    const auto found = platform.attachments.find(id);
    return found != platform.attachments.end() && found->second.kind == kind &&
           platform.clock.now() - found->second.at <= attachment_life;
}

/// One picture, by its address or by the id of an upload (zalo-openapi 4.2).
int read_media(const Platform& platform, const json::Object& payload)
{
    const auto* elements = payload.if_contains("elements");
    const auto* list = elements ? elements->if_array() : nullptr;
    if (!list || list->size() != 1 || !list->front().is_object()) return -201;
    if (payload.contains("buttons")) return -201;
    const auto& element = list->front().get_object();
    const auto kind = text_in(element, "media_type");
    const auto address = text_in(element, "url"), id = text_in(element, "attachment_id");
    if (kind == "sticker") return id.empty() ? -201 : 0;
    if (kind != "image" && kind != "gif") return -201;
    if (address.empty() == id.empty()) return -201;
    return id.empty() || is_there(platform, id, kind) ? 0 : -100;
}

/// Reads the `message` object; Zalo's error where it breaks a limit of zalo-openapi 4.
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
    const auto carries = text_in(attachment->get_object(), "type");
    if (carries == "file") {
        message.text = "[tệp]";
        return is_there(platform, text_in(object, "token"), "file") ? 0 : -100;
    }
    if (carries != "template") return -201;
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
    if (type == "media") {
        message.text += " [ảnh]";
        return read_media(platform, object);
    }
    const auto* buttons = object.if_contains("buttons");
    if ((type.empty() || type == "button") && buttons && buttons->is_array() &&
        !message.text.empty())
        return read_buttons(buttons->get_array(), message);
    return -201;
}

int refuse_window(const ZaloUser& user, Instant now)
{
    if (user.refuses_chat) return -244;
    if (!user.interacted_at) return user.follows ? -230 : -213;
    return now - *user.interacted_at > billed_window ? -230 : 0;
}

Platform::UserMessage* message_of(Platform& platform, const std::string& id)
{
    const auto found = platform.user_messages.find(id);
    return found == platform.user_messages.end() ? nullptr : &found->second;
}

/// A message of somebody is answered eight times, within two days (zalo-openapi 4.7).
int refuse_reply(const Platform::UserMessage& message, Instant now)
{
    constexpr int replies_max = 8;
    if (now - message.at > free_window) return -232;
    return message.replies >= replies_max ? -211 : 0;
}

http::Response send_chat(Platform& platform, const http::Request& request)
{
    std::chrono::milliseconds wait{0};
    http::Response response;
    {
        const std::lock_guard lock(platform.mutex);
        if (platform.faults.down) return http::text_response(503, "");
        if (const int refused = platform.refuse_oa_call(request)) return zalo_answer(refused);
        const auto body = json::parse(request.body);
        const auto* object = body ? body->if_object() : nullptr;
        const auto* recipient = object ? object->if_contains("recipient") : nullptr;
        const auto* content = object ? object->if_contains("message") : nullptr;
        if (!recipient || !recipient->is_object() || !content || !content->is_object())
            return zalo_answer(-201);
        const auto answered = text_in(recipient->get_object(), "message_id");
        auto* named = answered.empty() ? nullptr : message_of(platform, answered);
        auto* user = platform.user_by_id(
            named ? named->user_id : text_in(recipient->get_object(), "user_id")
        );
        if (!user) return zalo_answer(-201);
        InboxMessage message{.id = platform.new_id("cs"), .at = platform.clock.now()};
        int refused = read_message(platform, content->get_object(), message);
        if (!refused) refused = refuse_window(*user, platform.clock.now());
        if (!refused && named) refused = refuse_reply(*named, platform.clock.now());
        if (!refused && platform.chance(platform.faults.transient_error)) refused = -32;
        wait = platform.answer_time();
        if (refused) {
            response = zalo_answer(refused);
        } else {
            const auto id = message.id;
            if (named) ++named->replies;
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

/// By the first bytes, and the name where they do not tell (zalo-openapi 4.6).
bool is_of_kind(std::string_view kind, const http::UploadedFile& file)
{
    const std::string_view bytes = file.bytes;
    if (kind == "image")
        return bytes.starts_with("\xff\xd8\xff") || bytes.starts_with("\x89PNG\r\n\x1a\n");
    if (kind == "gif") return bytes.starts_with("GIF8");
    const bool word = (bytes.starts_with("PK\x03\x04") && file.name.ends_with(".docx")) ||
                      bytes.starts_with("\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1");
    return bytes.starts_with("%PDF-") || word || file.name.ends_with(".csv");
}

http::Response upload(
    Platform& platform, const http::Request& request, const std::string& kind, std::size_t bytes_max
)
{
    const std::lock_guard lock(platform.mutex);
    if (platform.faults.down) return http::text_response(503, "");
    if (const int refused = platform.refuse_oa_call(request)) return zalo_answer(refused);
    const auto form = http::unfolded(request);
    if (!form) return zalo_answer(-201);
    const auto file = std::ranges::find(form->files, "file", &http::UploadedFile::field);
    if (file == form->files.end() || file->bytes.empty()) return zalo_answer(-201);
    if (file->bytes.size() > bytes_max) return zalo_answer(-210);
    if (!is_of_kind(kind, *file)) return zalo_answer(-201);
    const auto id = platform.new_id("at");
    platform.attachments[id] = {kind, file->bytes.size(), platform.clock.now()};
    return zalo_answer(0, json::Object{{kind == "file" ? "token" : "attachment_id", id}});
}

/// Answers the old version of the API. It refuses messages to people (-240) and takes only
/// reactions to what somebody wrote (zalo-openapi 4.9).
http::Response old_message(Platform& platform, const http::Request& request)
{
    const std::lock_guard lock(platform.mutex);
    if (const int refused = platform.refuse_oa_call(request)) return zalo_answer(refused);
    const auto body = json::parse(request.body);
    const auto* object = body ? body->if_object() : nullptr;
    const auto* action = object ? object->if_contains("sender_action") : nullptr;
    if (!action || !action->is_object()) return zalo_answer(-240);
    constexpr std::array<std::string_view, 8> icons = {":>",      "--b", ":-((", "/-strong",
                                                       "/-heart", ":-h", ":o",   "/-remove"};
    const auto icon = text_in(action->get_object(), "react_icon");
    const auto id = text_in(action->get_object(), "react_message_id");
    const bool known = std::ranges::find(icons, icon) != icons.end() && message_of(platform, id);
    return known ? zalo_answer(0, json::Object{{"message_id", id}}) : zalo_answer(-201);
}

} // namespace

std::vector<http::Route> chat_routes(Platform& platform)
{
    using http::Method;
    auto* shared = &platform;
    std::vector<http::Route> routes = {
        {Method::post, "/v3.0/oa/message/cs", "zalo",
         [shared](const auto& r) { return send_chat(*shared, r); }},
        {Method::post, "/v2.0/oa/message", "zalo",
         [shared](const auto& r) { return old_message(*shared, r); }}};
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
                 upload_bytes_max}
            );
    return routes;
}

} // namespace tnung::sandbox
