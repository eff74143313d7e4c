#include "gateway/chat/reply.hpp"

#include "foundation/outbox/outbox.hpp"

namespace tnung::gateway::reply {

namespace {

constexpr std::chrono::minutes useful{10};

constexpr pg::Query insert_query{"reply.insert", R"sql(
    INSERT INTO reply (follower_id, message_sealed, created_at, useful_until) VALUES ($1, $2, $3, $4) RETURNING id
)sql"};

constexpr pg::Query since_query{"reply.since", R"sql(
    SELECT count(*) FROM (SELECT 1 FROM reply WHERE follower_id = $1 AND created_at > $2 LIMIT $3) few
)sql"};

constexpr pg::Query kept_query{"reply.kept", "SELECT count(*) FROM reply WHERE follower_id = $1"};

} // namespace

void enqueue(
    pg::Transaction& tx, const PersonKeys& keys, Id<Follower> follower, const ChatMessage& message,
    Instant now
)
{
    const auto text = json::text(message.to_json());
    const auto id = tx.exec(
                          insert_query, follower, Bytes{keys.message.seal(text, "reply.message")},
                          now, now + useful
    )
                        .get<std::int64_t>(0, 0);
    // In one flow of obligations' urgency: a thousand accounts that write at once take turns with
    // what units owe, and are never before it.
    constexpr int urgency = 1;
    outbox::enqueue(tx, "reply", {{id, urgency, "chat"}}, now);
}

std::int64_t count_since(pg::Transaction& tx, Id<Follower> follower, Instant since, int most)
{
    return tx.exec(since_query, follower, since, most).get<std::int64_t>(0, 0);
}

std::int64_t count_kept(pg::Transaction& tx, Id<Follower> follower)
{
    return tx.exec(kept_query, follower).get<std::int64_t>(0, 0);
}

} // namespace tnung::gateway::reply
