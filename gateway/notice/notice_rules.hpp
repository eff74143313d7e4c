#pragma once

#include "foundation/base/instant.hpp"
#include "gateway/dossier/dossier_state.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::gateway {

/// What one state owes from one day on (Decree 224/2026/NĐ-CP, art. 15): dated data.
struct NoticeRule {
    Day from;
    DossierState state;
    std::string kind; ///< empty: owes none
    int urgency = 3;  ///< 1 obligation with a deadline, 2 result, 3 information
    int useful_days = 0;
    std::string merged_after; ///< not owed beside a notice of that kind on the same day
    std::string excuse;       ///< why none is owed
    std::string source;
};

class NoticeRules {
public:
    explicit NoticeRules(std::string_view tsv);
    /// The rule in force on that day; nothing where the data names none.
    const NoticeRule* find(DossierState state, Day day) const;

private:
    std::vector<NoticeRule> rules_;
};

/// The words of one kind of notice at level 1, and its template at Zalo.
struct NoticeWords {
    std::string kind;
    std::string template_id;
    std::string title;
    std::string paragraph;
    std::string status; ///< at most 30 characters
    std::string todo;   ///< at most 30 characters
};

class NoticeWordsTable {
public:
    explicit NoticeWordsTable(std::string_view tsv);
    const NoticeWords& of(std::string_view kind) const;
    const std::vector<NoticeWords>& all() const { return words_; }

private:
    std::vector<NoticeWords> words_;
};

/// Words a clerk reads for each excuse.
std::string_view excuse_text(std::string_view excuse);

} // namespace tnung::gateway
