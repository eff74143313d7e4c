#include "foundation/text/money_text.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>

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

struct Number {
    std::int64_t scaled; ///< times 1,000
    bool fraction;
    std::size_t digits;
};

/// Digits with grouping; a last group of other than three digits behind one mark is a fraction.
std::optional<Number> read_number(std::string_view text)
{
    std::string digits;
    std::string fraction;
    const auto last_mark = text.find_last_of(".,");
    const bool has_fraction = last_mark != std::string_view::npos &&
                              text.find_first_of(".,") == last_mark &&
                              text.size() - last_mark - 1 != 3;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '.' || c == ',') continue;
        if (c < '0' || c > '9') return std::nullopt;
        (has_fraction && i > last_mark ? fraction : digits).push_back(c);
    }
    if (digits.empty() || fraction.size() > 3) return std::nullopt;
    if (digits.size() > 16) return std::nullopt;
    const auto count = digits.size();
    fraction.resize(3, '0');
    const auto whole = parse_integer(digits);
    if (!whole || *whole > amount_max) return std::nullopt;
    return Number{*whole * 1000 + *parse_integer(fraction), has_fraction, count};
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
        // "12 500 000": a blank between digits groups them
        if (tokens.empty() || tokens.back().number != number || (blank && !number))
            tokens.push_back({"", number});
        tokens.back().text.push_back(c);
        blank = false;
    }
    return tokens;
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

std::optional<Money> parse_money(std::string_view typed)
{
    auto text = casefold(typed);
    for (const std::string_view ending : {"đồng", "vnđ", "vnd", "đ", "₫", "dong"})
        if (text.ends_with(ending)) {
            text =
                std::string(trimmed(std::string_view(text).substr(0, text.size() - ending.size())));
            break;
        }
    const auto tokens = tokens_of(text);
    if (tokens.empty() || !tokens.front().number) return std::nullopt;

    std::int64_t total = 0; // times 1,000
    std::int64_t last_factor = 0;
    for (std::size_t i = 0; i < tokens.size(); ++i) {
        if (!tokens[i].number) return std::nullopt;
        const auto number = read_number(tokens[i].text);
        if (!number) return std::nullopt;
        std::int64_t factor = 1;
        if (i + 1 < tokens.size()) {
            const auto unit = unit_factor(tokens[i + 1].text);
            if (!unit || (last_factor != 0 && *unit >= last_factor)) return std::nullopt;
            factor = *unit;
            ++i;
        } else if (last_factor != 0) {
            // "12tr5", "1 tỷ 2": a bare number after a unit counts its tenths (hundredths, …)
            if (number->fraction || number->digits > 3) return std::nullopt;
            factor = last_factor;
            for (std::size_t d = 0; d < number->digits; ++d) factor /= 10;
        }
        __int128 sum = total;
        sum += __int128(number->scaled) * factor;
        // "3 tỷ rưỡi": and a half, which nothing may follow
        if (i + 1 < tokens.size() && is_half(tokens[i + 1].text) && factor > 1) {
            if (number->fraction || i + 2 < tokens.size()) return std::nullopt;
            sum += factor * 1000 / 2;
            ++i;
        }
        if (sum > __int128(amount_max) * 1000) return std::nullopt;
        total = std::int64_t(sum);
        last_factor = factor;
    }
    if (total % 1000 != 0) return std::nullopt;
    return Money{total / 1000};
}

} // namespace tnung::text
