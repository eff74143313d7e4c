#pragma once

#include "foundation/grant/grant_store.hpp"
#include "foundation/staff/staff_fixture.hpp"

namespace tnung::grant_fixture {

/// Gives somebody a role that counts at once; `unit` empty: for the whole province. `accounts`: as
/// tnung_authority; committed when it returns.
inline StaffGrant give(
    pg::Pool& accounts, Id<Staff> staff, const std::string& role, const std::string& unit,
    Instant at
)
{
    const GrantRules rules(
        "role\tunit\tconfirmed\ttext\n" + role + "\tno\tno\t" + role + "\n",
        "one\tother\twhere\twhy\n"
    );
    StaffGrant wanted{.staff = staff, .role = role, .organisation = {}, .from = day_of(at)};
    if (!unit.empty()) wanted.organisation = unit;
    auto tx = accounts.begin();
    wanted.id = grant_store::give(tx, rules, wanted, std::nullopt, at).value();
    tx.commit();
    wanted.given_at = at;
    wanted.confirmed_at = at;
    return wanted;
}

/// Somebody with an account and one role.
inline Staff somebody(
    pg::Pool& accounts, const std::string& login, const std::string& role, const std::string& unit,
    Instant at, const std::string& name = ""
)
{
    auto staff = staff_fixture::somebody(accounts, login, "", "", at, name);
    give(accounts, staff.id, role, unit, at);
    return staff;
}

} // namespace tnung::grant_fixture
