#pragma once

#include "foundation/pg/pool.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// Numbers that clerks corrected, for the systems that sent the dossiers.
namespace tnung::gateway::corrections {

struct Correction {
    std::int64_t id = 0;
    std::string dossier_code, agency_id;
    Bytes number_sealed;
    std::string reason;
    Instant at{};
};
/// Those after that id, in order, at most so many.
std::vector<Correction> after(pg::Transaction& tx, std::int64_t id, std::int64_t count_max);

} // namespace tnung::gateway::corrections
