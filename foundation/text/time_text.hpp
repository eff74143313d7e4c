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
/// `24/11/1979`, `24-11-1979`, `24 11 1979`, `24111979`, `1979-11-24`.
std::optional<Day> parse_typed_day(std::string_view typed);

} // namespace tnung::text
