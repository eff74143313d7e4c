#include "gateway/dossier/dossier_code.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/text/vietnamese.hpp"

#include <algorithm>
#include <cctype>

namespace tnung::gateway {

namespace {

constexpr std::size_t code_bytes_max = 64;
constexpr std::size_t text_bytes_max = 4000; // in which a code is looked for
constexpr int year_min = 2010;

/// Blanks dropped, every dash a hyphen, a comma between digits a dot, upper case.
std::string tidied(std::string_view typed)
{
    std::string out;
    for (const char c : text::unaccented(text::clean(typed))) {
        if (c == ' ' || (c == '-' && out.ends_with('-'))) continue;
        out.push_back(c == ',' ? '.' : char(std::toupper(static_cast<unsigned char>(c))));
    }
    while (out.ends_with('.')) out.pop_back(); // the end of a sentence
    return out;
}

bool is_agency_part(std::string_view part)
{
    if (part.empty() || part.front() == '.' || part.back() == '.') return false;
    char before = '.';
    for (const char c : part) {
        const bool letter_or_digit = (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
        if (!letter_or_digit && (c != '.' || before == '.')) return false;
        before = c;
    }
    return true;
}

std::optional<Day> date_of(std::string_view digits)
{
    if (!is_digits(digits) || (digits.size() != 6 && digits.size() != 8)) return std::nullopt;
    const int year =
        int(*parse_integer(digits.substr(0, digits.size() - 4))) + (digits.size() == 6 ? 2000 : 0);
    const auto month = unsigned(*parse_integer(digits.substr(digits.size() - 4, 2)));
    const auto day = unsigned(*parse_integer(digits.substr(digits.size() - 2)));
    if (year < year_min) return std::nullopt;
    return make_day(year, month, day);
}

} // namespace

Result<DossierCode, CodeRefusal> parse_dossier_code(std::string_view typed, Day today)
{
    if (typed.size() > code_bytes_max * 2) return refuse(CodeRefusal::not_a_code);
    const auto code = tidied(typed);
    if (code.size() > code_bytes_max) return refuse(CodeRefusal::not_a_code);
    const auto first = code.find('-');
    const auto second = code.rfind('-');
    if (first == std::string::npos || first == second || code.find('-', first + 1) != second)
        return refuse(CodeRefusal::not_a_code);
    const std::string_view all = code;
    const auto sequence = all.substr(second + 1);
    constexpr std::size_t sequence_min = 3;
    constexpr std::size_t sequence_max = 10;
    if (!is_agency_part(all.substr(0, first)) || !is_digits(sequence) ||
        sequence.size() < sequence_min || sequence.size() > sequence_max)
        return refuse(CodeRefusal::not_a_code);
    const auto date = date_of(all.substr(first + 1, second - first - 1));
    // A sender's clock may run ahead of ours by less than a day.
    if (!date || *date > today + std::chrono::days(1)) return refuse(CodeRefusal::no_real_date);
    return DossierCode{code};
}

std::optional<DossierCode> find_dossier_code(std::string_view text, Day today)
{
    if (text.size() > text_bytes_max) return std::nullopt;
    const auto flat = text::unaccented(text::clean(text));
    const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
    const auto blanks_from = [&](std::size_t at) {
        while (at < flat.size() && flat[at] == ' ') ++at;
        return at;
    };
    const auto digits_from = [&](std::size_t at) {
        while (at < flat.size() && is_digit(flat[at])) ++at;
        return at;
    };
    // Each hyphen may be the code's first: before it the agency, after it date, hyphen, number.
    for (auto hyphen = flat.find('-'); hyphen != std::string::npos;
         hyphen = flat.find('-', hyphen + 1)) {
        auto end = hyphen;
        while (end > 0 && flat[end - 1] == ' ') --end;
        auto begin = end;
        while (begin > 0 && (std::isalnum(static_cast<unsigned char>(flat[begin - 1])) ||
                             flat[begin - 1] == '.' || flat[begin - 1] == ','))
            --begin;
        const auto date = blanks_from(hyphen + 1);
        const auto date_end = digits_from(date);
        const auto second = blanks_from(date_end);
        if (second >= flat.size() || flat[second] != '-') continue;
        const auto number = blanks_from(second + 1);
        const auto code = parse_dossier_code(
            std::string_view(flat).substr(begin, digits_from(number) - begin), today
        );
        if (code) return *code;
    }
    return std::nullopt;
}

std::string code_tail(std::string_view code)
{
    constexpr std::size_t shown = 4;
    return "…" + std::string(code.substr(code.size() - std::min(shown, code.size())));
}

} // namespace tnung::gateway
