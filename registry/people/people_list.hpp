#pragma once

#include "foundation/table/table.hpp"
#include "registry/people/people.hpp"

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::registry {

/// What became of a list of people, and of each of its rows that somebody has to look at.
struct ListReport {
    std::int64_t rows = 0, added = 0, same = 0, differs = 0, kept = 0, refused = 0;
    struct Remark {
        int line = 0;       ///< of the file
        std::string number; ///< of the person; empty where the row has none
        std::string words;  ///< for people
    };
    std::vector<Remark> remarks;
};

/// Whether a cell heads a column of such a list, in Vietnamese or English.
bool is_heading_of_people(const std::string& cell);

/// Takes a list of people who must declare: headings that name the columns in any order, then a
/// person a row. A row that cannot be read is told and left out, the others are taken. Throws
/// std::runtime_error naming what the headings lack.
ListReport take_list(pg::Transaction& tx, const Table& table, std::string_view source, Instant now);

} // namespace tnung::registry
