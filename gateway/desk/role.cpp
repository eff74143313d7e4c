#include "gateway/desk/role.hpp"

#include <array>

namespace tnung::gateway {

namespace {

struct RoleWords {
    Role role;
    std::string_view name, text;
};
constexpr std::array<RoleWords, 3> roles = {{
    {Role::clerk, "clerk", "Cán bộ một cửa"},
    {Role::operator_, "operator", "Điều hành của tỉnh"},
    {Role::administrator, "administrator", "Quản trị"},
}};

} // namespace

std::string_view role_name(Role role)
{
    return roles[std::size_t(role)].name;
}

std::string_view role_text(Role role)
{
    return roles[std::size_t(role)].text;
}

std::optional<Role> parse_role(std::string_view name)
{
    for (const auto& one : roles)
        if (one.name == name) return one.role;
    return std::nullopt;
}

} // namespace tnung::gateway
