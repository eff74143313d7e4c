#pragma once

#include "gateway/desk/desk.hpp"
#include "gateway/dossier/unit_directory.hpp"

namespace tnung::gateway {

/// What messages cost, month by month and unit by unit.
class CostPages {
public:
    /// `dong_per_code`: what a one-time code costs.
    CostPages(const DeskFrame& frame, const UnitDirectory& units, std::int64_t dong_per_code)
        : frame_(frame), units_(units), dong_per_code_(dong_per_code)
    {
    }
    DeskRoutes routes() const;

private:
    http::Response costs(const DeskRequest& asked) const;
    http::Response costs_sheet(const DeskRequest& asked) const;

    const DeskFrame& frame_;
    const UnitDirectory& units_;
    const std::int64_t dong_per_code_;
};

} // namespace tnung::gateway
