#pragma once

#include "gateway/figures/figure_source.hpp"

#include <chrono>
#include <map>

/// Counts by day and unit, as the counting job keeps them (gateway/figures/counting.hpp): pages
/// that show how much of something there was read these, not the books.
namespace tnung::gateway::daily_figures {

/// From the first to the last, both included.
struct Days {
    Day first{}, last{};
};

using Counts = std::map<std::string, std::int64_t, std::less<>>; ///< by figure
/// 0 where there is none of that name.
std::int64_t count_of(const Counts& counts, std::string_view figure);

/// What was counted of a source in these days.
struct Sums {
    Counts of_figure;                      ///< all units together
    std::map<std::string, Counts> by_unit; ///< by code; empty: the province's own
    /// When the newest of these counts was made; nothing where no day was counted. Days that ended
    /// are counted again more and more rarely (counting.hpp).
    std::optional<Instant> as_of;

    /// Of all units.
    std::int64_t count(std::string_view figure) const { return count_of(of_figure, figure); }
};
Sums sums(pg::Transaction& tx, std::string_view source, Days days);

/// How many of these days the job has still to count; those before the first row of the books are
/// not missing.
std::int64_t days_uncounted(pg::Transaction& tx, const FigureSource& source, Days days);

/// Puts what was counted of a day in place of what was counted before.
void store(
    pg::Transaction& tx, std::string_view source, Day day, const std::vector<Figure>& figures,
    Instant now
);

/// The newest day from `first` to `today` that is to be counted: one that never was, or one whose
/// books may have changed since, as far as `counting.hpp` says.
std::optional<Day>
day_to_count(pg::Transaction& tx, std::string_view source, Day first, Day today, Instant now);

} // namespace tnung::gateway::daily_figures
