#include "gateway/chat/chat_event.hpp"

#include "foundation/base/bytes.hpp"

#include <fmt/format.h>

namespace tnung::gateway::chat_event {

namespace {

constexpr std::size_t id_max = 40;

const json::Object* object_in(const json::Object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    return value ? value->if_object() : nullptr;
}

std::string text_in(const json::Object* object, std::string_view name)
{
    const auto* value = object ? object->if_contains(name) : nullptr;
    if (!value) return {};
    if (value->is_string()) return std::string(value->get_string());
    if (value->is_int64()) return fmt::format("{}", value->get_int64()); // older shapes
    return {};
}

std::string id_in(std::string_view event_name, const json::Object& body)
{
    if (event_name == "follow" || event_name == "unfollow")
        return text_in(object_in(body, "follower"), "id");
    if (event_name.starts_with("user_send_") || event_name == "user_submit_info")
        return text_in(object_in(body, "sender"), "id");
    if (event_name == "user_click_chatnow" || event_name == "user_withdraw")
        return text_in(&body, "user_id");
    return {};
}

} // namespace

std::string user_of(std::string_view event_name, const json::Object& body)
{
    auto id = id_in(event_name, body);
    return id.size() <= id_max && is_digits(id) ? id : "";
}

std::string text_of(const json::Object& body)
{
    return text_in(object_in(body, "message"), "text");
}

std::string shared_number(const json::Object& body)
{
    return text_in(object_in(body, "info"), "phone");
}

std::string photo_address(const json::Object& body)
{
    const auto* message = object_in(body, "message");
    const auto* attachments = message ? message->if_contains("attachments") : nullptr;
    const auto* list = attachments ? attachments->if_array() : nullptr;
    if (!list || list->empty()) return {};
    const auto* first = list->front().if_object();
    return text_in(first ? object_in(*first, "payload") : nullptr, "url");
}

} // namespace tnung::gateway::chat_event
