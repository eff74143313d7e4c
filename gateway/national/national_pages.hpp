#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/metrics/metrics.hpp"
#include "gateway/intake/intake.hpp"
#include "gateway/national/national_item.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <optional>

namespace tnung::gateway {

/// The door for systems that speak as to the national portal (docs/formats/national-sync.md):
/// `POST /api/v1/national/login`, `POST /api/v1/national`, `POST /api/v1/national/{service}`.
class NationalPages {
public:
    struct Settings {
        std::string destination_code; ///< the header `dstcode` must be this; empty: any
    };
    /// `stored` is called after a batch was stored.
    NationalPages(
        Intake& intake, Senders& senders, const Clock& clock, Settings settings,
        metrics::Registry& metrics, std::function<void()> stored
    );

    http::Response log_in(const http::Request& request);
    http::Response take(const http::Request& request);
    /// With the head alone: a key that nobody has is turned away before the body.
    std::optional<http::Response> head_refusal(const http::Request& request);
    /// Who holds a large body: a key, or an address that somebody logged in from, since a session
    /// stands in the body; empty: nobody known.
    std::string holder(const http::Request& request);

    /// What a request gets that none of these was asked about: too large, too busy.
    static http::Response failure(int status);

    static constexpr std::size_t body_bytes_max = 8u << 20;
    static constexpr std::size_t items_max = 500;

private:
    Intake& intake_;
    Senders& senders_;
    const Clock& clock_;
    const Settings settings_;
    std::function<void()> stored_;
    std::mutex mutex_;                               ///< guards what follows
    std::map<std::string, Instant> logged_in_until_; ///< by address
    metrics::Counter& stored_items_;
    metrics::Counter& repeated_items_;
    metrics::Counter& refused_items_;
};

} // namespace tnung::gateway
