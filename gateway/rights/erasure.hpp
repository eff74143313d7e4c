#pragma once

#include "foundation/base/id.hpp"
#include "foundation/pg/pool.hpp"
#include "gateway/citizen/follower.hpp"

namespace tnung::gateway::erasure {

/// Takes everything out by which a Zalo user could be known: his id and name, links, grants,
/// private addresses, codes, messages of the chat and talks. Notices stay as facts about dossiers,
/// told to nobody's account; what waits for him goes to the dossier's number instead. Whoever
/// writes to the account again begins anew. Again changes nothing.
void erase_follower(
    pg::Transaction& tx, const PersonKeys& keys, Id<Follower> follower, Instant now
);

/// What a desk reads in place of a talk that is gone.
inline constexpr std::string_view erased_text = "(đã xóa)";

} // namespace tnung::gateway::erasure
