#include "gateway/national/national_pages.hpp"

#include "foundation/http/answer_head.hpp"

#include <fmt/format.h>

#include <array>

namespace tnung::gateway {

namespace {

constexpr std::size_t session_bytes_max = 200;
constexpr std::size_t addresses_max = 1000; ///< that logged in; more than any province has systems

/// What a caller of the portal's service looks at: 0 is well, whatever else is said in words.
enum class Code { well = 0, some_refused = 1, not_understood = 2, not_admitted = 3, too_many = 4 };

http::Response answer(int status, Code code, std::string_view message, json::Object more = {})
{
    more["error_code"] = int(code);
    more["message"] = message;
    return http::json_response(status, json::text(more));
}

http::Response not_admitted(const SenderRefusal& refusal)
{
    return answer(401, Code::not_admitted, fmt::format("{}. {}", refusal.title, refusal.detail));
}

http::Response later(std::chrono::seconds wait)
{
    return answer(
               429, Code::too_many,
               fmt::format("Too many at once: send the same again after {} seconds", wait.count()),
               {{"retry_after", wait.count()}}
    ).with("Retry-After", fmt::format("{}", wait.count()));
}

std::string text_of(const json::Object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

/// Some systems wrap the items in a text.
const json::Array* items_of(const json::Object& object, json::Value& unwrapped)
{
    const auto* value = object.if_contains("data");
    if (value && value->is_string()) {
        auto parsed = json::parse(std::string_view(value->get_string()));
        if (!parsed) return nullptr;
        unwrapped = std::move(*parsed);
        value = &unwrapped;
    }
    return value && value->is_array() ? &value->get_array() : nullptr;
}

json::Array errors_json(const std::vector<json::FieldError>& errors)
{
    json::Array fields;
    for (const auto& error : errors)
        fields.push_back(json::Object{{"field", error.field}, {"expected", error.expected}});
    return fields;
}

json::Value code_of(const json::Value& item)
{
    const auto* object = item.if_object();
    const auto* code = object ? object->if_contains("MaHoSo") : nullptr;
    return code && code->is_string() ? *code : json::Value(nullptr);
}

} // namespace

NationalPages::NationalPages(
    Intake& intake, Senders& senders, const Clock& clock, Settings settings,
    metrics::Registry& metrics, std::function<void()> stored
)
    : intake_(intake), senders_(senders), clock_(clock), settings_(std::move(settings)),
      stored_(std::move(stored)), stored_items_(metrics.counter(
                                      "tnung_national_items_total",
                                      "Items of the national shapes by result", "result=\"stored\""
                                  )),
      repeated_items_(metrics.counter(
          "tnung_national_items_total", "Items of the national shapes by result",
          "result=\"repeated\""
      )),
      refused_items_(metrics.counter(
          "tnung_national_items_total", "Items of the national shapes by result",
          "result=\"refused\""
      ))
{
}

http::Response NationalPages::log_in(const http::Request& request)
{
    if (!settings_.destination_code.empty() &&
        request.header("dstcode") != settings_.destination_code)
        return answer(
            400, Code::not_understood, "dstcode: expected the code agreed for this system"
        );
    const auto body = json::parse(request.body, {.bytes_max = request.body.size() + 1});
    if (!body || !body->is_object())
        return answer(400, Code::not_understood, "Expected an object with username and password");
    const auto& object = body->get_object();
    const auto session = senders_.log_in(
        request, text_of(object, "username"), text_of(object, "password"), clock_.now()
    );
    if (!session) return not_admitted(session.error());
    {
        const std::lock_guard lock(mutex_);
        if (logged_in_until_.size() >= addresses_max) logged_in_until_.clear();
        logged_in_until_[request.peer] = clock_.now() + Senders::session_life;
    }
    return answer(200, Code::well, "", {{"session", *session}});
}

http::Response NationalPages::failure(int status)
{
    return answer(
        status, status == 503 ? Code::too_many : Code::not_understood, http::reason_of(status)
    );
}

std::optional<http::Response> NationalPages::head_refusal(const http::Request& request)
{
    if (request.header("authorization").empty()) return std::nullopt;
    const auto refusal = senders_.head_refusal(request);
    return refusal ? std::optional(not_admitted(*refusal)) : std::nullopt;
}

std::string NationalPages::holder(const http::Request& request)
{
    if (const auto key = request.header("authorization"); !key.empty()) return std::string(key);
    const std::lock_guard lock(mutex_);
    const auto known = logged_in_until_.find(request.peer);
    return known != logged_in_until_.end() && clock_.now() < known->second ? request.peer : "";
}

http::Response NationalPages::take(const http::Request& request)
{
    const auto now = clock_.now();
    const auto session = json::peek_text(request.body, "session", session_bytes_max);
    const auto sender = session.empty() ? senders_.admit(request, now)
                                        : senders_.admit_session(request, session, now);
    if (!sender) return not_admitted(sender.error());
    const auto body = json::parse(request.body, {.bytes_max = body_bytes_max});
    if (!body || !body->is_object())
        return answer(
            400, Code::not_understood,
            body ? "Expected an object with session, service and data" : body.error().reason
        );
    const auto& object = body->get_object();
    const auto in_path = request.path_value("service");
    const auto service =
        parse_national_service(in_path.empty() ? text_of(object, "service") : in_path);
    if (!service)
        return answer(
            400, Code::not_understood, "service: expected DongBoHoSoMC or CapNhatTienDoHoSoMC"
        );
    json::Value unwrapped;
    const auto* items = items_of(object, unwrapped);
    if (!items) return answer(400, Code::not_understood, "data: expected a list");
    if (items->size() > items_max)
        return answer(
            413, Code::not_understood, fmt::format("data: expected at most {} items", items_max)
        );
    if (const auto wait = senders_.wait_for_room(*sender, items->size(), now)) return later(*wait);

    std::vector<DossierEvent> good;
    std::vector<std::size_t> good_at;
    json::Array results(items->size());
    std::size_t refused = 0;
    const auto refuse_item = [&](std::size_t i, json::Array errors) {
        refused_items_.add();
        ++refused;
        results[i] = json::Object{
            {"MaHoSo", code_of((*items)[i])},
            {"error_code", int(Code::not_understood)},
            {"errors", std::move(errors)}};
    };
    for (std::size_t i = 0; i < items->size(); ++i) {
        auto event = read_national_item(*service, (*items)[i], fmt::format("/data/{}", i), now);
        if (event) {
            good.push_back(std::move(*event));
            good_at.push_back(i);
        } else {
            refuse_item(i, errors_json(event.error()));
        }
    }
    const auto stored = intake_.take(*sender, good, now);
    for (std::size_t g = 0; g < stored.size(); ++g) {
        const auto i = good_at[g];
        if (stored[g].stored == Stored::out_of_scope) {
            refuse_item(
                i, errors_json(
                       {{fmt::format("/data/{}/MaHoSo", i),
                         "a dossier of an agency this sender may speak for"}}
                   )
            );
            continue;
        }
        (stored[g].stored == Stored::stored ? stored_items_ : repeated_items_).add();
        results[i] = json::Object{{"MaHoSo", good[g].code.text}, {"error_code", int(Code::well)}};
    }
    if (!good.empty()) stored_();
    const auto code = refused == 0 ? Code::well : Code::some_refused;
    return answer(
        200, code,
        refused == 0 ? "" : fmt::format("{} of {} not taken, see data", refused, items->size()),
        {{"data", std::move(results)}}
    );
}

} // namespace tnung::gateway
