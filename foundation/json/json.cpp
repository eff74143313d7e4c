#include "foundation/json/json.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/text/vietnamese.hpp"

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/src.hpp>
#include <fmt/format.h>

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>

namespace tnung::json {

namespace {

/// The code unit of an escape `\uD83D` that begins the text; nothing where it is none.
std::optional<unsigned> escaped_unit(std::string_view text)
{
    constexpr std::size_t escape_length = 6;
    if (text.size() < escape_length || !text.starts_with("\\u")) return std::nullopt;
    unsigned unit = 0;
    const auto* end = text.data() + escape_length;
    const auto [stop, error] = std::from_chars(text.data() + 2, end, unit, 16);
    return error == std::errc() && stop == end ? std::optional(unit) : std::nullopt;
}

bool is_high(std::optional<unsigned> unit)
{
    return unit && *unit >= 0xd800 && *unit < 0xdc00;
}
bool is_low(std::optional<unsigned> unit)
{
    return unit && *unit >= 0xdc00 && *unit < 0xe000;
}

/// Halves of letters beyond the first 65,536 (RFC 8259, 8.2), as programs write that cut a text in
/// the middle of an emoji, become U+FFFD, one for one in length, so that one such field does not
/// take the rest along. Nothing where there is none.
std::optional<std::string> half_letters_replaced(std::string_view text)
{
    constexpr std::size_t escape_length = 6;
    std::optional<std::string> replaced;
    for (auto at = text.find('\\'); at != std::string_view::npos; at = text.find('\\', at)) {
        const auto unit = escaped_unit(text.substr(at));
        if (is_high(unit) &&
            is_low(escaped_unit(text.substr(std::min(at + escape_length, text.size()))))) {
            at += 2 * escape_length;
        } else if (is_high(unit) || is_low(unit)) {
            if (!replaced) replaced = std::string(text);
            replaced->replace(at, escape_length, "\\ufffd");
            at += escape_length;
        } else {
            at += 2;
        }
        if (at >= text.size()) break;
    }
    return replaced;
}

} // namespace

Result<Value, ParseError> parse(std::string_view text, Limits limits)
{
    if (text.size() > limits.bytes_max)
        return refuse(ParseError{fmt::format("longer than {} bytes", limits.bytes_max)});
    boost::json::parse_options options;
    options.max_depth = limits.depth_max;
    boost::json::stream_parser parser({}, options);
    boost::json::error_code error;
    const auto whole = half_letters_replaced(text);
    if (whole) text = *whole;
    const auto read = parser.write_some(text.data(), text.size(), error);
    if (error) return refuse(ParseError{fmt::format("byte {}: {}", read + 1, error.message())});
    const auto rest = text.substr(read);
    if (rest.find_first_not_of(" \t\r\n") != std::string_view::npos)
        return refuse(ParseError{fmt::format("byte {}: something follows the value", read + 1)});
    parser.finish(error);
    if (error) return refuse(ParseError{"ends too early"});
    return parser.release();
}

namespace {

/// Keeps one text of the outermost object; the parser stops when it has it.
struct PeekHandler {
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = max_object_size;
    static constexpr std::size_t max_key_size = max_object_size;
    static constexpr std::size_t max_string_size = max_object_size;
    using Error = boost::json::error_code;
    using View = boost::json::string_view;

    std::string_view wanted;
    std::size_t bytes_max = 0;
    int depth = 0;
    std::string key, found;

    bool wants() const { return depth == 1 && key == wanted; }
    void keep(std::string& text, View part) const
    {
        if (depth == 1 && text.size() <= bytes_max) text.append(part.data(), part.size());
    }
    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_object_begin(Error&) { return ++depth > 0; }
    bool on_object_end(std::size_t, Error&) { return --depth >= 0; }
    bool on_array_begin(Error&) { return ++depth > 0; }
    bool on_array_end(std::size_t, Error&) { return --depth >= 0; }
    bool on_key_part(View part, std::size_t whole, Error&)
    {
        if (whole == part.size()) key.clear();
        keep(key, part);
        return true;
    }
    bool on_key(View part, std::size_t whole, Error&)
    {
        if (whole == part.size()) key.clear();
        keep(key, part);
        return true;
    }
    bool on_string_part(View part, std::size_t, Error&)
    {
        if (wants()) keep(found, part);
        return true;
    }
    bool on_string(View part, std::size_t, Error& error)
    {
        if (!wants()) return true;
        keep(found, part);
        error = boost::json::error::exception; // enough was read
        return false;
    }
    bool on_number_part(View, Error&) { return true; }
    bool on_int64(std::int64_t, View, Error&) { return true; }
    bool on_uint64(std::uint64_t, View, Error&) { return true; }
    bool on_double(double, View, Error&) { return true; }
    bool on_bool(bool, Error&) { return true; }
    bool on_null(Error&) { return true; }
    bool on_comment_part(View, Error&) { return true; }
    bool on_comment(View, Error&) { return true; }
};

} // namespace

std::string peek_text(std::string_view body, std::string_view name, std::size_t bytes_max)
{
    boost::json::basic_parser<PeekHandler> parser(boost::json::parse_options{});
    parser.handler().wanted = name;
    parser.handler().bytes_max = bytes_max;
    boost::json::error_code error;
    parser.write_some(false, body.data(), body.size(), error);
    auto& found = parser.handler().found;
    return found.size() > bytes_max ? std::string() : std::move(found);
}

std::string text(const Value& value)
{
    return boost::json::serialize(value);
}

/// JSON Schema counts `6.0` among the integers (draft 2020-12, 4.2.3).
std::optional<std::int64_t> whole_number(const Value& value)
{
    if (value.is_int64()) return value.get_int64();
    if (!value.is_double()) return std::nullopt;
    const auto number = value.get_double();
    if (!(std::abs(number) <= double(exact_max)) || number != std::trunc(number))
        return std::nullopt;
    return std::int64_t(number);
}

namespace {

constexpr std::string_view replacement_letter = "\xef\xbf\xbd"; ///< U+FFFD
constexpr auto sensible_years = "a year from 1900 to 2199";

std::optional<Instant> instant_in(const boost::json::string& written)
{
    const std::string_view text(written.data(), written.size());
    if (const auto instant = parse_iso(text)) return instant;
    return parse_compact(text);
}

/// "No date" of .NET, which writes no offset beside it: `0001-01-01T00:00:00`.
bool is_no_date_without_offset(const boost::json::string& written)
{
    constexpr std::size_t day_length = 10;
    const std::string_view text(written.data(), written.size());
    const auto day = parse_iso_day(text.substr(0, day_length));
    return day && is_no_date(*day) && text.size() > day_length &&
           (text[day_length] == 'T' || text[day_length] == ' ');
}

std::optional<Day> day_in(const boost::json::string& written)
{
    return parse_iso_day({written.data(), written.size()});
}

} // namespace

Reader::Reader(const Value& value, std::string path) : path_(std::move(path))
{
    object_ = value.if_object();
    if (!object_) errors_.push_back({path_.empty() ? "/" : path_, "an object"});
}

const Value* Reader::find(std::string_view name) const
{
    if (!object_) return nullptr;
    const auto* value = object_->if_contains(name);
    return value && !value->is_null() ? value : nullptr;
}

const Value* Reader::find_said(std::string_view name) const
{
    const auto* value = find(name);
    return value && value->is_string() && value->get_string().empty() ? nullptr : value;
}

std::string Reader::path_of(std::string_view name) const
{
    return fmt::format("{}/{}", path_, name);
}

void Reader::wrong(std::string_view name, std::string expected)
{
    errors_.push_back({path_of(name), std::move(expected)});
}

void Reader::take_errors(const Reader& nested)
{
    errors_.insert(errors_.end(), nested.errors_.begin(), nested.errors_.end());
}

std::optional<std::string> Reader::optional_text(std::string_view name, std::size_t length_max)
{
    const auto* value = find(name);
    return value ? text_of(*value, name, length_max) : std::nullopt;
}

std::optional<std::string>
Reader::text_of(const Value& value, std::string_view name, std::size_t length_max)
{
    if (!value.is_string()) {
        wrong(name, "text");
        return std::nullopt;
    }
    const auto& raw = value.get_string();
    // Four bytes a code point bound the cleaning of a hostile field.
    if (raw.size() > length_max * 4) {
        wrong(name, fmt::format("at most {} characters", length_max));
        return std::nullopt;
    }
    auto cleaned = text::clean({raw.data(), raw.size()});
    if (text::length(cleaned) > length_max) {
        wrong(name, fmt::format("at most {} characters", length_max));
        return std::nullopt;
    }
    if (cleaned.find(replacement_letter) != std::string::npos) {
        wrong(name, "text of whole letters: some were lost before it came here");
        return std::nullopt;
    }
    if (cleaned.empty()) return std::nullopt;
    return cleaned;
}

std::string Reader::text(std::string_view name, std::size_t length_max)
{
    const auto errors_before = errors_.size();
    const auto value = optional_text(name, length_max);
    if (!value && errors_.size() == errors_before)
        wrong(name, fmt::format("text of 1 to {} characters", length_max));
    return value.value_or("");
}

std::optional<std::int64_t>
Reader::optional_integer(std::string_view name, std::int64_t min, std::int64_t max)
{
    const auto* value = find_said(name);
    if (!value) return std::nullopt;
    auto number = whole_number(*value);
    if (value->is_string())
        number = parse_integer({value->get_string().data(), value->get_string().size()});
    if (!number || *number < min || *number > max) {
        wrong(name, fmt::format("a whole number from {} to {}", min, max));
        return std::nullopt;
    }
    return number;
}

std::optional<Instant> Reader::optional_instant(std::string_view name)
{
    const auto* value = find_said(name);
    if (!value) return std::nullopt;
    const auto instant = value->is_string() ? instant_in(value->get_string()) : std::nullopt;
    if (!instant && value->is_string() && is_no_date_without_offset(value->get_string()))
        return std::nullopt;
    if (!instant) {
        wrong(name, "a time such as 2026-11-24T09:30:00+07:00 or 20261124093000");
        return std::nullopt;
    }
    if (is_no_date(*instant)) return std::nullopt;
    if (is_sensible(day_of(*instant))) return instant;
    wrong(name, sensible_years);
    return std::nullopt;
}

std::optional<Instant> Reader::optional_due(std::string_view name)
{
    const auto* value = find_said(name);
    if (value && value->is_string() && day_in(value->get_string())) {
        const auto day = optional_day(name);
        return day ? std::optional(end_of(*day)) : std::nullopt;
    }
    const auto instant = optional_instant(name);
    if (instant && *instant == start_of(day_of(*instant))) return end_of(day_of(*instant));
    return instant;
}

Instant Reader::instant(std::string_view name)
{
    const auto errors_before = errors_.size();
    const auto value = optional_instant(name);
    if (!value && errors_.size() == errors_before)
        wrong(name, "a time such as 2026-11-24T09:30:00+07:00");
    return value.value_or(Instant{});
}

std::optional<Day> Reader::optional_day(std::string_view name)
{
    const auto* value = find_said(name);
    if (!value) return std::nullopt;
    std::optional<Day> day;
    if (value->is_string()) {
        day = day_in(value->get_string());
        if (const auto instant = day ? std::nullopt : instant_in(value->get_string()))
            day = day_of(*instant);
    }
    if (!day && value->is_string() && is_no_date_without_offset(value->get_string()))
        return std::nullopt;
    if (!day) {
        wrong(name, "a day such as 2026-11-24");
        return std::nullopt;
    }
    if (is_no_date(*day)) return std::nullopt;
    if (is_sensible(*day)) return day;
    wrong(name, sensible_years);
    return std::nullopt;
}

bool Reader::flag(std::string_view name, bool otherwise)
{
    const auto* value = find(name);
    if (!value) return otherwise;
    if (value->is_bool()) return value->get_bool();
    wrong(name, "true or false");
    return otherwise;
}

const Value* Reader::optional_object(std::string_view name)
{
    const auto* value = find(name);
    if (value && !value->is_object()) {
        wrong(name, "an object");
        return nullptr;
    }
    return value;
}

std::vector<std::string>
Reader::optional_texts(std::string_view name, std::size_t count_max, std::size_t length_max)
{
    std::vector<std::string> texts;
    const auto* list = optional_array(name, count_max);
    for (std::size_t i = 0; list && i < list->size(); ++i)
        if (auto text = text_of((*list)[i], fmt::format("{}/{}", name, i), length_max))
            texts.push_back(std::move(*text));
    return texts;
}

const Array* Reader::optional_array(std::string_view name, std::size_t size_max)
{
    const auto* value = find(name);
    if (!value) return nullptr;
    if (!value->is_array() || value->get_array().size() > size_max) {
        wrong(name, fmt::format("a list of at most {}", size_max));
        return nullptr;
    }
    return &value->get_array();
}

} // namespace tnung::json
