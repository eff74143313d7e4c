#pragma once

#include "foundation/base/instant.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tnung::text {

/// `thứ Sáu 09/10/2026`, with a no-break space before the date.
std::string weekday_date(Day day);
/// `10:05 ngày 09/9/2026` as people say it.
std::string spoken_time(Instant instant);
/// `24/11/1979`, `24-11-1979`, `24 11 1979`, `24111979`, `1979-11-24`; of a sensible year.
std::optional<Day> parse_typed_day(std::string_view typed);

/// A day and, where one is written, a time of it.
struct WrittenTime {
    Day day;
    std::optional<std::chrono::seconds> time; ///< since midnight in Viet Nam
};
/// As offices' files hold it: `24/11/2026`, `24-11-2026 8:12`, `08:12:30 24.11.2026`,
/// `24/11/2026 02:12:00 CH` (SA, AM, PM, sáng, trưa, chiều, tối), `14h12 ngày 24/11/2026`,
/// `ngày 24 tháng 11 năm 2026`, `2026-11-24 08:12`, `2026-11-24T08:12:00+07:00`, `20261124081200`.
/// Day before month, four digits of a year. Nothing where a part of it is not understood.
std::optional<WrittenTime> parse_written_time(std::string_view written);

} // namespace tnung::text
