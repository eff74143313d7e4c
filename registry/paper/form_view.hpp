#pragma once

#include "foundation/assets/assets.hpp"
#include "registry/paper/form_input.hpp"

#include <string>

namespace tnung::registry {

/// What one screen of the form is shown from. All must outlive the showing.
struct FormScreen {
    const Assets& assets;
    const Form& form;
    const FormPage& page;
    const Content& content;
    const Remarks& remarks;
    Day today;
    bool judged = false; ///< show what the rules say; before the first saving only what is unread
    bool has_before = false; ///< the last declaration is known, changes can be proposed from it
    const Content* saved = nullptr; ///< what another window saved, shown where it differs
    const Posted* posted = nullptr; ///< of a line of changes that could not be added
};

/// Headings, fields, items and what the rules said, without the frame and the buttons below.
html::Node form_fields(const FormScreen& screen);
/// The summary of what stops and what may be looked at again; empty where there is nothing.
html::Node form_summary(const FormScreen& screen);
/// The form's own notes that this screen refers to.
html::Node form_notes(const FormScreen& screen);
/// The screens and how far each is: the first in the tone of what it lacks.
html::Node form_contents(
    const Assets& assets, const Form& form, const std::vector<FormPage>& pages,
    const Remarks& remarks, const std::string& address, std::string_view here
);

} // namespace tnung::registry
