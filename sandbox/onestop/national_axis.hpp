#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/http/server.hpp"
#include "foundation/json/json.hpp"

#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace tnung::sandbox {

/// A system that tells of dossiers when asked, in the shapes of the national portal's service: log
/// in, then ask for a service and a time range, page by page. It is no more lenient than the real
/// systems.
class NationalAxis {
public:
    struct Settings {
        std::string username = "tinh", password = "mat-khau", destination_code = "VN:GOV:axis";
    };
    struct Faults {
        int session_calls_max = 0;     ///< a session ends after so many calls; 0: it lives on
        int fail_every = 0;            ///< each n-th call answers 503 with Retry-After
        int lose_every = 0;            ///< each n-th answer is no JSON
        bool repeat_yesterday = false; ///< each answer tells everything from the beginning
        bool newest_first = false;
    };
    NationalAxis(const Clock& clock, Settings settings)
        : clock_(clock), settings_(std::move(settings))
    {
    }

    /// Adds an item at the present time. Calls that ask for this time get it from now on.
    void tell(const std::string& service, json::Object item);
    void set(Faults faults);
    std::int64_t calls();
    std::int64_t logins();

    std::vector<http::Route> routes();

private:
    struct Told {
        std::string service;
        Instant at;
        json::Object item;
    };
    http::Response log_in(const http::Request& request);
    http::Response answer(const http::Request& request);

    const Clock& clock_;
    const Settings settings_;
    std::mutex mutex_; ///< guards what follows
    Faults faults_;
    std::vector<Told> told_;
    std::map<std::string, int> sessions_; ///< and how often each was used
    std::int64_t calls_ = 0, logins_ = 0;
};

} // namespace tnung::sandbox
