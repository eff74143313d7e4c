#include "gateway/task/task_store.hpp"

namespace tnung::gateway::task_store {

namespace {

/// Names no index: programs of before hold some kinds apart by their own (migration 0051).
constexpr pg::Query open_query{"task.open", R"sql(
    INSERT INTO task (kind, subject, subject_id, unit_code, phone_id, due_at, opened_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
    ON CONFLICT DO NOTHING
)sql"};

constexpr pg::Query open_calls_query{"task.open_calls", R"sql(
    INSERT INTO task (kind, subject, subject_id, notice_id, phone_id, unit_code, due_at, opened_at)
    SELECT 'call', new.*, $7
      FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::timestamptz[]) AS new
    ON CONFLICT (notice_id) DO NOTHING
)sql"};

constexpr pg::Query open_tasks_query{"task.open_tasks", R"sql(
    SELECT id, subject, subject_id, phone_id, follower_id, opened_at, due_at
      FROM task
     WHERE closed_at IS NULL AND kind = $2 AND ($1::text[] IS NULL OR unit_code = ANY ($1))
     ORDER BY due_at NULLS LAST, id LIMIT $3 OFFSET $4
)sql"};

constexpr pg::Query open_counts_query{"task.open_counts", R"sql(
    SELECT kind, count(*) FROM task
     WHERE closed_at IS NULL AND ($1::text[] IS NULL OR unit_code = ANY ($1))
     GROUP BY kind
)sql"};

constexpr pg::Query close_query{"task.close", R"sql(
    UPDATE task SET closed_at = $2, closed_by = $3, result = $4 WHERE id = $1 AND closed_at IS NULL
)sql"};

constexpr pg::Query close_about_query{"task.close_about", R"sql(
    UPDATE task SET closed_at = $5, result = $4
     WHERE subject_id = $2 AND subject = $1 AND kind = ANY ($3::text[]) AND closed_at IS NULL
)sql"};

} // namespace

bool open(pg::Transaction& tx, const NewTask& task, Instant now)
{
    return tx.exec(
                 open_query, task.kind, task.subject, task.subject_id, task.unit_code,
                 task.phone_id, task.due_at, now
           )
               .affected() == 1;
}

void open_calls(pg::Transaction& tx, const std::vector<Call>& calls, Instant now)
{
    if (calls.empty()) return;
    std::vector<std::string> subjects;
    std::vector<std::int64_t> subject_ids, notices;
    std::vector<std::optional<std::int64_t>> phones;
    std::vector<std::optional<std::string>> units;
    std::vector<Instant> due;
    for (const auto& call : calls) {
        subjects.emplace_back(call.subject);
        subject_ids.push_back(call.subject_id);
        notices.push_back(call.notice_id);
        phones.push_back(call.phone_id);
        units.push_back(call.unit_code);
        due.push_back(call.due_at);
    }
    tx.exec(open_calls_query, subjects, subject_ids, notices, phones, units, due, now);
}

std::vector<OpenTask> open_tasks(
    pg::Transaction& tx, const std::optional<std::vector<std::string>>& units,
    std::string_view kind, std::int64_t count_max, std::int64_t from
)
{
    const auto rows = tx.exec(open_tasks_query, units, kind, count_max, from);
    std::vector<OpenTask> tasks;
    for (std::size_t i = 0; i < rows.size(); ++i)
        tasks.push_back(
            {.id = rows.get<std::int64_t>(i, 0),
             .subject = rows.get<std::optional<std::string>>(i, 1),
             .subject_id = rows.get<std::optional<std::int64_t>>(i, 2),
             .phone_id = rows.get<std::optional<std::int64_t>>(i, 3),
             .follower_id = rows.get<std::optional<std::int64_t>>(i, 4),
             .opened_at = rows.get<Instant>(i, 5),
             .due_at = rows.get<std::optional<Instant>>(i, 6)}
        );
    return tasks;
}

std::map<std::string, std::int64_t, std::less<>>
open_counts(pg::Transaction& tx, const std::optional<std::vector<std::string>>& units)
{
    const auto rows = tx.exec(open_counts_query, units);
    std::map<std::string, std::int64_t, std::less<>> counts;
    for (std::size_t i = 0; i < rows.size(); ++i)
        counts.emplace(rows.get<std::string>(i, 0), rows.get<std::int64_t>(i, 1));
    return counts;
}

void close(
    pg::Transaction& tx, std::int64_t task_id, std::optional<std::int64_t> staff_id,
    std::string_view result, Instant now
)
{
    tx.exec(close_query, task_id, now, staff_id, result);
}

void close_about(
    pg::Transaction& tx, std::string_view subject, std::int64_t subject_id,
    const std::vector<std::string>& kinds, std::string_view result, Instant now
)
{
    tx.exec(close_about_query, subject, subject_id, kinds, result, now);
}

} // namespace tnung::gateway::task_store
