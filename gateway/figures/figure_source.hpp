#pragma once

#include "foundation/pg/pool.hpp"

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What a room counts of its books for each day (docs/adding-a-subject.md).
namespace tnung::gateway {

/// One count of one day.
struct Figure {
    std::string name;      ///< `handed.chat`; unique within its source
    std::string unit_code; ///< empty: the province's own
    std::int64_t count = 0;
};

/// Figures that are counted together. `program.cpp` registers the sources of all rooms.
struct FigureSource {
    std::string_view name; ///< in the column `daily_figure.source`; never changes
    /// When the first row of its books was written; nothing while they are empty.
    std::function<std::optional<Instant>(pg::Transaction&)> begins;
    /// Of what belongs to the time from then until before then: one Vietnamese day. What is not
    /// named counts 0.
    std::function<std::vector<Figure>(pg::Transaction&, Instant from, Instant until)> count;
};

/// A source of two statements. `begins`: the time of the first row, no row, or null. `count`: gets
/// from ($1) and until ($2); each row is name, unit (null: the province's), count.
FigureSource figures_by(std::string_view name, const pg::Query& begins, const pg::Query& count);

} // namespace tnung::gateway
