#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace tnung {

/// Comma-separated values as offices save them (RFC 4180, and what Excel makes of it): `,` or `;`
/// or tab between fields, or what a first line `sep=;` says; quotes doubled inside quotes, a byte
/// order mark before the first line, `="0914"` for a text.
struct CsvRow {
    int line = 0; ///< of the file, where the row begins
    std::vector<std::string> cells;
};

struct CsvLimits {
    std::size_t cell_bytes_max = 8000;
    std::size_t cells_max = 100;
};

/// Rows with at least one cell that is not empty. A cell or row over its limit, or a quote that
/// never closes, ends the reading: `broken_line` tells where.
struct CsvFile {
    std::vector<CsvRow> rows;
    int broken_line = 0; ///< 0: read to its end
};
CsvFile read_csv(std::string_view text, CsvLimits limits = {});

} // namespace tnung
