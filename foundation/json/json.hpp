#pragma once

#include "foundation/base/instant.hpp"
#include "foundation/base/result.hpp"

#include <boost/json.hpp>

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// JSON from outside: bounded, and every wrong field named with what was expected (RFC 8259).
namespace tnung::json {

using Value = boost::json::value;
using Object = boost::json::object;
using Array = boost::json::array;

struct Limits {
    std::size_t bytes_max = 4u << 20;
    std::size_t depth_max = 16;
};

struct ParseError {
    std::string reason; ///< for people, e.g. "byte 17: expected ','"
};

/// Exactly one value, nothing after it. Duplicate keys: the last counts, as everywhere. Half a
/// letter (a lone surrogate) becomes U+FFFD.
Result<Value, ParseError> parse(std::string_view text, Limits limits = {});
std::string text(const Value& value);
/// Up to it programs tell every whole number exactly, 2^53 (RFC 8259, 6).
inline constexpr std::int64_t exact_max = 9'007'199'254'740'992;
/// Returns a whole number. One written with a fraction of zero (`6.0`) counts too, up to
/// `exact_max`. Nothing for any other value.
std::optional<std::int64_t> whole_number(const Value& value);
/// The text of that name in the outermost object, found without building anything of the rest: for
/// what must be known before a long body is worth reading. Empty where there is none, where it is
/// longer than `bytes_max`, or where the body is not JSON up to there.
std::string peek_text(std::string_view body, std::string_view name, std::size_t bytes_max);

/// What is wrong with one field: path (`/items/3/phone`) and what was expected there.
struct FieldError {
    std::string field;
    std::string expected;
};

/// Reads fields of one object and gathers what is wrong; `ok()` at the end tells.
class Reader {
public:
    explicit Reader(const Value& value, std::string path = "");

    /// At most `length_max` code points after cleaning, none of them U+FFFD; empty counts as
    /// missing.
    std::string text(std::string_view name, std::size_t length_max);
    std::optional<std::string> optional_text(std::string_view name, std::size_t length_max);
    std::optional<std::int64_t>
    optional_integer(std::string_view name, std::int64_t min, std::int64_t max);
    /// Times and days of a sensible year; what programs write for "no date" counts as missing.
    std::optional<Instant> optional_instant(std::string_view name);
    Instant instant(std::string_view name);
    std::optional<Day> optional_day(std::string_view name);
    /// Until when something is due: a day alone, or its midnight, is the whole day.
    std::optional<Instant> optional_due(std::string_view name);
    bool flag(std::string_view name, bool otherwise);
    /// A nested object; null where it is missing.
    const Value* optional_object(std::string_view name);
    /// A list of texts, the empty ones left out.
    std::vector<std::string>
    optional_texts(std::string_view name, std::size_t count_max, std::size_t length_max);
    const Array* optional_array(std::string_view name, std::size_t size_max);

    void wrong(std::string_view name, std::string expected);
    std::string path_of(std::string_view name) const;
    bool ok() const { return errors_.empty(); }
    const std::vector<FieldError>& errors() const { return errors_; }
    void take_errors(const Reader& nested);

private:
    const Value* find(std::string_view name) const;
    /// The same, and null for an empty text: programs write that for what is missing.
    const Value* find_said(std::string_view name) const;
    std::optional<std::string>
    text_of(const Value& value, std::string_view name, std::size_t length_max);

    const Object* object_ = nullptr;
    std::string path_;
    std::vector<FieldError> errors_;
};

} // namespace tnung::json
