#pragma once

#include "foundation/base/background_loop.hpp"
#include "foundation/base/clock.hpp"
#include "foundation/metrics/metrics.hpp"
#include "foundation/pg/pool.hpp"
#include "gateway/citizen/person_keys.hpp"
#include "gateway/rights/data_request.hpp"
#include "gateway/rights/retention_rules.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tnung::gateway {

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
    /// False where it was taken back.
    bool do_request(const DataRequest& one, Instant now);
    /// What this run of the rule erased; nothing while there may be more.
    std::optional<std::int64_t> erase_batch(const RetentionRules::Rule& rule, Instant now);

    pg::Pool& pool_;
    const Clock& clock_;
    const PersonKeys& keys_;
    const RetentionRules& rules_;
    metrics::Counter& erased_;
    std::map<std::string, std::int64_t> erased_of_run_; ///< by rule, of batches so far
    BackgroundLoop loop_;
};

} // namespace tnung::gateway
