#include "registry/paper/paper_view.hpp"

#include "foundation/desk/desk_page.hpp"
#include "foundation/text/money_text.hpp"

#include <fmt/format.h>

namespace tnung::registry {

using namespace html;

namespace {

using What = Node::What;
using FormNode = registry::Node;
using Markup = html::Node;

constexpr const char* blank = "chưa ghi";

Markup facts(const Content& content, const std::vector<FormNode>& fields, const Item* item)
{
    std::vector<Markup> lines;
    for (const auto& field : fields) {
        if (field.what != What::field) continue;
        const auto& answers = item ? item->answers : content.fields;
        const auto* answer = answers.find(field);
        if (!answer && field.optional) continue;
        lines.push_back(dt({field.label}));
        if (answer)
            lines.push_back(dd({printed(field, *answer)}));
        else
            lines.push_back(dd({cls("muted"), blank}));
    }
    return dl({cls("facts side"), lines});
}

Markup changes_table(const Form& form, const Content& content, const FormNode& part)
{
    if (content.changes.empty())
        return p({content.none.contains(part.index) ? "Không có biến động." : blank});
    std::vector<DeskRow> rows;
    for (const auto& change : content.changes) {
        const auto* sign = change.sign == Change::Sign::loss ? "−" : "+";
        const auto value =
            change.value && change.value->amount
                ? fmt::format("{}{}", sign, text::grouped(change.value->amount->dong))
                : std::string();
        rows.push_back(DeskRow{
            cell(form.at(change.row).heading()),
            cell(cls("num"), change.quantity.empty() ? "" : sign + change.quantity),
            cell(cls("num"), value), cell(change.explanation)});
    }
    return desk_table(
        "Biến động tài sản, thu nhập",
        {"Loại tài sản, thu nhập", "Số lượng", "Giá trị (đồng)", "Giải trình"}, rows
    );
}

Markup list_view(const Content& content, const FormNode& list)
{
    const auto found = content.lists.find(list.index);
    if (found == content.lists.end() || (found->second.items.empty() && !found->second.none))
        return p({cls("muted"), blank});
    if (found->second.items.empty()) return p({"Không có."});
    std::vector<Markup> items;
    for (const auto& item : found->second.items)
        items.push_back(li({facts(content, list.below, &item)}));
    return ol({cls("stack"), items});
}

void view(
    const Form& form, const Content& content, const FormNode& node, std::string_view kind,
    std::vector<Markup>& parts
)
{
    if (node.not_in_kind == kind || node.what == What::field || node.what == What::row) return;
    if (node.what == What::part)
        parts.push_back(h2({node.heading()}));
    else
        parts.push_back(h3({node.heading()}));
    if (node.what == What::list) {
        parts.push_back(list_view(content, node));
        return;
    }
    if (node.path == "changes") {
        parts.push_back(changes_table(form, content, node));
        return;
    }
    if (node.what == What::group && content.none.contains(node.index)) {
        parts.push_back(p({"Không có."}));
        return;
    }
    if (node.field("completed") || node.what == What::group)
        parts.push_back(facts(content, node.below, nullptr));
    for (const auto& below : node.below) view(form, content, below, kind, parts);
}

} // namespace

Markup paper_view(const Form& form, const Content& content, std::string_view kind)
{
    std::vector<Markup> parts;
    for (const auto& part : form.parts()) view(form, content, part, kind, parts);
    return element("article", {cls("card stack paper"), parts});
}

Markup watermark(const std::string& words)
{
    constexpr int rows = 10, height = 140;
    constexpr std::size_t width_bytes = 400; // more than a wide screen shows
    std::string across;
    while (across.size() < width_bytes) across += words + " · ";
    std::vector<Markup> lines;
    for (int i = 0; i < rows; ++i)
        lines.push_back(element(
            "text",
            {attr("x", i % 2 ? "-240" : "-180"), attr("y", fmt::format("{}", (i + 1) * height)),
             attr("transform", fmt::format("rotate(-18 20 {})", (i + 1) * height)), across}
        ));
    return svg({cls("watermark"), attr("aria-hidden", "true"), attr("focusable", "false"), lines});
}

} // namespace tnung::registry
