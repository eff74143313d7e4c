#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/http/server.hpp"
#include "foundation/metrics/metrics.hpp"
#include "gateway/intake/intake.hpp"

#include <functional>

namespace tnung::gateway {

/// `POST /api/v1/dossier-events` (docs/formats/dossier-events.md): up to 1,000 events a call, a
/// result for each, 200 only when durable.
class IntakePages {
public:
    /// `stored` is called after a batch was stored, so that workers need not wait for their poll.
    IntakePages(
        Intake& intake, Senders& senders, const Clock& clock, metrics::Registry& metrics,
        std::function<void()> stored
    );

    http::Response post_events(const http::Request& request);
    /// With the head alone, where much is to come: whoever has no key is turned away before it.
    std::optional<http::Response> head_refusal(const http::Request& request);

    static constexpr std::size_t body_bytes_max = 4u << 20;
    static constexpr std::size_t events_max = 1000;

private:
    Intake& intake_;
    Senders& senders_;
    const Clock& clock_;
    std::function<void()> stored_;
    metrics::Counter& events_stored_;
    metrics::Counter& events_repeated_;
    metrics::Counter& events_refused_;
    metrics::Counter& states_unknown_;
    metrics::Counter& calls_unauthorised_;
    metrics::Counter& calls_too_many_;
};

} // namespace tnung::gateway
