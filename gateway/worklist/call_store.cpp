#include "gateway/worklist/call_store.hpp"

#include "gateway/citizen/number_stop.hpp"
#include "gateway/notice/notice_store.hpp"
#include "gateway/task/task_store.hpp"

namespace tnung::gateway::call_store {

namespace {

/// Open calls. As for sending, the number is the one told today; calls to a number that said "not
/// me" are left out.
#define TNUNG_OPEN_CALLS                                                                           \
    "   FROM task"                                                                                 \
    "   LEFT JOIN dossier ON dossier.id = task.subject_id AND task.subject = 'dossier'"            \
    "   LEFT JOIN phone ON phone.id = CASE WHEN dossier.id IS NULL THEN task.phone_id"             \
    "                                      ELSE told_phone(dossier) END"                           \
    "  WHERE task.closed_at IS NULL AND task.kind = 'call'"                                        \
    "    AND phone.stopped_at IS NULL AND NOT coalesce(dossier.refused_phone_id = phone.id, "      \
    "false)"                                                                                       \
    "    AND ($1::text[] IS NULL OR task.unit_code = ANY ($1))"

constexpr pg::Query calls_query{
    "calls.open", "SELECT task.id, task.unit_code, task.due_at, task.calls, phone.number_sealed,"
                  "       task.subject, task.notice_id" TNUNG_OPEN_CALLS
                  " ORDER BY task.due_at NULLS LAST, task.id LIMIT $2 OFFSET $3"};

constexpr pg::Query unit_query{
    "calls.unit",
    "SELECT unit_code FROM task WHERE id = $1 AND kind = 'call' AND closed_at IS NULL"};

constexpr pg::Query count_query{"calls.count", "SELECT count(*)" TNUNG_OPEN_CALLS};

constexpr pg::Query count_call_query{"calls.not_answered", R"sql(
    UPDATE task SET calls = calls + 1 WHERE id = $1 AND closed_at IS NULL RETURNING calls
)sql"};

constexpr pg::Query call_of_task_query{"calls.lock", R"sql(
    SELECT task.notice_id,
           CASE WHEN dossier.id IS NULL THEN task.phone_id ELSE told_phone(dossier) END
      FROM task LEFT JOIN dossier ON dossier.id = task.subject_id AND task.subject = 'dossier'
     WHERE task.id = $1 AND task.kind = 'call' AND task.closed_at IS NULL FOR UPDATE OF task
)sql"};

/// Puts the cards of each subject's notices to their calls.
void add_cards(
    pg::Transaction& tx, const Subjects& subjects, const pg::Rows& rows, std::vector<Call>& calls
)
{
    for (const auto* subject : subjects) {
        std::vector<std::size_t> places;
        std::vector<std::int64_t> notices;
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (rows.text(i, 5) == subject->name()) {
                places.push_back(i);
                notices.push_back(rows.get<std::int64_t>(i, 6));
            }
        if (notices.empty()) continue;
        auto cards = subject->call_cards(tx, notices);
        for (std::size_t k = 0; k < places.size(); ++k) calls[places[k]].card = std::move(cards[k]);
    }
}

} // namespace

std::vector<Call> open_calls(
    pg::Transaction& tx, const PersonKeys& keys, const Subjects& subjects, const UnitScope& scope,
    std::int64_t count_max, std::int64_t from
)
{
    const auto rows = tx.exec(calls_query, scope.filter(), count_max, from);
    std::vector<Call> calls;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        auto& call = calls.emplace_back();
        call.task_id = rows.get<std::int64_t>(i, 0);
        call.unit_code = rows.get<std::optional<std::string>>(i, 1);
        call.due_at = rows.get<std::optional<Instant>>(i, 2);
        call.calls = rows.get<int>(i, 3);
        if (!rows.is_null(i, 4))
            call.number = opened(keys.phone, rows.get<Bytes>(i, 4), "phone.number");
    }
    add_cards(tx, subjects, rows, calls);
    return calls;
}

std::int64_t count(pg::Transaction& tx, const UnitScope& scope)
{
    return tx.exec(count_query, scope.filter()).get<std::int64_t>(0, 0);
}

std::optional<std::optional<std::string>> unit_of(pg::Transaction& tx, std::int64_t task_id)
{
    const auto rows = tx.exec(unit_query, task_id);
    if (rows.empty()) return std::nullopt;
    return rows.get<std::optional<std::string>>(0, 0);
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
