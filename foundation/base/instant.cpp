#include "foundation/base/instant.hpp"

#include <fmt/format.h>

#include <charconv>

namespace tnung {

using namespace std::chrono;

namespace {

/// Reads exactly `length` digits at the front and drops them.
std::optional<int> take_digits(std::string_view& text, std::size_t length)
{
    if (text.size() < length) return std::nullopt;
    int value = 0;
    for (std::size_t i = 0; i < length; ++i) {
        if (text[i] < '0' || text[i] > '9') return std::nullopt;
        value = value * 10 + (text[i] - '0');
    }
    text.remove_prefix(length);
    return value;
}

bool take(std::string_view& text, char expected)
{
    if (text.empty() || text.front() != expected) return false;
    text.remove_prefix(1);
    return true;
}

std::optional<LocalTime> time_on(Day day, int hour, int minute, int second)
{
    if (hour > 23 || minute > 59 || second > 59) return std::nullopt;
    return LocalTime(day) + hours(hour) + minutes(minute) + seconds(second);
}

std::optional<Day> take_day(std::string_view& text)
{
    const auto year = take_digits(text, 4);
    if (!year || !take(text, '-')) return std::nullopt;
    const auto month = take_digits(text, 2);
    if (!month || !take(text, '-')) return std::nullopt;
    const auto day = take_digits(text, 2);
    if (!day) return std::nullopt;
    return make_day(*year, unsigned(*month), unsigned(*day));
}

/// The fraction after the seconds, to microseconds; further digits are dropped.
std::optional<microseconds> take_fraction(std::string_view& text)
{
    if (!take(text, '.')) return microseconds(0);
    int digits = 0;
    std::int64_t value = 0;
    while (!text.empty() && text.front() >= '0' && text.front() <= '9') {
        if (digits < 6) value = value * 10 + (text.front() - '0');
        ++digits;
        text.remove_prefix(1);
    }
    constexpr int fraction_digits_max = 12;
    if (digits == 0 || digits > fraction_digits_max) return std::nullopt;
    for (int i = digits; i < 6; ++i) value *= 10;
    return microseconds(value);
}

std::optional<minutes> take_offset(std::string_view& text)
{
    if (take(text, 'Z')) return minutes(0);
    const bool east = !text.empty() && text.front() == '+';
    if (!east && (text.empty() || text.front() != '-')) return std::nullopt;
    text.remove_prefix(1);
    const auto hour = take_digits(text, 2);
    if (!hour) return std::nullopt;
    take(text, ':');
    const auto minute = take_digits(text, 2);
    constexpr int offset_hours_max = 14;
    if (!minute || *hour > offset_hours_max || *minute > 59) return std::nullopt;
    const minutes offset = hours(*hour) + minutes(*minute);
    return east ? offset : -offset;
}

} // namespace

LocalTime to_local(Instant instant)
{
    return LocalTime(instant.time_since_epoch() + vietnam_offset);
}

Instant from_local(LocalTime local)
{
    return Instant(local.time_since_epoch() - vietnam_offset);
}

Day day_of(Instant instant)
{
    return floor<days>(to_local(instant));
}

Instant start_of(Day day)
{
    return from_local(LocalTime(day));
}

Instant end_of(Day day)
{
    return start_of(day + days(1)) - seconds(1);
}

bool is_sensible(Day day)
{
    return day >= local_days(1900y / January / 1) && day < local_days(2200y / January / 1);
}

bool is_no_date(Day day)
{
    return day < local_days(2y / January / 1) || day >= local_days(9998y / December / 31);
}

bool is_no_date(Instant instant)
{
    const auto day = day_of(instant);
    return is_no_date(day) || instant == Instant{} || instant == start_of(day_of(Instant{})) ||
           instant == start_of(local_days(1900y / January / 1));
}

std::optional<Day> make_day(int y, unsigned m, unsigned d)
{
    const year_month_day date{year(y), month(m), day(d)};
    if (!date.ok()) return std::nullopt;
    return local_days(date);
}

std::string iso_text(Instant instant)
{
    const auto local = to_local(instant);
    const auto midnight = floor<days>(local);
    const hh_mm_ss time(local - midnight);
    return fmt::format(
        "{}T{:02}:{:02}:{:02}.{:06}+07:00", iso_text(midnight), time.hours().count(),
        time.minutes().count(), time.seconds().count(), time.subseconds().count()
    );
}

std::string iso_text(Day day)
{
    const year_month_day date(day);
    return fmt::format(
        "{:04}-{:02}-{:02}", int(date.year()), unsigned(date.month()), unsigned(date.day())
    );
}

std::optional<Instant> parse_iso(std::string_view text)
{
    const auto day = take_day(text);
    if (!day || (!take(text, 'T') && !take(text, ' '))) return std::nullopt;
    const auto hour = take_digits(text, 2);
    if (!hour || !take(text, ':')) return std::nullopt;
    const auto minute = take_digits(text, 2);
    if (!minute) return std::nullopt;
    int second = 0;
    if (take(text, ':')) {
        const auto read = take_digits(text, 2);
        if (!read) return std::nullopt;
        second = *read;
    }
    const auto fraction = take_fraction(text);
    if (!fraction) return std::nullopt;
    const auto offset = take_offset(text);
    if (!offset || !text.empty()) return std::nullopt;
    const auto local = time_on(*day, *hour, *minute, second);
    if (!local) return std::nullopt;
    return Instant(local->time_since_epoch() + *fraction - *offset);
}

std::optional<Day> parse_iso_day(std::string_view text)
{
    const auto day = take_day(text);
    if (!text.empty()) return std::nullopt;
    return day;
}

std::optional<Instant> parse_compact(std::string_view text)
{
    const auto year = take_digits(text, 4);
    const auto month = year ? take_digits(text, 2) : std::nullopt;
    const auto day = month ? take_digits(text, 2) : std::nullopt;
    const auto hour = day ? take_digits(text, 2) : std::nullopt;
    const auto minute = hour ? take_digits(text, 2) : std::nullopt;
    const auto second = minute ? take_digits(text, 2) : std::nullopt;
    if (!second || !text.empty()) return std::nullopt;
    const auto date = make_day(*year, unsigned(*month), unsigned(*day));
    if (!date) return std::nullopt;
    const auto local = time_on(*date, *hour, *minute, *second);
    if (!local) return std::nullopt;
    return from_local(*local);
}

std::string compact_text(Instant instant)
{
    const auto local = to_local(instant);
    const auto day = floor<days>(local);
    const year_month_day date(day);
    const hh_mm_ss time(floor<seconds>(local - day));
    return fmt::format(
        "{:04}{:02}{:02}{:02}{:02}{:02}", int(date.year()), unsigned(date.month()),
        unsigned(date.day()), time.hours().count(), time.minutes().count(), time.seconds().count()
    );
}

std::string date_text(Day day)
{
    const year_month_day date(day);
    return fmt::format(
        "{:02}/{:02}/{:04}", unsigned(date.day()), unsigned(date.month()), int(date.year())
    );
}

std::string short_date_text(Day day)
{
    const year_month_day date(day);
    return fmt::format("{:02}/{:02}", unsigned(date.day()), unsigned(date.month()));
}

std::string clock_text(Instant instant)
{
    const auto local = to_local(instant);
    const hh_mm_ss time(floor<minutes>(local) - floor<days>(local));
    return fmt::format("{:02}:{:02}", time.hours().count(), time.minutes().count());
}

std::string full_clock_text(Instant instant)
{
    const auto local = floor<seconds>(to_local(instant));
    const hh_mm_ss time(local - floor<days>(local));
    return fmt::format("{}:{:02}", clock_text(instant), time.seconds().count());
}

unsigned weekday_index(Day day)
{
    return weekday(day).iso_encoding() - 1;
}

std::int64_t to_milliseconds(Instant instant)
{
    return floor<milliseconds>(instant).time_since_epoch().count();
}

Instant from_milliseconds(std::int64_t value)
{
    return Instant(milliseconds(value));
}

} // namespace tnung
