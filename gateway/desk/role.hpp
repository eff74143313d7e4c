#pragma once

#include <optional>
#include <string_view>

namespace tnung::gateway {

enum class Role {
    clerk,     ///< of one unit's service centre
    operator_, ///< of the provincial office that runs the account: all units, no changes of people
    administrator, ///< people, keys, units; no dossiers
};
std::string_view role_name(Role role); ///< as stored
std::optional<Role> parse_role(std::string_view name);
std::string_view role_text(Role role); ///< as read

} // namespace tnung::gateway
