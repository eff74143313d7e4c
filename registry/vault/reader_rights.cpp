#include "registry/vault/reader_rights.hpp"

#include <fmt/format.h>

namespace tnung::registry {

namespace {

bool of_that_unit(const Staff& staff, std::string_view domain)
{
    return staff.unit_code && domain == unit_domain(*staff.unit_code);
}

} // namespace

bool of_control_body(const Staff& staff)
{
    return staff.role == role::inspector || staff.role == role::head;
}

std::string unit_domain(std::string_view unit_code)
{
    return fmt::format("unit:{}", unit_code);
}

bool may_open(const Staff& staff, const Vault::Standing& record)
{
    if (record.owner && *record.owner == staff.id) return true;
    if (record.draft) return false;
    if (staff.role == role::personnel) return of_that_unit(staff, record.domain);
    if (of_control_body(staff)) return record.domain == inspectorate_domain;
    return false;
}

bool may_hand_over(const Staff& staff, std::string_view from, std::string_view to)
{
    return staff.role == role::personnel && to == inspectorate_domain &&
           (from == to || of_that_unit(staff, from));
}

bool may_attach(const Staff& staff, const Vault::Standing& record)
{
    if (record.domain == inspectorate_domain) return false;
    return record.owner == staff.id ||
           (staff.role == role::personnel && of_that_unit(staff, record.domain));
}

bool may_begin(const Staff& staff, std::string_view domain)
{
    return of_that_unit(staff, domain);
}

} // namespace tnung::registry
