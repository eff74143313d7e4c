#pragma once

#include "foundation/crypto/hash.hpp"
#include "foundation/staff/staff.hpp"

#include <string>

/// What tests of several rooms need of people in office.
namespace tnung::staff_fixture {

/// Somebody with an account; `unit` empty: the whole province. `accounts`: as tnung_authority,
/// which alone makes any; committed when it returns.
inline Staff somebody(
    pg::Pool& accounts, const std::string& login, const std::string& role, const std::string& unit,
    Instant at, const std::string& name = ""
)
{
    Staff staff;
    staff.login = login;
    staff.name = name.empty() ? login : name;
    staff.role = role;
    if (!unit.empty()) staff.unit_code = unit;
    auto tx = accounts.begin();
    const crypto::Sealer sealer(crypto::random_bytes(32), 1);
    staff.id = staff_store::make(tx, sealer, login, staff.name, role, staff.unit_code, at)->id;
    tx.commit();
    return staff;
}

} // namespace tnung::staff_fixture
