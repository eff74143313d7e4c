#pragma once

#include "gateway/intake/intake.hpp"

#include "foundation/http/message.hpp"

namespace tnung::gateway {

/// `GET /api/v1/corrections?after=ID`: numbers that clerks put right, for the sender to take over
/// into the system of record. Fetched, not pushed: nothing is lost while he is away, and asking
/// again changes nothing.
class CorrectionsPages {
public:
    CorrectionsPages(pg::Pool& pool, Intake& intake, const PersonKeys& keys)
        : pool_(pool), intake_(intake), keys_(keys)
    {
    }
    http::Response get(const http::Request& request);

    static constexpr int page_max = 500;

private:
    pg::Pool& pool_;
    Intake& intake_;
    const PersonKeys& keys_;
};

} // namespace tnung::gateway
