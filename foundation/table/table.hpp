#pragma once

#include "foundation/base/result.hpp"
#include "foundation/csv/csv.hpp"
#include "foundation/spreadsheet/read_xlsx.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung {

/// A table as an office has it, whatever it was saved with.
struct Table {
    std::vector<std::string> headings; ///< as they stand: `Số tiền (nghìn đồng) (*):`
    /// Below the headings, with their lines in the file; empty ones and one that numbers the
    /// columns are left out.
    std::vector<CsvRow> rows;
    /// Headings that `is_heading` does not know, where something stands below.
    std::vector<std::string> unknown_columns;
    int broken_line = 0; ///< of a CSV file, from which on nothing could be read; 0: none
};

/// `Số tiền (nghìn đồng) (*):` is headed "Số tiền".
std::string plain_heading(std::string_view heading);

/// The number of the first cell with something in it where no heading stands above, from 1: a
/// separator in a value that is not quoted shifts a row so.
std::optional<std::size_t> cell_beyond(const Table& table, const CsvRow& row);
/// Whether a cell holds a formula that nobody reckoned, or its failure (`#N/A`), for a value.
bool is_failed_formula(std::string_view cell);

/// Why there is no table, in words for people: what is wrong, and what to do.
struct NoTable {
    std::string words;
};

/// Reads a workbook (.xlsx: of `sheet`, or of the only sheet that is visible and holds something)
/// or a CSV file in any encoding that `text::decode` is sure of. `is_heading` says whether a plain
/// heading is that of a column; the headings are the row, of the first twenty, that has most of
/// them: offices put titles above.
Result<Table, NoTable> read_table(
    std::string_view bytes, const std::function<bool(const std::string&)>& is_heading,
    const std::string& sheet = ""
);

} // namespace tnung
