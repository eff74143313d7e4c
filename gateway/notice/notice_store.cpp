#include "gateway/notice/notice_store.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/outbox/outbox.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tnung::gateway::notice_store {

namespace {

/// Before that nobody asks whether a later notice says more.
constexpr std::chrono::minutes waited_least{1};

/// What waits for a number goes to the one that the dossier has now, whoever gave it, unless the
/// same is told there already.
constexpr pg::Query move_query{"notice.move", R"sql(
    UPDATE notice SET phone_id = coalesce(dossier.corrected_phone_id, dossier.phone_id)
      FROM dossier
     WHERE notice.id = ANY ($1::bigint[]) AND notice.status = 'waiting' AND dossier.id = notice.dossier_id
       AND notice.phone_id <> coalesce(dossier.corrected_phone_id, dossier.phone_id)
       AND NOT EXISTS (
           SELECT 1 FROM notice there
            WHERE there.event_id = notice.event_id
              AND there.phone_id = coalesce(dossier.corrected_phone_id, dossier.phone_id)
              AND there.follower_id IS NOT DISTINCT FROM notice.follower_id
              AND there.repeats_id IS NOT DISTINCT FROM notice.repeats_id)
)sql"};

constexpr pg::Query load_query{"notice.load", R"sql(
    SELECT notice.id, notice.event_id, notice.dossier_id, notice.phone_id, notice.follower_id, notice.kind,
           notice.status, notice.tracking_id, notice.urgency, notice.attempts, notice.repeats_id IS NOT NULL,
           notice.useful_until, notice.channel, phone.number_sealed,
           phone.stopped_at IS NOT NULL OR dossier.refused_phone_id IS NOT DISTINCT FROM phone.id,
           notice.follower_id IS NOT NULL AND EXISTS (
               SELECT 1 FROM notice sibling
                WHERE sibling.event_id = notice.event_id AND sibling.phone_id = notice.phone_id
                  AND sibling.id < notice.id AND sibling.channel IN ('template_by_phone', 'sms')),
           follower.zalo_user_sealed,
           follower.followed_at IS NOT NULL AND follower.unfollowed_at IS NULL AND follower.withdrawn_at IS NULL,
           coalesce(follower.language, 'vi'), follower.interacted_at,
           told.granted, told.details_from, told.owner_matches, told.alive_at,
           CASE WHEN told.granted IS NULL THEN 0
                ELSE (SELECT count(*) FROM (SELECT 1 FROM phone_person WHERE phone_person.phone_id = notice.phone_id LIMIT $2) few) END,
           dossier.code, dossier.procedure_name, dossier.agency_name, dossier.due_at,
           event.occurred_at, event.detail_sealed, coalesce(phone.kind = 'mobile', false),
           notice.created_at,
           CASE WHEN notice.urgency = 3 AND notice.created_at < $3 -- asked only of what has waited
                THEN ARRAY(SELECT DISTINCT later.kind FROM notice later
                            WHERE later.dossier_id = notice.dossier_id AND later.id > notice.id
                              AND later.phone_id IS NOT DISTINCT FROM notice.phone_id
                              AND later.follower_id IS NOT DISTINCT FROM notice.follower_id
                              AND later.status <> 'excused')
                ELSE '{}' END,
           event.owner_id IS NOT NULL AND event.owner_id IS DISTINCT FROM dossier.owner_id,
           phone.id IS NOT NULL AND phone.id IS DISTINCT FROM coalesce(dossier.corrected_phone_id, dossier.phone_id)
      FROM notice
      JOIN dossier ON dossier.id = notice.dossier_id
      JOIN dossier_event event ON event.id = notice.event_id
      LEFT JOIN phone ON phone.id = notice.phone_id
      LEFT JOIN follower ON follower.id = notice.follower_id
      LEFT JOIN LATERAL (
          SELECT granted, details_from, owner_matches, alive_at FROM follower_dossier
           WHERE notice.follower_id IS NOT NULL -- asked once a notice: whoever does not follow costs nothing here
             AND follower_dossier.follower_id = notice.follower_id AND follower_dossier.dossier_id = notice.dossier_id
           ORDER BY granted DESC LIMIT 1) told ON true
     WHERE notice.id = ANY ($1::bigint[])
)sql"};

/// A receipt may overtake the record: then the hand-over is still noted, and nothing undone.
constexpr pg::Query record_notices_query{"notice.record", R"sql(
    UPDATE notice
       SET status = CASE WHEN notice.status = 'delivered' THEN notice.status ELSE new.status END,
           excuse = CASE WHEN notice.status = 'delivered' THEN notice.excuse ELSE new.excuse END,
           message_id = coalesce(new.message_id, notice.message_id),
           channel = coalesce(new.channel, notice.channel),
           attempts = notice.attempts + new.called::int,
           dong = coalesce(new.dong, notice.dong),
           handed_over_at = CASE WHEN new.status IN ('handed_over', 'delivered') THEN coalesce(notice.handed_over_at, $7)
                                 ELSE notice.handed_over_at END,
           delivered_at = CASE WHEN new.status = 'delivered' THEN coalesce(notice.delivered_at, $7)
                               ELSE notice.delivered_at END
      FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::text[], $8::int[])
        AS new (id, status, excuse, message_id, called, channel, dong)
     WHERE notice.id = new.id
       AND (notice.status IN ('waiting', 'maybe_sent') OR notice.status = 'delivered' AND new.status = 'handed_over')
)sql"};

constexpr pg::Query record_attempts_query{"notice_attempt.insert", R"sql(
    INSERT INTO notice_attempt (notice_id, channel, outcome, error_code, message_id, at)
    SELECT new.*, $6 FROM unnest($1::bigint[], $2::text[], $3::text[], $4::int[], $5::text[]) AS new
)sql"};

/// One reminder a notice: where somebody made it meanwhile, that one goes.
constexpr pg::Query remind_query{"notice.remind", R"sql(
    WITH reminded AS (
        UPDATE notice SET status = 'excused', excuse = 'unknown_fate'
         WHERE id = $1 AND status = 'maybe_sent'
        RETURNING id, event_id, dossier_id, phone_id, follower_id, kind, urgency, useful_until
    ), made AS (
        INSERT INTO notice (event_id, dossier_id, phone_id, follower_id, kind, urgency, useful_until, status, created_at, tracking_id, repeats_id)
        SELECT event_id, dossier_id, phone_id, follower_id, kind, urgency, useful_until, 'waiting', $3, $2, id FROM reminded
        ON CONFLICT DO NOTHING
        RETURNING id, urgency, dossier_id
    )
    SELECT made.id, made.urgency, coalesce(dossier.unit_code, dossier.agency_id)
      FROM made JOIN dossier ON dossier.id = made.dossier_id
)sql"};

constexpr pg::Query deliver_by_tracking_query{"notice.deliver_by_tracking", R"sql(
    WITH delivered AS (
        UPDATE notice SET status = 'delivered', excuse = NULL, delivered_at = $2
         WHERE tracking_id = $1 AND status <> 'delivered'
        RETURNING id
    ), gone AS (
        DELETE FROM outbox_item WHERE kind = 'notice' AND subject_id IN (SELECT id FROM delivered)
    )
    SELECT count(*) FROM notice WHERE tracking_id = $1
)sql"};

constexpr pg::Query deliver_by_message_query{"notice.deliver_by_message", R"sql(
    WITH delivered AS (
        UPDATE notice SET status = 'delivered', excuse = NULL, delivered_at = $2
         WHERE id IN (SELECT notice_id FROM notice_attempt WHERE message_id = $1) AND status <> 'delivered'
        RETURNING id
    ), gone AS (
        DELETE FROM outbox_item WHERE kind = 'notice' AND subject_id IN (SELECT id FROM delivered)
    )
    SELECT count(*) FROM notice_attempt WHERE message_id = $1
)sql"};

constexpr pg::Query fail_by_tracking_query{"notice.fail_by_tracking", R"sql(
    WITH failed AS (
        UPDATE notice SET status = 'waiting' WHERE tracking_id = $1 AND status IN ('handed_over', 'maybe_sent')
        RETURNING id, urgency, dossier_id
    )
    SELECT failed.id, failed.urgency, coalesce(dossier.unit_code, dossier.agency_id)
      FROM failed JOIN dossier ON dossier.id = failed.dossier_id
)sql"};

constexpr pg::Query forget_place_query{"notice.forget_place", R"sql(
    DELETE FROM outbox_item WHERE kind = 'notice' AND subject_id = $1
)sql"};

constexpr pg::Query seen_query{"notice.seen", R"sql(
    UPDATE notice SET seen_at = $2
     WHERE id IN (SELECT notice_id FROM notice_attempt WHERE message_id = ANY ($1::text[])) AND seen_at IS NULL
)sql"};

/// Unexplained: an event with neither notice nor excuse, or with both; an open notice that nobody
/// will work on again; a closed one still in the outbox beyond a lease's length.
constexpr pg::Query reconcile_query{"notice.reconcile", R"sql(
    SELECT (SELECT count(*) FROM dossier_event WHERE recorded_at >= $1),
           (SELECT count(*) FROM dossier_event WHERE recorded_at >= $1 AND excuse IS NOT NULL),
           count(*),
           count(*) FILTER (WHERE status = 'delivered'),
           count(*) FILTER (WHERE status = 'excused'),
           count(*) FILTER (WHERE status IN ('waiting', 'handed_over', 'maybe_sent', 'to_call')),
           count(*) FILTER (WHERE status = 'to_call'),
           count(*) FILTER (WHERE channel = 'chat' AND handed_over_at IS NOT NULL),
           (SELECT count(*) FROM dossier_event
             WHERE recorded_at >= $1
               AND (excuse IS NULL) = (NOT EXISTS (SELECT 1 FROM notice WHERE notice.event_id = dossier_event.id)))
         + count(*) FILTER (WHERE status IN ('waiting', 'maybe_sent')
               AND NOT EXISTS (SELECT 1 FROM outbox_item
                                WHERE outbox_item.kind = 'notice' AND outbox_item.subject_id = notice.id))
         + count(*) FILTER (WHERE status = 'handed_over' AND message_id IS NULL)
         + count(*) FILTER (WHERE status = 'to_call'
               AND NOT EXISTS (SELECT 1 FROM task WHERE task.notice_id = notice.id AND task.closed_at IS NULL))
      FROM notice WHERE created_at >= $1
)sql"};

constexpr pg::Query excuses_query{"notice.excuses", R"sql(
    SELECT excuse, count(*)
      FROM (SELECT excuse FROM dossier_event WHERE excuse IS NOT NULL AND recorded_at >= $1
            UNION ALL SELECT excuse FROM notice WHERE excuse IS NOT NULL AND created_at >= $1) AS both_kinds
     GROUP BY excuse ORDER BY count(*) DESC, excuse
)sql"};

constexpr pg::Query handover_query{"notice.handover", R"sql(
    WITH handed AS (
        SELECT extract(epoch FROM handed_over_at - created_at) * 1000 AS ms,
               EXISTS (SELECT 1 FROM notice_attempt a WHERE a.notice_id = notice.id AND a.outcome = 'held') AS held
          FROM notice WHERE handed_over_at IS NOT NULL AND repeats_id IS NULL AND created_at >= $1
    )
    SELECT count(*) FILTER (WHERE NOT held),
           coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE NOT held), 0),
           coalesce(percentile_cont(0.95) WITHIN GROUP (ORDER BY ms) FILTER (WHERE NOT held), 0),
           coalesce(percentile_cont(0.99) WITHIN GROUP (ORDER BY ms) FILTER (WHERE NOT held), 0),
           count(*) FILTER (WHERE held)
      FROM handed
)sql"};

constexpr int phone_moved_column = 35; ///< of load_query

bool has_moved(const pg::Rows& rows)
{
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (rows.get<bool>(i, phone_moved_column)) return true;
    return false;
}

} // namespace

std::string new_tracking_id(Instant now)
{
    constexpr std::size_t random_bytes = 10;
    return fmt::format(
        "n{:012x}{}", std::max<std::int64_t>(0, to_milliseconds(now)),
        hex_text(crypto::random_bytes(random_bytes))
    );
}

std::vector<Loaded>
load(pg::Transaction& tx, const std::vector<std::int64_t>& ids, int persons_max, Instant now)
{
    if (ids.empty()) return {};
    const auto read = [&] { return tx.exec(load_query, ids, persons_max + 1, now - waited_least); };
    auto rows = read();
    if (has_moved(rows)) { // seldom: an ordinary batch costs one statement
        tx.exec(move_query, ids);
        rows = read();
    }
    std::map<std::int64_t, std::size_t> row_of;
    for (std::size_t i = 0; i < rows.size(); ++i) row_of[rows.get<std::int64_t>(i, 0)] = i;
    std::vector<Loaded> loaded;
    loaded.reserve(rows.size());
    for (const auto id : ids) {
        const auto found = row_of.find(id);
        if (found == row_of.end()) continue;
        const auto i = found->second;
        DisclosureFacts disclosure;
        if (!rows.is_null(i, 20))
            disclosure = {
                .linked = !rows.get<bool>(i, 20),
                .details_from = rows.get<Instant>(i, 21),
                .owner_matches = rows.get<bool>(i, 22),
                .granted = rows.get<bool>(i, 20),
                .alive_at = rows.get<Instant>(i, 23),
                .persons_on_number = rows.get<int>(i, 24)};
        loaded.push_back({
            .id = id,
            .event_id = rows.get<std::int64_t>(i, 1),
            .dossier_id = rows.get<std::int64_t>(i, 2),
            .phone_id = rows.get<std::optional<std::int64_t>>(i, 3),
            .follower_id = rows.get<std::optional<std::int64_t>>(i, 4),
            .kind = rows.get<std::string>(i, 5),
            .status = rows.get<std::string>(i, 6),
            .tracking_id = rows.get<std::string>(i, 7),
            .urgency = rows.get<int>(i, 8),
            .attempts = rows.get<int>(i, 9),
            .repeats = rows.get<bool>(i, 10),
            .useful_until = rows.get<Instant>(i, 11),
            .channel = rows.get<std::optional<std::string>>(i, 12),
            .number_sealed = rows.get<std::optional<Bytes>>(i, 13),
            .phone_is_mobile = rows.get<bool>(i, 31),
            .phone_stopped = rows.get<bool>(i, 14),
            .by_phone_already = rows.get<bool>(i, 15),
            .zalo_user_sealed = rows.get<std::optional<Bytes>>(i, 16),
            .follows = rows.get<bool>(i, 17),
            .language = rows.get<std::string>(i, 18),
            .interacted_at = rows.get<std::optional<Instant>>(i, 19),
            .disclosure = disclosure,
            .dossier_code = rows.get<std::string>(i, 25),
            .procedure_name = rows.get<std::string>(i, 26),
            .agency_name = rows.get<std::string>(i, 27),
            .due_at = rows.get<std::optional<Instant>>(i, 28),
            .occurred_at = rows.get<Instant>(i, 29),
            .detail_sealed = rows.get<Bytes>(i, 30),
            .created_at = rows.get<Instant>(i, 32),
            .later_kinds = rows.get<std::vector<std::string>>(i, 33),
            .of_former_owner = rows.get<bool>(i, 34),
            .phone_corrected = rows.get<bool>(i, phone_moved_column),
        });
    }
    return loaded;
}

void record(pg::Transaction& tx, const std::vector<Outcome>& outcomes, Instant now)
{
    if (outcomes.empty()) return;
    std::vector<std::int64_t> ids, attempted_ids;
    std::vector<std::string> statuses, results;
    std::vector<std::optional<std::string>> excuses, messages, channels, attempt_channels,
        attempt_messages;
    std::vector<std::optional<int>> dong;
    std::vector<bool> called;
    std::vector<int> errors;
    for (const auto& outcome : outcomes) {
        ids.push_back(outcome.notice_id);
        statuses.push_back(outcome.status);
        excuses.push_back(outcome.excuse);
        messages.push_back(outcome.message_id);
        channels.push_back(outcome.channel);
        called.push_back(outcome.called);
        dong.push_back(outcome.dong);
        if (outcome.result.empty()) continue;
        attempted_ids.push_back(outcome.notice_id);
        attempt_channels.push_back(outcome.way.empty() ? "none" : outcome.way);
        results.push_back(outcome.result);
        errors.push_back(outcome.error_code);
        attempt_messages.push_back(outcome.message_id);
    }
    using pg::to_param;
    tx.pipeline({
        {&record_notices_query,
         {to_param(ids), to_param(statuses), to_param(excuses), to_param(messages),
          to_param(called), to_param(channels), to_param(now), to_param(dong)}},
        {&record_attempts_query,
         {to_param(attempted_ids), to_param(attempt_channels), to_param(results), to_param(errors),
          to_param(attempt_messages), to_param(now)}},
    });
}

void remind_instead(
    pg::Transaction& tx, std::int64_t notice_id, const std::string& tracking_id, Instant now
)
{
    const auto made = tx.exec(remind_query, notice_id, tracking_id, now);
    if (!made.empty())
        outbox::enqueue(
            tx, outbox_kind,
            {{made.get<std::int64_t>(0, 0), made.get<int>(0, 1), made.get<std::string>(0, 2)}}, now
        );
}

bool mark_delivered_by_tracking(pg::Transaction& tx, const std::string& tracking_id, Instant at)
{
    return tx.exec(deliver_by_tracking_query, tracking_id, at).get<std::int64_t>(0, 0) > 0;
}

bool mark_delivered_by_message(pg::Transaction& tx, const std::string& message_id, Instant at)
{
    return tx.exec(deliver_by_message_query, message_id, at).get<std::int64_t>(0, 0) > 0;
}

bool mark_failed_by_tracking(pg::Transaction& tx, const std::string& tracking_id, Instant now)
{
    const auto failed = tx.exec(fail_by_tracking_query, tracking_id);
    if (failed.empty()) return false;
    const auto id = failed.get<std::int64_t>(0, 0);
    tx.exec(forget_place_query, id); // where it waited for this receipt as *maybe sent*
    outbox::enqueue(
        tx, outbox_kind, {{id, failed.get<int>(0, 1), failed.get<std::string>(0, 2)}}, now
    );
    return true;
}

void mark_seen(pg::Transaction& tx, const std::vector<std::string>& message_ids, Instant at)
{
    tx.exec(seen_query, message_ids, at);
}

Reconciliation reconcile(pg::Pool& pool)
{
    auto tx = pool.begin();
    tx.script("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"); // all counts of one moment
    auto result = reconcile(tx, Instant{});
    tx.commit();
    return result;
}

Reconciliation reconcile(pg::Transaction& tx, Instant since)
{
    const auto rows = tx.exec(reconcile_query, since);
    Reconciliation result{rows.get<std::int64_t>(0, 0), rows.get<std::int64_t>(0, 1),
                          rows.get<std::int64_t>(0, 2), rows.get<std::int64_t>(0, 3),
                          rows.get<std::int64_t>(0, 4), rows.get<std::int64_t>(0, 5),
                          rows.get<std::int64_t>(0, 6), rows.get<std::int64_t>(0, 7),
                          rows.get<std::int64_t>(0, 8), {}};
    const auto excuses = tx.exec(excuses_query, since);
    for (std::size_t i = 0; i < excuses.size(); ++i)
        result.by_excuse.emplace_back(
            excuses.get<std::string>(i, 0), excuses.get<std::int64_t>(i, 1)
        );
    return result;
}

HandoverTimes handover_times(pg::Pool& pool, Instant since)
{
    auto tx = pool.begin();
    const auto rows = tx.exec(handover_query, since);
    return {
        rows.get<std::int64_t>(0, 0), rows.get<double>(0, 1), rows.get<double>(0, 2),
        rows.get<double>(0, 3), rows.get<std::int64_t>(0, 4)};
}

} // namespace tnung::gateway::notice_store
