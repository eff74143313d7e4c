#pragma once

#include "foundation/base/background_loop.hpp"
#include "foundation/base/clock.hpp"
#include "foundation/metrics/metrics.hpp"
#include "foundation/pg/pool.hpp"
#include "gateway/citizen/person_keys.hpp"
#include "gateway/rights/data_request.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::gateway {

/// How long things are kept, by day (data/retention.tsv).
class RetentionRules {
public:
    /// Throws std::runtime_error where the data names a thing that nobody here erases, or leaves
    /// one out.
    explicit RetentionRules(std::string_view tsv);
    struct Rule {
        Day from;
        std::string what;
        std::chrono::days days{0};
        std::string counted, source;
    };
    /// Those in force on that day, as the data orders them.
    std::vector<Rule> of(Day day) const;
    /// Throws std::out_of_range where none is in force.
    std::chrono::days days_of(std::string_view what, Day day) const;

private:
    std::vector<Rule> rules_;
};

/// Erases what has been kept long enough, and whom it was asked to erase. Any number of processes:
/// one at a time for each rule.
class Retention {
public:
    Retention(
        pg::Pool& pool, const Clock& clock, const PersonKeys& keys, const RetentionRules& rules,
        metrics::Registry& metrics
    );

    void start() { loop_.start(); }
    void stop() { loop_.stop(); }
    /// Requests that are due, then one batch of each rule that has not run today.
    std::size_t turn();

    struct Line {
        RetentionRules::Rule rule;
        std::int64_t erased = 0; ///< in this run
        std::int64_t left = 0;   ///< whose time is over, still there
        std::optional<Instant> last_run;
    };
    /// Every rule until nothing is left.
    std::vector<Line> run_all();
    /// What the rules say and what is left; changes nothing.
    std::vector<Line> look(pg::Transaction& tx, Instant now) const;

    static constexpr int batch_max = 1000;

private:
    std::size_t do_requests(Instant now);
    std::int64_t erase_batch(const RetentionRules::Rule& rule, Instant now);

    pg::Pool& pool_;
    const Clock& clock_;
    const PersonKeys& keys_;
    const RetentionRules& rules_;
    metrics::Counter& erased_;
    BackgroundLoop loop_;
};

} // namespace tnung::gateway
