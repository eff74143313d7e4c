#pragma once

#include "foundation/base/background_loop.hpp"
#include "foundation/base/clock.hpp"
#include "foundation/crypto/seal.hpp"
#include "foundation/http/server.hpp"
#include "foundation/metrics/metrics.hpp"
#include "foundation/pg/pool.hpp"
#include "gateway/zalo/zalo_settings.hpp"

namespace tnung::gateway {

/// `POST /webhooks/zalo`: verified, stored and answered at once, worked after; a repeat changes
/// nothing. Owns the thread that works.
class WebhookPages {
public:
    WebhookPages(
        pg::Pool& pool, const Clock& clock, const crypto::Keyring& keyring,
        const ZaloSettings& settings, metrics::Registry& metrics
    );

    http::Response post(const http::Request& request);
    void start() { loop_.start(); }
    void stop() { loop_.stop(); }
    /// Works what is stored, at most a batch; how many.
    std::size_t work_once();

private:
    pg::Pool& pool_;
    const Clock& clock_;
    const crypto::Sealer sealer_;
    const ZaloSettings& settings_;
    metrics::Registry& metrics_;
    BackgroundLoop loop_; ///< last: ends before what its turns use goes
};

} // namespace tnung::gateway
