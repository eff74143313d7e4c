#pragma once

#include "foundation/staff/staff.hpp"

#include <string>

/// What tests of several rooms need of people in office.
namespace tnung::registry::fixture {

/// Somebody with an account; `unit` empty: the whole province.
inline Staff somebody(
    pg::Transaction& tx, const crypto::Sealer& sealer, const std::string& login,
    const std::string& role, const std::string& unit, Instant at
)
{
    Staff staff;
    staff.login = staff.name = login;
    staff.role = role;
    if (!unit.empty()) staff.unit_code = unit;
    staff.id = staff_store::make(tx, sealer, login, login, role, staff.unit_code, at)->id;
    return staff;
}

} // namespace tnung::registry::fixture
