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
#include <span>

namespace tnung::gateway {

/// Takes what waits in the outbox and hands it to Zalo or the SMS gateway, most urgent first, a
/// sliding window of calls at a time: what is claimed is called at once, so that a process that
/// dies leaves few calls whose fate is unknown, and a slow answer delays nothing but itself. One
/// thread takes, another records what came of it. Any number of processes may run one.
class DeliveryWorker {
public:
    DeliveryWorker(
        pg::Pool& pool, const Clock& clock, ZaloTokens& tokens, ZaloClient& zalo, SmsClient& sms,
        Governor& governor, std::vector<Outgoing*> kinds, DeliverySettings settings,
        metrics::Registry& metrics
    );
    ~DeliveryWorker() { stop(); }

    void start();
    /// Something was enqueued: look now.
    void wake() { taking_.wake(); }
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
    // Called by the thread that claims what waits:
    std::size_t take_turn();
    bool something_waits();
    /// Plans all items in one transaction, or first sets aside those that cannot be planned.
    enum class Planning { together, apart };
    std::size_t take(int count_max);
    std::size_t take(int count_max, Planning planning);
    std::vector<Planned> plan(
        pg::Transaction& tx, int count_max, const std::optional<std::string>& token,
        Planning planning, Instant now
    );
    std::vector<outbox::Trouble> troubles_of(
        pg::Transaction& tx, Outgoing& kind, std::span<const outbox::Item> items, Instant now
    );
    void set_aside_unplannable(
        pg::Transaction& tx, std::map<std::string_view, std::vector<outbox::Item>>& by_kind,
        Instant now
    );
    void launch(std::vector<Planned> planned, const std::string& token);
    // The thread that records:
    std::size_t record_turn();
    void record(std::deque<Flight>& landed, Instant now);
    void record_apart(std::deque<Flight>& landed, Instant now);
    void count_call(const Flight& flight);

    void land(Flight flight);
    Outgoing& kind_of(std::string_view kind) const;

    pg::Pool& pool_;
    const Clock& clock_;
    ZaloTokens& tokens_;
    ZaloClient& zalo_;
    SmsClient& sms_;
    Governor& governor_;
    /// The taking thread only: what waits for a token is lifted when there is one.
    bool had_token_ = true;
    std::optional<Instant> no_token_since_; ///< as this process saw it
    bool took_all_it_may_ = false;          ///< the taking thread only
    const std::vector<Outgoing*> kinds_;
    const outbox::Kinds kind_names_;
    const DeliverySettings settings_;
    metrics::Registry& metrics_;
    /// The recording thread only: by channel and outcome.
    std::map<std::pair<std::string, ZaloOutcome>, metrics::Counter*> calls_;

    std::mutex mutex_; ///< guards what follows
    std::condition_variable changed_;
    int in_flight_ = 0;
    std::deque<Flight> landed_;

    BackgroundLoop taking_, recording_; ///< last: they end before what their turns use goes
};

} // namespace tnung::gateway
