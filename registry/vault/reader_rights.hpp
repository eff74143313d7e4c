#pragma once

#include "registry/vault/vault.hpp"

#include <array>
#include <string>
#include <string_view>

namespace tnung::registry {

/// Roles of the registry (docs/access.tsv), as stored in Staff::role.
namespace role {
inline constexpr std::string_view declarant = "declarant";
inline constexpr std::string_view personnel =
    "personnel"; ///< of one unit: receives, returns, hands over
inline constexpr std::string_view inspector = "inspector"; ///< of the control body
inline constexpr std::string_view head =
    "head"; ///< of the control body, and deputies: inspects, and decides what one alone may not
inline constexpr std::string_view home_affairs =
    "home_affairs"; ///< agencies, who declares and progress, never a declaration
inline constexpr std::string_view auditor =
    "auditor"; ///< of security: the log, never a declaration
inline constexpr std::string_view administrator =
    "administrator"; ///< people and settings, never a declaration
inline constexpr std::array all = {declarant,    personnel, inspector,    head,
                                   home_affairs, auditor,   administrator};
} // namespace role

/// Inspectors, their head and deputies.
bool of_control_body(const Staff& staff);

/// Reader domains of the vault: a unit's before the hand-over, the inspectorate's after.
std::string unit_domain(std::string_view unit_code);
inline constexpr std::string_view inspectorate_domain = "inspectorate";

/// Whether they may open a record: one's own always, a draft nobody else's; a unit's own personnel
/// before the hand-over, inspectors after it (Anti-Corruption Law, articles 38 and 39).
bool may_open(const Staff& staff, const Vault::Standing& record);
/// Whether they may hand over what lies in that domain to that one; what lies there already stays.
bool may_hand_over(const Staff& staff, std::string_view from, std::string_view to);
/// Whether they may put the signed paper beside what was handed in: the declarant, and the unit
/// before the hand-over.
bool may_attach(const Staff& staff, const Vault::Standing& record);
/// Whether they may begin a draft there: of one's own unit.
bool may_begin(const Staff& staff, std::string_view domain);

} // namespace tnung::registry
