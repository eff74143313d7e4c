#include "registry/declaration/sample.hpp"

#include "foundation/base/bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace tnung::registry {

namespace {

using What = Node::What;

/// Cuts at the first mark; the second part is empty where there is none.
std::pair<std::string_view, std::string_view> cut(std::string_view text, std::string_view mark)
{
    const auto at = text.find(mark);
    if (at == std::string_view::npos) return {trimmed(text), {}};
    return {trimmed(text.substr(0, at)), trimmed(text.substr(at + mark.size()))};
}

Typed typed_of(std::string_view written)
{
    const auto [said, beside] = cut(written, " / ");
    const auto [text, how] = cut(said, "~");
    return {std::string(text), std::string(how), std::string(beside)};
}

class Writer {
public:
    Writer(Content& content, const Form& form, Day today)
        : content_(content), form_(form), today_(today)
    {
    }

    void line(std::string_view line)
    {
        const auto [place, said] = cut(line, "=");
        const auto hash = place.find('#');
        if (hash == std::string_view::npos)
            once(need(place, line), said, line);
        else {
            const auto [item, field] = cut(place.substr(hash + 1), ".");
            of_item(need(place.substr(0, hash), line), item, field, said, line);
        }
    }

private:
    const Node& need(std::string_view path, std::string_view line) const
    {
        const auto* node = form_.find(path);
        if (!node) wrong(line);
        return *node;
    }
    [[noreturn]] void wrong(std::string_view line) const
    {
        throw std::runtime_error(fmt::format("{} has no place for: {}", form_.id(), line));
    }

    void once(const Node& node, std::string_view said, std::string_view line)
    {
        if (node.what == What::field)
            write(content_, form_, {node.index, ""}, typed_of(said), today_);
        else if (node.what == What::row)
            explain(node, "", said, line);
        else if (!say_none(content_, node, said == "none"))
            wrong(line);
    }

    void of_item(
        const Node& list, std::string_view item, std::string_view field, std::string_view said,
        std::string_view line
    )
    {
        if (list.what == What::row) return explain(list, item, said, line);
        if (list.what != What::list) wrong(line);
        if (field.empty()) {
            if (said == "gone") {
                if (!remove_item(content_, form_, list, item)) wrong(line);
                return;
            }
            auto& one = there(list, item);
            one.confirmed = said != "unconfirmed";
            return;
        }
        const auto* node = list.field(field);
        if (!node) wrong(line);
        there(list, item);
        write(content_, form_, {node->index, std::string(item)}, typed_of(said), today_);
    }

    Item& there(const Node& list, std::string_view item)
    {
        if (!find_item(content_, list, item)) add_item(content_, list, std::string(item));
        return *find_item(content_, list, item);
    }

    void
    explain(const Node& row, std::string_view item, std::string_view said, std::string_view line)
    {
        const auto [how, words] = cut(said, "explained:");
        const auto change = std::ranges::find_if(content_.changes, [&](const Change& one) {
            return one.row == row.index && one.item == item;
        });
        if (change == content_.changes.end() || !how.empty()) wrong(line);
        change->explanation = words;
    }

    Content& content_;
    const Form& form_;
    const Day today_;
};

} // namespace

void write_lines(Content& content, const Form& form, std::string_view lines, Day today)
{
    Writer writer(content, form, today);
    for (std::size_t at = 0; at < lines.size();) {
        const auto end = std::min(lines.find_first_of(";\n", at), lines.size());
        if (const auto line = trimmed(lines.substr(at, end - at)); !line.empty()) writer.line(line);
        at = end + 1;
    }
}

} // namespace tnung::registry
