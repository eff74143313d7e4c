// docs/disclosure-ladder.md, written from what was seen at the doors.
#pragma once

#include "tests/ladder/ladder_rules.hpp"

#include <map>
#include <string>
#include <vector>

namespace tnung::ladder {

/// What was seen on one path, by age; empty where it is impossible.
using Seen = std::map<Age, std::array<std::string, doors>>;

std::string table_of(const std::vector<Path>& paths, const std::vector<Seen>& seen);

} // namespace tnung::ladder
