#pragma once

#include "gateway/citizen/person_keys.hpp"

#include "foundation/pg/pool.hpp"

#include <string>

/// Numbers that something is told by, each a row once however often it is given.
namespace tnung::gateway::phone_store {

/// The row of a mobile number, made where there is none. `digits`: as `text::parse_phone` gives
/// them.
std::int64_t put(pg::Transaction& tx, const PersonKeys& keys, const std::string& digits);

/// A thing of that subject keeps the number: it is not erased as one that nobody names. Again
/// changes nothing. Dossiers, links and businesses keep theirs by being there.
void keep(
    pg::Transaction& tx, std::int64_t phone_id, std::string_view subject, std::int64_t subject_id
);
/// The thing keeps no number any more.
void let_go(pg::Transaction& tx, std::string_view subject, std::int64_t subject_id);

} // namespace tnung::gateway::phone_store
