#pragma once

#include "foundation/base/background_loop.hpp"
#include "foundation/base/clock.hpp"
#include "foundation/metrics/metrics.hpp"
#include "gateway/delivery/governor.hpp"
#include "gateway/zalo/zalo_tokens.hpp"

#include <condition_variable>
#include <deque>
#include <map>
#include <memory>
#include <mutex>

namespace tnung::gateway {

/// Takes what waits in the outbox and hands it to Zalo, most urgent first, a sliding window of
/// calls at a time: what is claimed is called at once, so that a process that dies leaves few calls
/// whose fate is unknown, and a slow answer delays nothing but itself. Any number of processes may
/// run one.
class DeliveryWorker {
public:
    DeliveryWorker(
        pg::Pool& pool, const Clock& clock, ZaloTokens& tokens, ZaloClient& zalo,
        Governor& governor, std::vector<Outgoing*> kinds, DeliverySettings settings,
        metrics::Registry& metrics
    );
    ~DeliveryWorker() { stop(); }

    void start() { loop_.start(); }
    /// Something was enqueued: look now.
    void wake() { loop_.wake(); }
    /// Takes nothing more, waits for the calls under way and records them.
    void stop();
    /// One round to its end: takes a batch, calls, waits for every answer, records; how many it
    /// took.
    std::size_t work_once();

private:
    struct Flight {
        Planned planned;
        std::string token;
        std::optional<SendResult> sent; ///< nothing: its verdict held without a call
    };
    std::size_t turn();
    bool something_waits();
    std::deque<Flight> take_landed();
    /// One transaction: what landed is recorded and as many as may be called are taken.
    std::size_t exchange(std::deque<Flight> landed, int count_max);
    /// Marked as begun once `tx` commits: before any call.
    std::vector<Planned>
    take(pg::Transaction& tx, int count_max, const std::optional<std::string>& token, Instant now);
    void record(pg::Transaction& tx, const std::vector<const Planned*>& settled, Instant now);
    void launch(std::vector<Planned> planned, const std::string& token);
    void land(Flight flight);
    void count_call(const Flight& flight);
    Outgoing& kind_of(std::string_view kind) const;

    pg::Pool& pool_;
    const Clock& clock_;
    ZaloTokens& tokens_;
    ZaloClient& zalo_;
    Governor& governor_; ///< worker thread only
    bool had_token_ =
        true; ///< worker thread only: what waits for a token is lifted when there is one
    const std::vector<Outgoing*> kinds_;
    const DeliverySettings settings_;
    metrics::Registry& metrics_;
    /// Worker thread only: by channel and outcome.
    std::map<std::pair<std::string, ZaloOutcome>, metrics::Counter*> calls_;

    std::mutex mutex_; ///< guards what follows
    std::condition_variable changed_;
    int in_flight_ = 0;
    std::deque<Flight> landed_;

    BackgroundLoop loop_; ///< last: ends before what its turns use goes
};

} // namespace tnung::gateway
