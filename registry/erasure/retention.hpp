#pragma once

#include "foundation/base/instant.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::registry {

/// How long declarations are kept (data/registry-retention.tsv, or the province's own schedule).
struct RetentionTerm {
    Day from;
    std::optional<int> years; ///< nothing: for ever
    bool sure = false;
    std::string source;
};

class Retention {
public:
    /// Throws std::runtime_error naming the row that is wrong.
    explicit Retention(std::string_view tsv);

    /// In force on that day; throws std::runtime_error where none is.
    const RetentionTerm& term(Day day) const;
    /// What was handed over before that day is past its term on `today`: terms end with a year.
    /// Nothing where it is kept for ever.
    std::optional<Day> past_before(Day today) const;

private:
    std::vector<RetentionTerm> all_;
};

} // namespace tnung::registry
