#pragma once

#include "foundation/pg/pool.hpp"
#include "gateway/citizen/follower.hpp"
#include "gateway/zalo/zalo_client.hpp"

namespace tnung::gateway::reply {

/// Enqueues an answer, in the transaction of the event that it answers. Answers leave in the order
/// of enqueueing, with the urgency of obligations: they take turns with those notices.
void enqueue(
    pg::Transaction& tx, const PersonKeys& keys, Id<Follower> follower, const ChatMessage& message,
    Instant now
);

/// How many answers one follower got since then; counts no further than `most`.
std::int64_t count_since(pg::Transaction& tx, Id<Follower> follower, Instant since, int most);
/// How many of his answers are kept.
std::int64_t count_kept(pg::Transaction& tx, Id<Follower> follower);

} // namespace tnung::gateway::reply
