#pragma once

#include "foundation/base/instant.hpp"
#include "foundation/pg/pool.hpp"
#include "foundation/staff/staff.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tnung::registry {

/// Who stands in for a unit's officers on some days (người được phân công thay).
struct StandIn {
    Id<StandIn> id;
    Id<Staff> staff;
    std::string name;
    Day from, until; ///< its last day
    std::string document, named_by;
    std::optional<Instant> ended_at; ///< before its last day
    bool holds = true;               ///< whoever named them is in office still
};
inline constexpr int stand_in_days_max = 92;
inline constexpr int stand_in_days_of_year_max = 184; ///< of one person; longer is an office

namespace stand_in_store {

bool runs_on(const StandIn& one, Day day);

/// As what somebody works on that day: who stands in, as personnel.
Staff acting(pg::Transaction& tx, Staff staff, Day day);
Staff acting(pg::Pool& pool, Staff staff, Day day);

/// Whose office it is in a unit, by name.
std::vector<Staff> officers(pg::Transaction& tx, const std::string& unit_code);
/// Who may be named there: its declarants with an account, by name.
std::vector<Staff> candidates(pg::Transaction& tx, const std::string& unit_code);
/// Newest first.
std::vector<StandIn> of_unit(pg::Transaction& tx, const std::string& unit_code);

} // namespace stand_in_store

} // namespace tnung::registry
