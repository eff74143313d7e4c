#include "foundation/text/time_text.hpp"

#include "foundation/base/bytes.hpp"

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

std::optional<Day> parse_typed_day(std::string_view typed)
{
    if (const auto iso = parse_iso_day(typed)) return iso;
    std::array<std::string, 3> parts;
    if (typed.size() == 8 && is_digits(typed)) {
        parts = {
            std::string(typed.substr(0, 2)), std::string(typed.substr(2, 2)),
            std::string(typed.substr(4))};
    } else {
        std::size_t part = 0;
        for (const char c : typed) {
            if (c >= '0' && c <= '9')
                parts[part].push_back(c);
            else if (c != '/' && c != '-' && c != '.' && c != ' ')
                return std::nullopt;
            else if (!parts[part].empty() && ++part == parts.size())
                return std::nullopt;
        }
    }
    const auto day = parse_integer(parts[0]), month = parse_integer(parts[1]),
               year = parse_integer(parts[2]);
    if (!day || !month || !year || *day > 31 || *month > 12 || parts[2].size() != 4)
        return std::nullopt;
    return make_day(int(*year), unsigned(*month), unsigned(*day));
}

} // namespace tnung::text
