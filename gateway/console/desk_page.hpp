#pragma once

#include "foundation/assets/assets.hpp"
#include "foundation/html/html.hpp"
#include "gateway/console/console_store.hpp"
#include "gateway/console/staff.hpp"

#include <string>
#include <vector>

namespace tnung::gateway {

/// The frame of every page for staff: rail, search, who is signed in (ui: anatomy, desk).
struct DeskPage {
    std::string title;
    std::string here;  ///< path of the rail's entry that is this page's
    std::string typed; ///< what stands in the search
    html::Node content;
    int status = 200;
};

/// Who asks, and what every page of his needs.
struct Desk {
    Staff staff;
    std::string unit_name; ///< of his unit, or the province
    console_store::TaskCounts tasks;
    std::string form_token; ///< hidden in each form that changes something
    Instant now;
};

http::Response desk_response(const Assets& assets, const Desk& desk, const DeskPage& page);
/// Before the sign-in: no rail.
http::Response bare_desk_response(
    const Assets& assets, int status, const std::string& title, const html::Node& content
);

/// A form that changes something: POST, with the token that only our page knows.
html::Node act_form(
    const Desk& desk, const std::string& action, const std::vector<html::Node>& parts,
    std::string_view kind = "stack"
);
html::Node hidden(const std::string& name, const std::string& value);
/// A table that scrolls by itself on a phone, named for screen readers; rows of `desk_row`.
html::Node desk_table(
    const std::string& name, const std::vector<const char*>& heads,
    const std::vector<html::Node>& rows
);
html::Node desk_row(const std::vector<html::Node>& cells);
html::Node cell(std::initializer_list<html::Part> parts);

/// Icons by reference: staff pages load the file once.
html::Node desk_icon(const Assets& assets, std::string_view name);

} // namespace tnung::gateway
