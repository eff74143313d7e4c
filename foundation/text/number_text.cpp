#include "foundation/text/number_text.hpp"

#include "foundation/base/bytes.hpp"

#include <algorithm>
#include <string>

namespace tnung::text {

namespace {

constexpr std::size_t digits_max = 18, fraction_digits_max = 9, group_digits = 3;
constexpr std::int64_t billion = 1'000'000'000;

struct Groups {
    std::vector<std::string> digits;
    std::string marks; ///< between them
};

/// Nothing where it is more than digits with a mark between them.
Groups groups_of(std::string_view text)
{
    Groups groups{{""}, ""};
    for (const char c : text) {
        if (c >= '0' && c <= '9') {
            groups.digits.back().push_back(c);
        } else if ((c == '.' || c == ',' || c == ' ') && !groups.digits.back().empty()) {
            groups.marks.push_back(c);
            groups.digits.emplace_back();
        } else {
            return {};
        }
    }
    if (groups.digits.back().empty()) return {};
    return groups;
}

/// Whether the first `count` groups are one number that marks of one kind part by thousands.
bool are_thousands(const Groups& groups, std::size_t count)
{
    if (count == 1) return true;
    const auto& first = groups.digits[0];
    if (first.size() > group_digits || first.front() == '0') return false;
    for (std::size_t i = 1; i < count; ++i)
        if (groups.digits[i].size() != group_digits || groups.marks[i - 1] != groups.marks[0])
            return false;
    return true;
}

void add(NumberRead& read, const Groups& groups, std::size_t whole_groups)
{
    std::string whole;
    for (std::size_t i = 0; i < whole_groups; ++i) whole += groups.digits[i];
    const bool fraction = whole_groups < groups.digits.size();
    auto behind = fraction ? groups.digits.back() : "";
    if (whole.size() > digits_max || behind.size() > fraction_digits_max) return;
    behind.resize(fraction_digits_max, '0');
    const auto before = parse_integer(whole), after = parse_integer(behind);
    if (!before || !after) return;
    read.readings.push_back({__int128(*before) * billion + *after, fraction});
}

} // namespace

NumberRead read_number(std::string_view text)
{
    NumberRead read;
    const auto groups = groups_of(text);
    const auto count = groups.digits.size();
    if (count == 0) return read;
    const bool all_thousands = are_thousands(groups, count);
    const char last_mark = count > 1 ? groups.marks.back() : ' ';
    const bool may_be_fraction = last_mark != ' ' && are_thousands(groups, count - 1) &&
                                 (count == 2 || groups.marks[0] != last_mark);
    if (all_thousands) add(read, groups, count);
    if (may_be_fraction) add(read, groups, count - 1);
    read.by_point = last_mark == '.';
    if (read.readings.size() == 2 && !read.by_point) std::swap(read.readings[0], read.readings[1]);
    return read;
}

} // namespace tnung::text
