#include "sandbox/zalo/zalo_sandbox.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/json/json.hpp"
#include "foundation/text/phone_number.hpp"
#include "foundation/text/vietnamese.hpp"
#include "sandbox/people/people.hpp"

#include <fmt/format.h>

#include <array>

namespace tnung::sandbox {

namespace {

constexpr int received_threads = 48; // calls that wait at once
constexpr std::chrono::milliseconds answer_after_min{15};
constexpr int answer_spread_ms = 40;
constexpr int device_spread_ms = 400;
/// After 30 s, 5, 15, 30 and 60 minutes.
constexpr std::array<std::chrono::seconds, 5> retry_after = {
    std::chrono::seconds(30), std::chrono::seconds(300), std::chrono::seconds(900),
    std::chrono::seconds(1800), std::chrono::seconds(3600)};

struct ParameterRule {
    std::string_view name;
    std::size_t length_max; ///< by Zalo's parameter type
};
/// code 4, brand 9, brand 9, status 6, label 5, label 5
constexpr std::array<ParameterRule, 6> parameter_rules = {
    {{"dossier_code", 30},
     {"procedure", 200},
     {"agency", 200},
     {"status", 30},
     {"date", 30},
     {"todo", 30}}};

http::Response answer(int error, std::string_view message, json::Object data = {})
{
    json::Object body{{"error", error}, {"message", message}};
    if (error == 0) body["data"] = std::move(data);
    return http::json_response(200, json::text(body)); // 200 for errors too, as the real one
}

std::string error_word(int error)
{
    switch (error) {
    case -32: return "Rate limit exceeded";
    case -108: return "Phone number is invalid";
    case -109: return "Template id is invalid";
    case -112: return "Tracking id is invalid";
    case -118: return "Zalo account not existed";
    case -1121: return "Parameter is too long";
    case -1122: return "Parameter is missing";
    case -122: return "Body is not JSON";
    case -124: return "Access token is invalid";
    case -131: return "Template is not approved";
    case -133: return "Not allowed to send at night";
    case -144: return "Daily quota exceeded";
    default: return "Error";
    }
}

} // namespace

ZaloSandbox::ZaloSandbox(
    ZaloSandboxSettings settings, const Clock& clock, std::string_view words_tsv
)
    : settings_(std::move(settings)), clock_(clock), random_(settings_.seed),
      access_(settings_.access_token), refresh_(settings_.refresh_token)
{
    const Tsv words("notice-words.tsv", words_tsv);
    for (std::size_t row = 0; row < words.size(); ++row)
        templates_.emplace(words.at(row, "template_id"), words.at(row, "title"));
    webhook_thread_ = std::thread([this] { run_webhooks(); });
}

ZaloSandbox::~ZaloSandbox()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    webhooks_changed_.notify_all();
    webhook_thread_.join();
}

std::vector<http::Lane> ZaloSandbox::lanes() const
{
    return {{"zalo", received_threads, 2000}, {"sandbox", 2, 100}};
}

std::vector<http::Route> ZaloSandbox::routes()
{
    using http::Method;
    return {
        {Method::post, "/v4/oa/access_token", "zalo",
         [this](const auto& r) { return access_token(r); }},
        {Method::post, "/message/template", "zalo",
         [this](const auto& r) { return send_template(r); }},
        {Method::get, "/message/status", "zalo",
         [this](const auto& r) { return message_status(r); }},
        {Method::get, "/message/quota", "zalo", [this](const auto& r) { return message_quota(r); }},
        {Method::get, "/template/all", "zalo", [this](const auto& r) { return templates(r); }},
        {Method::post, "/sandbox/zalo/faults", "sandbox",
         [this](const auto& r) { return change_faults(r); }},
        {Method::get, "/sandbox/zalo/received", "sandbox",
         [this](const auto& r) { return list_received(r); }},
    };
}

bool ZaloSandbox::chance(int per_thousand)
{
    return int(random_() % 1000) < per_thousand;
}

void ZaloSandbox::set_faults(const ZaloFaults& faults)
{
    const std::lock_guard lock(mutex_);
    if (faults.tokens_revoked && !faults_.tokens_revoked)
        access_ = "revoked-" + crypto::random_token();
    faults_ = faults;
}

std::vector<ZaloSandbox::Received> ZaloSandbox::received() const
{
    const std::lock_guard lock(mutex_);
    return received_;
}

http::Response ZaloSandbox::access_token(const http::Request& request)
{
    const auto refresh = request.field("refresh_token");
    const std::lock_guard lock(mutex_);
    if (faults_.down) return http::text_response(503, "");
    const auto failure = [](int error, std::string_view name) {
        return http::json_response(
            200, json::text(json::Object{
                     {"error", error},
                     {"error_name", name},
                     {"error_reason", ""},
                     {"error_description", name},
                     {"ref_doc", ""}})
        );
    };
    if (request.field("app_id") != settings_.app_id) return failure(-14002, "Invalid app id");
    if (request.header("secret_key") != settings_.app_secret)
        return failure(-14004, "Invalid secret key");
    if (request.field("grant_type") != "refresh_token" || !refresh ||
        used_refresh_.contains(*refresh) || *refresh != refresh_)
        return failure(-14014, "Invalid refresh token");
    used_refresh_.insert(refresh_);
    ++issued_;
    access_ = fmt::format("At-{}-{}", issued_, crypto::random_token());
    refresh_ = fmt::format("Rt-{}-{}", issued_, crypto::random_token());
    return http::json_response(
        200, json::text(json::Object{
                 {"access_token", access_}, {"refresh_token", refresh_}, {"expires_in", "90000"}})
    );
}

int ZaloSandbox::refuse_call(const http::Request& request)
{
    const auto minute =
        std::chrono::floor<std::chrono::minutes>(clock_.now()).time_since_epoch().count();
    if (minute != minute_) calls_this_minute_ = 0;
    minute_ = minute;
    if (++calls_this_minute_ > settings_.calls_per_minute) return -32;
    if (request.header("access_token") != access_) return -124;
    return 0;
}

int ZaloSandbox::refuse_message(
    const std::string& phone, const std::string& template_id,
    const std::map<std::string, std::string>& parameters, const std::string& tracking_id
)
{
    if (!templates_.contains(template_id)) return -109;
    if (faults_.template_disabled) return -131;
    const auto number = text::parse_phone(phone);
    if (!number || number->digits != phone || number->kind != text::PhoneKind::mobile) return -108;
    if (tracking_id.empty() || tracking_id.size() > 48) return -112;
    for (const auto& rule : parameter_rules) {
        const auto found = parameters.find(std::string(rule.name));
        if (found == parameters.end() || found->second.empty()) return -1122;
        if (text::length(found->second) > rule.length_max) return -1121;
    }
    const auto local = to_local(clock_.now());
    const auto hour =
        std::chrono::floor<std::chrono::hours>(local - std::chrono::floor<std::chrono::days>(local))
            .count();
    if (settings_.night_rule && (hour >= 22 || hour < 6)) return -133;
    if (!has_zalo_account(phone)) return -118;
    const auto day = day_of(clock_.now());
    if (day != today_) sent_today_ = 0;
    today_ = day;
    if (sent_today_ >= settings_.quota_daily) return -144;
    if (chance(faults_.transient_error)) return -32;
    return 0;
}

http::Response ZaloSandbox::send_template(const http::Request& request)
{
    std::chrono::milliseconds wait = answer_after_min;
    http::Response response;
    {
        const std::lock_guard lock(mutex_);
        if (faults_.down) return http::text_response(503, "");
        wait += std::chrono::milliseconds(random_() % answer_spread_ms);
        if (const int refused = refuse_call(request)) return answer(refused, error_word(refused));
        const auto body = json::parse(request.body);
        if (!body || !body->is_object()) return answer(-122, error_word(-122));
        json::Reader reader(*body);
        const auto phone = reader.optional_text("phone", 20).value_or("");
        const auto template_id = reader.optional_text("template_id", 20).value_or("");
        const auto tracking_id = reader.optional_text("tracking_id", 200).value_or("");
        std::map<std::string, std::string> parameters;
        if (const auto* data = reader.optional_object("template_data"))
            for (const auto& [name, value] : data->get_object())
                if (value.is_string())
                    parameters[std::string(name)] = std::string(value.get_string());
        if (const int refused = refuse_message(phone, template_id, parameters, tracking_id)) {
            response = answer(refused, error_word(refused));
        } else {
            ++sent_today_;
            const auto message_id = fmt::format("zbs{:08x}{:08x}", random_(), random_());
            const auto now = to_milliseconds(clock_.now());
            received_.push_back({phone, template_id, tracking_id, message_id, parameters});
            delivered_[message_id] = true;
            const json::Object event{
                {"event_name", "user_received_message"},
                {"app_id", settings_.app_id},
                {"timestamp", fmt::format("{}", now)},
                {"sender", json::Object{{"id", settings_.oa_id}}},
                {"recipient", json::Object{{"id", phone}}},
                {"message", json::Object{
                                {"msg_id", message_id},
                                {"tracking_id", tracking_id},
                                {"delivery_time", fmt::format("{}", now)}}}};
            const std::chrono::milliseconds device(20 + random_() % device_spread_ms);
            if (!chance(faults_.webhook_drop)) emit(json::text(event), device);
            if (chance(faults_.webhook_repeat)) emit(json::text(event), device * 3);
            response = answer(
                0, "Success",
                {{"msg_id", message_id},
                 {"sent_time", fmt::format("{}", now)},
                 {"sending_mode", "1"},
                 {"quota",
                  json::Object{
                      {"dailyQuota", fmt::format("{}", settings_.quota_daily)},
                      {"remainingQuota", fmt::format("{}", settings_.quota_daily - sent_today_)}}}}
            );
            // Taken, but the answer is lost on its way: the caller cannot know.
            if (chance(faults_.timeout_after_acting)) wait = settings_.lost_answer_after;
        }
    }
    std::this_thread::sleep_for(wait); // the platform's own time to answer
    return response;
}

http::Response ZaloSandbox::message_status(const http::Request& request)
{
    const auto id = request.query_value("message_id").value_or("");
    const std::lock_guard lock(mutex_);
    if (const int refused = refuse_call(request)) return answer(refused, error_word(refused));
    const bool known = delivered_.contains(id);
    return answer(
        0, "Success", {{"status", known ? 1 : -1}, {"message", known ? "delivered" : "unknown"}}
    );
}

http::Response ZaloSandbox::message_quota(const http::Request& request)
{
    const std::lock_guard lock(mutex_);
    if (const int refused = refuse_call(request)) return answer(refused, error_word(refused));
    return answer(
        0, "Success",
        {{"dailyQuota", fmt::format("{}", settings_.quota_daily)},
         {"remainingQuota", fmt::format("{}", settings_.quota_daily - sent_today_)}}
    );
}

http::Response ZaloSandbox::templates(const http::Request& request)
{
    const std::lock_guard lock(mutex_);
    if (const int refused = refuse_call(request)) return answer(refused, error_word(refused));
    json::Array list;
    for (const auto& [id, name] : templates_)
        list.push_back(json::Object{
            {"templateId", id},
            {"templateName", name},
            {"status", faults_.template_disabled ? "DISABLE" : "ENABLE"},
            {"templateQuality", "HIGH"}});
    return http::json_response(
        200, json::text(json::Object{
                 {"error", 0},
                 {"message", "Success"},
                 {"data", std::move(list)},
                 {"metadata", json::Object{{"total", templates_.size()}}}})
    );
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

void ZaloSandbox::emit(std::string body, std::chrono::milliseconds after)
{
    if (settings_.webhook_url.empty()) return;
    webhooks_.push({std::chrono::steady_clock::now() + after, std::move(body)});
    webhooks_changed_.notify_all();
}

void ZaloSandbox::run_webhooks()
{
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        if (webhooks_.empty()) {
            webhooks_changed_.wait(lock);
            continue;
        }
        if (webhooks_.top().at > std::chrono::steady_clock::now()) {
            const auto until = webhooks_.top().at;
            webhooks_changed_.wait_until(lock, until);
            continue;
        }
        auto pending = webhooks_.top();
        webhooks_.pop();
        lock.unlock();
        const auto value = json::parse(pending.body);
        const std::string timestamp(value->at("timestamp").get_string());
        const auto mac = hex_text(
            crypto::sha256(settings_.app_id + pending.body + timestamp + settings_.webhook_secret)
        );
        std::vector<http::Header> headers = {
            {"Content-Type", "application/json"},
            {"X-ZEvent-Signature", "mac=" + mac},
            {"X-ZEvent-Server", "ZNS"}};
        if (pending.retry > 0) headers.push_back({"num_retry", std::to_string(pending.retry)});
        client_.start(
            {.method = http::Method::post,
             .url = settings_.webhook_url,
             .headers = std::move(headers),
             .body = pending.body,
             .time_max = std::chrono::seconds(2)},
            [this, pending](Result<http::Answer, http::CallFailure> result) mutable {
                if ((result && result->status == 200) || pending.retry >= int(retry_after.size()))
                    return;
                const std::lock_guard guard(mutex_);
                pending.at =
                    std::chrono::steady_clock::now() + retry_after[std::size_t(pending.retry)];
                ++pending.retry;
                webhooks_.push(std::move(pending));
                webhooks_changed_.notify_all();
            }
        );
        lock.lock();
    }
}

} // namespace tnung::sandbox
