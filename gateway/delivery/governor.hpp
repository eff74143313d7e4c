#pragma once

#include "foundation/pg/pool.hpp"
#include "gateway/delivery/outgoing.hpp"

#include <atomic>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace tnung::gateway {

/// What the account allows, for all processes together: calls a minute and template messages a day
/// (zalo-openapi 1.5, 5.7). State is in the database; each process keeps a few calls for a moment.
/// One thread takes (calls, spent, release, admit), another may learn.
class Governor {
public:
    struct Settings {
        std::string account;
        int calls_per_minute = 4000; ///< 0: no limit
        /// Of the day's messages: kept for codes, for obligations, for results; whatever is less
        /// urgent leaves that much over. The reserves melt with the hours that messages may go out.
        int codes_percent = 10, obligations_percent = 30, results_percent = 10;
        int day_from_hour = 6, day_until_hour = 22;
    };
    Governor(pg::Pool& pool, Settings settings) : pool_(pool), settings_(std::move(settings)) {}

    /// Calls that this process may make now, at most `wanted`.
    int calls(int wanted);
    void spent(int calls) { leased_ -= calls; }

    /// Books the template messages that the day still has room for; the others wait, or end as
    /// their kind says. `planned` comes most urgent first. Last in its transaction: it holds the
    /// day's row.
    void admit(pg::Transaction& tx, std::vector<Planned>& planned, Instant now) const;
    /// What the day had no room for is due again as far as there is room now, most urgent first.
    /// Does nothing within a minute of the last time, at night, and while something of those kinds
    /// is due anyway; at most a minute's calls at once.
    void release(pg::Transaction& tx, const outbox::Kinds& kinds, Instant now);
    bool release_due(Instant now) const;
    /// Learns from Zalo's answers: what was not taken costs nothing, what the day has left, too
    /// many calls. Last in its transaction, too.
    void learn(pg::Transaction& tx, const std::vector<const Planned*>& answered, Instant now);

    /// Messages that something of that urgency must leave over at that time of day.
    std::int64_t reserve(std::int64_t quota, int urgency, Instant now) const;

private:
    /// From when until when messages may go out on that day.
    std::pair<Instant, Instant> hours_of(Day day) const;

    pg::Pool& pool_;
    const Settings settings_;
    std::atomic<int> leased_ = 0; ///< calls given to this process that it did not make yet
    std::chrono::steady_clock::time_point leased_at_;
    Instant released_at_{};                            ///< the taking thread only
    std::chrono::steady_clock::time_point learned_at_; ///< the learning thread only
};

} // namespace tnung::gateway
