#include "gateway/worklist/worklist_store.hpp"

#include "gateway/citizen/number_stop.hpp"
#include "gateway/notice/notice_store.hpp"

namespace tnung::gateway::worklist_store {

namespace {

/// A call asks what sending asks: the number of today, which was not stopped; details of its owner.
constexpr pg::Query tasks_query{"console.tasks", R"sql(
    SELECT task.id, task.kind, task.unit_code, task.dossier_id, coalesce(dossier.code, ''),
           coalesce(dossier.procedure_name, ''), dossier.state, task.opened_at, task.due_at, task.calls,
           phone.number_sealed, coalesce(dossier.owner_name_sealed, owner.name_sealed), coalesce(notice.kind, ''), coalesce(dossier.agency_name, ''),
           dossier.due_at,
           CASE WHEN event.owner_id IS NULL OR event.owner_id = dossier.owner_id THEN event.detail_sealed END,
           (SELECT text_sealed FROM task_message
             WHERE task_message.task_id = task.id AND staff_id IS NULL ORDER BY task_message.id DESC LIMIT 1),
           coalesce(phone.kind = 'mobile', false)
      FROM task
      LEFT JOIN dossier ON dossier.id = task.dossier_id
      LEFT JOIN owner ON owner.id = dossier.owner_id
      LEFT JOIN phone ON phone.id = CASE WHEN task.kind = 'call' AND dossier.id IS NOT NULL
                                         THEN told_phone(dossier)
                                         ELSE task.phone_id END
      LEFT JOIN notice ON notice.id = task.notice_id
      LEFT JOIN dossier_event event ON event.id = notice.cause_id AND notice.subject = 'dossier'
     WHERE task.closed_at IS NULL
       AND NOT (task.kind = 'call' AND (phone.stopped_at IS NOT NULL OR coalesce(dossier.refused_phone_id = phone.id, false)))
       AND ($1::text[] IS NULL OR coalesce(dossier.unit_code, task.unit_code) = ANY ($1))
       AND ($2::text IS NULL OR task.kind = $2) AND ($4::bigint IS NULL OR task.id = $4)
     ORDER BY task.due_at NULLS LAST, task.id LIMIT $3 OFFSET $5
)sql"};

constexpr pg::Query count_tasks_query{"console.count_tasks", R"sql(
    SELECT count(*) FILTER (WHERE task.kind = 'wrong_number'), count(*) FILTER (WHERE task.kind = 'talk'),
           count(*) FILTER (WHERE task.kind = 'call'), count(*) FILTER (WHERE task.kind = 'ask_number')
      FROM task
      LEFT JOIN dossier of_it ON of_it.id = task.dossier_id
      LEFT JOIN phone ON phone.id = CASE WHEN task.kind = 'call' AND of_it.id IS NOT NULL
                                         THEN told_phone(of_it)
                                         ELSE task.phone_id END
     WHERE closed_at IS NULL
       AND NOT (task.kind = 'call' AND (phone.stopped_at IS NOT NULL OR coalesce(of_it.refused_phone_id = phone.id, false)))
       AND ($1::text[] IS NULL OR coalesce(of_it.unit_code, task.unit_code) = ANY ($1))
)sql"};

constexpr pg::Query close_task_query{"console.close_task", R"sql(
    UPDATE task SET closed_at = $2, closed_by = $3, result = $4 WHERE id = $1 AND closed_at IS NULL
)sql"};

constexpr pg::Query count_call_query{"console.count_call", R"sql(
    UPDATE task SET calls = calls + 1 WHERE id = $1 AND closed_at IS NULL RETURNING calls
)sql"};

constexpr pg::Query call_of_task_query{"console.call_of_task", R"sql(
    SELECT task.notice_id,
           CASE WHEN dossier.id IS NULL THEN task.phone_id ELSE told_phone(dossier) END
      FROM task LEFT JOIN dossier ON dossier.id = task.dossier_id
     WHERE task.id = $1 AND task.kind = 'call' AND task.closed_at IS NULL FOR UPDATE OF task
)sql"};

constexpr pg::Query talk_query{"console.talk", R"sql(
    SELECT task.follower_id, follower.language, task.unit_code, task.dossier_id, follower.display_name_sealed,
           task.closed_at IS NULL, follower.interacted_at
      FROM task JOIN follower ON follower.id = task.follower_id
     WHERE task.id = $1 AND task.kind = 'talk'
)sql"};

constexpr pg::Query talk_messages_query{"console.talk_messages", R"sql(
    SELECT staff.name, message.text_sealed, message.at
      FROM task_message message LEFT JOIN staff ON staff.id = message.staff_id
     WHERE message.task_id = $1 ORDER BY message.id
)sql"};

TaskRow read_task(const pg::Rows& rows, std::size_t i, const PersonKeys& keys)
{
    TaskRow task{
        .id = rows.get<std::int64_t>(i, 0),
        .kind = rows.get<std::string>(i, 1),
        .unit_code = rows.get<std::optional<std::string>>(i, 2),
        .dossier_id = rows.get<std::optional<std::int64_t>>(i, 3),
        .code = rows.get<std::string>(i, 4),
        .procedure_name = rows.get<std::string>(i, 5),
        .state = rows.get<std::optional<int>>(i, 6),
        .opened_at = rows.get<Instant>(i, 7),
        .due_at = rows.get<std::optional<Instant>>(i, 8),
        .calls = rows.get<int>(i, 9),
        .notice_kind = rows.get<std::string>(i, 12)};
    if (!rows.is_null(i, 10))
        task.number = opened(keys.phone, rows.get<Bytes>(i, 10), "phone.number");
    if (!rows.is_null(i, 11))
        task.owner_name = opened(keys.owner, rows.get<Bytes>(i, 11), "owner.name");
    task.agency_name = rows.get<std::string>(i, 13);
    task.dossier_due_at = rows.get<std::optional<Instant>>(i, 14);
    if (!rows.is_null(i, 15))
        task.detail =
            parse_detail_text(opened(keys.detail, rows.get<Bytes>(i, 15), "dossier_event.detail"));
    if (!rows.is_null(i, 16))
        task.asked = opened(keys.message, rows.get<Bytes>(i, 16), "task_message.text");
    task.number_told_elsewhere = rows.get<bool>(i, 17);
    return task;
}

} // namespace

std::vector<TaskRow> open_tasks(
    pg::Transaction& tx, const PersonKeys& keys, const UnitScope& scope, std::string_view kind,
    std::int64_t count_max, std::int64_t from
)
{
    const auto rows = tx.exec(tasks_query, scope.filter(), kind, count_max, std::nullopt, from);
    std::vector<TaskRow> tasks;
    for (std::size_t i = 0; i < rows.size(); ++i) tasks.push_back(read_task(rows, i, keys));
    return tasks;
}

TaskCounts count_tasks(pg::Transaction& tx, const UnitScope& scope)
{
    const auto rows = tx.exec(count_tasks_query, scope.filter());
    return {
        rows.get<std::int64_t>(0, 0), rows.get<std::int64_t>(0, 1), rows.get<std::int64_t>(0, 2),
        rows.get<std::int64_t>(0, 3)};
}

std::optional<TaskRow> find_task(pg::Transaction& tx, const PersonKeys& keys, std::int64_t task_id)
{
    const auto rows = tx.exec(tasks_query, std::nullopt, std::nullopt, 1, task_id, 0);
    if (rows.empty()) return std::nullopt;
    return read_task(rows, 0, keys);
}

void close_task(
    pg::Transaction& tx, std::int64_t task_id, Id<Staff> staff, std::string_view result, Instant now
)
{
    tx.exec(close_task_query, task_id, now, staff, result);
}

void record_call(
    pg::Transaction& tx, std::int64_t task_id, CallResult result, Id<Staff> staff, Instant now
)
{
    const auto call = tx.exec(call_of_task_query, task_id);
    if (call.empty()) return; // somebody else recorded it
    const auto notice = call.get<std::int64_t>(0, 0);
    switch (result) {
    case CallResult::reached:
        notice_store::settle_call(tx, notice, "reached", MessageStatus::delivered, {}, now);
        return close_task(tx, task_id, staff, "reached", now);
    case CallResult::no_answer:
        if (tx.exec(count_call_query, task_id).get<int>(0, 0) < calls_max) {
            notice_store::note_call(tx, notice, now);
            return;
        }
        notice_store::settle_call(
            tx, notice, "no_answer", MessageStatus::excused, Excuse::not_reached, now
        );
        return close_task(tx, task_id, staff, "not_reached", now);
    case CallResult::wrong_person:
        notice_store::settle_call(
            tx, notice, "wrong_person", MessageStatus::excused, Excuse::not_me, now
        );
        close_task(tx, task_id, staff, "wrong_person", now);
        if (const auto phone = call.get<std::optional<std::int64_t>>(0, 1))
            number_stop::stop(tx, *phone, "clerk", now);
        return;
    }
    std::abort();
}

std::optional<Talk> load_talk(pg::Transaction& tx, const PersonKeys& keys, std::int64_t task_id)
{
    const auto rows = tx.exec(talk_query, task_id);
    if (rows.empty()) return std::nullopt;
    Talk talk{
        .task_id = task_id,
        .follower_id = rows.get<std::int64_t>(0, 0),
        .language = rows.get<std::string>(0, 1),
        .unit_code = rows.get<std::optional<std::string>>(0, 2),
        .dossier_id = rows.get<std::optional<std::int64_t>>(0, 3),
        .open = rows.get<bool>(0, 5),
        .interacted_at = rows.get<std::optional<Instant>>(0, 6)};
    if (!rows.is_null(0, 4))
        talk.display_name = opened(keys.follower, rows.get<Bytes>(0, 4), "follower.display_name");
    const auto messages = tx.exec(talk_messages_query, task_id);
    for (std::size_t i = 0; i < messages.size(); ++i)
        talk.messages.push_back(
            {messages.get<std::optional<std::string>>(i, 0),
             opened(keys.message, messages.get<Bytes>(i, 1), "task_message.text"),
             messages.get<Instant>(i, 2)}
        );
    return talk;
}

} // namespace tnung::gateway::worklist_store
