#pragma once

#include "gateway/citizen/person_keys.hpp"

#include "foundation/pg/pool.hpp"

#include <string>

/// Numbers that something is told by, each a row once however often it is given.
namespace tnung::gateway::phone_store {

/// The row of a mobile number, made where there is none. `digits`: as `text::parse_phone` gives
/// them.
std::int64_t put(pg::Transaction& tx, const PersonKeys& keys, const std::string& digits);

/// Notes that a thing of this subject uses the number, so that the number is not erased as unused.
/// A second call changes nothing. Dossiers, links and businesses need no note: their rows count.
void keep(
    pg::Transaction& tx, std::int64_t phone_id, std::string_view subject, std::int64_t subject_id
);
/// The thing keeps no number any more.
void let_go(pg::Transaction& tx, std::string_view subject, std::int64_t subject_id);

} // namespace tnung::gateway::phone_store
