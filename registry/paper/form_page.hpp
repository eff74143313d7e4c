#pragma once

#include "registry/declaration/rules.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::registry {

/// One screen of an official form: what stands under one heading of the paper.
struct FormPage {
    std::string slug; ///< of its address
    std::string number, title;
    std::vector<const Node*> nodes; ///< groups, lists and fields, in the order of the paper
    const Node* heading = nullptr;
};

/// The screens of a form, in the order of the paper, without what that kind leaves out.
std::vector<FormPage> form_pages(const Form& form, std::string_view kind);
/// Whether that screen shows the node, or what it stands in.
bool shows(const FormPage& page, const Form& form, int node);
/// Which of them shows that node; the first where none does.
const FormPage& page_of(const std::vector<FormPage>& pages, const Form& form, int node);
/// Nothing where there is none of that address.
const FormPage* find_page(const std::vector<FormPage>& pages, std::string_view slug);

/// Nothing after the last.
const FormPage* page_after(const std::vector<FormPage>& pages, std::string_view slug);

/// What stands in one field's input, and what its companions are called: `f12`, or `f12.<item>`.
std::string input_name(char kind, int field, std::string_view item);

/// What the rules said, by place; of a whole heading the item is empty.
struct Remarks {
    std::map<Place, std::vector<std::string>> errors, warnings, hints;
};
Remarks remarks_of(const std::vector<Finding>& findings, const Form& form);

} // namespace tnung::registry
