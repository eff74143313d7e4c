#pragma once

#include "gateway/dossier/unit_directory.hpp"
#include "gateway/figures/daily_figures.hpp"

#include <cstdint>
#include <string>
#include <vector>

/// What was handed over in some days, and what it cost, as it was counted (gateway/figures).
namespace tnung::gateway {

struct CostLine {
    std::string unit;
    std::int64_t chat = 0, templates = 0, sms = 0, dong = 0;
};

struct Cost {
    std::vector<CostLine> units; ///< dearest first
    CostLine sum;
    std::int64_t codes = 0;
    std::int64_t days_uncounted = 0; ///< of these days, that are still to be counted
    std::optional<Instant> as_of;    ///< nothing where no day was counted
};
Cost cost_of(pg::Transaction& tx, const UnitDirectory& units, daily_figures::Days days);

} // namespace tnung::gateway
