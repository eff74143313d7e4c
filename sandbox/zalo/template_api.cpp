#include "foundation/base/bytes.hpp"
#include "foundation/text/phone_number.hpp"
#include "foundation/text/vietnamese.hpp"
#include "sandbox/zalo/zalo_sandbox.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <thread>

namespace tnung::sandbox {

namespace {

constexpr int authentication = 2;
constexpr std::size_t tracking_id_max = 48;
constexpr std::size_t name_min = 10, name_max = 60;
/// By Zalo's parameter type, 1 customer name … 15 bank transfer note.
constexpr std::array<std::size_t, 15> length_max_of_type = {30,  15, 200, 30, 30,  30, 50, 5,
                                                            200, 20, 20,  10, 200, 12, 90};

using Parameters = std::map<std::string, std::string>;

Parameters parameters_of(json::Reader& reader)
{
    Parameters parameters;
    if (const auto* data = reader.optional_object("template_data"))
        for (const auto& [name, value] : data->get_object())
            if (value.is_string()) parameters[std::string(name)] = std::string(value.get_string());
    return parameters;
}

std::string filled(std::string text, const Parameters& parameters)
{
    for (const auto& [name, value] : parameters) {
        const auto mark = "<" + name + ">";
        for (auto at = text.find(mark); at != std::string::npos; at = text.find(mark))
            text.replace(at, mark.size(), value);
    }
    return text;
}

/// A template's message as the phone shows it: title, sentence, table, button.
InboxMessage shown(const Platform& platform, const TemplateForm& form, const Parameters& parameters)
{
    InboxMessage message{.title = form.title, .text = filled(form.paragraph, parameters)};
    constexpr std::array<std::pair<std::string_view, std::string_view>, 5> rows = {{
        {"dossier_code", "Mã hồ sơ"},
        {"procedure", "Thủ tục"},
        {"status", "Trạng thái"},
        {"date", "Ngày"},
        {"todo", "Việc cần làm"},
    }};
    if (parameters.contains("status"))
        for (const auto& [name, title] : rows)
            if (const auto found = parameters.find(std::string(name)); found != parameters.end())
                message.rows.emplace_back(title, found->second);
    if (const auto link = parameters.find("link"); link != parameters.end())
        message.buttons.push_back(
            {"Xem chi tiết", "oa.open.url", platform.settings.button_origin + "/hs/" + link->second}
        );
    return message;
}

/// What is wrong with a message of that template; 0 where nothing is.
int refuse_template(
    Platform& platform, const std::string& template_id, const Parameters& parameters,
    bool development
)
{
    const auto form = platform.templates.find(template_id);
    if (form == platform.templates.end()) return -109;
    if (form->second.enabled_at && *form->second.enabled_at <= platform.clock.now()) {
        form->second.status = "ENABLE";
        form->second.enabled_at.reset();
    }
    if (platform.faults.template_disabled || (form->second.status != "ENABLE" && !development))
        return -131;
    for (const auto& [name, type] : form->second.parameters) {
        const auto found = parameters.find(name);
        if (found == parameters.end() || found->second.empty()) return -1122;
        if (text::length(found->second) > length_max_of_type[std::size_t(type - 1)]) return -1121;
    }
    if (platform.is_night() && form->second.type != authentication) return -133;
    return 0;
}

int refuse_quota(Platform& platform)
{
    platform.turn_day();
    if (platform.sent_today >= platform.quota_daily) return -144;
    if (platform.chance(platform.faults.transient_error)) return -32;
    return 0;
}

json::Object quota(const Platform& platform)
{
    return {
        {"dailyQuota", fmt::format("{}", platform.quota_daily)},
        {"remainingQuota", fmt::format("{}", platform.quota_daily - platform.sent_today)}};
}

/// The same where it is asked for by itself; this account sends no promotions.
json::Object quota_asked(Platform& platform)
{
    platform.turn_day();
    auto all = quota(platform);
    for (const auto* name :
         {"dailyQuotaPromotion", "remainingQuotaPromotion", "monthlyPromotionQuota",
          "remainingMonthlyPromotionQuota", "estimatedNextMonthPromotionQuota"})
        all[name] = "0";
    return all;
}

/// The platform's own time to answer; longer where the answer is to be lost.
std::chrono::milliseconds answer_time(Platform& platform, bool accepted)
{
    if (accepted && platform.chance(platform.faults.timeout_after_acting))
        return platform.settings.lost_answer_after;
    return platform.answer_time();
}

http::Response send_by_phone(Platform& platform, const http::Request& request)
{
    std::chrono::milliseconds wait{0};
    http::Response response;
    {
        const std::lock_guard lock(platform.mutex);
        if (platform.faults.down) return http::text_response(503, "");
        if (const int refused = platform.refuse_call(request)) return zalo_answer(refused);
        const auto body = json::parse(request.body);
        if (!body || !body->is_object()) return zalo_answer(-122);
        json::Reader reader(*body);
        auto phone = reader.optional_text("phone", 20).value_or("");
        if (phone.starts_with('+')) phone.erase(0, 1);
        const auto template_id = reader.optional_text("template_id", 20).value_or("");
        const auto tracking_id = reader.optional_text("tracking_id", 200).value_or("");
        const bool development = reader.optional_text("mode", 20) == "development";
        const auto parameters = parameters_of(reader);
        const auto number = text::parse_phone(phone);
        int refused = refuse_template(platform, template_id, parameters, development);
        if (!refused &&
            (!number || number->digits != phone || number->kind != text::PhoneKind::mobile))
            refused = -108;
        if (!refused && (tracking_id.empty() || tracking_id.size() > tracking_id_max))
            refused = -112;
        if (!refused && development) refused = -127; // nobody here administers the app
        auto* user = refused ? nullptr : platform.user_by_phone(phone);
        if (!refused && !user) refused = -118;
        if (!refused) refused = refuse_quota(platform);
        wait = answer_time(platform, refused == 0);
        if (refused) {
            response = zalo_answer(refused);
        } else {
            ++platform.sent_today;
            const auto id = platform.new_id("zbs");
            platform.received.push_back({phone, template_id, tracking_id, id, parameters});
            platform.accepted.push_back({"template_by_phone", phone, id, tracking_id});
            platform.delivered[id] = platform.clock.now();
            auto message = shown(platform, platform.templates.at(template_id), parameters);
            message.id = id;
            message.at = platform.clock.now();
            platform.put(*user, std::move(message));
            const auto now = fmt::format("{}", to_milliseconds(platform.clock.now()));
            auto event = platform.event("user_received_message");
            event["sender"] = json::Object{{"id", platform.settings.oa_id}};
            event["recipient"] = json::Object{{"id", phone}};
            event["message"] =
                json::Object{{"msg_id", id}, {"tracking_id", tracking_id}, {"delivery_time", now}};
            platform.tell(event, WebhookEmitter::Server::zns);
            response = zalo_answer(
                0,
                json::Object{
                    {"msg_id", id},
                    {"sent_time", now},
                    {"sending_mode", "1"},
                    {"quota", quota(platform)}}
            );
        }
    }
    std::this_thread::sleep_for(wait); // the platform's own time to answer
    return response;
}

http::Response send_by_user(Platform& platform, const http::Request& request)
{
    std::chrono::milliseconds wait{0};
    http::Response response;
    {
        const std::lock_guard lock(platform.mutex);
        if (platform.faults.down) return http::text_response(503, "");
        if (const int refused = platform.refuse_oa_call(request)) return zalo_answer(refused);
        const auto body = json::parse(request.body);
        if (!body || !body->is_object()) return zalo_answer(-201);
        json::Reader reader(*body);
        auto user_id = reader.optional_text("user_id", 40).value_or("");
        if (const auto* recipient = reader.optional_object("recipient"))
            user_id = json::Reader(*recipient).optional_text("user_id", 40).value_or("");
        const auto template_id = reader.optional_text("template_id", 20).value_or("");
        const auto parameters = parameters_of(reader);
        int refused = refuse_template(platform, template_id, parameters, false);
        auto* user = platform.user_by_id(user_id);
        if (!refused && !user) refused = -201;
        if (!refused && !user->follows && !user->interacted_at) refused = -213;
        if (!refused && platform.templates.at(template_id).type == authentication)
            refused = -249; // not by user id
        if (!refused) refused = refuse_quota(platform);
        wait = answer_time(platform, refused == 0);
        if (refused) {
            response = zalo_answer(refused);
        } else {
            ++platform.sent_today;
            const auto id = platform.new_id("uid");
            platform.accepted.push_back({"template_by_user", user_id, id, ""});
            auto message = shown(platform, platform.templates.at(template_id), parameters);
            message.id = id;
            message.at = platform.clock.now();
            platform.put(*user, std::move(message));
            auto event = platform.event("user_received_message");
            event["sender"] = json::Object{{"id", platform.settings.oa_id}};
            event["recipient"] = json::Object{{"id", user_id}};
            event["message"] = json::Object{{"msg_id", id}};
            platform.tell(event, WebhookEmitter::Server::oa);
            response = zalo_answer(
                0,
                json::Object{
                    {"message_id", id},
                    {"user_id", user_id},
                    {"quota",
                     json::Object{
                         {"quota_type", "purchase_quota"},
                         {"owner_type", "OA"},
                         {"owner_id", platform.settings.oa_id}}}}
            );
        }
    }
    std::this_thread::sleep_for(wait); // the platform's own time to answer
    return response;
}

/// A call that only reads: refused by rate and token, else answered with what `make` finds.
template <class Make>
http::Response read(Platform& platform, const http::Request& request, Make make)
{
    const std::lock_guard lock(platform.mutex);
    if (platform.faults.down) return http::text_response(503, "");
    if (const int refused = platform.refuse_call(request)) return zalo_answer(refused);
    return make();
}

http::Response message_status(Platform& platform, const http::Request& request)
{
    return read(platform, request, [&] {
        const auto asked = request.query_value("message_id").value_or("");
        if (asked.empty()) return zalo_answer(-107);
        const auto found = platform.delivered.find(asked);
        if (found == platform.delivered.end())
            return zalo_answer(0, json::Object{{"status", -1}, {"message", "unknown"}});
        return zalo_answer(
            0,
            json::Object{
                {"status", 1},
                {"delivery_time", fmt::format("{}", to_milliseconds(found->second))},
                {"message", "delivered"}}
        );
    });
}

std::string status_of(Platform& platform, TemplateForm& form)
{
    if (form.enabled_at && *form.enabled_at <= platform.clock.now()) {
        form.status = "ENABLE";
        form.enabled_at.reset();
    }
    return platform.faults.template_disabled ? "DISABLE" : form.status;
}

http::Response all_templates(Platform& platform, const http::Request& request)
{
    return read(platform, request, [&] {
        const auto offset = parse_integer(request.query_value("offset").value_or("0")).value_or(0);
        const auto limit =
            parse_integer(request.query_value("limit").value_or("100")).value_or(100);
        const auto status = parse_integer(request.query_value("status").value_or("0")).value_or(0);
        const bool own = request.query_value("filterPreset") == "1";
        constexpr std::array<std::string_view, 5> statuses = {
            "", "ENABLE", "PENDING_REVIEW", "REJECT", "DISABLE"};
        constexpr std::int64_t limit_max = 100;
        if (offset < 0 || limit < 1 || limit > limit_max || status < 0 ||
            status >= std::int64_t(statuses.size()))
            return zalo_answer(-132);
        json::Array list;
        std::int64_t total = 0;
        for (auto& [id, form] : platform.templates) {
            const auto stands = status_of(platform, form);
            if ((status && stands != statuses[std::size_t(status)]) || (own && !form.by_app))
                continue;
            if (total++ < offset || std::int64_t(list.size()) >= limit) continue;
            list.push_back(json::Object{
                {"templateId", id},
                {"templateName", form.name},
                {"createdTime", to_milliseconds(form.created_at)},
                {"status", stands},
                {"templateQuality", "HIGH"}});
        }
        return http::json_response(
            200, json::text(json::Object{
                     {"error", 0},
                     {"message", "Success"},
                     {"data", std::move(list)},
                     {"metadata", json::Object{{"total", total}}}})
        );
    });
}

http::Response template_info(Platform& platform, const http::Request& request)
{
    return read(platform, request, [&] {
        const auto found = platform.templates.find(request.query_value("template_id").value_or(""));
        if (found == platform.templates.end()) return zalo_answer(-109);
        auto& form = found->second;
        json::Array parameters;
        for (const auto& [name, type] : form.parameters)
            parameters.push_back(json::Object{
                {"name", name},
                {"require", true},
                {"type", "STRING"},
                {"maxLength", length_max_of_type[std::size_t(type - 1)]},
                {"minLength", 0},
                {"acceptNull", false}});
        json::Array buttons;
        if (std::ranges::find(form.parameters, "link", &std::pair<std::string, int>::first) !=
            form.parameters.end())
            buttons.push_back(json::Object{
                {"type", 12},
                {"title", "Xem chi tiết"},
                {"content", platform.settings.button_origin + "/hs/<link>"}});
        return zalo_answer(
            0,
            json::Object{
                {"templateId", form.id},
                {"previewUrl", ""},
                {"listButtons", std::move(buttons)},
                {"templateName", form.name},
                {"status", status_of(platform, form)},
                {"listParams", std::move(parameters)},
                {"timeout", 7'200'000},
                {"templateQuality", "HIGH"},
                {"templateTag", form.tag},
                {"price", "250"},
                {"price_sdt", "250"},
                {"price_uid", "165"}}
        );
    });
}

http::Response sample_data(Platform& platform, const http::Request& request)
{
    return read(platform, request, [&] {
        const auto found = platform.templates.find(request.query_value("template_id").value_or(""));
        if (found == platform.templates.end()) return zalo_answer(-109);
        json::Object sample;
        for (const auto& [name, type] : found->second.parameters) {
            const auto max = length_max_of_type[std::size_t(type - 1)];
            sample[name] = text::shortened("mẫu " + name, max);
        }
        return zalo_answer(0, std::move(sample));
    });
}

http::Response create_template(Platform& platform, const http::Request& request)
{
    return read(platform, request, [&] {
        const auto body = json::parse(request.body);
        if (!body || !body->is_object()) return zalo_answer(-122);
        json::Reader reader(*body);
        TemplateForm form{
            .id = fmt::format("{}", 500'000 + platform.templates.size()),
            .name = reader.optional_text("template_name", 200).value_or(""),
            .status = "PENDING_REVIEW",
            .tag = reader.optional_text("tag", 2).value_or("1"),
            .enabled_at = platform.clock.now() + platform.settings.review,
            .created_at = platform.clock.now(),
            .by_app = true};
        form.type = int(reader.optional_integer("template_type", 1, 5).value_or(1));
        if (const auto* parameters = reader.optional_array("params", 20))
            for (const auto& one : *parameters) {
                json::Reader parameter(one);
                const auto type = parse_integer(parameter.optional_text("type", 2).value_or(""));
                if (!type || *type < 1 || *type > std::int64_t(length_max_of_type.size()))
                    return zalo_answer(-112);
                form.parameters.emplace_back(
                    parameter.optional_text("name", 50).value_or(""), int(*type)
                );
            }
        const auto length = text::length(form.name);
        if (!reader.ok() || length < name_min || length > name_max) return zalo_answer(-112);
        form.title = form.name;
        form.paragraph = form.name;
        auto event = platform.event("change_template_status");
        event["oa_id"] = platform.settings.oa_id;
        event["template_id"] = form.id;
        event["status"] = json::Object{{"prev_status", "PENDING_REVIEW"}, {"new_status", "ENABLE"}};
        event["reason"] = "";
        platform.webhooks.emit(event, WebhookEmitter::Server::zns, platform.settings.review);
        const auto id = form.id;
        platform.templates.emplace(id, std::move(form));
        return zalo_answer(
            0, json::Object{{"template_id", id}, {"status", "PENDING_REVIEW"}, {"preview_url", ""}}
        );
    });
}

} // namespace

std::vector<http::Route> template_routes(Platform& platform)
{
    using http::Method;
    auto* shared = &platform;
    return {
        {Method::post, "/message/template", "zalo",
         [shared](const auto& r) { return send_by_phone(*shared, r); }},
        {Method::post, "/v3.0/oa/message/template", "zalo",
         [shared](const auto& r) { return send_by_user(*shared, r); }},
        {Method::get, "/message/status", "zalo",
         [shared](const auto& r) { return message_status(*shared, r); }},
        {Method::get, "/message/quota", "zalo",
         [shared](const auto& r) {
             return read(*shared, r, [&] { return zalo_answer(0, quota_asked(*shared)); });
         }},
        {Method::get, "/quality", "zalo",
         [shared](const auto& r) {
             return read(*shared, r, [&] {
                 return zalo_answer(
                     0, json::Object{{"oaCurrentQuality", "HIGH"}, {"oa7dayQuality", "HIGH"}}
                 );
             });
         }},
        {Method::get, "/message/template-tag", "zalo",
         [shared](const auto& r) {
             return read(*shared, r, [&] { return zalo_answer(0, json::Array{"1", "2"}); });
         }},
        {Method::get, "/template/all", "zalo",
         [shared](const auto& r) { return all_templates(*shared, r); }},
        {Method::get, "/template/info/v2", "zalo",
         [shared](const auto& r) { return template_info(*shared, r); }},
        {Method::get, "/template/sample-data", "zalo",
         [shared](const auto& r) { return sample_data(*shared, r); }},
        {Method::post, "/template/create", "zalo",
         [shared](const auto& r) { return create_template(*shared, r); }},
    };
}

} // namespace tnung::sandbox
