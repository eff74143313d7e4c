#include "gateway/linking/spoken_digits.hpp"

#include "foundation/text/vietnamese.hpp"

#include <vector>

namespace tnung::gateway {

namespace {

constexpr std::size_t text_bytes_max = 4000;

bool is_digit(char c)
{
    return c >= '0' && c <= '9';
}

} // namespace

std::optional<std::string> digits_alone(std::string_view text)
{
    if (text.size() > text_bytes_max) return std::nullopt;
    std::string digits;
    for (const char c : text::fold(text)) {
        if (is_digit(c))
            digits.push_back(c);
        else if (std::string_view(" .-").find(c) == std::string_view::npos)
            return std::nullopt;
    }
    if (digits.empty()) return std::nullopt;
    return digits;
}

std::optional<std::string> digits_within(std::string_view text, std::size_t count)
{
    if (text.size() > text_bytes_max) return std::nullopt;
    const auto groups_of = [&](std::string_view joining) {
        std::vector<std::string> groups;
        std::string group;
        for (std::size_t i = 0; i <= text.size(); ++i) {
            if (i < text.size() && is_digit(text[i])) {
                group.push_back(text[i]);
                continue;
            }
            const bool joins = !group.empty() && i + 1 < text.size() && is_digit(text[i + 1]) &&
                               joining.find(text[i]) != std::string_view::npos;
            if (joins) continue;
            if (group.size() == count) groups.push_back(group);
            group.clear();
        }
        return groups;
    };
    for (const auto* joining : {"", " .-"})
        if (const auto groups = groups_of(joining); groups.size() == 1) return groups.front();
    return std::nullopt;
}

} // namespace tnung::gateway
