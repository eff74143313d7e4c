#pragma once

#include "foundation/pg/pool.hpp"
#include "gateway/citizen/follower.hpp"

#include <optional>
#include <string>

namespace tnung::gateway {

/// What the account asked last in one chat: a bare "0418" means nothing without it.
struct Conversation {
    std::string step; ///< the ChatStep that takes the answer; empty: nothing was asked
    std::optional<std::int64_t> dossier_id; ///< the dossier it is about, where one was named
    std::string number;                     ///< 84…, claimed and not proved
};

namespace conversation {

/// A question that was left unanswered lapses.
inline constexpr std::chrono::minutes life{30};

Conversation find(pg::Transaction& tx, const PersonKeys& keys, Id<Follower> follower, Instant now);
void set(
    pg::Transaction& tx, const PersonKeys& keys, Id<Follower> follower,
    const Conversation& conversation, Instant now
);
void end(pg::Transaction& tx, Id<Follower> follower);

} // namespace conversation

} // namespace tnung::gateway
