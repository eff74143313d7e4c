#pragma once

#include "foundation/calendar/working_days.hpp"
#include "gateway/delivery/operations.hpp"
#include "gateway/desk/desk.hpp"

namespace tnung::gateway {

/// What the page of the running gateway measures against.
struct OperationsSettings {
    std::string account;
    int calls_per_minute = 0;       ///< 0: no limit
    std::int64_t dong_per_code = 0; ///< what a one-time code costs
    int day_from_hour = 6, day_until_hour = 22;
};

/// The running gateway: ways out and what waits, for who runs it.
class OperationsPages {
public:
    OperationsPages(
        const DeskFrame& frame, const Subjects& subjects, const calendar::WorkingDays& calendar,
        OperationsSettings settings
    )
        : frame_(frame), subjects_(subjects), calendar_(calendar), settings_(std::move(settings))
    {
    }
    DeskRoutes routes() const;

private:
    http::Response operations(const DeskRequest& asked) const;
    http::Response pause_lane(const DeskRequest& asked) const;
    http::Response resume_lane(const DeskRequest& asked) const;
    http::Response run_again(const DeskRequest& asked) const;

    const DeskFrame& frame_;
    const Subjects& subjects_;
    const calendar::WorkingDays& calendar_;
    const OperationsSettings settings_;
};

} // namespace tnung::gateway
