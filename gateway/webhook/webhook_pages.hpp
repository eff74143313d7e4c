#pragma once

#include "foundation/base/background_loop.hpp"
#include "foundation/base/clock.hpp"
#include "foundation/crypto/seal.hpp"
#include "foundation/http/server.hpp"
#include "foundation/metrics/metrics.hpp"
#include "foundation/pg/pool.hpp"
#include "gateway/chat/chat.hpp"
#include "gateway/sms/sms_client.hpp"
#include "gateway/webhook/webhook_store.hpp"
#include "gateway/zalo/zalo_settings.hpp"

#include <functional>

namespace tnung::gateway {

/// `POST /webhooks/zalo` and `POST /webhooks/sms`: verified, stored and answered at once, worked
/// after; a repeat changes nothing. Owns the thread that works.
class WebhookPages {
public:
    WebhookPages(
        pg::Pool& pool, const Clock& clock, const crypto::Keyring& keyring,
        const ZaloSettings& settings, const SmsSettings& sms_settings, const Chat& chat,
        std::function<void()> answered, metrics::Registry& metrics
    );

    http::Response post(const http::Request& request);
    http::Response post_sms_receipt(const http::Request& request);
    void start() { loop_.start(); }
    void stop() { loop_.stop(); }
    /// Handles stored events, at most one batch. Returns how many it handled.
    std::size_t work_once();

private:
    enum class Worked { done, later };
    void store(
        const std::string& key, std::string_view event_name, const std::string& body, Instant now
    );
    Worked work(pg::Transaction& tx, const webhook_store::Stored& webhook, Instant now);
    void set_aside(const webhook_store::Stored& webhook, const std::exception& error, Instant now);
    Worked work_receipt(
        pg::Transaction& tx, const json::Object& body, const webhook_store::Stored& webhook,
        Instant now
    );
    Worked work_sms_receipt(
        pg::Transaction& tx, const json::Value& body, const webhook_store::Stored& webhook,
        Instant now
    );

    pg::Pool& pool_;
    const Clock& clock_;
    const crypto::Sealer sealer_;
    const ZaloSettings& settings_;
    const SmsSettings& sms_settings_;
    const Chat& chat_;
    const std::function<void()> answered_; ///< something may have been put into the outbox
    metrics::Registry& metrics_;
    BackgroundLoop loop_; ///< last: ends before what its turns use goes
};

} // namespace tnung::gateway
