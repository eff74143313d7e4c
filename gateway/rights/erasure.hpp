#pragma once

#include "foundation/base/id.hpp"
#include "foundation/pg/pool.hpp"
#include "gateway/citizen/follower.hpp"

namespace tnung::gateway::erasure {

/// Removes everything by which a Zalo user could be known: id and name, links, grants, private
/// addresses, codes, chat messages and talks. Notices stay as facts about dossiers without an
/// account; waiting ones go to the dossier's number. A user who writes again starts as a new one. A
/// second call changes nothing.
void erase_follower(
    pg::Transaction& tx, const PersonKeys& keys, Id<Follower> follower, Instant now
);

/// What a desk reads in place of a talk that is gone.
inline constexpr std::string_view erased_text = "(đã xóa)";

} // namespace tnung::gateway::erasure
