#pragma once

#include "tests/plaintext/leak_search.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace tnung::plaintext {

/// A leak is planted in every form and place and must be found, or the search proves nothing.
struct Planting {
    std::string target; ///< of the database, as one who may do everything
    std::filesystem::path folder;
    std::string program_log; ///< a file in the folder
    std::string
        table_secret; ///< what goes into a table, the WAL, the server's log and the program's
    std::vector<std::string> secrets; ///< what goes into files in every form at every alignment
};
/// How many places and forms the search misses; told.
std::size_t planted_and_missed(const Planting& planting);

void tell(const Leak& leak);
/// As text, into the folder.
void dump(const std::string& target, const std::filesystem::path& folder);

} // namespace tnung::plaintext
