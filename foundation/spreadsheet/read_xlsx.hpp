#pragma once

#include "foundation/base/result.hpp"
#include "foundation/csv/csv.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tnung::spreadsheet {

/// What the limits are for: a file of a megabyte may claim to hold gigabytes.
struct ReadLimits {
    std::size_t part_bytes_max = 256u << 20; ///< of one part, unpacked
    std::size_t rows_max = 200'000;
    std::size_t strings_max = 2'000'000; ///< that cells share
    std::size_t cells_max = 100;         ///< of a row
    std::size_t cell_bytes_max = 8000;
    std::size_t text_bytes_max = 256u << 20; ///< of all cells together: many may share a long one
};

/// What is wrong with the file, in words for people.
struct NotReadable {
    std::string words;
};

/// A sheet of an Office Open XML workbook (ECMA-376) as rows of text, without those that are empty:
/// the one of that name, or the only visible one that holds something; where several do, the words
/// name them. Numbers as Excel shows them with all their digits (15), days and times as
/// `2026-11-24` and `2026-11-24 08:12:00`, formulas as they were last worked out; where that
/// failed, the failure (`#N/A`), where nobody did, the formula (`=A1+B1`). Nothing outside the file
/// is looked at.
Result<std::vector<CsvRow>, NotReadable>
read_xlsx(std::string_view bytes, const ReadLimits& limits = {}, const std::string& sheet = "");
/// Whether these bytes begin as such a file does.
bool looks_like_xlsx(std::string_view bytes);

} // namespace tnung::spreadsheet
