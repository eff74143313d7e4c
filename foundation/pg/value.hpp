#pragma once

#include "foundation/base/bytes.hpp"
#include "foundation/base/id.hpp"
#include "foundation/base/instant.hpp"
#include "foundation/base/money.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

namespace tnung::pg {

/// One bound parameter, in PostgreSQL's text form (bytea in binary).
struct Param {
    std::string text;
    bool null = false;
    bool binary = false;
};

Param to_param(std::string_view value);
Param to_param(const char* value);
Param to_param(const Bytes& value);
Param to_param(bool value);
Param to_param(Instant value);
Param to_param(Day value);
Param to_param(std::nullopt_t);
inline Param to_param(const std::string& value)
{
    return to_param(std::string_view(value));
}
inline Param to_param(Money value)
{
    return {std::to_string(value.dong)};
}

template <class Number>
requires std::is_integral_v<Number> Param to_param(Number value)
{
    return {std::to_string(value)};
}
template <class Number>
requires std::is_floating_point_v<Number> Param to_param(Number)
= delete; // would become a flag

template <class Row>
Param to_param(Id<Row> id)
{
    if (!id) return to_param(std::nullopt);
    return {std::to_string(id.value)};
}

template <class Value>
Param to_param(const std::vector<Value>& values);

template <class Value>
Param to_param(const std::optional<Value>& value)
{
    return value ? to_param(*value) : to_param(std::nullopt);
}

/// Appends one element of an array literal, quoted.
void append_element(std::string& literal, const Param& element, bool bytes);

/// A list goes as one array parameter: `unnest($1::bigint[])`.
template <class Value>
Param to_param(const std::vector<Value>& values)
{
    std::string literal = "{";
    for (const auto& value : values) {
        if (literal.size() > 1) literal.push_back(',');
        constexpr bool bytes =
            std::is_same_v<Value, Bytes> || std::is_same_v<Value, std::optional<Bytes>>;
        append_element(literal, to_param(value), bytes);
    }
    literal.push_back('}');
    return {std::move(literal)};
}

/// Reads the text form; throws std::runtime_error where the row makes no sense.
void from_text(std::string_view text, std::string& out);
void from_text(std::string_view text, bool& out);
void from_text(std::string_view text, std::int64_t& out);
void from_text(std::string_view text, int& out);
void from_text(std::string_view text, double& out);
void from_text(std::string_view text, Bytes& out);
void from_text(std::string_view text, Instant& out);
void from_text(std::string_view text, Day& out);
void from_text(std::string_view text, std::vector<std::string>& out);
inline void from_text(std::string_view text, Money& out)
{
    from_text(text, out.dong);
}

template <class Row>
void from_text(std::string_view text, Id<Row>& out)
{
    from_text(text, out.value);
}

template <class Value>
void from_text(std::string_view text, std::optional<Value>& out)
{
    Value value{};
    from_text(text, value);
    out = std::move(value);
}

} // namespace tnung::pg
