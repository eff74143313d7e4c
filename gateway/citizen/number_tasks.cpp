#include "gateway/citizen/number_tasks.hpp"

#include "gateway/task/task_store.hpp"

namespace tnung::gateway::number_tasks {

namespace {

constexpr std::string_view subject = "dossier";

constexpr pg::Query unit_query{"number_tasks.unit", "SELECT unit_code FROM dossier WHERE id = $1"};

constexpr pg::Query unit_to_ask_query{"number_tasks.unit_to_ask", R"sql(
    SELECT unit_code FROM dossier WHERE id = $1 AND NOT is_over(dossier) AND told_phone(dossier) IS NULL
)sql"};

constexpr pg::Query end_asking_query{"number_tasks.end_asking", R"sql(
    UPDATE task SET closed_at = $2, result = 'answered'
      FROM dossier
     WHERE task.subject_id = ANY ($1::bigint[]) AND task.subject = 'dossier'
       AND task.kind = 'ask_number' AND task.closed_at IS NULL
       AND dossier.id = task.subject_id
       AND (is_over(dossier) OR told_phone(dossier) IS NOT NULL)
)sql"};

void open(
    pg::Transaction& tx, const pg::Query& unit, std::string_view kind, std::int64_t dossier_id,
    std::int64_t phone_id, Instant now
)
{
    const auto rows = tx.exec(unit, dossier_id);
    if (rows.empty()) return;
    task_store::open(
        tx,
        {.kind = kind,
         .subject = subject,
         .subject_id = dossier_id,
         .unit_code = rows.get<std::optional<std::string>>(0, 0),
         .phone_id = phone_id,
         .due_at = {}},
        now
    );
}

} // namespace

void open_wrong_number(
    pg::Transaction& tx, std::int64_t dossier_id, std::int64_t phone_id, Instant now
)
{
    open(tx, unit_query, wrong_number, dossier_id, phone_id, now);
}

void open_ask_number(
    pg::Transaction& tx, std::int64_t dossier_id, std::int64_t phone_id, Instant now
)
{
    open(tx, unit_to_ask_query, ask_number, dossier_id, phone_id, now);
}

void end_asking(pg::Transaction& tx, const std::vector<std::int64_t>& dossier_ids, Instant now)
{
    if (!dossier_ids.empty()) tx.exec(end_asking_query, dossier_ids, now);
}

} // namespace tnung::gateway::number_tasks
