#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/crypto/seal.hpp"
#include "foundation/http/server.hpp"
#include "foundation/metrics/metrics.hpp"
#include "foundation/pg/pool.hpp"
#include "gateway/zalo/zalo_settings.hpp"

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

namespace tnung::gateway {

/// `POST /webhooks/zalo`: verified, stored and answered at once, worked after; a repeat changes
/// nothing. Owns the thread that works.
class WebhookPages {
public:
    WebhookPages(
        pg::Pool& pool, const Clock& clock, const crypto::Keyring& keyring,
        const ZaloSettings& settings, metrics::Registry& metrics
    );
    ~WebhookPages();

    http::Response post(const http::Request& request);
    void start();
    void stop();
    /// Works what is stored, at most a batch; how many.
    std::size_t work_once();

private:
    void run();

    pg::Pool& pool_;
    const Clock& clock_;
    const crypto::Sealer sealer_;
    const ZaloSettings& settings_;
    metrics::Registry& metrics_;
    std::mutex mutex_; ///< guards what follows
    std::condition_variable woken_;
    bool work_waits_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

} // namespace tnung::gateway
