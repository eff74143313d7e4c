#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/http/server.hpp"
#include "foundation/metrics/metrics.hpp"
#include "foundation/pg/pool.hpp"
#include "gateway/sms/sms_client.hpp"

#include <functional>

namespace tnung::gateway {

/// `POST /webhooks/sms`: what became of an SMS, worked at once. A repeat changes nothing; what
/// fails goes the next way.
class SmsReceiptPages {
public:
    SmsReceiptPages(
        pg::Pool& pool, const Clock& clock, const SmsSettings& settings,
        std::function<void()> enqueued, metrics::Registry& metrics
    )
        : pool_(pool), clock_(clock), settings_(settings), enqueued_(std::move(enqueued)),
          metrics_(metrics)
    {
    }
    http::Response post(const http::Request& request);

private:
    pg::Pool& pool_;
    const Clock& clock_;
    const SmsSettings& settings_;
    const std::function<void()> enqueued_; ///< something may have been put into the outbox
    metrics::Registry& metrics_;
};

} // namespace tnung::gateway
