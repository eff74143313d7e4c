#pragma once

#include "foundation/base/instant.hpp"

#include <cstdint>
#include <string>
#include <variant>
#include <vector>

/// Spreadsheets that offices ask for: one sheet, Office Open XML (ECMA-376).
namespace tnung::spreadsheet {

/// Text stays text whatever it begins with; a time is shown as local day and clock, a day as
/// such.
using Value = std::variant<std::monostate, std::string, std::int64_t, Instant, Day>;

struct Column {
    std::string heading;
    int width; ///< in characters
};

struct Sheet {
    std::string name;  ///< of the tab; what no tab may be called is put otherwise
    std::string title; ///< the first line, large
    std::string said;  ///< the second: who made it, when, what it covers
    std::vector<Column> columns;
    std::vector<std::vector<Value>> rows; ///< each as long as `columns`
};

/// The file's bytes. The headings stay in sight, can be filtered by, and are repeated on each
/// printed page. Nothing is written where others can read it. Throws std::runtime_error where it
/// cannot be made.
std::string xlsx(const Sheet& sheet);

} // namespace tnung::spreadsheet
