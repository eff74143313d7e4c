#include "gateway/figures/daily_figures.hpp"

#include "gateway/figures/counting.hpp"

#include <algorithm>

namespace tnung::gateway::daily_figures {

namespace {

constexpr pg::Query sums_query{"figures.sums", R"sql(
    SELECT figure, unit_code, sum(count)::bigint FROM daily_figure
     WHERE source = $1 AND day BETWEEN $2 AND $3 GROUP BY figure, unit_code
)sql"};

constexpr pg::Query counted_query{"figures.counted", R"sql(
    SELECT count(*), max(counted_at) FROM counted_day WHERE source = $1 AND day BETWEEN $2 AND $3
)sql"};

/// A count that did not change is not written again.
constexpr pg::Query store_query{"figures.store", R"sql(
    WITH new AS (
        SELECT * FROM unnest($3::text[], $4::text[], $5::bigint[]) AS new (figure, unit_code, count)
    ), gone AS (
        DELETE FROM daily_figure
         WHERE source = $1 AND day = $2 AND (figure, unit_code) NOT IN (SELECT figure, unit_code FROM new)
    ), counted AS (
        INSERT INTO counted_day (source, day, counted_at) VALUES ($1, $2, $6)
        ON CONFLICT (source, day) DO UPDATE SET counted_at = excluded.counted_at
    )
    INSERT INTO daily_figure (source, day, figure, unit_code, count)
    SELECT $1, $2, figure, unit_code, count FROM new
    ON CONFLICT (source, day, figure, unit_code) DO UPDATE SET count = excluded.count
     WHERE daily_figure.count <> excluded.count
)sql"};

/// $5 and $6: seconds. A day ends at midnight of Việt Nam, seven hours before Greenwich's.
constexpr pg::Query day_to_count_query{"figures.day_to_count", R"sql(
    SELECT days.day
      FROM (SELECT of_them::date AS day, (of_them + interval '1 day') AT TIME ZONE interval '7 hours' AS ends
              FROM generate_series($2::date::timestamp, $3::date::timestamp, interval '1 day') of_them) days
      LEFT JOIN counted_day ON counted_day.day = days.day AND source = $1
     WHERE counted_at IS NULL
        OR counted_at < ends + $6::bigint * interval '1 second'
           AND extract(epoch FROM $4::timestamptz - counted_at)
               >= greatest($5::bigint, extract(epoch FROM $4::timestamptz - ends) / $7::int)
     ORDER BY days.day DESC LIMIT 1
)sql"};

} // namespace

std::int64_t count_of(const Counts& counts, std::string_view figure)
{
    const auto found = counts.find(figure);
    return found == counts.end() ? 0 : found->second;
}

Sums sums(pg::Transaction& tx, std::string_view source, Days days)
{
    Sums result;
    const auto rows = tx.exec(sums_query, source, days.first, days.last);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto figure = rows.get<std::string>(i, 0);
        const auto count = rows.get<std::int64_t>(i, 2);
        result.of_figure[figure] += count;
        result.by_unit[rows.get<std::string>(i, 1)][figure] = count;
    }
    result.as_of =
        tx.exec(counted_query, source, days.first, days.last).get<std::optional<Instant>>(0, 1);
    return result;
}

std::int64_t days_uncounted(pg::Transaction& tx, const FigureSource& source, Days days)
{
    const auto begins = source.begins(tx);
    if (!begins) return 0;
    const auto first = std::max(days.first, day_of(*begins));
    if (first > days.last) return 0;
    const auto counted = tx.exec(counted_query, source.name, first, days.last);
    return (days.last - first).count() + 1 - counted.get<std::int64_t>(0, 0);
}

void store(
    pg::Transaction& tx, std::string_view source, Day day, const std::vector<Figure>& figures,
    Instant now
)
{
    std::vector<std::string> names, units;
    std::vector<std::int64_t> counts;
    for (const auto& one : figures) {
        if (one.count == 0) continue;
        names.push_back(one.name);
        units.push_back(one.unit_code);
        counts.push_back(one.count);
    }
    tx.exec(store_query, source, day, names, units, counts, now);
}

std::optional<Day>
day_to_count(pg::Transaction& tx, std::string_view source, Day first, Day today, Instant now)
{
    const auto rows = tx.exec(
        day_to_count_query, source, first, today, now, counting::today_every.count(),
        counting::settled_after.count(), counting::part_of_age
    );
    return rows.empty() ? std::nullopt : std::optional(rows.get<Day>(0, 0));
}

} // namespace tnung::gateway::daily_figures
