#include "gateway/task/task_store.hpp"

namespace tnung::gateway::task_store {

namespace {

constexpr pg::Query open_wrong_number_query{"task.open_wrong_number", R"sql(
    INSERT INTO task (kind, unit_code, dossier_id, phone_id, opened_at)
    SELECT 'wrong_number', unit_code, id, $2, $3 FROM dossier WHERE id = $1
    ON CONFLICT (dossier_id) WHERE kind = 'wrong_number' AND closed_at IS NULL DO NOTHING
)sql"};

/// Of a dossier that goes on and has no number; once while it is open.
constexpr pg::Query ask_number_query{"task.ask_number", R"sql(
    INSERT INTO task (kind, unit_code, dossier_id, phone_id, opened_at)
    SELECT 'ask_number', unit_code, id, $2, $3 FROM dossier
     WHERE id = $1 AND NOT is_over(dossier) AND told_phone(dossier) IS NULL
    ON CONFLICT (dossier_id) WHERE kind = 'ask_number' AND closed_at IS NULL DO NOTHING
)sql"};

constexpr pg::Query end_asking_query{"task.end_asking", R"sql(
    UPDATE task SET closed_at = $2, result = 'answered'
      FROM dossier
     WHERE task.dossier_id = ANY ($1::bigint[]) AND task.kind = 'ask_number' AND task.closed_at IS NULL
       AND dossier.id = task.dossier_id
       AND (is_over(dossier) OR told_phone(dossier) IS NOT NULL)
)sql"};

/// The desk opens a dossier by its own column.
constexpr pg::Query open_calls_query{"task.open_calls", R"sql(
    INSERT INTO task (kind, subject, subject_id, dossier_id, notice_id, phone_id, unit_code, due_at, opened_at)
    SELECT 'call', subject, subject_id, CASE WHEN subject = 'dossier' THEN subject_id END, notice_id, phone_id, unit_code,
           due_at, $7
      FROM unnest($1::text[], $2::bigint[], $3::bigint[], $4::bigint[], $5::text[], $6::timestamptz[])
        AS new (subject, subject_id, notice_id, phone_id, unit_code, due_at)
    ON CONFLICT (notice_id) DO NOTHING
)sql"};

/// Held: nobody closes the talk while something is put into it.
constexpr pg::Query find_talk_query{"task.find_talk", R"sql(
    SELECT id FROM task WHERE follower_id = $1 AND kind = 'talk' AND closed_at IS NULL
       FOR NO KEY UPDATE
)sql"};

constexpr pg::Query is_talking_query{"task.is_talking", R"sql(
    SELECT 1 FROM task WHERE follower_id = $1 AND kind = 'talk' AND closed_at IS NULL
)sql"};

constexpr pg::Query open_talk_query{"task.open_talk", R"sql(
    INSERT INTO task (kind, unit_code, dossier_id, follower_id, opened_at) VALUES ('talk', $2, $3, $1, $4)
    RETURNING id
)sql"};

constexpr pg::Query add_message_query{"task_message.insert", R"sql(
    INSERT INTO task_message (task_id, staff_id, text_sealed, at) VALUES ($1, $2, $3, $4)
)sql"};

/// Held likewise; none where somebody just closed it.
constexpr pg::Query answer_query{"task_message.answer", R"sql(
    WITH talk AS (SELECT id FROM task WHERE id = $1 AND kind = 'talk' AND closed_at IS NULL FOR NO KEY UPDATE)
    INSERT INTO task_message (task_id, staff_id, text_sealed, at) SELECT id, $2, $3, $4 FROM talk
)sql"};

} // namespace

void open_wrong_number(
    pg::Transaction& tx, std::int64_t dossier_id, std::int64_t phone_id, Instant now
)
{
    tx.exec(open_wrong_number_query, dossier_id, phone_id, now);
}

void ask_number(pg::Transaction& tx, std::int64_t dossier_id, std::int64_t phone_id, Instant now)
{
    tx.exec(ask_number_query, dossier_id, phone_id, now);
}

void end_asking(pg::Transaction& tx, const std::vector<std::int64_t>& dossier_ids, Instant now)
{
    if (!dossier_ids.empty()) tx.exec(end_asking_query, dossier_ids, now);
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

bool is_talking(pg::Transaction& tx, std::int64_t follower_id)
{
    return !tx.exec(is_talking_query, follower_id).empty();
}

std::int64_t open_talk(
    pg::Transaction& tx, std::int64_t follower_id, const std::optional<std::string>& unit_code,
    std::optional<std::int64_t> dossier_id, Instant now
)
{
    const auto found = tx.exec(find_talk_query, follower_id);
    if (!found.empty()) return found.get<std::int64_t>(0, 0);
    return tx.exec(open_talk_query, follower_id, unit_code, dossier_id, now)
        .get<std::int64_t>(0, 0);
}

void add_message(
    pg::Transaction& tx, std::int64_t task_id, std::optional<std::int64_t> staff_id,
    const Bytes& text_sealed, Instant now
)
{
    tx.exec(add_message_query, task_id, staff_id, text_sealed, now);
}

bool answer(
    pg::Transaction& tx, std::int64_t talk_id, std::int64_t staff_id, const Bytes& text_sealed,
    Instant now
)
{
    return tx.exec(answer_query, talk_id, staff_id, text_sealed, now).affected() == 1;
}

} // namespace tnung::gateway::task_store
