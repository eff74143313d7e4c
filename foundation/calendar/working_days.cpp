#include "foundation/calendar/working_days.hpp"

#include "foundation/base/tsv.hpp"

#include <fmt/format.h>

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
    }
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
    int count = 0;
    for (Day day = from + std::chrono::days(1); day <= to; day += std::chrono::days(1))
        if (is_working(day)) ++count;
    return count;
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
