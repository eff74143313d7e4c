#include "foundation/http/answer_head.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <utility>

namespace tnung::http {

namespace {

constexpr std::pair<int, std::string_view> reasons[] = {
    {200, "OK"},
    {201, "Created"},
    {202, "Accepted"},
    {204, "No Content"},
    {302, "Found"},
    {303, "See Other"},
    {304, "Not Modified"},
    {400, "Bad Request"},
    {401, "Unauthorized"},
    {403, "Forbidden"},
    {404, "Not Found"},
    {405, "Method Not Allowed"},
    {409, "Conflict"},
    {410, "Gone"},
    {413, "Content Too Large"},
    {415, "Unsupported Media Type"},
    {422, "Unprocessable Content"},
    {429, "Too Many Requests"},
    {431, "Request Header Fields Too Large"},
    {500, "Internal Server Error"},
    {501, "Not Implemented"},
    {502, "Bad Gateway"},
    {503, "Service Unavailable"},
    {504, "Gateway Timeout"}};

/// What an answer says where its handler said nothing else of that name.
constexpr std::array<std::pair<std::string_view, std::string_view>, 4> otherwise = {
    {{"X-Content-Type-Options", "nosniff"},
     {"Referrer-Policy", "no-referrer"},
     {"Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'"},
     {"Cache-Control", "no-store"}}};

constexpr std::string_view strict_transport = "max-age=31536000; includeSubDomains";

} // namespace

std::string_view reason_of(int status)
{
    const auto* found =
        std::ranges::find_if(reasons, [&](const auto& one) { return one.first == status; });
    return found == std::end(reasons) ? "Status" : found->second;
}

const std::string& AnswerHead::date()
{
    const auto now = std::time(nullptr);
    if (now != second_) date_ = fmt::format("{:%a, %d %b %Y %H:%M:%S} GMT", fmt::gmtime(now));
    second_ = now;
    return date_;
}

std::string AnswerHead::of(const Response& response, bool keep_alive)
{
    std::string head = fmt::format(
        "HTTP/1.1 {} {}\r\nDate: {}\r\n", response.status, reason_of(response.status), date()
    );
    const auto add = [&head](std::string_view name, std::string_view value) {
        head.append(name).append(": ").append(value).append("\r\n");
    };
    for (const auto& [name, value] : response.headers) {
        // A header comes from us, but a value may hold what a person typed: no line end gets out.
        if (value.find_first_of("\r\n") == std::string::npos) add(name, value);
    }
    for (const auto& [name, value] : otherwise)
        if (find_header(response.headers, name).empty()) add(name, value);
    if (strict_transport_) add("Strict-Transport-Security", strict_transport);
    if (response.events) { // a proxy that collects the stream would hold it back
        add("Content-Type", "text/event-stream");
        add("X-Accel-Buffering", "no");
    } else if (response.status != 304) { // whose length would be that of the whole (RFC 9110, 8.6)
        add("Content-Length", std::to_string(response.body.size()));
    }
    add("Connection", keep_alive && !response.events ? "keep-alive" : "close");
    return head + "\r\n";
}

} // namespace tnung::http
