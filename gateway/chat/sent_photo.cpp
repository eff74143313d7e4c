#include "gateway/chat/sent_photo.hpp"

#include <algorithm>

namespace tnung::gateway::sent_photo {

namespace {

constexpr std::string_view purpose = "sent_photo.address";

constexpr pg::Query insert_query{"sent_photo.insert", R"sql(
    INSERT INTO sent_photo (follower_id, address_sealed, sent_at, leased_until)
    SELECT $1, $2, $3, $3
     WHERE (SELECT count(*) FROM sent_photo WHERE follower_id = $1 AND sent_at > $5) < $4
    RETURNING id
)sql"};

constexpr pg::Query claim_query{"sent_photo.claim", R"sql(
    UPDATE sent_photo SET leased_until = $2
     WHERE id = (SELECT waiting.id
                   FROM sent_photo waiting
                   LEFT JOIN photo_time spent ON spent.follower_id = waiting.follower_id AND spent.since > $3
                  WHERE waiting.leased_until <= $1
                  ORDER BY coalesce(spent.spent_ms, 0), waiting.id LIMIT 1
                    FOR UPDATE OF waiting SKIP LOCKED)
    RETURNING id, follower_id, address_sealed, sent_at
)sql"};

/// Of an account that was erased meanwhile nothing is put down.
constexpr pg::Query spend_query{"sent_photo.spend", R"sql(
    INSERT INTO photo_time (follower_id, spent_ms, since)
    SELECT id, $2, $3 FROM follower WHERE id = $1
    ON CONFLICT (follower_id) DO UPDATE
       SET spent_ms = excluded.spent_ms + CASE WHEN photo_time.since > $4 THEN photo_time.spent_ms ELSE 0 END,
           since = CASE WHEN photo_time.since > $4 THEN photo_time.since ELSE excluded.since END
)sql"};

constexpr pg::Query prune_query{"sent_photo.prune", "DELETE FROM photo_time WHERE since <= $1"};

constexpr pg::Query forget_query{
    "sent_photo.forget", "DELETE FROM sent_photo WHERE id = $1 RETURNING id"};

} // namespace

bool enqueue(
    pg::Transaction& tx, const PersonKeys& keys, Id<Follower> follower, const std::string& address,
    Instant now
)
{
    return !tx.exec(
                  insert_query, follower, Bytes{keys.message.seal(address, purpose)}, now,
                  waiting_max, now - useful
    )
                .empty();
}

std::optional<Waiting>
claim(pg::Transaction& tx, const PersonKeys& keys, Instant now, Instant lease_until)
{
    const auto rows = tx.exec(claim_query, now, lease_until, now - useful);
    if (rows.empty()) return {};
    return Waiting{
        .id = rows.get<std::int64_t>(0, 0),
        .follower = rows.get<Id<Follower>>(0, 1),
        .address = keys.message.open(rows.get<Bytes>(0, 2).data, purpose).value_or(""),
        .sent_at = rows.get<Instant>(0, 3)};
}

void spend(pg::Transaction& tx, Id<Follower> follower, std::chrono::milliseconds time, Instant now)
{
    tx.exec(prune_query, now - useful);
    // Counts at least one millisecond, so that every reading moves the account back in the order of
    // claim().
    tx.exec(spend_query, follower, int(std::max<std::int64_t>(time.count(), 1)), now, now - useful);
}

bool forget(pg::Transaction& tx, std::int64_t id)
{
    return !tx.exec(forget_query, id).empty();
}

} // namespace tnung::gateway::sent_photo
