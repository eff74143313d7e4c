#pragma once

#include "foundation/base/instant.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::registry {

/// For what an office opens what somebody declared (data/reading-purposes.tsv).
struct ReadingPurpose {
    Day from;
    std::string role; ///< of reader_rights.hpp
    std::string name;
    bool needs_case = false; ///< a decision or document is named with it
    std::string words;       ///< as shown; `-`: not any more
    bool sure = false;
    std::string source;
};

class ReadingPurposes {
public:
    /// Throws std::runtime_error naming the row that is wrong.
    explicit ReadingPurposes(std::string_view tsv);

    /// Those of a role in force on that day, in the order of the data.
    std::vector<const ReadingPurpose*> of(std::string_view role, Day day) const;
    /// Nothing where that role has none of that name on that day.
    const ReadingPurpose* find(std::string_view role, std::string_view name, Day day) const;

private:
    std::vector<ReadingPurpose> all_;
};

} // namespace tnung::registry
