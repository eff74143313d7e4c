#pragma once

#include "foundation/base/background_loop.hpp"
#include "foundation/base/clock.hpp"
#include "foundation/crypto/seal.hpp"
#include "foundation/metrics/metrics.hpp"
#include "gateway/notice/notice_rules.hpp"
#include "gateway/notice/notice_store.hpp"
#include "gateway/zalo/zalo_client.hpp"
#include "gateway/zalo/zalo_tokens.hpp"

namespace tnung::gateway {

/// How delivery behaves where the outside world is uncertain: configuration, not code.
struct DeliverySettings {
    int batch_max = 200;
    std::chrono::seconds lease{60};
    std::chrono::seconds settle{
        std::chrono::hours(24)}; ///< how long *maybe sent* waits for a receipt
    int night_from = 22;         ///< local hours between which templates rest;
    int night_until = 6;         ///< equal: no night rule
    int attempts_max = 8;        ///< of failures that pass by themselves
};

/// The message of one notice at level 1 of the disclosure ladder.
TemplateMessage template_message(
    const notice_store::Claimed& notice, const NoticeWords& words, const std::string& phone,
    std::optional<Day> act_by
);

/// Takes notices from the outbox and hands them to Zalo. Any number of processes may run one.
class NoticeWorker {
public:
    NoticeWorker(
        pg::Pool& pool, const Clock& clock, ZaloTokens& tokens, ZaloClient& zalo,
        const NoticeWordsTable& words, const crypto::Keyring& keyring,
        const ZaloSettings& zalo_settings, DeliverySettings settings, metrics::Registry& metrics
    );

    void start() { loop_.start(); }
    /// Something was enqueued: look now.
    void wake() { loop_.wake(); }
    void stop() { loop_.stop(); }
    /// One batch; how many notices it took.
    std::size_t work_once();

private:
    notice_store::Outcome
    outcome_of_send(const notice_store::Claimed& notice, const SendResult& sent, Instant now) const;
    std::optional<notice_store::Outcome>
    outcome_before_send(const notice_store::Claimed& notice, Instant now) const;
    void pace(std::size_t calls);

    pg::Pool& pool_;
    const Clock& clock_;
    ZaloTokens& tokens_;
    ZaloClient& zalo_;
    const NoticeWordsTable& words_;
    const crypto::Sealer phone_sealer_;
    const crypto::Sealer detail_sealer_;
    const int calls_per_minute_;
    const DeliverySettings settings_;
    metrics::Registry& metrics_;

    std::chrono::steady_clock::time_point next_call_{}; ///< worker thread only
    BackgroundLoop loop_; ///< last: ends before what its turns use goes
};

} // namespace tnung::gateway
