#include "foundation/calendar/working_days.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <stdexcept>

namespace tnung::calendar {

namespace {

constexpr unsigned tuesday_index = 1, saturday_index = 5, asked_for_from_month = 11;
constexpr int tet_days = 5;
/// The longest run of days off that a decree ever made is nine; a month bounds a wrong file.
constexpr int days_off_max = 31;

int number_of(Day day)
{
    return int(day.time_since_epoch().count());
}

int year_of(Day day)
{
    return int(std::chrono::year_month_day(day).year());
}

bool is_weekday(Day day)
{
    return weekday_index(day) < saturday_index;
}

} // namespace

WorkingDays::WorkingDays(const Tables& tables)
{
    read_announced(tables.holidays);
    reckon(tables);
    int sum = 0;
    for (auto& [day, change] : changes_) change = sum += change;
}

void WorkingDays::read_announced(std::string_view text)
{
    const Tsv table("holidays.tsv", text);
    for (std::size_t row = 0; row < table.size(); ++row) {
        const auto day = parse_iso_day(table.at(row, "date"));
        const auto kind = table.at(row, "kind");
        if (!day || (kind != "off" && kind != "work"))
            throw std::runtime_error(
                fmt::format("holidays.tsv: row {} has no date or kind", row + 2)
            );
        exceptions_[number_of(*day)] = {kind == "work", std::string(table.at(row, "reason"))};
        changes_[number_of(*day)] = int(kind == "work") - int(is_weekday(*day));
        const bool confirmed = !table.at(row, "confidence").starts_with("unconfirmed");
        const auto known = announced_.emplace(year_of(*day), confirmed).first;
        known->second = known->second && confirmed;
    }
}

void WorkingDays::put_off(Day day, std::string_view reason)
{
    if (!exceptions_.emplace(number_of(day), Exception{false, std::string(reason)}).second) return;
    changes_[number_of(day)] = -int(is_weekday(day));
}

void WorkingDays::reckon(const Tables& tables)
{
    const Tsv statutory("statutory-days.tsv", tables.statutory),
        lunar("lunar-days.tsv", tables.lunar);
    for (std::size_t row = 0; row < lunar.size(); ++row) {
        const auto tet = parse_iso_day(lunar.at(row, "tet"));
        const auto kings = parse_iso_day(lunar.at(row, "hung_kings"));
        if (!tet || !kings)
            throw std::runtime_error(fmt::format("lunar-days.tsv: row {} has no days", row + 2));
        if (!announced_.contains(year_of(*tet)))
            reckon_year(year_of(*tet), statutory, *tet, *kings);
    }
}

void WorkingDays::reckon_year(int year, const Tsv& statutory, Day tet, Day kings)
{
    using std::chrono::days;
    std::map<Day, std::string_view> off;
    for (std::size_t row = 0; row < statutory.size(); ++row) {
        const auto from = parse_iso_day(statutory.at(row, "from"));
        const auto calendar = statutory.at(row, "calendar"), day = statutory.at(row, "day"),
                   placed = statutory.at(row, "placed"), reason = statutory.at(row, "reason");
        const auto holiday = calendar == "sun" ? parse_iso_day(fmt::format("{:04}-{}", year, day))
                             : day == "01-01"  ? std::optional(tet)
                             : day == "03-10"  ? std::optional(kings)
                                               : std::nullopt;
        if (!from || !holiday || (calendar != "sun" && calendar != "moon"))
            throw std::runtime_error(
                fmt::format("statutory-days.tsv: row {} is not readable", row + 2)
            );
        if (*holiday < *from) continue;
        off.emplace(*holiday, reason);
        if (placed == "tet") {
            const auto first = *holiday - days(weekday_index(*holiday) == tuesday_index ? 1 : 2);
            for (int i = 0; i < tet_days; ++i) off.emplace(first + days(i), reason);
        } else if (placed == "neighbour") {
            const auto before = *holiday - days(1), after = *holiday + days(1);
            // The day after it where that lies between it and a weekend, or the day before is in
            // one.
            const bool joins = is_weekday(after) && !is_weekday(after + days(1));
            off.emplace(joins || !is_weekday(before) ? after : before, reason);
        } else if (placed != "alone") {
            throw std::runtime_error(
                fmt::format("statutory-days.tsv: row {}: '{}' is no place", row + 2, placed)
            );
        }
    }
    for (const auto& [day, reason] : off) put_off(day, reason);
    for (const auto& [day, reason] : off)
        if (!is_weekday(day)) put_off(next_working(day), reason);
}

bool WorkingDays::is_working(Day day) const
{
    const auto found = exceptions_.find(number_of(day));
    if (found != exceptions_.end()) return found->second.working;
    return is_weekday(day);
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

bool WorkingDays::is_confirmed(int year) const
{
    const auto found = announced_.find(year);
    return found != announced_.end() && found->second;
}

std::optional<int> WorkingDays::unconfirmed_in(Day from, Day to) const
{
    // What comes before the first table is past, and nobody will announce it.
    const int first = announced_.empty() ? year_of(from) : announced_.begin()->first;
    for (int year = std::max(year_of(from), first); year <= year_of(to); ++year)
        if (!is_confirmed(year)) return year;
    return std::nullopt;
}

std::optional<int> WorkingDays::table_missing_on(Day today) const
{
    const int year = year_of(today);
    if (!is_confirmed(year)) return year;
    const bool is_time = today >= *make_day(year, asked_for_from_month, 1);
    return is_time && !is_confirmed(year + 1) ? std::optional(year + 1) : std::nullopt;
}

} // namespace tnung::calendar
