#include "foundation/html/html.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>

namespace tnung::html {

namespace {

constexpr std::array<std::string_view, 6> void_elements = {"input", "meta", "link",
                                                           "br",    "img",  "use"};
constexpr std::array<std::string_view, 4> address_attributes = {
    "href", "src", "action", "formaction"};

template <class List>
bool contains(const List& list, std::string_view name)
{
    return std::find(list.begin(), list.end(), name) != list.end();
}

void append_escaped(std::string& out, std::string_view text)
{
    while (true) {
        const auto plain = std::min(text.find_first_of("&<>\"'"), text.size());
        out += text.substr(0, plain);
        if (plain == text.size()) return;
        switch (text[plain]) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        default: out += "&#39;";
        }
        text.remove_prefix(plain + 1);
    }
}

bool is_safe_address(std::string_view address)
{
    // Plain HTTP only to this machine: a rehearsal's neighbours.
    for (const std::string_view scheme : {"https://", "tel:", "mailto:", "http://127.0.0.1:"})
        if (address.starts_with(scheme)) return true;
    const auto colon = address.find(':');
    const auto slash = address.find_first_of("/?#");
    return (colon == std::string_view::npos || slash < colon) && !address.starts_with("//");
}

} // namespace

Node::Node(std::string_view text)
{
    append_escaped(markup_, text);
}

Part::Part(const std::vector<Node>& nodes) : node_(join(nodes)) {}

Node join(const std::vector<Node>& nodes)
{
    std::string markup;
    for (const auto& node : nodes) markup += node.markup();
    return Node(Node::Raw{}, std::move(markup));
}

Node element(std::string_view name, std::initializer_list<Part> parts)
{
    std::string markup = "<";
    markup += name;
    for (const auto& part : parts) {
        if (!part.is_attribute() || !part.attribute().present) continue;
        const auto& attribute = part.attribute();
        if (contains(address_attributes, attribute.name) && !is_safe_address(attribute.value))
            throw std::logic_error("an address that is neither ours nor https");
        markup.push_back(' ');
        markup += attribute.name;
        if (attribute.value.empty()) continue;
        markup += "=\"";
        append_escaped(markup, attribute.value);
        markup.push_back('"');
    }
    markup.push_back('>');
    if (contains(void_elements, name) && name != "use") return Node(Node::Raw{}, std::move(markup));
    for (const auto& part : parts)
        if (!part.is_attribute()) markup += part.node().markup();
    markup += "</";
    markup += name;
    markup.push_back('>');
    return Node(Node::Raw{}, std::move(markup));
}

Node icon(std::string_view name)
{
    return svg(
        {cls("i"), attr("aria-hidden", "true"), attr("focusable", "false"),
         element("use", {attr("href", "#i-" + std::string(name))})}
    );
}

IconSheet::IconSheet(std::string_view svg)
{
    constexpr std::string_view begins = "<symbol id=\"i-", ends = "</symbol>";
    for (auto from = svg.find(begins); from != std::string_view::npos;) {
        const auto name_from = from + begins.size();
        const auto name_to = svg.find('"', name_from);
        const auto end = svg.find(ends, from);
        if (name_to == std::string_view::npos || end == std::string_view::npos) return;
        symbols_.emplace(
            svg.substr(name_from, name_to - name_from), svg.substr(from, end + ends.size() - from)
        );
        from = svg.find(begins, end);
    }
}

std::string_view IconSheet::symbol(std::string_view name) const
{
    const auto found = symbols_.find(name);
    if (found == symbols_.end()) throw std::logic_error("no icon " + std::string(name));
    return found->second;
}

Node sprite(const IconSheet& icons, const std::vector<std::string>& names)
{
    std::string symbols;
    for (const auto& name : names) symbols += icons.symbol(name);
    return svg(
        {cls("sprite"), attr("width", "0"), attr("height", "0"), attr("aria-hidden", "true"),
         attr("focusable", "false"), Node(Node::Raw{}, std::move(symbols))}
    );
}

std::string document(std::initializer_list<Part> parts)
{
    return "<!doctype html>\n" + element("html", parts).markup() + "\n";
}

} // namespace tnung::html
