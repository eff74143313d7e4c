#include "foundation/audit/recent_acts.hpp"

namespace tnung::audit {

namespace {

constexpr pg::Query counts_query{"audit.recent_counts", R"sql(
    SELECT entry->>'act', count(*), count(DISTINCT entry->>'actor')
      FROM (SELECT convert_from(body, 'UTF8')::jsonb AS entry FROM audit_entry ORDER BY id DESC LIMIT 10000) newest
     GROUP BY 1 ORDER BY 2 DESC
)sql"};

constexpr pg::Query recent_query{"audit.recent", R"sql(
    SELECT entry->>'at', entry->>'act', entry->>'actor', entry->>'subject'
      FROM (SELECT id, convert_from(body, 'UTF8')::jsonb AS entry FROM audit_entry ORDER BY id DESC LIMIT 10000) newest
     WHERE entry->>'act' = ANY ($1::text[])
     ORDER BY id DESC LIMIT $2
)sql"};

} // namespace

std::vector<ActCount> recent_counts(pg::Transaction& tx)
{
    const auto rows = tx.exec(counts_query);
    std::vector<ActCount> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back(
            {rows.get<std::string>(i, 0), rows.get<std::int64_t>(i, 1),
             rows.get<std::int64_t>(i, 2)}
        );
    return all;
}

std::vector<RecentAct>
recent(pg::Transaction& tx, const std::vector<std::string>& acts, std::int64_t count_max)
{
    const auto rows = tx.exec(recent_query, acts, count_max);
    std::vector<RecentAct> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back(
            {parse_iso(rows.text(i, 0)), rows.get<std::string>(i, 1), rows.get<std::string>(i, 2),
             rows.get<std::string>(i, 3)}
        );
    return all;
}

} // namespace tnung::audit
