#pragma once

#include "foundation/assets/assets.hpp"
#include "foundation/html/html.hpp"
#include "foundation/http/server.hpp"
#include "sandbox/onestop/onestop.hpp"

#include <functional>

namespace tnung::sandbox {

using PageFrame =
    std::function<http::Response(const Assets&, const std::string& title, const html::Node&)>;

/// What the QR of a receipt slip says.
std::string slip_address(const std::string& gateway_origin, const std::string& code);

/// The one-stop system by hand: file a dossier for somebody, move it on, print its receipt slip.
/// Everything but `onestop` is copied or outlives the routes.
std::vector<http::Route> onestop_routes(
    OneStop& onestop, const std::vector<Person>& people, const Assets& assets,
    const std::string& gateway_origin, PageFrame frame
);

} // namespace tnung::sandbox
