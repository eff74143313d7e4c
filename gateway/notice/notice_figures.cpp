#include "gateway/notice/notice_figures.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

namespace {

constexpr pg::Query begins_query{
    "notice_figures.begins", "SELECT created_at FROM notice ORDER BY id LIMIT 1"};

/// Notices of before the column `unit_code` are their dossier's. A hand-over and its attempt are
/// written with one time, so the day's attempts name all that were handed over on it.
constexpr pg::Query count_query{"notice_figures.count", R"sql(
    WITH owed AS (
        SELECT coalesce(notice.unit_code, dossier.unit_code) AS unit, count(*) AS owed,
               count(*) FILTER (WHERE status = 'delivered') AS delivered,
               count(*) FILTER (WHERE status = 'excused') AS excused,
               count(*) FILTER (WHERE status IN ('waiting', 'handed_over', 'maybe_sent')) AS open,
               count(*) FILTER (WHERE status = 'to_call') AS to_call
          FROM notice LEFT JOIN dossier
            ON notice.unit_code IS NULL AND notice.subject = 'dossier' AND dossier.id = notice.subject_id
         WHERE notice.created_at >= $1 AND notice.created_at < $2
         GROUP BY unit
    ), unexplained AS (
        SELECT coalesce(notice.unit_code, dossier.unit_code) AS unit, count(*)
          FROM unexplained_notice notice LEFT JOIN dossier
            ON notice.unit_code IS NULL AND notice.subject = 'dossier' AND dossier.id = notice.subject_id
         WHERE notice.created_at >= $1 AND notice.created_at < $2
         GROUP BY unit
    ), handed AS (
        SELECT coalesce(notice.unit_code, dossier.unit_code) AS unit, notice.channel, count(*) AS handed,
               coalesce(sum(notice.dong), 0) AS dong
          FROM notice LEFT JOIN dossier
            ON notice.unit_code IS NULL AND notice.subject = 'dossier' AND dossier.id = notice.subject_id
         WHERE notice.id IN (SELECT notice_id FROM notice_attempt WHERE at >= $1 AND at < $2)
           AND notice.handed_over_at >= $1 AND notice.handed_over_at < $2
         GROUP BY unit, notice.channel
    )
    SELECT name, unit, count
      FROM owed, LATERAL (VALUES ('owed', owed), ('delivered', delivered), ('excused', excused), ('open', open),
                                 ('to_call', to_call)) AS figure (name, count)
    UNION ALL
    SELECT 'unexplained', unit, count FROM unexplained
    UNION ALL
    SELECT name || '.' || channel, unit, count
      FROM handed, LATERAL (VALUES ('handed', handed), ('dong', dong)) AS figure (name, count)
)sql"};

} // namespace

FigureSource notice_figures()
{
    return figures_by("notice", begins_query, count_query);
}

std::string handed_figure(Channel channel)
{
    return fmt::format("handed.{}", channel_name(channel));
}

std::string dong_figure(Channel channel)
{
    return fmt::format("dong.{}", channel_name(channel));
}

} // namespace tnung::gateway
