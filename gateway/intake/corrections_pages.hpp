#pragma once

#include "foundation/base/clock.hpp"
#include "gateway/citizen/person_keys.hpp"
#include "gateway/intake/sender.hpp"

#include "foundation/http/message.hpp"

namespace tnung::gateway {

/// `GET /api/v1/corrections?after=ID`: numbers that clerks put right, for the sender to take over
/// into the system of record. Fetched, not pushed: nothing is lost while he is away, and asking
/// again changes nothing.
class CorrectionsPages {
public:
    CorrectionsPages(pg::Pool& pool, Senders& senders, const Clock& clock, const PersonKeys& keys)
        : pool_(pool), senders_(senders), clock_(clock), keys_(keys)
    {
    }
    http::Response get(const http::Request& request);

    static constexpr int page_max = 500;

private:
    pg::Pool& pool_;
    Senders& senders_;
    const Clock& clock_;
    const PersonKeys& keys_;
};

} // namespace tnung::gateway
