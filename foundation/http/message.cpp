#include "foundation/http/message.hpp"

#include "foundation/base/bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>

namespace tnung::http {

bool same_name(std::string_view left, std::string_view right)
{
    return left.size() == right.size() &&
           std::equal(left.begin(), left.end(), right.begin(), [](char a, char b) {
               return std::tolower(static_cast<unsigned char>(a)) ==
                      std::tolower(static_cast<unsigned char>(b));
           });
}

std::string_view method_text(Method method)
{
    switch (method) {
    case Method::get: return "GET";
    case Method::head: return "HEAD";
    case Method::post: return "POST";
    case Method::put: return "PUT";
    case Method::del: return "DELETE";
    }
    std::abort();
}

std::string route_name(Method method, std::string_view pattern)
{
    return std::string(method_text(method)) + " " + std::string(pattern);
}

std::string_view find_header(const std::vector<Header>& headers, std::string_view name)
{
    for (const auto& header : headers)
        if (same_name(header.name, name)) return header.value;
    return {};
}

std::optional<std::string> url_decoded(std::string_view text, bool plus_is_space)
{
    std::string out;
    out.reserve(text.size());
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '%') {
            const auto byte = i + 2 < text.size() ? parse_hex(text.substr(i + 1, 2)) : std::nullopt;
            if (!byte || byte->front() == '\0') return std::nullopt;
            out += *byte;
            i += 2;
        } else {
            out.push_back(plus_is_space && text[i] == '+' ? ' ' : text[i]);
        }
    }
    return out;
}

std::string url_encoded(std::string_view text)
{
    std::string out;
    for (const char c : text) {
        const bool plain = std::isalnum(static_cast<unsigned char>(c)) != 0 || c == '-' ||
                           c == '.' || c == '_' || c == '~';
        if (plain)
            out.push_back(c);
        else
            out += fmt::format("%{:02X}", static_cast<unsigned char>(c));
    }
    return out;
}

namespace {

/// Name and value of the first pair, still encoded; the rest stays.
std::pair<std::string_view, std::string_view> next_pair(std::string_view& form)
{
    const auto end = std::min(form.find('&'), form.size());
    const auto pair = form.substr(0, end);
    form.remove_prefix(std::min(end + 1, form.size()));
    const auto equals = std::min(pair.find('='), pair.size());
    return {pair.substr(0, equals), pair.substr(std::min(equals + 1, pair.size()))};
}

} // namespace

std::optional<std::string> form_value(std::string_view form, std::string_view name)
{
    while (!form.empty()) {
        const auto [encoded_name, value] = next_pair(form);
        if (url_decoded(encoded_name, true) == name) return url_decoded(value, true);
    }
    return std::nullopt;
}

std::map<std::string, std::string> form_values(std::string_view form)
{
    std::map<std::string, std::string> values;
    while (!form.empty()) {
        const auto [encoded_name, encoded_value] = next_pair(form);
        auto name = url_decoded(encoded_name, true);
        auto value = url_decoded(encoded_value, true);
        if (name && value) values.emplace(std::move(*name), std::move(*value));
    }
    return values;
}

std::string Request::cookie(std::string_view name) const
{
    // HTTP/2 may part the cookies (RFC 9113, 8.2.3), and what stands between passes the parts on.
    for (const auto& one : headers) {
        if (!same_name(one.name, "cookie")) continue;
        std::string_view rest = one.value;
        while (!rest.empty()) {
            const auto end = std::min(rest.find(';'), rest.size());
            const auto pair = trimmed(rest.substr(0, end));
            rest.remove_prefix(std::min(end + 1, rest.size()));
            const auto equals = pair.find('=');
            if (equals != std::string_view::npos && pair.substr(0, equals) == name)
                return std::string(pair.substr(equals + 1));
        }
    }
    return {};
}

std::string_view Request::path_value(std::string_view name) const
{
    for (const auto& [key, value] : path_values)
        if (key == name) return value;
    return {};
}

Response text_response(int status, std::string body)
{
    return Response{
        .status = status,
        .headers = {{"Content-Type", "text/plain; charset=utf-8"}},
        .body = std::move(body)};
}

Response json_response(int status, std::string body)
{
    return Response{
        .status = status,
        .headers = {{"Content-Type", "application/json"}},
        .body = std::move(body)};
}

Response file_response(std::string body, std::string type, const std::string& name)
{
    Response response{.body = std::move(body)};
    return response.with("Content-Type", std::move(type))
        .with("Content-Disposition", "attachment; filename=\"" + name + "\"")
        .with("Cache-Control", "no-store")
        .with("X-Content-Type-Options", "nosniff");
}

Response see_other(std::string location)
{
    return Response{.status = 303, .headers = {{"Location", std::move(location)}}};
}

} // namespace tnung::http
