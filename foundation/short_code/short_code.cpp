#include "foundation/short_code/short_code.hpp"

#include "foundation/crypto/hash.hpp"
#include "foundation/text/vietnamese.hpp"

#include <algorithm>
#include <cctype>
#include <vector>

namespace tnung::short_code {

namespace {

constexpr std::size_t base = alphabet.size();
static_assert(base == 29); // a prime: each place's weight has an inverse
constexpr std::size_t text_bytes_max = 200;
constexpr std::size_t group = 4;

/// With letter and check character.
std::size_t length_of(const Kind& kind)
{
    return kind.drawn + 2;
}

bool has_digit(std::string_view text)
{
    return text.find_first_of("0123456789") != std::string_view::npos;
}

/// The weighted sum of what stands before the check character.
std::size_t sum_of(std::string_view characters)
{
    std::size_t sum = 0;
    for (std::size_t i = 0; i < characters.size(); ++i)
        sum += (i + 2) * alphabet.find(characters[i]);
    return sum % base;
}

/// With weight 1 of its own, the whole comes to nothing.
char check_of(std::string_view characters)
{
    return alphabet[(base - sum_of(characters)) % base];
}

bool is_good(std::string_view text, const Kind& kind)
{
    return text.size() == length_of(kind) && text.front() == kind.letter &&
           text.find_first_not_of(alphabet) == std::string_view::npos && has_digit(text) &&
           check_of(text.substr(0, text.size() - 1)) == text.back();
}

bool is_good(std::string_view text, std::span<const Kind> kinds)
{
    return std::ranges::any_of(kinds, [&](const Kind& kind) { return is_good(text, kind); });
}

/// Runs of letters and digits, in capitals, without marks.
std::vector<std::string> runs_of(std::string_view text)
{
    std::vector<std::string> runs(1);
    for (const char c : text::unaccented(text::clean(text.substr(0, text_bytes_max)))) {
        const auto byte = static_cast<unsigned char>(c);
        if (std::isalnum(byte))
            runs.back().push_back(char(std::toupper(byte)));
        else if (!runs.back().empty())
            runs.emplace_back();
    }
    if (runs.back().empty()) runs.pop_back();
    return runs;
}

/// All runs together; empty where the text is longer than any with a code.
std::string joined_runs(std::string_view text)
{
    std::string joined;
    if (text.size() > text_bytes_max) return joined;
    for (const auto& run : runs_of(text)) joined += run;
    return joined;
}

std::size_t longest_of(std::span<const Kind> kinds)
{
    std::size_t longest = 0;
    for (const auto& kind : kinds) longest = std::max(longest, length_of(kind));
    return longest;
}

} // namespace

std::string draw(const Kind& kind)
{
    while (true) {
        std::string code(1, kind.letter);
        for (std::size_t i = 0; i < kind.drawn; ++i)
            code.push_back(alphabet[crypto::random_below(std::uint32_t(base))]);
        code.push_back(check_of(code));
        if (has_digit(code)) return code;
    }
}

std::string shown(std::string_view code)
{
    std::string text;
    for (std::size_t i = 0; i < code.size(); ++i) {
        if (i > 0 && i % group == 0) text.push_back('-');
        text.push_back(code[i]);
    }
    return text;
}

std::optional<std::string> find(std::string_view text, std::span<const Kind> kinds)
{
    const auto runs = runs_of(text);
    const auto longest = longest_of(kinds);
    std::optional<std::string> found;
    for (std::size_t first = 0; first < runs.size(); ++first) {
        std::string joined;
        for (auto next = first; next < runs.size() && joined.size() < longest; ++next) {
            joined += runs[next];
            if (!is_good(joined, kinds)) continue;
            if (found && *found != joined) return std::nullopt;
            found = joined;
        }
    }
    return found;
}

bool is_alone(std::string_view text, std::span<const Kind> kinds)
{
    return is_good(joined_runs(text), kinds);
}

bool looks_like(std::string_view text, std::span<const Kind> kinds)
{
    const auto joined = joined_runs(text);
    if (text::clean(text.substr(0, text_bytes_max)).find(' ') != std::string::npos) return false;
    return has_digit(joined) && std::ranges::any_of(kinds, [&](const Kind& kind) {
               return joined.size() == length_of(kind) && joined.front() == kind.letter;
           });
}

} // namespace tnung::short_code
