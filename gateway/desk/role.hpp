#pragma once

#include <string_view>

/// Roles at the desk, as stored (data/desk-roles.tsv). What each opens: docs/access.tsv.
namespace tnung::gateway::role {

inline constexpr std::string_view clerk = "clerk"; ///< of one unit's service centre
/// Of the provincial office that runs the account: all units, no changes of people.
inline constexpr std::string_view operator_ = "operator";
inline constexpr std::string_view administrator =
    "administrator"; ///< people, keys, units; no dossiers

} // namespace tnung::gateway::role
