#include "foundation/pg/value.hpp"

#include <fmt/format.h>

#include <charconv>
#include <stdexcept>

namespace tnung::pg {

namespace {

[[noreturn]] void senseless(std::string_view what, std::string_view text)
{
    throw std::runtime_error(
        fmt::format("the database answered '{}' where {} was expected", text, what)
    );
}

} // namespace

Param to_param(std::string_view value)
{
    // PostgreSQL's text cannot hold a zero byte; input was cleaned, so this is a bug, not a
    // refusal.
    if (value.find('\0') != std::string_view::npos) throw std::logic_error("text with a zero byte");
    return {std::string(value)};
}

Param to_param(const char* value)
{
    return to_param(std::string_view(value));
}

Param to_param(const Bytes& value)
{
    return {.text = value.data, .null = false, .binary = true};
}

Param to_param(bool value)
{
    return {value ? "t" : "f"};
}

Param to_param(Instant value)
{
    return {iso_text(value)};
}

Param to_param(Day value)
{
    return {iso_text(value)};
}

Param to_param(std::nullopt_t)
{
    return {.text = {}, .null = true};
}

void append_element(std::string& literal, const Param& element, bool bytes)
{
    if (element.null) {
        literal += "NULL";
        return;
    }
    literal.push_back('"');
    if (bytes) {
        literal += "\\\\x";
        literal += hex_text(element.text);
    } else {
        for (const char c : element.text) {
            if (c == '"' || c == '\\') literal.push_back('\\');
            literal.push_back(c);
        }
    }
    literal.push_back('"');
}

void from_text(std::string_view text, std::string& out)
{
    out = text;
}

void from_text(std::string_view text, bool& out)
{
    if (text != "t" && text != "f") senseless("a boolean", text);
    out = text == "t";
}

void from_text(std::string_view text, std::int64_t& out)
{
    const auto value = parse_integer(text);
    if (!value) senseless("a whole number", text);
    out = *value;
}

void from_text(std::string_view text, int& out)
{
    std::int64_t wide = 0;
    from_text(text, wide);
    if (wide < INT32_MIN || wide > INT32_MAX) senseless("a number of 32 bits", text);
    out = int(wide);
}

void from_text(std::string_view text, double& out)
{
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (error != std::errc() || end != text.data() + text.size()) senseless("a number", text);
}

void from_text(std::string_view text, Bytes& out)
{
    const auto bytes = text.starts_with("\\x") ? parse_hex(text.substr(2)) : std::nullopt;
    if (!bytes) senseless("bytes", "…");
    out.data = *bytes;
}

void from_text(std::string_view text, Instant& out)
{
    // The connection's zone is UTC: "2026-11-24 02:30:00.123456+00".
    const auto value = text.ends_with("+00") ? parse_iso(std::string(text) + ":00") : std::nullopt;
    if (!value) senseless("a time", text);
    out = *value;
}

void from_text(std::string_view text, Day& out)
{
    const auto value = parse_iso_day(text);
    if (!value) senseless("a day", text);
    out = *value;
}

void from_text(std::string_view text, std::vector<std::string>& out)
{
    if (text.size() < 2 || text.front() != '{') senseless("a list", text);
    out.clear();
    std::size_t at = 1;
    while (at < text.size() && text[at] != '}') {
        std::string element;
        if (text[at] == '"') {
            for (++at; at < text.size() && text[at] != '"'; ++at) {
                if (text[at] == '\\') ++at;
                element.push_back(text[at]);
            }
            ++at;
        } else {
            while (text[at] != ',' && text[at] != '}') element.push_back(text[at++]);
        }
        out.push_back(std::move(element));
        if (at < text.size() && text[at] == ',') ++at;
    }
}

} // namespace tnung::pg
