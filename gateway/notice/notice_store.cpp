#include "gateway/notice/notice_store.hpp"

namespace tnung::gateway::notice_store {

namespace {

constexpr pg::Query claim_query{"outbox.claim", R"sql(
    WITH claimed AS (
        SELECT id, started_at IS NOT NULL AS interrupted
          FROM outbox_item
         WHERE not_before <= $1 AND lease_until < $1
         ORDER BY urgency, id
         LIMIT $3
           FOR UPDATE SKIP LOCKED
    ), leased AS (
        UPDATE outbox_item SET lease_until = $2, started_at = $1
          FROM claimed
         WHERE outbox_item.id = claimed.id
        RETURNING outbox_item.notice_id, claimed.interrupted
    )
    SELECT notice.id, notice.event_id, notice.dossier_id, notice.phone_id, notice.kind, notice.status,
           notice.tracking_id, notice.urgency, notice.attempts, leased.interrupted, notice.repeats_id IS NOT NULL,
           notice.useful_until, phone.number_sealed, phone.stopped_at IS NOT NULL, dossier.code,
           dossier.procedure_name, dossier.agency_name, dossier.due_at, event.occurred_at, event.detail_sealed
      FROM leased
      JOIN notice ON notice.id = leased.notice_id
      JOIN phone ON phone.id = notice.phone_id
      JOIN dossier ON dossier.id = notice.dossier_id
      JOIN dossier_event event ON event.id = notice.event_id
     ORDER BY notice.urgency, notice.id
)sql"};

constexpr pg::Query record_notices_query{"notice.record", R"sql(
    UPDATE notice
       SET status = new.status, excuse = new.excuse,
           message_id = coalesce(new.message_id, notice.message_id),
           attempts = notice.attempts + new.called::int,
           handed_over_at = CASE WHEN new.status = 'handed_over' THEN $6 ELSE notice.handed_over_at END
      FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::boolean[])
        AS new (id, status, excuse, message_id, called)
     WHERE notice.id = new.id AND notice.status IN ('waiting', 'maybe_sent')
)sql"};

/// The receipt overtook the record: the hand-over is still noted.
constexpr pg::Query record_overtaken_query{"notice.record_overtaken", R"sql(
    UPDATE notice
       SET message_id = coalesce(new.message_id, notice.message_id), attempts = notice.attempts + 1,
           handed_over_at = coalesce(notice.handed_over_at, $3)
      FROM unnest($1::bigint[], $2::text[]) AS new (id, message_id)
     WHERE notice.id = new.id AND notice.status = 'delivered'
)sql"};

constexpr pg::Query record_attempts_query{"notice_attempt.insert", R"sql(
    INSERT INTO notice_attempt (notice_id, channel, outcome, error_code, at)
    SELECT new.*, $5 FROM unnest($1::bigint[], $2::text[], $3::text[], $4::int[]) AS new
)sql"};

constexpr pg::Query finish_query{"outbox.finish", R"sql(
    DELETE FROM outbox_item WHERE notice_id = ANY ($1::bigint[])
)sql"};

constexpr pg::Query postpone_query{"outbox.postpone", R"sql(
    UPDATE outbox_item
       SET not_before = new.not_before, hold = coalesce(new.hold, outbox_item.hold), lease_until = '-infinity', started_at = NULL
      FROM unnest($1::bigint[], $2::timestamptz[], $3::text[]) AS new (notice_id, not_before, hold)
     WHERE outbox_item.notice_id = new.notice_id
)sql"};

constexpr pg::Query remind_query{"notice.remind", R"sql(
    WITH reminded AS (
        UPDATE notice SET status = 'excused', excuse = 'unknown_fate'
         WHERE id = $1 AND status = 'maybe_sent'
        RETURNING id, event_id, dossier_id, phone_id, kind, urgency, useful_until
    ), made AS (
        INSERT INTO notice (event_id, dossier_id, phone_id, kind, urgency, useful_until, status, created_at, tracking_id, repeats_id)
        SELECT event_id, dossier_id, phone_id, kind, urgency, useful_until, 'waiting', $3, $2, id FROM reminded
        RETURNING id, urgency
    ), placed AS (
        INSERT INTO outbox_item (notice_id, urgency, not_before) SELECT id, urgency, $3 FROM made
    )
    DELETE FROM outbox_item WHERE notice_id = $1
)sql"};

constexpr pg::Query deliver_query{"notice.deliver", R"sql(
    WITH delivered AS (
        UPDATE notice SET status = 'delivered', delivered_at = coalesce(delivered_at, $2), excuse = NULL
         WHERE tracking_id = $1
        RETURNING id
    ), finished AS (
        DELETE FROM outbox_item WHERE notice_id IN (SELECT id FROM delivered) AND started_at IS NULL
    )
    SELECT count(*) FROM delivered
)sql"};

/// Unexplained: an event with neither notice nor excuse, or with both; an open notice that nobody
/// will work on again; a closed one still in the outbox beyond a lease's length.
constexpr pg::Query reconcile_query{"notice.reconcile", R"sql(
    SELECT (SELECT count(*) FROM dossier_event),
           (SELECT count(*) FROM dossier_event WHERE excuse IS NOT NULL),
           (SELECT count(*) FROM notice),
           (SELECT count(*) FROM notice WHERE status = 'delivered'),
           (SELECT count(*) FROM notice WHERE status = 'excused'),
           (SELECT count(*) FROM notice WHERE status IN ('waiting', 'handed_over', 'maybe_sent')),
           (SELECT count(*) FROM dossier_event
             WHERE (excuse IS NULL) = (NOT EXISTS (SELECT 1 FROM notice WHERE notice.event_id = dossier_event.id)))
         + (SELECT count(*) FROM notice
             WHERE status IN ('waiting', 'maybe_sent')
               AND NOT EXISTS (SELECT 1 FROM outbox_item WHERE outbox_item.notice_id = notice.id))
         + (SELECT count(*) FROM notice WHERE status = 'handed_over' AND message_id IS NULL)
)sql"};

constexpr pg::Query excuses_query{"notice.excuses", R"sql(
    SELECT excuse, count(*)
      FROM (SELECT excuse FROM dossier_event WHERE excuse IS NOT NULL
            UNION ALL SELECT excuse FROM notice WHERE excuse IS NOT NULL) AS both_kinds
     GROUP BY excuse ORDER BY count(*) DESC, excuse
)sql"};

constexpr pg::Query handover_query{"notice.handover", R"sql(
    WITH handed AS (
        SELECT extract(epoch FROM handed_over_at - created_at) * 1000 AS ms,
               EXISTS (SELECT 1 FROM notice_attempt a WHERE a.notice_id = notice.id AND a.outcome = 'held') AS held
          FROM notice WHERE handed_over_at IS NOT NULL AND repeats_id IS NULL
    )
    SELECT count(*) FILTER (WHERE NOT held),
           coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE NOT held), 0),
           coalesce(percentile_cont(0.95) WITHIN GROUP (ORDER BY ms) FILTER (WHERE NOT held), 0),
           coalesce(percentile_cont(0.99) WITHIN GROUP (ORDER BY ms) FILTER (WHERE NOT held), 0),
           count(*) FILTER (WHERE held)
      FROM handed
)sql"};

} // namespace

std::vector<Claimed> claim(pg::Pool& pool, Instant now, Instant lease_until, int count_max)
{
    auto tx = pool.begin();
    const auto rows = tx.exec(claim_query, now, lease_until, count_max);
    tx.commit();
    std::vector<Claimed> claimed;
    claimed.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        claimed.push_back({
            .id = rows.get<std::int64_t>(i, 0),
            .event_id = rows.get<std::int64_t>(i, 1),
            .dossier_id = rows.get<std::int64_t>(i, 2),
            .phone_id = rows.get<std::int64_t>(i, 3),
            .kind = rows.get<std::string>(i, 4),
            .status = rows.get<std::string>(i, 5),
            .tracking_id = rows.get<std::string>(i, 6),
            .urgency = rows.get<int>(i, 7),
            .attempts = rows.get<int>(i, 8),
            .interrupted = rows.get<bool>(i, 9),
            .repeats = rows.get<bool>(i, 10),
            .useful_until = rows.get<Instant>(i, 11),
            .number_sealed = rows.get<Bytes>(i, 12),
            .phone_stopped = rows.get<bool>(i, 13),
            .dossier_code = rows.get<std::string>(i, 14),
            .procedure_name = rows.get<std::string>(i, 15),
            .agency_name = rows.get<std::string>(i, 16),
            .due_at = rows.get<std::optional<Instant>>(i, 17),
            .occurred_at = rows.get<Instant>(i, 18),
            .detail_sealed = rows.get<Bytes>(i, 19),
        });
    return claimed;
}

void record(pg::Pool& pool, const std::vector<Outcome>& outcomes, Instant now)
{
    if (outcomes.empty()) return;
    std::vector<std::int64_t> ids, called_ids, finished_ids, postponed_ids, handed_ids;
    std::vector<std::string> statuses, channels, results;
    std::vector<std::optional<std::string>> excuses, messages, holds, handed_messages;
    std::vector<bool> called;
    std::vector<int> errors;
    std::vector<Instant> not_before;
    for (const auto& outcome : outcomes) {
        ids.push_back(outcome.notice_id);
        statuses.push_back(outcome.status);
        excuses.push_back(outcome.excuse);
        messages.push_back(outcome.message_id);
        called.push_back(outcome.called);
        if (!outcome.result.empty()) {
            called_ids.push_back(outcome.notice_id);
            channels.push_back(outcome.channel);
            results.push_back(outcome.result);
            errors.push_back(outcome.error_code);
        }
        if (outcome.status == "handed_over") {
            handed_ids.push_back(outcome.notice_id);
            handed_messages.push_back(outcome.message_id);
        }
        if (outcome.not_before) {
            postponed_ids.push_back(outcome.notice_id);
            not_before.push_back(*outcome.not_before);
            holds.push_back(outcome.hold);
        } else {
            finished_ids.push_back(outcome.notice_id);
        }
    }
    auto tx = pool.begin();
    using pg::to_param;
    tx.pipeline({
        {&record_overtaken_query, {to_param(handed_ids), to_param(handed_messages), to_param(now)}},
        {&record_notices_query,
         {to_param(ids), to_param(statuses), to_param(excuses), to_param(messages),
          to_param(called), to_param(now)}},
        {&record_attempts_query,
         {to_param(called_ids), to_param(channels), to_param(results), to_param(errors),
          to_param(now)}},
        {&finish_query, {to_param(finished_ids)}},
        {&postpone_query, {to_param(postponed_ids), to_param(not_before), to_param(holds)}},
    });
    tx.commit();
}

void remind_instead(
    pg::Pool& pool, const Claimed& notice, const std::string& tracking_id, Instant now
)
{
    auto tx = pool.begin();
    tx.exec(remind_query, notice.id, tracking_id, now);
    tx.commit();
}

bool mark_delivered(pg::Transaction& tx, const std::string& tracking_id, Instant at)
{
    return tx.exec(deliver_query, tracking_id, at).get<std::int64_t>(0, 0) > 0;
}

Reconciliation reconcile(pg::Pool& pool)
{
    auto tx = pool.begin();
    tx.script("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"); // all counts of one moment
    const auto rows = tx.exec(reconcile_query);
    Reconciliation result{rows.get<std::int64_t>(0, 0), rows.get<std::int64_t>(0, 1),
                          rows.get<std::int64_t>(0, 2), rows.get<std::int64_t>(0, 3),
                          rows.get<std::int64_t>(0, 4), rows.get<std::int64_t>(0, 5),
                          rows.get<std::int64_t>(0, 6), {}};
    const auto excuses = tx.exec(excuses_query);
    for (std::size_t i = 0; i < excuses.size(); ++i)
        result.by_excuse.emplace_back(
            excuses.get<std::string>(i, 0), excuses.get<std::int64_t>(i, 1)
        );
    tx.commit();
    return result;
}

HandoverTimes handover_times(pg::Pool& pool)
{
    auto tx = pool.begin();
    const auto rows = tx.exec(handover_query);
    return {
        rows.get<std::int64_t>(0, 0), rows.get<double>(0, 1), rows.get<double>(0, 2),
        rows.get<double>(0, 3), rows.get<std::int64_t>(0, 4)};
}

} // namespace tnung::gateway::notice_store
