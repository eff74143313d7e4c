#include "foundation/pg/assurance.hpp"

#include "foundation/pg/connection.hpp"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

namespace tnung::pg {

namespace {

constexpr Query setting_query{"assurance.setting", "SELECT current_setting($1)"};

constexpr Query role_query{"assurance.role", R"sql(
    SELECT rolname, rolsuper, rolbypassrls,
           EXISTS (SELECT 1 FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace
                    WHERE relkind IN ('r', 'p', 'v') AND relpersistence <> 't' AND nspname NOT IN ('pg_catalog', 'information_schema')
                      AND pg_has_role(relowner, 'MEMBER')),
           has_database_privilege(current_database(), 'TEMPORARY')
      FROM pg_roles WHERE rolname = current_user
)sql"};

std::string setting(Connection& connection, const char* name)
{
    return connection.exec(setting_query, name).get<std::string>(0, 0);
}

} // namespace

void assert_durable(const std::string& target)
{
    Connection connection(target);
    for (const char* name : {"fsync", "full_page_writes", "synchronous_commit"}) {
        const auto value = setting(connection, name);
        if (value == "off" || value == "local")
            throw std::runtime_error(fmt::format(
                "PostgreSQL runs with {} = {}: accepted events could be lost", name, value
            ));
    }
}

void assert_discreet(const std::string& target)
{
    struct Needed {
        const char *name, *value;
    };
    constexpr std::array<Needed, 5> all = {{
        {"log_parameter_max_length", "0"},
        {"log_parameter_max_length_on_error", "0"},
        {"log_error_verbosity", "terse"},
        {"log_statement", "none"},
        {"log_min_error_statement", "panic"},
    }};
    Connection connection(target);
    for (const auto& needed : all)
        if (const auto value = setting(connection, needed.name); value != needed.value)
            throw std::runtime_error(fmt::format(
                "PostgreSQL runs with {} = {}: its log could show personal data. Set it to {}",
                needed.name, value, needed.value
            ));
}

void assert_plain_role(const std::string& target)
{
    Connection connection(target);
    const auto role = connection.exec(role_query);
    const auto* power = role.get<bool>(0, 1)   ? "is a superuser"
                        : role.get<bool>(0, 2) ? "passes by row-level security"
                        : role.get<bool>(0, 3) ? "owns tables"
                        : role.get<bool>(0, 4) ? "may make tables of its own (TEMPORARY)"
                                               : nullptr;
    if (power)
        throw std::runtime_error(fmt::format(
            "The database role {} {}: name one that only uses the tables, and the owner apart "
            "(database_owner)",
            role.text(0, 0), power
        ));
}

} // namespace tnung::pg
