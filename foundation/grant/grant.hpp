#pragma once

#include "foundation/base/id.hpp"
#include "foundation/base/instant.hpp"
#include "foundation/staff/staff.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tnung {

/// What somebody may be, for one unit or the whole province, between two days.
struct StaffGrant {
    Id<StaffGrant> id;
    Id<Staff> staff;
    std::string role;                        ///< the program's word
    std::optional<std::string> organisation; ///< code of the unit; nothing: the whole province
    Day from{};
    std::optional<Day> until; ///< the last day
    std::optional<Id<Staff>> given_by;
    Instant given_at{};
    std::optional<Id<Staff>> confirmed_by;
    std::optional<Instant> confirmed_at; ///< nothing: it does not count yet
    std::optional<Instant> ended_at;

    bool waits_for_confirmation() const { return !confirmed_at && !ended_at; }
    /// Whether it counts on that day.
    bool counts_on(Day day) const;
    /// Whether both may count on one day.
    bool overlaps(const StaffGrant& other) const;
};

/// The role of each, in their order.
std::vector<std::string> roles_of(const std::vector<StaffGrant>& grants);

/// The units that somebody's grants of some roles reach.
class UnitScope {
public:
    /// Of those grants that are of one of these roles; all of them count.
    UnitScope(const std::vector<StaffGrant>& grants, const std::vector<std::string_view>& roles);
    /// That unit alone; nothing: the whole province.
    explicit UnitScope(const std::optional<std::string>& unit_code);

    /// What belongs to no unit is the province's.
    bool covers(const std::optional<std::string>& unit_code) const;
    /// For statements: nothing means every unit.
    std::optional<std::vector<std::string>> filter() const;
    /// For the log of acts: "all", or the codes.
    std::string text() const;

private:
    bool whole_ = false;
    std::vector<std::string> units_; ///< in order, each once
};

} // namespace tnung
