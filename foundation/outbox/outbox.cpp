#include "foundation/outbox/outbox.hpp"

#include <algorithm>

namespace tnung::outbox {

namespace {

constexpr pg::Query enqueue_query{"outbox.enqueue", R"sql(
    INSERT INTO outbox_item (kind, subject_id, urgency, flow, not_before, place)
    SELECT $1, new.subject_id, new.urgency, new.flow, $5,
           CASE WHEN new.flow IS NULL THEN $5
                ELSE greatest($5, (SELECT max(place) FROM outbox_item before
                                    WHERE before.flow = new.flow AND before.urgency = new.urgency))
                     + row_number() OVER (PARTITION BY new.flow, new.urgency ORDER BY new.n) * interval '2 seconds' END
      FROM unnest($2::bigint[], $3::smallint[], $4::text[]) WITH ORDINALITY AS new (subject_id, urgency, flow, n)
    ON CONFLICT (kind, subject_id) DO NOTHING
)sql"};

/// What was held and is due joins the order again, at the place it had.
constexpr pg::Query release_query{"outbox.release", R"sql(
    UPDATE outbox_item SET held = false, hold = NULL
     WHERE id IN (SELECT id FROM outbox_item WHERE held AND not_before <= $1
                   ORDER BY not_before LIMIT 1000 FOR UPDATE SKIP LOCKED)
)sql"};

constexpr pg::Query is_due_query{"outbox.is_due", R"sql(
    SELECT coalesce((SELECT true FROM outbox_item WHERE NOT held AND lease_until < $1 AND kind = ANY ($2::text[])
                      ORDER BY urgency, place, id LIMIT 1),
                    (SELECT true FROM outbox_item WHERE held AND not_before <= $1 AND kind = ANY ($2::text[])
                      ORDER BY not_before LIMIT 1), false)
)sql"};

constexpr pg::Query claim_query{"outbox.claim", R"sql(
    WITH claimed AS MATERIALIZED (
        SELECT ctid AS at, started_at IS NOT NULL AS interrupted
          FROM outbox_item
         WHERE NOT held AND lease_until < $1 AND kind = ANY ($4::text[])
         ORDER BY urgency, place, id
         LIMIT $3
           FOR UPDATE SKIP LOCKED
    ), leased AS (
        UPDATE outbox_item SET lease_until = $2, started_at = $1
          FROM claimed
         WHERE outbox_item.ctid = claimed.at -- held by the lock above: nobody moves it
        RETURNING outbox_item.id, outbox_item.kind, outbox_item.subject_id, claimed.interrupted,
                  outbox_item.urgency, outbox_item.place
    )
    SELECT id, kind, subject_id, interrupted, urgency FROM leased ORDER BY urgency, place, id
)sql"};

constexpr pg::Query finish_query{"outbox.finish", R"sql(
    DELETE FROM outbox_item WHERE id = ANY ($1::bigint[])
)sql"};

constexpr pg::Query postpone_query{"outbox.postpone", R"sql(
    UPDATE outbox_item
       SET not_before = new.not_before, held = true, hold = coalesce(new.hold, outbox_item.hold),
           lease_until = '-infinity', started_at = NULL, trouble = NULL, aside_since = NULL
      FROM unnest($1::bigint[], $2::timestamptz[], $3::text[]) AS new (id, not_before, hold)
     WHERE outbox_item.id = new.id
)sql"};

constexpr pg::Query set_aside_query{"outbox.set_aside", R"sql(
    UPDATE outbox_item
       SET held = true, hold = 'aside', not_before = $5, lease_until = '-infinity', trouble = new.why,
           aside_since = coalesce(aside_since, $4), started_at = CASE WHEN new.may_have_left THEN started_at END
      FROM unnest($1::bigint[], $2::text[], $3::boolean[]) AS new (id, why, may_have_left)
     WHERE outbox_item.id = new.id
)sql"};

constexpr pg::Query aside_query{"outbox.aside", R"sql(
    SELECT id, kind, subject_id, trouble, aside_since FROM outbox_item WHERE trouble IS NOT NULL ORDER BY id LIMIT $1
)sql"};

constexpr pg::Query aside_count_query{
    "outbox.aside_count", "SELECT count(*) FROM outbox_item WHERE trouble IS NOT NULL"};

constexpr pg::Query run_again_query{"outbox.run_again", R"sql(
    UPDATE outbox_item SET not_before = $2, held = false, hold = NULL
     WHERE trouble IS NOT NULL AND held AND ($1::bigint IS NULL OR id = $1)
)sql"};

constexpr pg::Query hasten_query{"outbox.hasten", R"sql(
    UPDATE outbox_item SET not_before = least(not_before, $3), held = held AND not_before > $3
     WHERE kind = $1 AND subject_id = ANY ($2::bigint[])
)sql"};

constexpr pg::Query unmark_query{
    "outbox.unmark", "UPDATE outbox_item SET started_at = NULL WHERE id = ANY ($1::bigint[])"};

constexpr pg::Query lift_query{
    "outbox.lift",
    "UPDATE outbox_item SET not_before = $2, held = false, hold = NULL WHERE hold = $1 AND held"};

constexpr pg::Query lift_some_query{"outbox.lift_some", R"sql(
    UPDATE outbox_item SET not_before = $4, held = false, hold = NULL
     WHERE id IN (SELECT id FROM outbox_item WHERE held AND hold = $1 AND urgency = $2
                   ORDER BY place, id LIMIT $3 FOR UPDATE SKIP LOCKED)
)sql"};

constexpr pg::Query oldest_query{"outbox.oldest", R"sql(
    SELECT min(place) FROM outbox_item
     WHERE urgency <= $1
       AND (NOT held OR (coalesce(hold, 'retry') IN ('retry', 'token', 'needs_person') AND not_before < $2::timestamptz + interval '15 minutes'))
)sql"};

constexpr pg::Query waiting_query{"outbox.waiting", "SELECT count(*) FROM outbox_item"};

} // namespace

void enqueue(
    pg::Transaction& tx, std::string_view kind, const std::vector<Entry>& entries, Instant now
)
{
    if (entries.empty()) return;
    std::vector<std::int64_t> subjects;
    std::vector<int> urgencies;
    std::vector<std::optional<std::string>> flows;
    for (const auto& entry : entries) {
        subjects.push_back(entry.subject_id);
        urgencies.push_back(entry.urgency);
        flows.push_back(entry.flow);
    }
    tx.exec(enqueue_query, kind, subjects, urgencies, flows, now);
}

void unmark(pg::Transaction& tx, const std::vector<std::int64_t>& ids)
{
    if (!ids.empty()) tx.exec(unmark_query, ids);
}

bool is_due(pg::Transaction& tx, const Kinds& kinds, Instant now)
{
    return tx.exec(is_due_query, now, kinds).get<bool>(0, 0);
}

std::vector<Item>
claim(pg::Transaction& tx, const Kinds& kinds, Instant now, Instant lease_until, int count_max)
{
    tx.exec(release_query, now);
    const auto rows = tx.exec(claim_query, now, lease_until, count_max, kinds);
    std::vector<Item> items;
    items.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        items.push_back(
            {rows.get<std::int64_t>(i, 0), rows.get<std::string>(i, 1),
             rows.get<std::int64_t>(i, 2), rows.get<bool>(i, 3), rows.get<int>(i, 4)}
        );
    return items;
}

void settle(
    pg::Transaction& tx, const std::vector<std::int64_t>& finished,
    const std::vector<Postponed>& postponed
)
{
    if (!finished.empty()) tx.exec(finish_query, finished);
    if (postponed.empty()) return;
    std::vector<std::int64_t> ids;
    std::vector<Instant> not_before;
    std::vector<std::optional<std::string>> holds;
    for (const auto& one : postponed) {
        ids.push_back(one.id);
        not_before.push_back(one.not_before);
        holds.push_back(one.hold);
    }
    tx.exec(postpone_query, ids, not_before, holds);
}

void set_aside(
    pg::Transaction& tx, const std::vector<Trouble>& troubles, Instant now,
    std::chrono::seconds pause
)
{
    if (troubles.empty()) return;
    std::vector<std::int64_t> ids;
    std::vector<std::string> whys;
    std::vector<bool> may_have_left;
    for (const auto& one : troubles) {
        ids.push_back(one.id);
        whys.push_back(one.why);
        may_have_left.push_back(one.may_have_left);
    }
    tx.exec(set_aside_query, ids, whys, may_have_left, now, now + pause);
}

std::vector<Aside> aside(pg::Transaction& tx, int count_max)
{
    const auto rows = tx.exec(aside_query, count_max);
    std::vector<Aside> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back(
            {rows.get<std::int64_t>(i, 0), rows.get<std::string>(i, 1),
             rows.get<std::int64_t>(i, 2), rows.get<std::string>(i, 3), rows.get<Instant>(i, 4)}
        );
    return all;
}

std::int64_t aside_count(pg::Transaction& tx)
{
    return tx.exec(aside_count_query).get<std::int64_t>(0, 0);
}

std::int64_t run_again(pg::Transaction& tx, std::optional<std::int64_t> id, Instant now)
{
    return tx.exec(run_again_query, id, now).affected();
}

void hasten(
    pg::Transaction& tx, std::string_view kind, const std::vector<std::int64_t>& subject_ids,
    Instant now
)
{
    tx.exec(hasten_query, kind, subject_ids, now);
}

void lift(pg::Transaction& tx, std::string_view hold, Instant now)
{
    tx.exec(lift_query, hold, now);
}

std::int64_t lift_some(
    pg::Transaction& tx, std::string_view hold, int urgency, std::int64_t count_max, Instant now
)
{
    return tx.exec(lift_some_query, hold, urgency, count_max, now).affected();
}

std::chrono::seconds longest_wait(pg::Transaction& tx, int urgency, Instant now)
{
    const auto oldest =
        tx.exec(oldest_query, urgency, now).get<std::optional<Instant>>(0, 0).value_or(now);
    return std::chrono::floor<std::chrono::seconds>(now - std::min(oldest, now));
}

std::int64_t waiting(pg::Transaction& tx)
{
    return tx.exec(waiting_query).get<std::int64_t>(0, 0);
}

} // namespace tnung::outbox
