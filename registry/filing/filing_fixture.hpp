#pragma once

#include "registry/filing/handover.hpp"

#include <string>

/// What tests of several rooms need of people and of what they handed over.
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

/// To the register's own control body, or to another; false where it was not received.
inline bool hand_over(
    pg::Transaction& tx, const Filing& filing, Id<Staff> by, Instant at,
    const std::string& passed_to = ""
)
{
    Handover handover{
        .agency_code = filing.agency_code,
        .passed_to = passed_to,
        .given_by = "Lê Thị Mỹ Duyên",
        .taken_by = "Phạm Thị Kim Yến"};
    handover.id = handover_store::make(tx, handover, by, at);
    return filing_store::hand_over(tx, filing, handover, by, at);
}

} // namespace tnung::registry::fixture
