#include "gateway/worklist/call_store.hpp"

#include "gateway/citizen/number_stop.hpp"
#include "gateway/notice/notice_store.hpp"
#include "gateway/task/task_store.hpp"

namespace tnung::gateway::call_store {

namespace {

constexpr pg::Query calls_query{"calls.open", R"sql(
    SELECT task.id, task.unit_code, dossier.id, coalesce(dossier.code, ''), coalesce(dossier.procedure_name, ''),
           coalesce(dossier.agency_name, ''), dossier.due_at, task.opened_at, task.due_at, task.calls,
           phone.number_sealed, coalesce(dossier.owner_name_sealed, owner.name_sealed), coalesce(notice.kind, ''),
           CASE WHEN event.owner_id IS NULL OR event.owner_id = dossier.owner_id THEN event.detail_sealed END
      FROM task
      LEFT JOIN dossier ON dossier.id = task.subject_id AND task.subject = 'dossier'
      LEFT JOIN owner ON owner.id = dossier.owner_id
      LEFT JOIN phone ON phone.id = CASE WHEN dossier.id IS NULL THEN task.phone_id ELSE told_phone(dossier) END
      LEFT JOIN notice ON notice.id = task.notice_id
      LEFT JOIN dossier_event event ON event.id = notice.cause_id AND notice.subject = 'dossier'
     WHERE task.closed_at IS NULL AND task.kind = 'call'
       AND phone.stopped_at IS NULL AND NOT coalesce(dossier.refused_phone_id = phone.id, false)
       AND ($1::text[] IS NULL OR task.unit_code = ANY ($1))
       AND ($3::bigint IS NULL OR task.id = $3)
     ORDER BY task.due_at NULLS LAST, task.id LIMIT $2 OFFSET $4
)sql"};

constexpr pg::Query count_query{"calls.count", R"sql(
    SELECT count(*)
      FROM task
      LEFT JOIN dossier ON dossier.id = task.subject_id AND task.subject = 'dossier'
      LEFT JOIN phone ON phone.id = CASE WHEN dossier.id IS NULL THEN task.phone_id ELSE told_phone(dossier) END
     WHERE task.closed_at IS NULL AND task.kind = 'call'
       AND phone.stopped_at IS NULL AND NOT coalesce(dossier.refused_phone_id = phone.id, false)
       AND ($1::text[] IS NULL OR task.unit_code = ANY ($1))
)sql"};

constexpr pg::Query count_call_query{"calls.not_answered", R"sql(
    UPDATE task SET calls = calls + 1 WHERE id = $1 AND closed_at IS NULL RETURNING calls
)sql"};

constexpr pg::Query call_of_task_query{"calls.lock", R"sql(
    SELECT task.notice_id,
           CASE WHEN dossier.id IS NULL THEN task.phone_id ELSE told_phone(dossier) END
      FROM task LEFT JOIN dossier ON dossier.id = task.subject_id AND task.subject = 'dossier'
     WHERE task.id = $1 AND task.kind = 'call' AND task.closed_at IS NULL FOR UPDATE OF task
)sql"};

Call read_call(const pg::Rows& rows, std::size_t i, const PersonKeys& keys)
{
    Call call{
        .task_id = rows.get<std::int64_t>(i, 0),
        .unit_code = rows.get<std::optional<std::string>>(i, 1),
        .dossier_id = rows.get<std::optional<std::int64_t>>(i, 2),
        .code = rows.get<std::string>(i, 3),
        .procedure_name = rows.get<std::string>(i, 4),
        .agency_name = rows.get<std::string>(i, 5),
        .dossier_due_at = rows.get<std::optional<Instant>>(i, 6),
        .opened_at = rows.get<Instant>(i, 7),
        .due_at = rows.get<std::optional<Instant>>(i, 8),
        .calls = rows.get<int>(i, 9),
        .number = {},
        .owner_name = {},
        .notice_kind = rows.get<std::string>(i, 12),
        .detail = {}};
    if (!rows.is_null(i, 10))
        call.number = opened(keys.phone, rows.get<Bytes>(i, 10), "phone.number");
    if (!rows.is_null(i, 11))
        call.owner_name = opened(keys.owner, rows.get<Bytes>(i, 11), "owner.name");
    if (!rows.is_null(i, 13))
        call.detail =
            parse_detail_text(opened(keys.detail, rows.get<Bytes>(i, 13), "dossier_event.detail"));
    return call;
}

} // namespace

std::vector<Call> open_calls(
    pg::Transaction& tx, const PersonKeys& keys, const UnitScope& scope, std::int64_t count_max,
    std::int64_t from
)
{
    const auto rows = tx.exec(calls_query, scope.filter(), count_max, std::nullopt, from);
    std::vector<Call> calls;
    for (std::size_t i = 0; i < rows.size(); ++i) calls.push_back(read_call(rows, i, keys));
    return calls;
}

std::int64_t count(pg::Transaction& tx, const UnitScope& scope)
{
    return tx.exec(count_query, scope.filter()).get<std::int64_t>(0, 0);
}

std::optional<Call> find(pg::Transaction& tx, const PersonKeys& keys, std::int64_t task_id)
{
    const auto rows = tx.exec(calls_query, std::nullopt, 1, task_id, 0);
    if (rows.empty()) return std::nullopt;
    return read_call(rows, 0, keys);
}

void record(
    pg::Transaction& tx, std::int64_t task_id, CallResult result, Id<Staff> staff, Instant now
)
{
    const auto call = tx.exec(call_of_task_query, task_id);
    if (call.empty()) return; // somebody else recorded it
    const auto notice = call.get<std::int64_t>(0, 0);
    switch (result) {
    case CallResult::reached:
        notice_store::settle_call(tx, notice, "reached", MessageStatus::delivered, {}, now);
        return task_store::close(tx, task_id, staff.value, "reached", now);
    case CallResult::no_answer:
        if (tx.exec(count_call_query, task_id).get<int>(0, 0) < calls_max) {
            notice_store::note_call(tx, notice, now);
            return;
        }
        notice_store::settle_call(
            tx, notice, "no_answer", MessageStatus::excused, Excuse::not_reached, now
        );
        return task_store::close(tx, task_id, staff.value, "not_reached", now);
    case CallResult::wrong_person:
        notice_store::settle_call(
            tx, notice, "wrong_person", MessageStatus::excused, Excuse::not_me, now
        );
        task_store::close(tx, task_id, staff.value, "wrong_person", now);
        if (const auto phone = call.get<std::optional<std::int64_t>>(0, 1))
            number_stop::stop(tx, *phone, "clerk", now);
        return;
    }
    std::abort();
}

} // namespace tnung::gateway::call_store
