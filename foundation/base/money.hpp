#pragma once

#include <compare>
#include <cstdint>

namespace tnung {

/// Whole đồng. A province's yearly budget is 14 digits; 64 bits hold 18.
struct Money {
    std::int64_t dong = 0;
    auto operator<=>(const Money&) const = default;
};

} // namespace tnung
