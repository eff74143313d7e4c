#include "gateway/chat/sent_photo.hpp"

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
     WHERE id = (SELECT id FROM sent_photo WHERE leased_until <= $1 ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED)
    RETURNING id, follower_id, address_sealed, sent_at
)sql"};

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
    const auto rows = tx.exec(claim_query, now, lease_until);
    if (rows.empty()) return {};
    return Waiting{
        .id = rows.get<std::int64_t>(0, 0),
        .follower = rows.get<Id<Follower>>(0, 1),
        .address = keys.message.open(rows.get<Bytes>(0, 2).data, purpose).value_or(""),
        .sent_at = rows.get<Instant>(0, 3)};
}

bool forget(pg::Transaction& tx, std::int64_t id)
{
    return !tx.exec(forget_query, id).empty();
}

} // namespace tnung::gateway::sent_photo
