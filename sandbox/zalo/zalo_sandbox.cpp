#include "sandbox/zalo/zalo_sandbox.hpp"

#include "foundation/crypto/hash.hpp"

#include <fmt/format.h>

namespace tnung::sandbox {

namespace {

constexpr std::size_t calls_at_once = 48; // calls that wait at once

/// A picture for everybody: one grey point in PNG.
using namespace std::string_view_literals;
constexpr std::string_view grey_pixel =
    "\x89\x50\x4e\x47\x0d\x0a\x1a\x0a\x00\x00\x00\x0d\x49\x48\x44\x52\x00\x00\x00\x01\x00\x00\x00"
    "\x01\x08\x00\x00\x00\x00\x3a\x7e\x9b\x55\x00\x00\x00\x0a\x49\x44\x41\x54\x78\xda\x63\x68\x00"
    "\x00\x00\x82\x00\x81\xda\x45\x08\x3b\x00\x00\x00\x00\x49\x45\x4e\x44\xae\x42\x60\x82"sv;

} // namespace

ZaloSandbox::ZaloSandbox(
    ZaloSandboxSettings settings, const Clock& clock, std::string_view templates_tsv
)
    : platform_(std::move(settings), clock, templates_tsv)
{
}

std::vector<http::Lane> ZaloSandbox::lanes() const
{
    return {{"zalo", calls_at_once, 2000}, {"sandbox", 4, 200}};
}

std::vector<http::Route> ZaloSandbox::routes()
{
    using http::Method;
    std::vector<http::Route> all = {
        {Method::post, "/sandbox/zalo/faults", "sandbox",
         [this](const auto& r) { return change_faults(r); }},
        {Method::get, "/photo/{name}", "sandbox", [this](const auto& r) { return photo(r); }},
        {Method::get, "/sandbox/zalo/received", "sandbox",
         [this](const auto& r) { return list_received(r); }},
        {Method::get, "/sandbox/zalo/accepted", "sandbox",
         [this](const auto&) { return list_accepted(); }},
        {Method::get, "/sandbox/zalo/webhooks", "sandbox",
         [this](const auto&) { return webhook_state(); }},
    };
    for (auto* part : {oauth_routes, template_routes, chat_routes, user_routes})
        for (auto& route : part(platform_)) all.push_back(std::move(route));
    // Answers unknown addresses as Zalo does: HTTP 200 with an error.
    const auto answer_unknown = [&](const std::string& prefix,
                                    int (Platform::*refuse)(const http::Request&), int unknown) {
        for (const auto method : {Method::get, Method::post, Method::put, Method::del})
            all.push_back({method, prefix + "/{path...}", "zalo", [=, this](const auto& r) {
                               const std::lock_guard lock(platform_.mutex);
                               const int refused = (platform_.*refuse)(r);
                               return zalo_answer(refused ? refused : unknown);
                           }});
    };
    for (const auto* prefix : {"/v2.0", "/v3.0"})
        answer_unknown(prefix, &Platform::refuse_oa_call, -209);
    for (const auto* prefix :
         {"/message", "/template", "/upload", "/rating", "/response", "/journey", "/rsa"})
        answer_unknown(prefix, &Platform::refuse_call, -106);
    return all;
}

void ZaloSandbox::set_daily_quota(std::int64_t quota)
{
    const std::lock_guard lock(platform_.mutex);
    auto event = platform_.event("change_oa_daily_quota");
    event["oa_id"] = event["oaId"] = platform_.settings.oa_id;
    event["quota"] = json::Object{{"prev_value", platform_.quota_daily}, {"new_value", quota}};
    platform_.quota_daily = quota;
    platform_.tell(event, WebhookEmitter::Server::zns);
}

void ZaloSandbox::set_faults(const ZaloFaults& faults)
{
    const std::lock_guard lock(platform_.mutex);
    if (faults.tokens_revoked && !platform_.faults.tokens_revoked)
        platform_.access = "revoked-" + crypto::random_token();
    if (faults.template_disabled != platform_.faults.template_disabled)
        for (const auto& [id, form] : platform_.templates) {
            const char* before = faults.template_disabled ? "ENABLE" : "DISABLE";
            const char* after = faults.template_disabled ? "DISABLE" : "ENABLE";
            auto event = platform_.event("change_template_status");
            event["oa_id"] = platform_.settings.oa_id;
            event["template_id"] = id;
            event["status"] = json::Object{{"prev_status", before}, {"new_status", after}};
            event["reason"] = faults.template_disabled ? "Nội dung bị khiếu nại" : "";
            platform_.tell(event, WebhookEmitter::Server::zns);
        }
    platform_.faults = faults;
    if (!faults.webhook_held)
        for (const auto& [event, server] : std::exchange(platform_.held_webhooks, {}))
            platform_.tell(event, server);
}

std::vector<ZaloSandbox::Received> ZaloSandbox::received()
{
    const std::lock_guard lock(platform_.mutex);
    return platform_.received;
}

std::vector<InboxMessage> ZaloSandbox::inbox(const std::string& phone)
{
    const std::lock_guard lock(platform_.mutex);
    const auto* user = platform_.user_by_phone(phone);
    return user ? user->inbox : std::vector<InboxMessage>{};
}

void ZaloSandbox::follow(const std::string& phone)
{
    const std::lock_guard lock(platform_.mutex);
    auto* user = platform_.user_by_phone(phone);
    if (!user || user->follows) return;
    user->follows = true;
    if (platform_.settings.follow_opens_window) user->interacted_at = platform_.clock.now();
    auto event = platform_.event("follow");
    event["oa_id"] = platform_.settings.oa_id;
    event["user_id_by_app"] = user->user_id_by_app;
    event["follower"] = json::Object{{"id", user->user_id}};
    event["source"] = "oa_profile";
    platform_.tell(event, WebhookEmitter::Server::oa);
    platform_.inbox_changed(user->user_id);
}

void ZaloSandbox::unfollow(const std::string& phone)
{
    const std::lock_guard lock(platform_.mutex);
    auto* user = platform_.user_by_phone(phone);
    if (!user || !user->follows) return;
    user->follows = false;
    auto event = platform_.event("unfollow");
    event["oa_id"] = platform_.settings.oa_id;
    event["user_id_by_app"] = user->user_id_by_app;
    event["follower"] = json::Object{{"id", user->user_id}};
    event["source"] = "oa_profile";
    platform_.tell(event, WebhookEmitter::Server::oa);
    platform_.inbox_changed(user->user_id);
}

namespace {

/// A text from the user as the app is told of it; a hidden query shows nothing on the phone.
void user_sends_text(Platform& platform, ZaloUser& user, const std::string& text, bool shown)
{
    user.interacted_at = platform.clock.now();
    const auto id = platform.new_id("u");
    platform.user_messages[id] = {user.user_id, platform.clock.now()};
    if (shown)
        platform.put(
            user,
            {.id = id, .at = platform.clock.now(), .from_user = true, .text = text, .seen = true}
        );
    auto event = platform.event("user_send_text");
    event["user_id_by_app"] = user.user_id_by_app;
    event["sender"] = json::Object{{"id", user.user_id}};
    event["recipient"] = json::Object{{"id", platform.settings.oa_id}};
    event["message"] = json::Object{{"msg_id", id}, {"text", text}};
    platform.tell(event, WebhookEmitter::Server::oa);
}

} // namespace

void ZaloSandbox::say(const std::string& phone, const std::string& text)
{
    const std::lock_guard lock(platform_.mutex);
    if (auto* user = platform_.user_by_phone(phone)) user_sends_text(platform_, *user, text, true);
}

void ZaloSandbox::press(const std::string& phone, const InboxMessage::Button& button)
{
    const std::lock_guard lock(platform_.mutex);
    auto* user = platform_.user_by_phone(phone);
    if (!user || !button.type.starts_with("oa.query.")) return; // others are invisible to the app
    user_sends_text(platform_, *user, button.payload, button.type == "oa.query.show");
}

void ZaloSandbox::share_number(const std::string& phone, const std::string& shared)
{
    const std::lock_guard lock(platform_.mutex);
    auto* user = platform_.user_by_phone(phone);
    if (!user) return;
    user->interacted_at = platform_.clock.now();
    user->shared_phone = shared;
    platform_.put(
        *user, {.id = platform_.new_id("u"),
                .at = platform_.clock.now(),
                .from_user = true,
                .text = "Đã chia sẻ thông tin",
                .seen = true}
    );
    auto event = platform_.event("user_submit_info");
    event["oa_id"] = platform_.settings.oa_id;
    event["user_id_by_app"] = user->user_id_by_app;
    event["sender"] = json::Object{{"id", user->user_id}};
    event["recipient"] = json::Object{{"id", platform_.settings.oa_id}};
    event["info"] = json::Object{{"name", user->display_name}, {"phone", shared}};
    platform_.tell(event, WebhookEmitter::Server::oa);
}

void ZaloSandbox::set_photo_origin(std::string origin)
{
    const std::lock_guard lock(platform_.mutex);
    platform_.photo_origin = std::move(origin);
    platform_.photos["avatar.png"] = std::string(grey_pixel);
}

void ZaloSandbox::send_photo(const std::string& phone, std::string jpeg)
{
    const std::lock_guard lock(platform_.mutex);
    auto* user = platform_.user_by_phone(phone);
    if (!user) return;
    user->interacted_at = platform_.clock.now();
    const auto id = platform_.new_id("u");
    platform_.user_messages[id] = {user->user_id, platform_.clock.now()};
    const auto name = crypto::random_token() + ".jpg";
    platform_.photos[name] = std::move(jpeg);
    platform_.put(
        *user, {.id = id,
                .at = platform_.clock.now(),
                .from_user = true,
                .picture = "/photo/" + name,
                .seen = true}
    );
    const auto address = platform_.photo_origin + "/photo/" + name;
    auto event = platform_.event("user_send_image");
    event["user_id_by_app"] = user->user_id_by_app;
    event["sender"] = json::Object{{"id", user->user_id}};
    event["recipient"] = json::Object{{"id", platform_.settings.oa_id}};
    event["message"] = json::Object{
        {"msg_id", id},
        {"attachments", json::Array{json::Object{
                            {"type", "image"},
                            {"payload", json::Object{{"thumbnail", address}, {"url", address}}}}}}};
    platform_.tell(event, WebhookEmitter::Server::oa);
}

http::Response ZaloSandbox::photo(const http::Request& request)
{
    const std::lock_guard lock(platform_.mutex);
    const auto found = platform_.photos.find(std::string(request.path_value("name")));
    if (found == platform_.photos.end()) return http::text_response(404, "no such photo\n");
    http::Response response{.body = found->second};
    return response.with(
        "Content-Type", found->first.ends_with(".png") ? "image/png" : "image/jpeg"
    );
}

void ZaloSandbox::see(const std::string& phone)
{
    const std::lock_guard lock(platform_.mutex);
    auto* user = platform_.user_by_phone(phone);
    if (!user) return;
    json::Array ids;
    for (auto& message : user->inbox) {
        if (message.seen) continue;
        message.seen = true;
        ids.emplace_back(message.id);
    }
    if (ids.empty()) return;
    auto event = platform_.event("user_seen_message");
    event["user_id_by_app"] = user->user_id_by_app;
    event["sender"] = json::Object{{"id", platform_.settings.oa_id}};
    event["recipient"] = json::Object{{"id", user->user_id}};
    event["message"] = json::Object{{"msg_ids", std::move(ids)}};
    platform_.tell(event, WebhookEmitter::Server::oa);
}

http::Response ZaloSandbox::change_faults(const http::Request& request)
{
    const auto body = json::parse(request.body);
    if (!body) return http::text_response(400, body.error().reason);
    json::Reader reader(*body);
    const auto per_thousand = [&](std::string_view name) {
        return int(reader.optional_integer(name, 0, 1000).value_or(0));
    };
    const ZaloFaults faults{
        .down = reader.flag("down", false),
        .timeout_after_acting = per_thousand("timeout_after_acting"),
        .transient_error = per_thousand("transient_error"),
        .webhook_repeat = per_thousand("webhook_repeat"),
        .webhook_drop = per_thousand("webhook_drop"),
        .webhook_held = reader.flag("webhook_held", false),
        .template_disabled = reader.flag("template_disabled", false),
        .tokens_revoked = reader.flag("tokens_revoked", false)};
    if (!reader.ok())
        return http::text_response(
            400,
            fmt::format(
                "{}: expected {}\n", reader.errors().front().field, reader.errors().front().expected
            )
        );
    set_faults(faults);
    return http::text_response(200, "ok\n");
}

http::Response ZaloSandbox::list_accepted()
{
    json::Array list;
    const std::lock_guard lock(platform_.mutex);
    for (const auto& one : platform_.accepted)
        list.push_back(json::Object{
            {"api", one.api},
            {"recipient", one.recipient},
            {"message_id", one.message_id},
            {"tracking_id", one.tracking_id}});
    return http::json_response(200, json::text(json::Object{{"messages", std::move(list)}}));
}

http::Response ZaloSandbox::webhook_state()
{
    return http::json_response(
        200, json::text(json::Object{
                 {"idle", platform_.webhooks.idle()},
                 {"acknowledged", platform_.webhooks.acknowledged()},
                 {"given_up", platform_.webhooks.given_up()}})
    );
}

http::Response ZaloSandbox::list_received(const http::Request& request)
{
    const auto phone = request.query_value("phone");
    json::Array list;
    for (const auto& message : received()) {
        if (phone && message.phone != *phone) continue;
        json::Object parameters;
        for (const auto& [name, value] : message.parameters) parameters[name] = value;
        list.push_back(json::Object{
            {"phone", message.phone},
            {"template_id", message.template_id},
            {"tracking_id", message.tracking_id},
            {"template_data", std::move(parameters)}});
    }
    return http::json_response(200, json::text(json::Object{{"messages", std::move(list)}}));
}

} // namespace tnung::sandbox
