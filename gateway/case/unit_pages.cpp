#include "gateway/case/unit_pages.hpp"

#include "foundation/desk/desk_sheet.hpp"
#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tnung::gateway {

using namespace html;

namespace {

constexpr pg::Query units_query{"admin.units", R"sql(
    SELECT unit_code, count(*), count(*) FILTER (WHERE state NOT IN (3, 8, 10))
      FROM dossier WHERE unit_code IS NOT NULL GROUP BY unit_code
)sql"};

struct UnitCount {
    std::string name, code;
    std::int64_t dossiers, open;
};

/// Every unit, by name.
std::vector<UnitCount> dossiers_by_unit(pg::Transaction& tx, const UnitDirectory& directory)
{
    const auto counted = tx.exec(units_query);
    std::map<std::string, std::pair<std::int64_t, std::int64_t>> counts;
    for (std::size_t i = 0; i < counted.size(); ++i)
        counts[counted.get<std::string>(i, 0)] = {
            counted.get<std::int64_t>(i, 1), counted.get<std::int64_t>(i, 2)};
    std::vector<UnitCount> units;
    for (const auto& unit : directory.units()) {
        const auto [dossiers, open] = counts[unit.code];
        units.push_back({unit.name, unit.code, dossiers, open});
    }
    std::ranges::sort(units, text::sorts_before, &UnitCount::name);
    return units;
}

} // namespace

DeskRoutes UnitPages::routes() const
{
    using http::Method;
    return {
        {{.method = Method::get, .pattern = "/can-bo/don-vi", .roles = may::watch},
         [this](const DeskRequest& asked) { return units(asked); }},
        {{.method = Method::get, .pattern = "/can-bo/don-vi/tai-ve", .roles = may::watch},
         [this](const DeskRequest& asked) { return units_sheet(asked); }}};
}

http::Response UnitPages::units(const DeskRequest& asked) const
{
    std::vector<DeskRow> rows;
    for (const auto& unit : dossiers_by_unit(asked.tx, units_))
        rows.push_back(DeskRow{
            cell(unit.name), cell(cls("code"), unit.code),
            cell(cls("num"), fmt::format("{}", unit.dossiers)),
            cell(cls("num"), fmt::format("{}", unit.open))});
    return frame_.page(
        asked, {.title = "Đơn vị",
                .here = "/can-bo/don-vi",
                .content = section(
                    {cls("stack"), h1({fmt::format("{} xã, phường", rows.size())}),
                     sheet_link(frame_.assets, "/can-bo/don-vi/tai-ve"),
                     desk_table("Đơn vị", {"Đơn vị", "Mã", "Hồ sơ", "Đang làm"}, rows)}
                )}
    );
}

http::Response UnitPages::units_sheet(const DeskRequest& asked) const
{
    auto sheet = sheet_for(asked.desk, "Hồ sơ theo đơn vị");
    sheet.columns = {{"Đơn vị", 32}, {"Mã", 10}, {"Hồ sơ", 12}, {"Đang làm", 12}};
    for (const auto& one : dossiers_by_unit(asked.tx, units_))
        sheet.rows.push_back({one.name, one.code, one.dossiers, one.open});
    return sheet_response(asked.desk, "ho-so-theo-don-vi", sheet);
}

} // namespace tnung::gateway
