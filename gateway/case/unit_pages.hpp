#pragma once

#include "gateway/desk/desk.hpp"
#include "gateway/dossier/unit_directory.hpp"

namespace tnung::gateway {

/// How many dossiers each unit has: counts alone.
class UnitPages {
public:
    UnitPages(const DeskFrame& frame, const UnitDirectory& units) : frame_(frame), units_(units) {}
    DeskRoutes routes() const;

private:
    http::Response units(const DeskRequest& asked) const;
    http::Response units_sheet(const DeskRequest& asked) const;

    const DeskFrame& frame_;
    const UnitDirectory& units_;
};

} // namespace tnung::gateway
