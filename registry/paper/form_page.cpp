#include "registry/paper/form_page.hpp"

#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::registry {

namespace {

using What = Node::What;

/// The lists and groups below a heading, or itself.
void gather(const Node& node, std::string_view kind, std::vector<const Node*>& nodes)
{
    if (node.not_in_kind == kind) return;
    if (node.what == What::section || node.what == What::part)
        for (const auto& below : node.below) gather(below, kind, nodes);
    else
        nodes.push_back(&node);
}

/// A heading without what it says in brackets and lists.
std::string short_title(const std::string& label)
{
    return label.substr(0, std::min(label.find(" ("), label.find(" gồm ")));
}

FormPage page_from(const Node& part, const Node& heading, std::string_view kind)
{
    FormPage page{
        std::string(heading.name()),
        part.number + "." + heading.number,
        short_title(heading.label),
        {},
        &heading};
    gather(heading, kind, page.nodes);
    return page;
}

} // namespace

std::vector<FormPage> form_pages(const Form& form, std::string_view kind)
{
    std::vector<FormPage> pages;
    for (const auto& part : form.parts()) {
        if (part.not_in_kind == kind) continue;
        if (part.path == "head" || part.path == "general") { // who, on one screen
            if (pages.empty()) pages.push_back({"chung", "I", "Thông tin chung", {}, &part});
            gather(part, kind, pages.front().nodes);
        } else if (part.path == "changes") {
            pages.push_back({"changes", part.number, "Biến động và giải trình", {&part}, &part});
        } else {
            for (const auto& heading : part.below)
                if (heading.not_in_kind != kind) pages.push_back(page_from(part, heading, kind));
        }
    }
    return pages;
}

bool shows(const FormPage& page, const Form& form, int node)
{
    for (const auto* at = &form.at(node); at; at = form.above(*at))
        if (page.heading == at || std::ranges::find(page.nodes, at) != page.nodes.end())
            return true;
    return false;
}

const FormPage& page_of(const std::vector<FormPage>& pages, const Form& form, int node)
{
    const auto found =
        std::ranges::find_if(pages, [&](const auto& page) { return shows(page, form, node); });
    return found == pages.end() ? pages.front() : *found;
}

const FormPage* find_page(const std::vector<FormPage>& pages, std::string_view slug)
{
    const auto found = std::ranges::find(pages, slug, &FormPage::slug);
    return found == pages.end() ? nullptr : &*found;
}

const FormPage* page_after(const std::vector<FormPage>& pages, std::string_view slug)
{
    const auto found = std::ranges::find(pages, slug, &FormPage::slug);
    return pages.end() - found < 2 ? nullptr : &*(found + 1);
}

std::string input_name(char kind, int field, std::string_view item)
{
    return item.empty() ? fmt::format("{}{}", kind, field)
                        : fmt::format("{}{}.{}", kind, field, item);
}

Remarks remarks_of(const std::vector<Finding>& findings, const Form& form)
{
    Remarks remarks;
    for (const auto& finding : findings) {
        auto& of_level = finding.rule->level == Rule::Level::error     ? remarks.errors
                         : finding.rule->level == Rule::Level::warning ? remarks.warnings
                                                                       : remarks.hints;
        of_level[{finding.node, finding.item}].push_back(finding_text(finding, form));
    }
    return remarks;
}

} // namespace tnung::registry
