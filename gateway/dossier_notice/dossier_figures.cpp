#include "gateway/dossier_notice/dossier_figures.hpp"

#include "gateway/dossier_notice/dossier_subject.hpp"

namespace tnung::gateway {

namespace {

constexpr pg::Query begins_query{
    "dossier_figures.begins", "SELECT recorded_at FROM dossier_event ORDER BY id LIMIT 1"};

constexpr pg::Query count_query{"dossier_figures.count", R"sql(
    WITH counted AS (
        SELECT unit_code, count(*) AS causes, count(*) FILTER (WHERE excuse IS NOT NULL) AS excused,
               count(*) FILTER (WHERE (excuse IS NULL) = (NOT EXISTS (
                   SELECT 1 FROM notice WHERE notice.cause_id = dossier_event.id AND notice.subject = 'dossier'))) AS unexplained
          FROM dossier_event JOIN dossier ON dossier.id = dossier_event.dossier_id
         WHERE dossier_event.recorded_at >= $1 AND dossier_event.recorded_at < $2
         GROUP BY unit_code
    )
    SELECT name, unit_code, count
      FROM counted, LATERAL (VALUES ('causes', causes), ('causes.excused', excused),
                                    ('unexplained', unexplained)) AS figure (name, count)
)sql"};

} // namespace

FigureSource dossier_figures()
{
    return figures_by(DossierSubject::subject_name, begins_query, count_query);
}

} // namespace tnung::gateway
