#pragma once

#include "registry/declaration/content.hpp"
#include "registry/form/form_catalogue.hpp"

#include <functional>
#include <memory>

namespace tnung::registry {

/// What a declaration is held against (data/declaration-rules.tsv). Rules say what is missing, does
/// not fit together or is probably a slip; never whether somebody is honest.
struct Rule {
    enum class Level {
        error,   ///< it cannot be handed in so
        warning, ///< probably a slip; blocks nothing
        hint,    ///< good to know
    };
    std::string id; ///< what findings, statistics and examples name it by
    Day from;
    std::optional<Day> until; ///< the first day on which it no longer holds
    Level level = Level::error;
    std::vector<std::string> kinds; ///< of declarations; empty: all
    std::string check, on;          ///< the check and what it looks at
    std::string words;              ///< `{label}` and what else the check gives
    std::string source;
};

/// One declaration with what it is judged by. All must outlive the judging.
struct Judged {
    const Form& form;
    const Content& content;
    std::string_view kind; ///< of data/declaration-forms.tsv
    Day today;
    const Form* form_before = nullptr; ///< both or neither: the last declaration
    const Content* before = nullptr;
};

struct Finding {
    const Rule* rule = nullptr; ///< lives as long as the Rules
    int node = 0;               ///< Node::index of the field, list, group, row or part
    std::string item;           ///< where it repeats
    std::vector<std::pair<std::string_view, std::string>> values; ///< for the rule's words
    bool operator==(const Finding&) const = default;
};

/// The rule's words about this declaration, for people.
std::string finding_text(const Finding& finding, const Form& form);

class Rules {
public:
    /// Throws std::runtime_error naming file, row and what is wrong: no such check, no such field
    /// in any form.
    Rules(std::string_view tsv, const FormCatalogue& forms, const Thresholds& thresholds);
    ~Rules();
    Rules(Rules&&) noexcept;

    /// In the order of the rules. Those of the day of completion; where that is not said yet, of
    /// today.
    std::vector<Finding> judge(const Judged& judged) const;
    const std::vector<Rule>& all() const;

private:
    struct Bound;
    std::unique_ptr<const Bound> bound_;
};

} // namespace tnung::registry
