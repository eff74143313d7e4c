#pragma once

#include "foundation/base/instant.hpp"

#include <string>

namespace tnung::text {

/// `thứ Sáu 09/10/2026`, with a no-break space before the date.
std::string weekday_date(Day day);
/// `10:05 ngày 09/9/2026` as people say it.
std::string spoken_time(Instant instant);

} // namespace tnung::text
