#include "foundation/text/time_text.hpp"

#include <array>

namespace tnung::text {

std::string weekday_date(Day day)
{
    constexpr std::array<const char*, 7> names = {"thứ Hai", "thứ Ba",  "thứ Tư",  "thứ Năm",
                                                  "thứ Sáu", "thứ Bảy", "Chủ nhật"};
    return std::string(names[weekday_index(day)]) + "\u00A0" + date_text(day);
}

std::string spoken_time(Instant instant)
{
    return clock_text(instant) + " ngày\u00A0" + date_text(day_of(instant));
}

} // namespace tnung::text
