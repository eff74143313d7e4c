#include "foundation/base/bytes.hpp"
#include "sandbox/zalo/zalo_sandbox.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <functional>

namespace tnung::sandbox {

namespace {

constexpr std::int64_t listed_max = 50;
constexpr std::int64_t offset_max = 9951;

template <class Make>
http::Response with_token(Platform& platform, const http::Request& request, Make make)
{
    const std::lock_guard lock(platform.mutex);
    if (platform.faults.down) return http::text_response(503, "");
    if (const int refused = platform.refuse_oa_call(request)) return zalo_answer(refused);
    return make();
}

/// A field of the JSON body, text or number.
std::string body_field(const http::Request& request, std::string_view name)
{
    const auto body = json::parse(request.body);
    const auto* value = body && body->is_object() ? body->get_object().if_contains(name) : nullptr;
    if (value && value->is_string()) return std::string(value->get_string());
    if (value && value->is_int64()) return fmt::format("{}", value->get_int64());
    return {};
}

http::Response detail(Platform& platform, const http::Request& request)
{
    return with_token(platform, request, [&] {
        const auto* user = platform.user_by_id(get_parameter(request, "user_id"));
        if (!user) return zalo_answer(-201);
        json::Array tags;
        for (const auto& tag : user->tags) tags.emplace_back(tag);
        const auto picture = platform.photo_origin + "/photo/avatar.png";
        json::Object data{
            {"user_id", user->user_id},
            {"user_id_by_app", user->user_id_by_app},
            {"user_external_id", ""},
            {"display_name", user->display_name},
            {"user_alias", ""},
            {"is_sensitive", user->minor},
            {"user_last_interaction_date",
             user->interacted_at ? date_text(day_of(*user->interacted_at)) : ""},
            {"user_is_follower", user->follows},
            {"avatar", picture},
            {"avatars", json::Object{{"120", picture}, {"240", picture}}},
            {"dynamic_param", ""},
            {"tags_and_notes_info",
             json::Object{{"notes", json::Array{}}, {"tag_names", std::move(tags)}}}};
        if (!user->shared_phone.empty())
            data["shared_info"] = json::Object{
                {"address", ""},
                {"city", ""},
                {"district", ""},
                {"name", user->display_name},
                {"phone", user->shared_phone}};
        return zalo_answer(0, std::move(data));
    });
}

http::Response list(Platform& platform, const http::Request& request)
{
    return with_token(platform, request, [&] {
        const auto offset = parse_integer(get_parameter(request, "offset")).value_or(0);
        const auto count = parse_integer(get_parameter(request, "count")).value_or(listed_max);
        const auto follower = get_parameter(request, "is_follower");
        const auto tag = get_parameter(request, "tag_name");
        if (offset < 0 || offset > offset_max || count < 1 || count > listed_max)
            return zalo_answer(-210);
        json::Array users;
        std::int64_t total = 0;
        for (const auto& [id, user] : platform.users) {
            if (!user.follows && !user.interacted_at) continue; // strangers are not the OA's users
            if (!follower.empty() && user.follows != (follower == "true")) continue;
            if (!tag.empty() && !user.tags.contains(tag)) continue;
            if (total++ >= offset && std::int64_t(users.size()) < count)
                users.push_back(json::Object{{"user_id", id}});
        }
        const auto shown = users.size();
        return zalo_answer(
            0,
            json::Object{
                {"total", total}, {"count", shown}, {"offset", offset}, {"users", std::move(users)}}
        );
    });
}

http::Response tag(Platform& platform, const http::Request& request, bool put_on)
{
    return with_token(platform, request, [&] {
        auto* user = platform.user_by_id(body_field(request, "user_id"));
        const auto name = body_field(request, "tag_name");
        if (!user || name.empty()) return zalo_answer(-201);
        if (put_on)
            user->tags.insert(name);
        else
            user->tags.erase(name);
        return zalo_answer(0);
    });
}

http::Response remove_tag(Platform& platform, const http::Request& request)
{
    return with_token(platform, request, [&] {
        const auto name = body_field(request, "tag_name");
        for (auto& [id, user] : platform.users) user.tags.erase(name);
        return zalo_answer(name.empty() ? -201 : 0);
    });
}

http::Response tags(Platform& platform, const http::Request& request)
{
    return with_token(platform, request, [&] {
        std::set<std::string> names;
        for (const auto& [id, user] : platform.users)
            names.insert(user.tags.begin(), user.tags.end());
        json::Array list;
        for (const auto& name : names) list.emplace_back(name);
        return zalo_answer(0, std::move(list));
    });
}

http::Response account(Platform& platform, const http::Request& request)
{
    return with_token(platform, request, [&] {
        std::int64_t followers = 0;
        for (const auto& [id, user] : platform.users) followers += user.follows ? 1 : 0;
        return zalo_answer(
            0,
            json::Object{
                {"oa_id", platform.settings.oa_id},
                {"name", platform.settings.oa_name},
                {"description", ""},
                {"oa_alias", ""},
                {"cate_name", "Cơ quan nhà nước"},
                {"avatar", platform.photo_origin + "/photo/avatar.png"},
                {"cover", platform.photo_origin + "/photo/avatar.png"},
                {"package_valid_through_date", ""},
                {"package_auto_renew_date", ""},
                {"linked_ZCA", ""},
                {"is_verified", true},
                {"oa_type", 4}, // state agency
                {"num_follower", followers},
                {"package_name", "OA Nâng cao"}}
        );
    });
}

/// The newest first, of one person or of all, ten at most a call.
http::Response chat_history(Platform& platform, const http::Request& request, bool of_all)
{
    constexpr std::int64_t history_max = 10;
    return with_token(platform, request, [&] {
        const auto* user =
            of_all ? nullptr : platform.user_by_id(get_parameter(request, "user_id"));
        if (!user && !of_all) return zalo_answer(-201);
        const auto offset = parse_integer(get_parameter(request, "offset")).value_or(0);
        const auto count = parse_integer(get_parameter(request, "count")).value_or(history_max);
        std::vector<const InboxMessage*> all;
        const auto add = [&](const ZaloUser& one) {
            for (const auto& message : one.inbox) all.push_back(&message);
        };
        if (user) add(*user);
        if (of_all)
            for (const auto& [id, one] : platform.users) add(one);
        std::ranges::stable_sort(all, std::ranges::greater{}, &InboxMessage::at);
        json::Array messages;
        const auto end =
            std::min<std::int64_t>(std::int64_t(all.size()), offset + std::min(count, history_max));
        for (auto at = std::max<std::int64_t>(offset, 0); at < end; ++at) {
            const auto& one = *all[std::size_t(at)];
            messages.push_back(json::Object{
                {"message_id", one.id},
                {"src", one.from_user ? 1 : 0},
                {"time", to_milliseconds(one.at)},
                {"type", "text"},
                {"message", one.text}});
        }
        return zalo_answer(0, std::move(messages));
    });
}

http::Response quota(Platform& platform, const http::Request& request)
{
    return with_token(platform, request, [&] {
        const auto* user = platform.user_by_id(body_field(request, "user_id"));
        return zalo_answer(
            0,
            json::Object{
                {"last_interaction", user && user->interacted_at
                                         ? fmt::format("{}", to_milliseconds(*user->interacted_at))
                                         : ""},
                {"cs_reply", json::Object{}}}
        );
    });
}

} // namespace

std::vector<http::Route> user_routes(Platform& platform)
{
    using http::Method;
    auto* shared = &platform;
    return {
        {Method::get, "/v3.0/oa/user/detail", "zalo",
         [shared](const auto& r) { return detail(*shared, r); }},
        {Method::get, "/v3.0/oa/user/getlist", "zalo",
         [shared](const auto& r) { return list(*shared, r); }},
        {Method::post, "/v3.0/oa/user/update", "zalo",
         [shared](const auto& r) {
             return with_token(*shared, r, [&] {
                 return zalo_answer(shared->user_by_id(body_field(r, "user_id")) ? 0 : -201);
             });
         }},
        {Method::post, "/v2.0/oa/tag/tagfollower", "zalo",
         [shared](const auto& r) { return tag(*shared, r, true); }},
        {Method::post, "/v3.0/oa/tag/taguser", "zalo",
         [shared](const auto& r) { return tag(*shared, r, true); }},
        {Method::post, "/v2.0/oa/tag/rmfollowerfromtag", "zalo",
         [shared](const auto& r) { return tag(*shared, r, false); }},
        {Method::post, "/v3.0/oa/tag/rmfollowerfromtag", "zalo",
         [shared](const auto& r) { return tag(*shared, r, false); }},
        {Method::post, "/v2.0/oa/tag/rmtag", "zalo",
         [shared](const auto& r) { return remove_tag(*shared, r); }},
        {Method::post, "/v3.0/oa/tag/rmtag", "zalo",
         [shared](const auto& r) { return remove_tag(*shared, r); }},
        {Method::get, "/v2.0/oa/tag/gettagsofoa", "zalo",
         [shared](const auto& r) { return tags(*shared, r); }},
        {Method::get, "/v2.0/oa/getoa", "zalo",
         [shared](const auto& r) { return account(*shared, r); }},
        {Method::get, "/v2.0/oa/conversation", "zalo",
         [shared](const auto& r) { return chat_history(*shared, r, false); }},
        {Method::get, "/v2.0/oa/listrecentchat", "zalo",
         [shared](const auto& r) { return chat_history(*shared, r, true); }},
        {Method::post, "/v2.0/oa/deletefollowerinfo", "zalo",
         [shared](const auto& r) {
             return with_token(*shared, r, [&] {
                 auto* user = shared->user_by_id(body_field(r, "user_id"));
                 if (user) user->shared_phone.clear();
                 return zalo_answer(user ? 0 : -201);
             });
         }},
        {Method::post, "/v3.0/oa/quota/message", "zalo",
         [shared](const auto& r) { return quota(*shared, r); }},
    };
}

} // namespace tnung::sandbox
