#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

namespace tnung::text {

/// A number that is not negative, in thousand-millionths, as exact as it was written.
struct Decimal {
    __int128 billionths = 0;
    bool fraction = false; ///< written with one
};

/// What a text of digits may mean. Marks (`.` `,` or a blank) part groups of three digits, and the
/// last one may begin the fraction: `12.500.000`, `12 500 000`, `12.500,75`, `1234.5`, `0,125`.
struct NumberRead {
    /// None: no number. Two: one mark with three digits behind it (`1,250`) parts groups or begins
    /// a fraction; first what Vietnamese writing has it mean (`.` parts groups, `,` begins a
    /// fraction). Nobody else reads numbers that people wrote.
    std::vector<Decimal> readings;
    bool by_point = false; ///< of two: the mark was a point
};
NumberRead read_number(std::string_view text);

} // namespace tnung::text
