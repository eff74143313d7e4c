#pragma once

#include "registry/declaration/content.hpp"

namespace tnung::registry {

/// Computes part III of a declaration from two declarations: what is new, what is gone, what
/// differs in quantity or value (annex I of Decree 130/2020, notes 29 to 32). A loss has its
/// original price. Lines are in the order of the table; income comes last, if the form asks for it.
std::vector<Change> changes_between(
    const Content& before, const Form& form_before, const Content& now, const Form& form
);

/// The table made anew: lines that follow from the differences, with the explanations they had,
/// then lines that the declarant added himself (Change::item empty, not income).
void propose_changes(
    Content& now, const Form& form, const Content& before, const Form& form_before
);

/// The line that stands for the same difference in a table; nothing where none does.
const Change* same_change(const std::vector<Change>& table, const Change& wanted);

/// The row whose value is the total income; nothing where the form has none.
const Node* income_row(const Form& form);

} // namespace tnung::registry
