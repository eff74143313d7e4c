#pragma once

#include "foundation/base/background_loop.hpp"
#include "foundation/base/clock.hpp"
#include "gateway/figures/daily_figures.hpp"

namespace tnung::gateway {

namespace counting {
/// How soon today's figures are counted again.
inline constexpr std::chrono::seconds today_every{15};
/// A day is counted again when its last count is older than this part of the time since it ended:
/// after a day hourly, after twenty daily.
inline constexpr int part_of_age = 24;
/// After that nothing of a day's books changes: no notice is useful longer than forty days.
inline constexpr std::chrono::seconds settled_after = std::chrono::days(45);
} // namespace counting

/// Counts what rooms registered, day by day, newest first. Any number of processes: one at a time
/// for each source. Figures equal a direct count of the books as of `counted_day.counted_at`.
class Counting {
public:
    Counting(pg::Pool& pool, const Clock& clock, std::vector<FigureSource> sources);

    void start() { loop_.start(); }
    void stop() { loop_.stop(); }
    /// One day of each source that has one to count; how many were counted. A source that fails is
    /// logged, the others go on.
    std::size_t turn();

private:
    bool count_a_day(const FigureSource& source);

    pg::Pool& pool_;
    const Clock& clock_;
    const std::vector<FigureSource> sources_;
    BackgroundLoop loop_;
};

} // namespace tnung::gateway
