#pragma once

#include "gateway/desk/desk.hpp"
#include "gateway/rights/retention.hpp"

namespace tnung::gateway {

/// How long what is kept, and what people asked about their own data: counts alone.
class KeptPages {
public:
    KeptPages(const DeskFrame& frame, const Retention& retention)
        : frame_(frame), retention_(retention)
    {
    }
    DeskRoutes routes() const;

private:
    http::Response kept_data(const DeskRequest& asked) const;

    const DeskFrame& frame_;
    const Retention& retention_;
};

} // namespace tnung::gateway
