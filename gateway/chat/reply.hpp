#pragma once

#include "foundation/pg/pool.hpp"
#include "gateway/citizen/follower.hpp"
#include "gateway/zalo/zalo_client.hpp"

namespace tnung::gateway::reply {

/// Puts an answer on its way, before any notice; in the transaction of what it answers. Answers of
/// one act leave in their order.
void enqueue(
    pg::Transaction& tx, const PersonKeys& keys, Id<Follower> follower, const ChatMessage& message,
    Instant now
);

/// How many answers one follower got since then; counts no further than `most`.
std::int64_t count_since(pg::Transaction& tx, Id<Follower> follower, Instant since, int most);
/// How many of his answers are kept.
std::int64_t count_kept(pg::Transaction& tx, Id<Follower> follower);

} // namespace tnung::gateway::reply
