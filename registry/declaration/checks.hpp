#pragma once

#include "registry/declaration/rules.hpp"

namespace tnung::registry {

/// One declaration before one rule.
struct Hearing {
    const Judged& judged;
    const Rule& rule;
    Day completed;
    const std::vector<Change>& owed; ///< differences that the table of changes has to tell
    std::vector<Finding>& findings;

    using Values = std::vector<std::pair<std::string_view, std::string>>;
    void find(const Node& node, std::string item = "", Values values = {}) const
    {
        findings.push_back({&rule, node.index, std::move(item), std::move(values)});
    }
};

/// A check that was bound to one form's fields.
using Check = std::function<void(const Hearing&)>;

/// None in a first declaration, or where the one before is not known.
std::vector<Change> owed_changes(const Judged& judged);

/// Nothing where that form does not ask for what the check looks at. Throws std::runtime_error
/// saying what is wrong where there is no check of that name, or `on` is not what it looks at.
std::optional<Check> bind_check(const Rule& rule, const Form& form, const Thresholds& thresholds);

} // namespace tnung::registry
