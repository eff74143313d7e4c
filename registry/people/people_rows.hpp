#pragma once

#include "registry/people/people.hpp"

/// Columns that other rooms of the registry join to their own.
#define TNUNG_DECLARANT_COLUMNS                                                                    \
    "declarant.id, declarant.number, declarant.name, declarant.post, declarant.agency_code, "      \
    "agency.name, declarant.annual, declarant.staff_id"

namespace tnung::registry {

inline constexpr int declarant_columns = 8;
/// What stands first in that row.
Declarant declarant_at(const pg::Rows& rows, std::size_t row);
std::vector<Declarant> declarants_of(const pg::Rows& rows);

} // namespace tnung::registry
