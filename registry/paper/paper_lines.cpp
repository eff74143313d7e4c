#include "registry/paper/paper_lines.hpp"

#include <fmt/format.h>

namespace tnung::registry {

namespace {

using What = PaperLine::What;

class Lines {
public:
    Lines(const Form& form, const Content& content, std::string_view kind)
        : content_(content), kind_(kind)
    {
        for (const auto& part : form.parts()) walk(part);
    }
    std::vector<PaperLine> all;

private:
    void walk(const Node& node)
    {
        if (node.not_in_kind == kind_) return;
        switch (node.what) {
        case Node::What::field:
        case Node::What::row: return;
        case Node::What::part: all.push_back({.what = What::part, .node = &node}); break;
        default: all.push_back({.what = What::heading, .node = &node});
        }
        if (node.what == Node::What::list) return list(node);
        if (!node.columns.empty()) return changes(node);
        if (node.what == Node::What::group && content_.none.contains(node.index)) {
            all.push_back({.what = What::nothing, .node = &node, .text = "Không có."});
            return;
        }
        facts(node, content_.fields);
        for (const auto& below : node.below) walk(below);
    }
    void facts(const Node& node, const Answers& answers)
    {
        for (const auto& field : node.below) {
            if (field.what != Node::What::field) continue;
            const auto* answer = answers.find(field);
            if (!answer && field.optional) continue;
            all.push_back(
                {.what = What::fact,
                 .node = &field,
                 .text = answer ? printed(field, *answer) : std::string()}
            );
        }
    }
    void list(const Node& node)
    {
        const auto found = content_.lists.find(node.index);
        const auto* said = found == content_.lists.end() ? nullptr : &found->second;
        if (!said || said->items.empty()) {
            if (said && said->none)
                all.push_back({.what = What::nothing, .node = &node, .text = "Không có."});
            else
                all.push_back({.what = What::blank, .node = &node});
            return;
        }
        for (std::size_t i = 0; i < said->items.size(); ++i) {
            all.push_back(
                {.what = What::item, .node = &node, .text = node.item_heading(i), .position = i}
            );
            facts(node, said->items[i].answers);
        }
    }
    void changes(const Node& part)
    {
        if (content_.changes.empty()) {
            if (content_.none.contains(part.index))
                all.push_back({.what = What::nothing, .node = &part, .text = "Không có biến động."}
                );
            else
                all.push_back({.what = What::blank, .node = &part});
            return;
        }
        for (const auto& below : part.below) rows(below);
    }
    void rows(const Node& row)
    {
        bool changed = false;
        for (const auto& change : content_.changes)
            if (change.row == row.index) {
                all.push_back({.what = What::change, .node = &row, .change = &change});
                changed = true;
            }
        if (!changed) all.push_back({.what = What::change, .node = &row});
        for (const auto& below : row.below) rows(below);
    }

    const Content& content_;
    const std::string_view kind_;
};

std::string_view sign_of(const Change& change)
{
    return change.sign == Change::Sign::loss ? "−" : "+";
}

} // namespace

std::vector<PaperLine> paper_lines(const Form& form, const Content& content, std::string_view kind)
{
    return std::move(Lines(form, content, kind).all);
}

std::string printed_quantity(const Change& change)
{
    return change.quantity.empty() ? "" : fmt::format("{}{}", sign_of(change), change.quantity);
}

std::string printed_value(const Change& change)
{
    if (!change.value) return "";
    const auto text = printed(Node{.type = FieldType::value}, *change.value);
    return change.value->amount ? fmt::format("{}{}", sign_of(change), text) : text;
}

} // namespace tnung::registry
