#pragma once

#include "foundation/staff/staff_fixture.hpp"
#include "registry/filing/handover.hpp"

#include <string>

/// What tests of several rooms need of what was handed over.
namespace tnung::registry::fixture {

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
