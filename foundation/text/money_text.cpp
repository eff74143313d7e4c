#include "foundation/text/money_text.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/text/number_text.hpp"
#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <vector>

namespace tnung::text {

namespace {

constexpr std::int64_t thousand = 1'000;
constexpr std::int64_t million = 1'000'000;
constexpr std::int64_t billion = 1'000'000'000;
constexpr std::int64_t amount_max = 1'000'000'000'000'000;

constexpr std::array<std::string_view, 10> digit_words = {"không", "một", "hai", "ba",  "bốn",
                                                          "năm",   "sáu", "bảy", "tám", "chín"};

void add(std::string& words, std::string_view word)
{
    if (!words.empty()) words.push_back(' ');
    words += word;
}

/// A group of three digits; `leading` groups skip their zero hundreds.
std::string group_in_words(int group, bool leading)
{
    const int hundreds = group / 100;
    const int tens = group / 10 % 10;
    const int units = group % 10;
    std::string words;
    if (!leading || hundreds > 0)
        add(words, fmt::format("{} trăm", digit_words[std::size_t(hundreds)]));
    if (tens == 0 && units > 0 && !words.empty()) add(words, "linh");
    if (tens == 1) add(words, "mười");
    if (tens > 1) add(words, fmt::format("{} mươi", digit_words[std::size_t(tens)]));
    if (units == 1 && tens > 1)
        add(words, "mốt");
    else if (units == 5 && tens > 0)
        add(words, "lăm");
    else if (units > 0)
        add(words, digit_words[std::size_t(units)]);
    return words;
}

/// Below one billion.
std::string below_billion_in_words(std::int64_t number, bool leading)
{
    std::string words;
    const std::array<std::pair<std::int64_t, std::string_view>, 3> groups = {
        {{million, "triệu"}, {thousand, "nghìn"}, {1, ""}}};
    for (const auto& [unit, name] : groups) {
        const int group = int(number / unit % 1000);
        if (group == 0) continue;
        add(words, group_in_words(group, leading && words.empty()));
        if (!name.empty()) add(words, name);
    }
    return words;
}

struct Unit {
    std::string_view word;
    std::int64_t factor;
};

constexpr std::array<Unit, 12> units = {
    {{"nghìn", thousand},
     {"ngàn", thousand},
     {"ng", thousand},
     {"k", thousand},
     {"triệu", million},
     {"tr", million},
     {"tỷ", billion},
     {"tỉ", billion},
     {"ty", billion},
     {"trieu", million},
     {"nghin", thousand},
     {"ngan", thousand}}};

std::optional<std::int64_t> unit_factor(std::string_view word)
{
    for (const auto& unit : units)
        if (word == unit.word) return unit.factor;
    return std::nullopt;
}

bool is_half(std::string_view word)
{
    return word == "rưỡi" || word == "ruoi" || word == "rưởi";
}

/// Alternating runs of digits (with marks) and letters.
struct Token {
    std::string text;
    bool number;
};

std::vector<Token> tokens_of(std::string_view typed)
{
    std::vector<Token> tokens;
    bool blank = true;
    for (const char c : typed) {
        if (c == ' ') {
            blank = true;
            continue;
        }
        const bool number = (c >= '0' && c <= '9') || c == '.' || c == ',';
        if (tokens.empty() || tokens.back().number != number || (blank && !number))
            tokens.push_back({"", number});
        else if (blank)
            tokens.back().text.push_back(' '); // "12 500 000": a blank between digits groups them
        tokens.back().text.push_back(c);
        blank = false;
    }
    return tokens;
}

constexpr std::int64_t billionths = 1'000'000'000;
constexpr std::size_t readings_max = 4;

/// Without the currency before or behind it.
std::string without_currency(std::string text)
{
    for (const std::string_view ending : {"đồng", "vnđ", "vnd", "đ", "₫", "dong", "d"})
        if (text.ends_with(ending)) {
            text.resize(text.size() - ending.size());
            break;
        }
    for (const std::string_view beginning : {"vnđ", "vnd", "₫"})
        if (text.starts_with(beginning)) {
            text.erase(0, beginning.size());
            break;
        }
    return std::string(trimmed(text));
}

/// What a number without a unit may mean in whole đồng. One mark and three digits behind it are
/// thousands; but where the digits before it are no group, or another mark came earlier, it may be
/// a fraction of nothing or a slip of thousands.
std::vector<__int128> bare_amounts(std::string_view text)
{
    constexpr std::size_t thousands = 3;
    constexpr std::int64_t smallest = 1'000;
    const auto read = read_number(text);
    std::vector<__int128> amounts;
    for (const auto& reading : read.readings) {
        if (read.readings.size() == 2 && reading.fraction) continue;
        if (reading.billionths % billionths != 0) continue;
        amounts.push_back(reading.billionths);
        if (!reading.fraction) continue;
        // Refuses an amount below 1,000 đồng with a zero fraction, like "12.00": it is as likely
        // mistyped.
        if (reading.billionths != 0 && reading.billionths / billionths < smallest) return {};
        const auto behind = text.size() - text.find_last_of(".,") - 1;
        if (behind == thousands && reading.billionths != 0)
            amounts.push_back(reading.billionths * smallest);
    }
    return amounts;
}

/// Reads the digits after a unit: "12tr5", "1 tỷ 2", "2 tỷ 500". They are decimals of that unit (5
/// is five tenths). Two digits may also count the unit a thousand times smaller ("2 tỷ 50" is 2.5
/// or 2.05 tỷ).
std::vector<__int128> trailing_amounts(std::string_view text, std::int64_t factor)
{
    constexpr std::int64_t next_smaller = 1'000;
    if (!is_digits(text) || text.size() > 3) return {};
    const auto number = *parse_integer(text);
    std::int64_t part = factor;
    for (std::size_t i = 0; i < text.size(); ++i) part /= 10;
    std::vector<__int128> amounts{__int128(number) * part * billionths};
    if (text.size() == 2)
        amounts.push_back(__int128(number) * (factor / next_smaller) * billionths);
    return amounts;
}

/// Each sum of one amount of either.
bool add_each(std::vector<__int128>& sums, const std::vector<__int128>& amounts)
{
    std::vector<__int128> all;
    for (const auto sum : sums)
        for (const auto amount : amounts)
            if (sum + amount <= __int128(amount_max) * billionths) all.push_back(sum + amount);
    sums = std::move(all);
    return !sums.empty() && sums.size() <= readings_max;
}

} // namespace

std::string grouped(std::int64_t number)
{
    auto digits = fmt::format("{}", number < 0 ? -number : number);
    for (auto at = std::int64_t(digits.size()) - 3; at > 0; at -= 3)
        digits.insert(std::size_t(at), 1, '.');
    return number < 0 ? "−" + digits : digits;
}

std::string money(Money amount)
{
    return grouped(amount.dong) + "\u00A0đ";
}

std::string money_in_words(Money amount)
{
    if (amount.dong == 0) return "Không đồng";
    std::string words;
    const std::int64_t whole = amount.dong < 0 ? -amount.dong : amount.dong;
    if (amount.dong < 0) add(words, "âm");
    if (whole >= billion) {
        add(words, below_billion_in_words(whole / billion, true));
        add(words, "tỷ");
    }
    if (whole % billion > 0) add(words, below_billion_in_words(whole % billion, whole < billion));
    add(words, "đồng");
    return capitalised(words);
}

Result<Money, NoAmount> parse_money(std::string_view typed)
{
    const auto none = refuse(NoAmount{});
    auto text = casefold(typed);
    if (text.ends_with('.') || text.ends_with(',')) text.pop_back(); // ends a sentence
    text = without_currency(std::move(text));
    const auto tokens = tokens_of(text);
    if (tokens.empty() || !tokens.front().number) return none;

    std::vector<__int128> sums{0};
    std::int64_t last_factor = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (!tokens[i].number) return none;
        std::vector<__int128> amounts;
        const auto& written = tokens[i].text;
        if (i + 1 < tokens.size()) {
            const auto unit = unit_factor(tokens[++i].text);
            if (!unit || (last_factor != 0 && *unit >= last_factor)) return none;
            last_factor = *unit;
            const bool halves = i + 1 < tokens.size() && is_half(tokens[i + 1].text);
            // "3 tỷ rưỡi": and a half, which nothing may follow
            if (halves && i + 2 < tokens.size()) return none;
            for (const auto& reading : read_number(written).readings) {
                if (halves && reading.fraction) return none;
                auto amount = reading.billionths * *unit;
                if (halves) amount += __int128(*unit) * billionths / 2;
                amounts.push_back(amount);
            }
            if (halves) ++i;
        } else {
            amounts =
                last_factor == 0 ? bare_amounts(written) : trailing_amounts(written, last_factor);
        }
        if (amounts.empty() || !add_each(sums, amounts)) return none;
    }
    std::erase_if(sums, [](const auto sum) { return sum % billionths != 0; });
    std::ranges::sort(sums);
    sums.erase(std::unique(sums.begin(), sums.end()), sums.end());
    if (sums.empty()) return none;
    if (sums.size() == 1) return Money{std::int64_t(sums[0] / billionths)};
    NoAmount asked;
    for (const auto sum : sums) asked.perhaps.push_back({std::int64_t(sum / billionths)});
    return refuse(std::move(asked));
}

std::string which_amount(const NoAmount& asked)
{
    std::string words;
    for (const auto& amount : asked.perhaps)
        words += fmt::format("{}{}", words.empty() ? "" : " hay ", money(amount));
    return words;
}

} // namespace tnung::text
