#pragma once

#include "foundation/base/instant.hpp"
#include "gateway/dossier/dossier_event.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::gateway {

/// What one event owes from one day on (Decree 224/2026/NĐ-CP, art. 15): dated data.
struct NoticeRule {
    Day from;
    std::string what; ///< a state's number, or an event beside the states
    std::string kind; ///< empty: owes none
    int urgency = 3;  ///< 1 obligation with a deadline, 2 result, 3 information
    int useful_days = 0;
    std::string merged_after; ///< not owed beside a notice of that kind on the same day
    /// What is told again of the same state within that time owes no second one.
    std::chrono::hours known{0};
    /// Kinds that replace this one: a notice is not sent if it has waited `overtaken_after` and one
    /// of these kinds was made after it.
    std::vector<std::string> overtaken_by;
    std::chrono::minutes overtaken_after{0};
    bool call = false;  ///< whoever no message reaches is called
    std::string excuse; ///< why none is owed
    std::string source;
};

class NoticeRules {
public:
    explicit NoticeRules(std::string_view tsv);
    /// The rule in force on that day; nothing where the data names none.
    const NoticeRule* find(EventKind event, DossierState state, Day day) const;
    /// The rule that owes that kind; nothing where none does on that day.
    const NoticeRule* of_kind(std::string_view kind, Day day) const;
    /// Whether that kind of notice ends on the call list.
    bool calls(std::string_view kind, Day day) const;

private:
    std::vector<NoticeRule> rules_;
};

} // namespace tnung::gateway
