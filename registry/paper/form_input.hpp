#pragma once

#include "registry/paper/form_page.hpp"

#include <map>
#include <optional>
#include <string>

namespace tnung::registry {

/// What came from a screen of the form, by input_name.
using Posted = std::map<std::string, std::string>;

/// What the button said: `save`, `next`, `add:<list>`, `remove:<list>:<item>`, `propose`,
/// `add-change`, `remove-change:<line>`.
struct FormAct {
    std::string name;
    int node = 0;
    std::string item;
};
FormAct parse_act(std::string_view text);

/// What the explanation of that line of changes is called: by what the line is about, so that it
/// finds its line again after another window added or removed some.
std::string change_name(const Content& content, std::size_t line);
/// Whether something stands in the line that is to be added.
bool has_new_change(const Posted& posted);

/// Takes all that was typed on that screen into its places: what cannot be read stays as typed.
/// Fields that are not in `posted` stay as they are.
void take_page(
    Content& content, const Form& form, const FormPage& page, const Posted& posted, Day today
);

/// Does what the button said to lists and to the table of changes. What is wrong, in words for the
/// declarant; empty where nothing is. `before`: the last declaration, where it is known.
std::string do_act(
    Content& content, const Form& form, const FormPage& page, const FormAct& act,
    const Posted& posted, const Judged& judged
);

} // namespace tnung::registry
