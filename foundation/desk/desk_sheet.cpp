#include "foundation/desk/desk_sheet.hpp"

#include <fmt/format.h>

namespace tnung {

spreadsheet::Sheet sheet_for(const Seat& seat, const std::string& title)
{
    return {
        .name = title,
        .title = title,
        .said = fmt::format(
            "{}. {} tải về lúc {} {}.", seat.unit_name, seat.staff.name, clock_text(seat.now),
            date_text(day_of(seat.now))
        )};
}

http::Response
sheet_response(const Seat& seat, const std::string& name, const spreadsheet::Sheet& sheet)
{
    return http::file_response(
        spreadsheet::xlsx(sheet),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        fmt::format("{}-{}.xlsx", name, iso_text(day_of(seat.now)))
    );
}

} // namespace tnung
