#pragma once

#include "foundation/pg/pool.hpp"
#include "gateway/dossier/unit_directory.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tnung::gateway {

struct UnitCount {
    std::string name, code;
    std::int64_t dossiers = 0;
    std::int64_t open = 0; ///< of them, that go on
};
/// Every unit, by name.
std::vector<UnitCount> dossiers_by_unit(pg::Transaction& tx, const UnitDirectory& directory);

} // namespace tnung::gateway
