#include "gateway/case/unit_counts.hpp"

#include "foundation/text/vietnamese.hpp"

#include <algorithm>
#include <map>

namespace tnung::gateway {

namespace {

constexpr pg::Query units_query{"unit_counts.by_unit", R"sql(
    SELECT unit_code, count(*), count(*) FILTER (WHERE NOT is_over(dossier))
      FROM dossier WHERE unit_code IS NOT NULL GROUP BY unit_code
)sql"};

} // namespace

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

} // namespace tnung::gateway
