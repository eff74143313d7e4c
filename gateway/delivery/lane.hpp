#pragma once

#include "foundation/base/instant.hpp"
#include "foundation/pg/pool.hpp"

#include <map>
#include <string>

/// Ways out that an operator may stop and start again: what would go there waits meanwhile.
namespace tnung::gateway::lane {

/// By name (channel_name), since when.
std::map<std::string, Instant> paused(pg::Transaction& tx);
void pause(pg::Transaction& tx, const std::string& name, std::int64_t staff_id, Instant now);
/// What waited for it is due at once.
void resume(pg::Transaction& tx, const std::string& name, Instant now);

} // namespace tnung::gateway::lane
