#pragma once

#include "foundation/base/result.hpp"
#include "foundation/grant/grant_rules.hpp"
#include "foundation/pg/pool.hpp"

#include <vector>

namespace tnung::grant_store {

/// Lists the grants of one person that count on that day. For pages.
std::vector<StaffGrant> counting(pg::Transaction& tx, Id<Staff> staff, Day day);
/// Of one person, ended ones last, newest first.
std::vector<StaffGrant> of_staff(pg::Transaction& tx, Id<Staff> staff);
std::optional<StaffGrant> find(pg::Transaction& tx, Id<StaffGrant> grant);
/// Of everybody, those that are not ended.
std::vector<StaffGrant> all(pg::Transaction& tx);

/// For the process that signs people in, as tnung_authority.

/// Gives a grant. `wanted` says whom, which role, for which unit and days. `by` is empty for the
/// operator's command, whose grants are confirmed at once. Locks the person's account until `tx`
/// ends, so that nobody else changes the grants.
Result<Id<StaffGrant>, GrantRefusal> give(
    pg::Transaction& tx, const GrantRules& rules, StaffGrant wanted, std::optional<Id<Staff>> by,
    Instant now
);
/// By another than who gave it and who gets it.
Result<StaffGrant, GrantRefusal>
confirm(pg::Transaction& tx, Id<StaffGrant> grant, Id<Staff> by, Instant now);
/// Also one that nobody confirmed yet. Nobody ends their own.
Result<StaffGrant, GrantRefusal>
end(pg::Transaction& tx, Id<StaffGrant> grant, Id<Staff> by, Instant now);

} // namespace tnung::grant_store
