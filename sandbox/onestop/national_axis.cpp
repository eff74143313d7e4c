#include "sandbox/onestop/national_axis.hpp"

#include "foundation/base/bytes.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::sandbox {

namespace {

constexpr std::int64_t rows_max = 200;
constexpr int retry_after_seconds = 15;

/// Errors come as 200 with a code, as texts or as numbers.
http::Response refused(std::string_view code)
{
    return http::json_response(200, json::text(json::Object{{"error_code", code}}));
}

std::string text_of(const json::Object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    return value && value->is_string() ? std::string(value->get_string()) : std::string();
}

std::int64_t number_of(const json::Object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    return value && value->is_int64() ? value->get_int64() : 0;
}

} // namespace

void NationalAxis::tell(const std::string& service, json::Object item)
{
    const std::lock_guard lock(mutex_);
    told_.push_back({service, clock_.now(), std::move(item)});
}

void NationalAxis::set(Faults faults)
{
    const std::lock_guard lock(mutex_);
    faults_ = faults;
}

std::int64_t NationalAxis::calls()
{
    const std::lock_guard lock(mutex_);
    return calls_;
}

std::int64_t NationalAxis::logins()
{
    const std::lock_guard lock(mutex_);
    return logins_;
}

std::vector<http::Route> NationalAxis::routes()
{
    return {
        {http::Method::post, "/national/login", "sandbox",
         [this](const auto& request) { return log_in(request); }},
        {http::Method::post, "/national", "sandbox",
         [this](const auto& request) { return answer(request); }}};
}

http::Response NationalAxis::log_in(const http::Request& request)
{
    const auto body = json::parse(request.body);
    if (request.header("dstcode") != settings_.destination_code || !body || !body->is_object())
        return refused("98");
    if (text_of(body->get_object(), "username") != settings_.username ||
        text_of(body->get_object(), "password") != settings_.password)
        return refused("02");
    const std::lock_guard lock(mutex_);
    const auto session = fmt::format("S{}", ++logins_);
    sessions_[session] = 0;
    return http::json_response(
        200, json::text(json::Object{{"error_code", 0}, {"session", session}})
    );
}

http::Response NationalAxis::answer(const http::Request& request)
{
    const auto body = json::parse(request.body);
    if (!body || !body->is_object()) return refused("98");
    const auto& asked = body->get_object();
    const std::lock_guard lock(mutex_);
    ++calls_;
    const auto session = sessions_.find(text_of(asked, "session"));
    if (session == sessions_.end()) return refused("01");
    if (faults_.session_calls_max && ++session->second > faults_.session_calls_max) {
        sessions_.erase(session);
        return refused("01");
    }
    if (faults_.fail_every && calls_ % faults_.fail_every == 0)
        return http::text_response(503, "busy")
            .with("Retry-After", fmt::format("{}", retry_after_seconds));
    if (faults_.lose_every && calls_ % faults_.lose_every == 0)
        return http::text_response(200, "<html>Bad gateway</html>");

    const auto from = parse_compact(text_of(asked, "tungay")),
               to = parse_compact(text_of(asked, "denngay"));
    const auto page = number_of(asked, "trang"), rows = number_of(asked, "sodong");
    if (!from || !to || page < 1 || rows < 1 || rows > rows_max) return refused("98");
    std::vector<const Told*> found;
    for (const auto& one : told_)
        if (one.service == text_of(asked, "service") &&
            (one.at >= *from || faults_.repeat_yesterday) && one.at < *to + std::chrono::seconds(1))
            found.push_back(&one);
    if (faults_.newest_first) std::ranges::reverse(found);
    json::Array data;
    for (auto i = std::size_t((page - 1) * rows);
         i < found.size() && data.size() < std::size_t(rows); ++i)
        data.push_back(found[i]->item);
    return http::json_response(
        200, json::text(json::Object{{"error_code", "00"}, {"data", std::move(data)}})
    );
}

} // namespace tnung::sandbox
