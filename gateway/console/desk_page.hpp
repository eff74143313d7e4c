#pragma once

#include "foundation/desk/desk_page.hpp"
#include "gateway/console/console_store.hpp"
#include "gateway/console/role.hpp"

namespace tnung::gateway {

/// Who asks at the desk of the gateway.
struct Desk : Seat {
    Role role = Role::clerk;
    console_store::TaskCounts tasks;
};
/// The rail of that role.
std::vector<RailEntry> rail_of(Role role, const console_store::TaskCounts& tasks);

http::Response desk_response(const Assets& assets, const Desk& desk, const DeskPage& page);

} // namespace tnung::gateway
