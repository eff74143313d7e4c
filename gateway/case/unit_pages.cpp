#include "gateway/case/unit_pages.hpp"

#include "foundation/desk/desk_sheet.hpp"
#include "foundation/form/list.hpp"
#include "gateway/case/unit_counts.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

using namespace html;

namespace {

constexpr std::string_view path = "/can-bo/don-vi";

forms::List<UnitCount> unit_list()
{
    return {
        {.name = "Đơn vị",
         .path = std::string(path),
         .find = "Tên hoặc mã đơn vị",
         .none = "Chưa nạp danh mục xã, phường."},
        {{.name = "Đơn vị", .value = [](const UnitCount& one) { return one.name; }, .width = 32},
         {.name = "Mã",
          .value = [](const UnitCount& one) { return one.code; },
          .look = "code",
          .width = 10},
         {.name = "Hồ sơ",
          .value = [](const UnitCount& one) { return one.dossiers; },
          .look = "num",
          .width = 12},
         {.name = "Đang làm",
          .value = [](const UnitCount& one) { return one.open; },
          .look = "num",
          .width = 12}}};
}

} // namespace

DeskRoutes UnitPages::routes() const
{
    using http::Method;
    return {
        {{.method = Method::get, .pattern = "/can-bo/don-vi", .roles = may::watch},
         door::at(this, &UnitPages::units)},
        {{.method = Method::get, .pattern = "/can-bo/don-vi/tai-ve", .roles = may::watch},
         door::at(this, &UnitPages::units_sheet)}};
}

http::Response UnitPages::units(const DeskRequest& asked) const
{
    auto all = dossiers_by_unit(asked.tx, units_);
    const auto heading = fmt::format("{} xã, phường", all.size());
    return frame_.page(
        asked,
        {.title = "Đơn vị",
         .here = std::string(path),
         .content = section(
             {cls("stack"), h1({heading}),
              sheet_link(frame_.assets, fmt::format("{}/tai-ve", path)),
              unit_list().page(frame_.assets, std::move(all), forms::list_asked(asked.request))}
         )}
    );
}

http::Response UnitPages::units_sheet(const DeskRequest& asked) const
{
    auto sheet = sheet_for(asked.desk, "Hồ sơ theo đơn vị");
    unit_list().fill(sheet, dossiers_by_unit(asked.tx, units_));
    return sheet_response(asked.desk, "ho-so-theo-don-vi", sheet);
}

} // namespace tnung::gateway
