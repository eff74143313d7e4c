#pragma once

#include "foundation/base/result.hpp"
#include "foundation/csv/csv.hpp"
#include "foundation/spreadsheet/read_xlsx.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung {

/// A table as an office has it, whatever it was saved with.
struct Table {
    std::vector<std::string> headings;
    std::vector<CsvRow> rows; ///< below the headings, with their lines in the file
    int broken_line = 0;      ///< of a CSV file, from which on nothing could be read; 0: none
};

/// Why there is no table, in words for people: what is wrong, and what to do.
struct NoTable {
    std::string words;
};

/// Reads a workbook (.xlsx: of `sheet`, or of the only sheet that is visible and holds something)
/// or a CSV file in any encoding that `text::decode` is sure of. `is_heading` says whether a cell
/// is the heading of a column; the headings are the row, of the first twenty, that has most of
/// them: offices put titles above.
Result<Table, NoTable> read_table(
    std::string_view bytes, const std::function<bool(const std::string&)>& is_heading,
    const std::string& sheet = ""
);

} // namespace tnung
