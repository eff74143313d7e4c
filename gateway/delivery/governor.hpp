#pragma once

#include "foundation/pg/pool.hpp"
#include "gateway/delivery/outgoing.hpp"

#include <atomic>
#include <chrono>
#include <string>
#include <utility>
#include <vector>

namespace tnung::gateway {

/// Keeps all processes together within what Zalo allows the account: calls a minute and template
/// messages a day (zalo-openapi 1.5, 5.7). The state is in the database; each process leases a few
/// calls at a time. One thread takes (calls, spent, release, admit); another one may learn.
class Governor {
public:
    struct Settings {
        std::string account;
        int calls_per_minute = 4000; ///< 0: no limit
        /// Percent of the day's messages kept back for codes, for obligations and for results. A
        /// less urgent message is sent only if these reserves stay free. The reserves shrink to
        /// zero towards `day_until_hour`.
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
    /// Makes held messages due again while the day has room, most urgent first, at most one
    /// minute's calls at once. Does nothing within a minute of the last time, at night, or while
    /// something of these kinds is due already.
    void release(pg::Transaction& tx, const outbox::Kinds& kinds, Instant now);
    bool release_due(Instant now) const;
    /// Updates the day from Zalo's answers: a message that was not taken is counted back, Zalo's
    /// own count replaces ours where it is higher, and after "too many calls" everybody pauses.
    /// Call it last in its transaction, too: it locks the day's row.
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
