#include "gateway/delivery/costs.hpp"

#include "foundation/text/vietnamese.hpp"

#include <algorithm>

namespace tnung::gateway {

namespace {

/// What was handed over in a month, by the unit of its dossier. A notice is handed over within its
/// useful time, so only those made shortly before need be looked at.
constexpr pg::Query by_unit_query{"cost.by_unit", R"sql(
    SELECT coalesce(dossier.unit_code, ''),
           count(*) FILTER (WHERE notice.channel = 'chat'),
           count(*) FILTER (WHERE notice.channel IN ('template_by_user', 'template_by_phone')),
           count(*) FILTER (WHERE notice.channel = 'sms'),
           coalesce(sum(notice.dong), 0)::bigint
      FROM notice LEFT JOIN dossier ON dossier.id = notice.subject_id AND notice.subject = 'dossier'
     WHERE notice.created_at >= $1::timestamptz - interval '40 days' AND notice.created_at < $2
       AND notice.handed_over_at >= $1 AND notice.handed_over_at < $2
     GROUP BY 1
)sql"};

/// The codes themselves go after a month; that they were sent stays.
constexpr pg::Query codes_query{"cost.codes", R"sql(
    SELECT count(*) FROM phone_message
     WHERE kind = 'link_code' AND created_at >= $1 AND created_at < $2 AND status <> 'dropped'
)sql"};

} // namespace

Cost cost_of(pg::Transaction& tx, const UnitDirectory& units, Instant from, Instant until)
{
    Cost cost;
    const auto rows = tx.exec(by_unit_query, from, until);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto unit = units.resolve(rows.get<std::string>(i, 0));
        const CostLine line{
            unit.unit ? unit.unit->name : "Cơ quan cấp tỉnh", rows.get<std::int64_t>(i, 1),
            rows.get<std::int64_t>(i, 2), rows.get<std::int64_t>(i, 3),
            rows.get<std::int64_t>(i, 4)};
        cost.sum.chat += line.chat;
        cost.sum.templates += line.templates;
        cost.sum.sms += line.sms;
        cost.sum.dong += line.dong;
        cost.units.push_back(line);
    }
    std::ranges::sort(cost.units, [](const CostLine& a, const CostLine& b) {
        return a.dong != b.dong ? a.dong > b.dong : text::sorts_before(a.unit, b.unit);
    });
    cost.codes = tx.exec(codes_query, from, until).get<std::int64_t>(0, 0);
    return cost;
}

} // namespace tnung::gateway
