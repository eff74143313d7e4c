#pragma once

#include "foundation/authority/authority_client.hpp"
#include "foundation/form/list.hpp"
#include "gateway/desk/desk.hpp"
#include "gateway/dossier/unit_directory.hpp"

namespace tnung::gateway {

/// People of the desk, for the administrator: who they are, a new one, one who may no longer.
class StaffPages {
public:
    StaffPages(
        const DeskFrame& frame, const UnitDirectory& units, authority::AuthorityClient& authority
    )
        : frame_(frame), units_(units), authority_(authority)
    {
    }
    DeskRoutes routes() const;

private:
    forms::List<Staff> list(const Desk& desk) const;
    http::Response staff_list(const DeskRequest& asked) const;
    http::Response staff_sheet(const DeskRequest& asked) const;
    http::Response add_staff(const DeskRequest& asked) const;
    http::Response disable_staff(const DeskRequest& asked) const;

    const DeskFrame& frame_;
    const UnitDirectory& units_;
    authority::AuthorityClient& authority_;
};

} // namespace tnung::gateway
