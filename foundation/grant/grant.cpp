#include "foundation/grant/grant.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung {

bool StaffGrant::counts_on(Day day) const
{
    return confirmed_at && !ended_at && from <= day && (!until || day <= *until);
}

bool StaffGrant::overlaps(const StaffGrant& other) const
{
    return (!until || other.from <= *until) && (!other.until || from <= *other.until);
}

std::vector<std::string> roles_of(const std::vector<StaffGrant>& grants)
{
    std::vector<std::string> roles;
    for (const auto& grant : grants) roles.push_back(grant.role);
    return roles;
}

UnitScope::UnitScope(
    const std::vector<StaffGrant>& grants, const std::vector<std::string_view>& roles
)
{
    for (const auto& grant : grants) {
        if (std::ranges::find(roles, grant.role) == roles.end()) continue;
        if (grant.organisation)
            units_.push_back(*grant.organisation);
        else
            whole_ = true;
    }
    std::ranges::sort(units_);
    units_.erase(std::unique(units_.begin(), units_.end()), units_.end());
}

UnitScope::UnitScope(const std::optional<std::string>& unit_code) : whole_(!unit_code)
{
    if (unit_code) units_.push_back(*unit_code);
}

bool UnitScope::covers(const std::optional<std::string>& unit_code) const
{
    return whole_ || (unit_code && std::ranges::binary_search(units_, *unit_code));
}

std::optional<std::vector<std::string>> UnitScope::filter() const
{
    return whole_ ? std::nullopt : std::optional(units_);
}

std::string UnitScope::text() const
{
    return whole_ ? "all" : fmt::format("{}", fmt::join(units_, ","));
}

} // namespace tnung
