#pragma once

#include "tests/attack/report.hpp"

#include <filesystem>
#include <functional>
#include <string>
#include <vector>

namespace tnung::attack {

/// What a process that serves pages has in the database, used by whoever took it over; `target`: of
/// its role. Each statement that is taken is a wall passed.
void take_over_pages_of_gateway(const std::string& target, Report& report);
void take_over_pages_of_registry(const std::string& target, Report& report);
/// What that process may ask of who signs people in, with no session, a guessed one, and one of
/// somebody who may not.
void ask_for_rights(
    const std::filesystem::path& socket, const std::string& session, Report& report
);
/// Twelve thousand letters, and twelve wrong tries at once for one login: five are looked at.
void flood_sign_in(
    const std::string& origin, const std::string& path, const std::string& login, Report& report
);

/// Somebody who is signed in.
struct Seat {
    std::string role, cookie; ///< `name=value`
};
/// Every route with everybody's cookies and with none; `routes`: as the program prints them. What a
/// role may not open must be refused, and no act is taken without its page's token.
void try_routes(
    const std::string& origin, const std::string& sign_in, const std::vector<std::string>& routes,
    const std::vector<Seat>& seats, Report& report
);

} // namespace tnung::attack
