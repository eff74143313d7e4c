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
    http::Response response{.body = spreadsheet::xlsx(sheet)};
    return response
        .with("Content-Type", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet")
        .with(
            "Content-Disposition",
            fmt::format(
                "attachment; filename=\"{}-{}.xlsx\"", name, iso_text(day_of(asked.desk.now))
            )
        )
        .with("Cache-Control", "no-store")
        .with("X-Content-Type-Options", "nosniff");
}

} // namespace tnung::gateway
