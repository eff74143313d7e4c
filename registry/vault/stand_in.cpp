#include "registry/vault/stand_in.hpp"

#include "registry/vault/reader_rights.hpp"

namespace tnung::registry::stand_in_store {

namespace {

constexpr int stand_ins_max = 100; ///< on a page

constexpr pg::Query role_query{"stand_in.role", "SELECT role_on($1, $2)"};

constexpr pg::Query of_role_query{"stand_in.of_role", R"sql(
    SELECT id, login, name, role, unit_code FROM staff
     WHERE unit_code = $1 AND role = $2 AND disabled_at IS NULL ORDER BY name, id
)sql"};

constexpr pg::Query of_unit_query{"stand_in.of_unit", R"sql(
    SELECT stand_in.id, staff_id, staff.name, from_on, until_on, document, namer.name, ended_at,
           namer.disabled_at IS NULL AND namer.role = 'personnel'
      FROM stand_in JOIN staff ON staff.id = staff_id JOIN staff namer ON namer.id = named_by
     WHERE stand_in.unit_code = $1 ORDER BY stand_in.id DESC LIMIT $2
)sql"};

/// Nobody else's role changes with the day.
bool may_stand_in(const Staff& staff)
{
    return staff.role == role::declarant && staff.unit_code;
}

std::vector<Staff> of_role(pg::Transaction& tx, const std::string& unit_code, std::string_view role)
{
    const auto rows = tx.exec(of_role_query, unit_code, role);
    std::vector<Staff> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back(
            {.id = rows.get<Id<Staff>>(i, 0),
             .login = rows.get<std::string>(i, 1),
             .name = rows.get<std::string>(i, 2),
             .role = rows.get<std::string>(i, 3),
             .unit_code = rows.get<std::optional<std::string>>(i, 4)}
        );
    return all;
}

} // namespace

bool runs_on(const StandIn& one, Day day)
{
    return one.holds && !one.ended_at && one.from <= day && day <= one.until;
}

Staff acting(pg::Transaction& tx, Staff staff, Day day)
{
    if (may_stand_in(staff)) staff.role = tx.exec(role_query, staff.id, day).text(0, 0);
    return staff;
}

Staff acting(pg::Pool& pool, Staff staff, Day day)
{
    if (may_stand_in(staff)) staff.role = pool.look(role_query, staff.id, day).text(0, 0);
    return staff;
}

std::vector<Staff> officers(pg::Transaction& tx, const std::string& unit_code)
{
    return of_role(tx, unit_code, role::personnel);
}

std::vector<Staff> candidates(pg::Transaction& tx, const std::string& unit_code)
{
    return of_role(tx, unit_code, role::declarant);
}

std::vector<StandIn> of_unit(pg::Transaction& tx, const std::string& unit_code)
{
    const auto rows = tx.exec(of_unit_query, unit_code, stand_ins_max);
    std::vector<StandIn> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back(
            {.id = rows.get<Id<StandIn>>(i, 0),
             .staff = rows.get<Id<Staff>>(i, 1),
             .name = rows.get<std::string>(i, 2),
             .from = rows.get<Day>(i, 3),
             .until = rows.get<Day>(i, 4),
             .document = rows.get<std::string>(i, 5),
             .named_by = rows.get<std::string>(i, 6),
             .ended_at = rows.get<std::optional<Instant>>(i, 7),
             .holds = rows.get<bool>(i, 8)}
        );
    return all;
}

} // namespace tnung::registry::stand_in_store
