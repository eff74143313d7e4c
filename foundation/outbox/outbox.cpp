#include "foundation/outbox/outbox.hpp"

namespace tnung::outbox {

namespace {

constexpr pg::Query enqueue_query{"outbox.enqueue", R"sql(
    INSERT INTO outbox_item (kind, subject_id, urgency, not_before)
    SELECT $1, new.*, $4 FROM unnest($2::bigint[], $3::smallint[]) AS new
    ON CONFLICT (kind, subject_id) DO NOTHING
)sql"};

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
        RETURNING outbox_item.id, outbox_item.kind, outbox_item.subject_id, claimed.interrupted, outbox_item.urgency
    )
    SELECT id, kind, subject_id, interrupted FROM leased ORDER BY urgency, id
)sql"};

constexpr pg::Query finish_query{"outbox.finish", R"sql(
    DELETE FROM outbox_item WHERE id = ANY ($1::bigint[])
)sql"};

constexpr pg::Query postpone_query{"outbox.postpone", R"sql(
    UPDATE outbox_item
       SET not_before = new.not_before, hold = coalesce(new.hold, outbox_item.hold),
           lease_until = '-infinity', started_at = NULL
      FROM unnest($1::bigint[], $2::timestamptz[], $3::text[]) AS new (id, not_before, hold)
     WHERE outbox_item.id = new.id
)sql"};

constexpr pg::Query hasten_query{"outbox.hasten", R"sql(
    UPDATE outbox_item SET not_before = least(not_before, $3)
     WHERE kind = $1 AND subject_id = ANY ($2::bigint[])
)sql"};

constexpr pg::Query waiting_query{"outbox.waiting", "SELECT count(*) FROM outbox_item"};

} // namespace

void enqueue(
    pg::Transaction& tx, std::string_view kind, const std::vector<Entry>& entries,
    Instant not_before
)
{
    if (entries.empty()) return;
    std::vector<std::int64_t> subjects;
    std::vector<int> urgencies;
    for (const auto& entry : entries) {
        subjects.push_back(entry.subject_id);
        urgencies.push_back(entry.urgency);
    }
    tx.exec(enqueue_query, kind, subjects, urgencies, not_before);
}

std::vector<Item> claim(pg::Transaction& tx, Instant now, Instant lease_until, int count_max)
{
    const auto rows = tx.exec(claim_query, now, lease_until, count_max);
    std::vector<Item> items;
    items.reserve(rows.size());
    for (std::size_t i = 0; i < rows.size(); ++i)
        items.push_back(
            {rows.get<std::int64_t>(i, 0), rows.get<std::string>(i, 1),
             rows.get<std::int64_t>(i, 2), rows.get<bool>(i, 3)}
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

void hasten(
    pg::Transaction& tx, std::string_view kind, const std::vector<std::int64_t>& subject_ids,
    Instant now
)
{
    tx.exec(hasten_query, kind, subject_ids, now);
}

std::int64_t waiting(pg::Transaction& tx)
{
    return tx.exec(waiting_query).get<std::int64_t>(0, 0);
}

} // namespace tnung::outbox
