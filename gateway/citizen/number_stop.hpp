#pragma once

#include "foundation/pg/pool.hpp"

#include <string_view>

/// "This is not me": everything to that number stops at once, whoever had linked it is cut off, and
/// the clerks of its open dossiers are told to put the number right.
namespace tnung::gateway::number_stop {

/// `said_by` is `link` (from a message's page), `chat` or `clerk`. Again changes nothing.
void stop(pg::Transaction& tx, std::int64_t phone_id, std::string_view said_by, Instant now);

/// A slip: as before, but for links that were cut off. Only within the minutes the caller allows.
void undo(pg::Transaction& tx, std::int64_t phone_id, Instant now);

} // namespace tnung::gateway::number_stop
