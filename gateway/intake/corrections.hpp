#pragma once

#include "foundation/pg/pool.hpp"
#include "gateway/citizen/person_keys.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// Numbers that clerks corrected, for the systems that sent the dossiers.
namespace tnung::gateway::corrections {

struct Correction {
    std::int64_t id = 0;
    std::string dossier_code, agency_id;
    std::string number; ///< 84…
    std::string reason;
    Instant at{};
};
/// Those after that id, in order, at most so many. Throws std::runtime_error for a number that was
/// sealed with another key.
std::vector<Correction>
after(pg::Transaction& tx, const PersonKeys& keys, std::int64_t id, std::int64_t count_max);

} // namespace tnung::gateway::corrections
