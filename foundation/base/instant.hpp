#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <string_view>

namespace tnung {

/// A point in time, UTC, microseconds as PostgreSQL keeps them.
using Instant = std::chrono::sys_time<std::chrono::microseconds>;

/// A day of the Viet Nam calendar (UTC+7 all year, no summer time).
using Day = std::chrono::local_days;

/// Wall-clock time in Viet Nam.
using LocalTime = std::chrono::local_time<std::chrono::microseconds>;

inline constexpr std::chrono::hours vietnam_offset{7};

LocalTime to_local(Instant instant);
Instant from_local(LocalTime local);
Day day_of(Instant instant);
/// Midnight in Viet Nam at which the day begins.
Instant start_of(Day day);
/// The last second of the day in Viet Nam: until then something due on it is not late.
Instant end_of(Day day);
std::optional<Day> make_day(int year, unsigned month, unsigned day);

/// Whether a dossier, a paper or a person's life can name that year: 1900 to 2199.
bool is_sensible(Day day);
/// Whether it is what programs write where they have no date: the year 1 (.NET, Java) or 9999
/// (databases, "no end").
bool is_no_date(Day day);
/// The same of a time: also the moment from which programs count, and the 1st of January 1900.
bool is_no_date(Instant instant);

/// `2026-11-24T09:30:00.123456+07:00`
std::string iso_text(Instant instant);
/// `2026-11-24`
std::string iso_text(Day day);
/// ISO 8601 / RFC 3339 with an offset or `Z`; nothing where it is not exactly that.
std::optional<Instant> parse_iso(std::string_view text);
/// `2026-11-24`
std::optional<Day> parse_iso_day(std::string_view text);
/// `yyyyMMddHHmmss` in Viet Nam time, as the national portal writes it (dossiers.md 7.1).
std::optional<Instant> parse_compact(std::string_view text);

/// What `parse_compact` reads, without fractions of a second.
std::string compact_text(Instant instant);

/// `24/11/2026`
std::string date_text(Day day);
/// `24/11`
std::string short_date_text(Day day);
/// `09:30`
std::string clock_text(Instant instant);
/// "14:32:07"
std::string full_clock_text(Instant instant);
/// 0 = Monday … 6 = Sunday.
unsigned weekday_index(Day day);

std::int64_t to_milliseconds(Instant instant);
Instant from_milliseconds(std::int64_t milliseconds);

} // namespace tnung
