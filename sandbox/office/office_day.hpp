#pragma once

#include "sandbox/office/declaring.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tnung::sandbox {

/// A unit's people declare, one is returned once, all are received and handed over, the
/// inspectorate reads; and everybody tries what is not theirs.
struct OfficeDay {
    std::string registry; ///< its origin
    std::vector<Account> declarants;
    Account administrator; ///< opens the campaign
    Account personnel, inspector, auditor;
    int everything = 0; ///< how many declare in every field; the others have nothing
    int at_once = 2;
    std::filesystem::path proofs; ///< where receipts' proofs are kept
};
/// As counted by those who did it.
struct DayCounts {
    int declarations = 0; ///< with the one that was handed in again
    int reads = 0;        ///< declarations that offices were shown
    int denied = 0;       ///< what was tried and refused
    int admitted = 0;     ///< what should have been refused and was not
};
/// Throws std::runtime_error where a page does not go on as it should. The accounts remember which
/// codes they used.
DayCounts live_a_day(OfficeDay& day, const Clock& clock);

/// What is written into free text: nobody's words, and told apart by the number.
std::string canary(const std::string& label, int number);

} // namespace tnung::sandbox
