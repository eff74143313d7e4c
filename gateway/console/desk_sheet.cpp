#include "gateway/console/desk_sheet.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

spreadsheet::Sheet sheet_for(const DeskRequest& asked, const std::string& title)
{
    return {
        .name = title,
        .title = title,
        .said = fmt::format(
            "{}. {} tải về lúc {} {}.", asked.desk.unit_name, asked.desk.staff.name,
            clock_text(asked.desk.now), date_text(day_of(asked.desk.now))
        )};
}

http::Response
as_file(const DeskRequest& asked, const std::string& name, const spreadsheet::Sheet& sheet)
{
    return http::file_response(
        spreadsheet::xlsx(sheet),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        fmt::format("{}-{}.xlsx", name, iso_text(day_of(asked.desk.now)))
    );
}

} // namespace tnung::gateway
