#include "sandbox/zalo/platform.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/base/tsv.hpp"
#include "sandbox/people/people.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::sandbox {

namespace {

std::string_view error_word(int error)
{
    switch (error) {
    case -32: return "Rate limit exceeded";
    case -106: return "Method is not supported";
    case -107: return "Message id is invalid";
    case -100: return "Attachment is invalid";
    case -108: return "Phone number is invalid";
    case -109: return "Template id is invalid";
    case -112: return "Tracking id is invalid";
    case -118: return "Zalo account not existed";
    case -1121: return "Parameter is too long";
    case -1122: return "Parameter is missing";
    case -122: return "Body is not JSON";
    case -124: return "Access token is invalid";
    case -127: return "Test template only to administrators";
    case -131: return "Template is not approved";
    case -133: return "Not allowed to send at night";
    case -144: return "Daily quota exceeded";
    case -209: return "API is not supported";
    case -211: return "Out of quota";
    case -216: return "Access token is invalid";
    case -220: return "Access token has expired";
    case -232: return "The interaction with the user has expired";
    case -240: return "API is shut";
    case -249: return "Template cannot be sent by user id";
    case -201: return "A parameter is invalid";
    case -210: return "A parameter is over its limit";
    case -213: return "User has not followed the OA";
    case -230: return "User has not interacted with the OA in the last 7 days";
    case -244: return "User has restricted this type of message";
    default: return "Error";
    }
}

std::uint64_t hash_of(std::string_view text)
{
    std::uint64_t hash = 14695981039346656037ull; // FNV-1a: the same in every run and build
    for (const char c : text) hash = (hash ^ static_cast<unsigned char>(c)) * 1099511628211ull;
    return hash;
}

TemplateForm form_of(const Tsv& table, std::size_t row)
{
    TemplateForm form{
        .id = std::string(table.at(row, "template_id")),
        .name = std::string(table.at(row, "title")),
        .title = std::string(table.at(row, "title")),
        .paragraph = std::string(table.at(row, "paragraph")),
        .type = int(parse_integer(table.at(row, "type")).value_or(1))};
    for (const auto& one : words_of(table.at(row, "parameters"))) {
        const auto colon = one.find(':');
        form.parameters.emplace_back(
            one.substr(0, colon), int(parse_integer(one.substr(colon + 1)).value_or(0))
        );
    }
    return form;
}

} // namespace

Platform::Platform(
    ZaloSandboxSettings given, const Clock& its_clock, std::string_view templates_tsv
)
    : settings(std::move(given)), clock(its_clock),
      webhooks(
          {settings.webhook_url, settings.app_id, settings.webhook_secret,
           settings.webhook_retries_faster}
      ),
      random(settings.seed), access(settings.access_token), refresh(settings.refresh_token),
      quota_daily(settings.quota_daily)
{
    access_until = clock.now() + settings.access_life;
    refresh_until = clock.now() + settings.refresh_life;
    const Tsv table("zalo-templates.tsv", templates_tsv);
    for (std::size_t row = 0; row < table.size(); ++row) {
        auto form = form_of(table, row);
        templates.emplace(form.id, form);
    }
}

int Platform::refuse_call(const http::Request& request)
{
    const auto this_minute =
        std::chrono::floor<std::chrono::minutes>(clock.now()).time_since_epoch().count();
    if (this_minute != minute) calls_this_minute = 0;
    minute = this_minute;
    if (++calls_this_minute > settings.calls_per_minute) return -32;
    if (request.header("access_token") != access || clock.now() > access_until) return -124;
    return 0;
}

int Platform::refuse_oa_call(const http::Request& request)
{
    const int refused = refuse_call(request);
    if (refused != -124) return refused;
    return request.header("access_token") == access ? -220 : -216;
}

void Platform::turn_day()
{
    const auto day = day_of(clock.now());
    if (day != today) sent_today = 0;
    today = day;
}

bool Platform::is_night() const
{
    const auto local = to_local(clock.now());
    const auto hour =
        std::chrono::floor<std::chrono::hours>(local - std::chrono::floor<std::chrono::days>(local))
            .count();
    return settings.night_rule && (hour >= 22 || hour < 6);
}

ZaloUser* Platform::user_by_phone(const std::string& phone)
{
    const auto known = user_of_phone.find(phone);
    if (known != user_of_phone.end()) return &users.at(known->second);
    if (!has_zalo_account(phone)) return nullptr;
    constexpr std::uint64_t eighteen_digits = 1'000'000'000'000'000'000ull;
    const auto number = hash_of(phone) % eighteen_digits;
    ZaloUser user;
    user.user_id = fmt::format("8{:018}", number);
    user.user_id_by_app = fmt::format("7{:018}", number);
    user.phone = phone;
    const auto name = known_names.find(phone);
    user.display_name = name != known_names.end()
                            ? name->second
                            : fmt::format("Người dùng {}", phone.substr(phone.size() - 4));
    user_of_phone[phone] = user.user_id;
    return &users.emplace(user.user_id, user).first->second;
}

ZaloUser* Platform::user_by_id(const std::string& user_id)
{
    const auto found = users.find(user_id);
    return found == users.end() ? nullptr : &found->second;
}

void Platform::put(ZaloUser& user, InboxMessage message)
{
    constexpr std::size_t kept_max = 200;
    if (user.inbox.size() >= kept_max) user.inbox.erase(user.inbox.begin());
    user.inbox.push_back(std::move(message));
    inbox_changed(user.user_id);
}

void Platform::inbox_changed(const std::string& user_id)
{
    for (const auto& listener : inbox_listeners) listener(user_id);
}

std::string Platform::new_id(std::string_view prefix)
{
    return fmt::format("{}{:08x}{:08x}", prefix, random(), random());
}

json::Object Platform::event(std::string_view name) const
{
    return {
        {"event_name", name},
        {"app_id", settings.app_id},
        {"timestamp", fmt::format("{}", to_milliseconds(clock.now()))}};
}

std::chrono::milliseconds Platform::answer_time()
{
    return std::chrono::milliseconds(
        settings.answer_max.count() / 4 +
        std::int64_t(random()) % std::max<std::int64_t>(1, settings.answer_max.count() * 3 / 4)
    );
}

void Platform::tell(const json::Object& event, WebhookEmitter::Server server)
{
    if (faults.webhook_held) {
        held_webhooks.emplace_back(event, server);
        return;
    }
    const std::chrono::milliseconds after(1 + std::int64_t(random()) % settings.device_max.count());
    if (!chance(faults.webhook_drop)) webhooks.emit(event, server, after);
    if (chance(faults.webhook_repeat)) webhooks.emit(event, server, after * 3);
}

http::Response zalo_answer(int error, json::Value data)
{
    json::Object body{{"error", error}, {"message", error == 0 ? "Success" : error_word(error)}};
    if (error == 0) body["data"] = std::move(data);
    return http::json_response(200, json::text(body));
}

std::string get_parameter(const http::Request& request, std::string_view name)
{
    const auto text_of = [](const json::Value& value) -> std::string {
        if (value.is_string()) return std::string(value.get_string());
        if (value.is_int64()) return fmt::format("{}", value.get_int64());
        if (value.is_bool()) return value.get_bool() ? "true" : "false";
        return {};
    };
    if (const auto data = request.query_value("data")) {
        const auto object = json::parse(*data);
        if (object && object->is_object())
            if (const auto* value = object->get_object().if_contains(name)) return text_of(*value);
        return {};
    }
    return request.query_value(name).value_or("");
}

} // namespace tnung::sandbox
