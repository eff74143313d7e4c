#include "foundation/calendar/working_days.hpp"

#include "foundation/base/tsv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace tnung::calendar {

namespace {

constexpr unsigned saturday_index = 5;
/// The longest run of days off that a decree ever made is nine; a month bounds a wrong file.
constexpr int days_off_max = 31;

int number_of(Day day)
{
    return int(day.time_since_epoch().count());
}

} // namespace

WorkingDays WorkingDays::from_tsv(std::string_view name, std::string_view text)
{
    WorkingDays calendar;
    const Tsv table(name, text);
    for (std::size_t row = 0; row < table.size(); ++row) {
        const auto day = parse_iso_day(table.at(row, "date"));
        const auto kind = table.at(row, "kind");
        if (!day || (kind != "off" && kind != "work"))
            throw std::runtime_error(fmt::format("{}: row {} has no date or kind", name, row + 2));
        calendar.exceptions_[number_of(*day)] = {
            kind == "work", std::string(table.at(row, "reason"))};
        const std::chrono::year_month_day date(*day);
        ++calendar.days_known_[int(date.year())];
        const bool ordinary = weekday_index(*day) < saturday_index;
        calendar.changes_[number_of(*day)] = int(kind == "work") - int(ordinary);
    }
    int sum = 0;
    for (auto& [day, change] : calendar.changes_) change = sum += change;
    return calendar;
}

bool WorkingDays::is_working(Day day) const
{
    const auto found = exceptions_.find(number_of(day));
    if (found != exceptions_.end()) return found->second.working;
    return weekday_index(day) < saturday_index;
}

std::string_view WorkingDays::reason(Day day) const
{
    const auto found = exceptions_.find(number_of(day));
    return found == exceptions_.end() ? std::string_view{} : std::string_view(found->second.reason);
}

Day WorkingDays::add(Day from, int count) const
{
    Day day = from;
    while (count > 0) {
        day = next_working(day + std::chrono::days(1));
        --count;
    }
    return day;
}

int WorkingDays::between(Day from, Day to) const
{
    if (to < from) return -between(to, from);
    return counted_until(to) - counted_until(from);
}

/// Working days since the Monday before 1970, that day with them: five a week, more or less what
/// the table says of days of it. The same work for any day.
int WorkingDays::counted_until(Day day) const
{
    constexpr int days_a_week = 7, working_a_week = 5, first_monday = -3; // 29 December 1969
    const int days = number_of(day) - first_monday + 1;
    const int weeks = days >= 0 ? days / days_a_week : -((-days + days_a_week - 1) / days_a_week);
    const int plain = weeks * working_a_week + std::min(days - weeks * days_a_week, working_a_week);
    const auto after = changes_.upper_bound(number_of(day));
    return plain + (after == changes_.begin() ? 0 : std::prev(after)->second);
}

Day WorkingDays::next_working(Day day) const
{
    for (int skipped = 0; !is_working(day); ++skipped) {
        if (skipped > days_off_max)
            throw std::runtime_error("calendar: more than a month without a working day");
        day += std::chrono::days(1);
    }
    return day;
}

bool WorkingDays::knows(int year) const
{
    return days_known_.contains(year);
}

} // namespace tnung::calendar
