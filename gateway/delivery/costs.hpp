#pragma once

#include "foundation/pg/pool.hpp"
#include "gateway/dossier/unit_directory.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// What was handed over within a time, and what it cost.
namespace tnung::gateway {

struct CostLine {
    std::string unit;
    std::int64_t chat = 0, templates = 0, sms = 0, dong = 0;
};

struct Cost {
    std::vector<CostLine> units; ///< dearest first
    CostLine sum;
    std::int64_t codes = 0;
};
/// Of what was handed over from then until before then.
Cost cost_of(pg::Transaction& tx, const UnitDirectory& units, Instant from, Instant until);

} // namespace tnung::gateway
