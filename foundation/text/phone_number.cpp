#include "foundation/text/phone_number.hpp"

#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>

#include <array>
#include <utility>

namespace tnung::text {

namespace {

constexpr std::size_t digits_max = 16;

/// The change of 15 September 2018, eleven digits to ten.
constexpr std::array<std::pair<std::string_view, std::string_view>, 19> changed_prefixes = {{
    {"120", "70"}, {"121", "79"}, {"122", "77"}, {"126", "76"}, {"128", "78"},
    {"123", "83"}, {"124", "84"}, {"125", "85"}, {"127", "81"}, {"129", "82"},
    {"162", "32"}, {"163", "33"}, {"164", "34"}, {"165", "35"}, {"166", "36"},
    {"167", "37"}, {"168", "38"}, {"169", "39"}, {"186", "56"},
}};
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> changed_prefixes_small = {{
    {"188", "58"},
    {"199", "59"},
}};

bool is_mobile(std::string_view national)
{
    if (national.size() != 9) return false;
    const char a = national[0];
    const char b = national[1];
    const char c = national[2];
    switch (a) {
    case '3': return true;
    case '5':
        if (b == '1' || b == '6' || b == '8' || b == '9') return true;
        if (b == '2') return c == '2' || c == '3' || c == '8';
        return b == '5' && c == '9';
    case '7': return b == '0' || (b >= '6' && b <= '9');
    case '8':
        if (b >= '1' && b <= '8') return true;
        return b == '9' && (c == '6' || c == '8' || c == '9');
    case '9':
        if (b >= '0' && b <= '8') return true;
        return b == '9' && (c == '0' || c == '1' || c == '3' || c == '4' || c == '5' || c == '6' ||
                            c == '7' || c == '8' || c == '9');
    default: return false;
    }
}

/// Area codes of 17 June 2017: 24, 28 with eight digits after, 2xx with seven.
bool is_fixed(std::string_view national)
{
    return national.size() == 10 && national[0] == '2';
}

std::optional<std::string> bare_digits(std::string_view text)
{
    std::string digits;
    bool plus = false;
    for (const char c : unaccented(clean(text))) {
        if (c >= '0' && c <= '9') {
            digits.push_back(c);
            if (digits.size() > digits_max) return std::nullopt;
        } else if (c == '+' && digits.empty() && !plus) {
            plus = true;
        } else if (c != ' ' && c != '.' && c != '-' && c != '(' && c != ')' && c != '/') {
            return std::nullopt;
        }
    }
    if (plus) digits.insert(0, "00");
    return digits;
}

} // namespace

std::optional<PhoneNumber> parse_phone(std::string_view text)
{
    const auto found = bare_digits(text);
    if (!found) return std::nullopt;
    std::string_view digits = *found;
    if (digits.starts_with("0084"))
        digits.remove_prefix(4);
    else if (digits.starts_with("00"))
        return std::nullopt; // another country
    else if (digits.starts_with("84") && (digits.size() == 11 || digits.size() == 12))
        digits.remove_prefix(2);
    if (digits.starts_with("0")) digits.remove_prefix(1);

    std::string national(digits);
    const auto change = [&](const auto& table) {
        for (const auto& [old_prefix, new_prefix] : table)
            if (national.size() == 10 && national.starts_with(old_prefix))
                national = std::string(new_prefix) + national.substr(3);
    };
    change(changed_prefixes);
    change(changed_prefixes_small);
    if (is_mobile(national)) return PhoneNumber{"84" + national, PhoneKind::mobile};
    if (is_fixed(national)) return PhoneNumber{"84" + national, PhoneKind::fixed};
    return std::nullopt;
}

namespace {

/// What the parts of the province dialled until 17 June 2017, and dial since: seven digits follow.
/// Mobile numbers begin so too (056, 059).
constexpr std::array<std::pair<std::string_view, std::string_view>, 2> former_area_codes = {{
    {"059", "269"}, // Gia Lai
    {"056", "256"}, // Bình Định, in Gia Lai since 1 July 2025
}};

/// A number in somebody's list that may be a landline of before 2017: read as one where it is
/// written as one (the area code apart, "059.3824123"), else a number to call, not to write to.
std::optional<PhoneNumber> former_landline(std::string_view written, std::string_view digits)
{
    constexpr std::size_t length = 10, area = 3;
    constexpr std::string_view first_of_landlines = "236";
    if (digits.size() != length) return std::nullopt;
    for (const auto& [former, now] : former_area_codes) {
        if (!digits.starts_with(former) ||
            first_of_landlines.find(digits[area]) == std::string_view::npos)
            continue;
        const auto at = written.find(former);
        const bool apart = at != std::string_view::npos && at + area < written.size() &&
                           (written[at + area] < '0' || written[at + area] > '9');
        const auto code = apart ? now : former.substr(1);
        return PhoneNumber{
            fmt::format("84{}{}", code, digits.substr(area)), PhoneKind::fixed, !apart};
    }
    return std::nullopt;
}

std::string only_digits(std::string_view text)
{
    std::string digits;
    for (const char c : text)
        if (c >= '0' && c <= '9') digits.push_back(c);
    return digits;
}

/// Digits of a mobile number, and of a landline before 2017, without the zero.
constexpr std::size_t national_length = 9;

std::optional<PhoneNumber> listed_phone(std::string_view written)
{
    auto digits = only_digits(written);
    // As spreadsheets and systems write it: without its zero, or with the country's number.
    if (digits.starts_with("0084"))
        digits.replace(0, 4, "0");
    else if (digits.starts_with("84") && digits.size() == national_length + 2)
        digits.replace(0, 2, "0");
    else if (digits.size() == national_length)
        digits.insert(0, "0");
    if (auto landline = former_landline(written, digits)) return landline;
    return parse_phone(written);
}

/// Numbers in one run of digits and marks: as few of its parts as make one, one after the other.
void add_numbers(std::vector<PhoneNumber>& numbers, const std::vector<std::string>& parts)
{
    for (std::size_t from = 0; from < parts.size();) {
        std::string joined;
        std::optional<PhoneNumber> found;
        auto end = from;
        while (!found && end < parts.size()) {
            joined += (joined.empty() ? "" : " ") + parts[end++];
            const auto digits = only_digits(joined).size();
            if (digits > digits_max) break;
            // A part of a number may be a whole one of the old nine digits without its zero.
            if (digits >= 10 || end == parts.size()) found = listed_phone(joined);
        }
        if (!found && parts[from].starts_with('+')) return; // another country's
        if (found) numbers.push_back(*found);
        from = found ? end : from + 1;
    }
}

} // namespace

std::vector<PhoneNumber> parse_phones(std::string_view field)
{
    const auto text = unaccented(clean(field));
    if (const auto whole = listed_phone(text)) return {*whole};
    std::vector<PhoneNumber> numbers;
    std::vector<std::string> parts;
    std::string part;
    const auto end_part = [&] {
        if (!part.empty()) parts.push_back(std::move(part));
        part.clear();
    };
    for (const char c : text) {
        const bool of_a_number =
            (c >= '0' && c <= '9') || c == '.' || c == '-' || c == '+' || c == '(' || c == ')';
        if (of_a_number) {
            part.push_back(c);
            continue;
        }
        end_part();
        if (c == ' ') continue;
        add_numbers(numbers, parts); // a letter or a separator ends a number
        parts.clear();
    }
    end_part();
    add_numbers(numbers, parts);
    return numbers;
}

bool is_landline(std::string_view digits)
{
    return digits.starts_with("84") && is_fixed(digits.substr(2));
}

std::string phone_text(std::string_view digits)
{
    if (!digits.starts_with("84") || digits.size() < 11) return std::string(digits);
    const auto national = "0" + std::string(digits.substr(2));
    return national.substr(0, 4) + "\u00A0" + national.substr(4, 3) + "\u00A0" + national.substr(7);
}

std::string masked_phone(std::string_view digits)
{
    if (!digits.starts_with("84") || digits.size() < 11) return "•••";
    const auto national = "0" + std::string(digits.substr(2));
    return national.substr(0, 4) + "\u00A0•••\u00A0" + national.substr(national.size() - 3);
}

} // namespace tnung::text
