#include "foundation/html/html.hpp"

#include <fmt/format.h>

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
    for (const char c : text) {
        switch (c) {
        case '&': out += "&amp;"; break;
        case '<': out += "&lt;"; break;
        case '>': out += "&gt;"; break;
        case '"': out += "&quot;"; break;
        case '\'': out += "&#39;"; break;
        default: out.push_back(c);
        }
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
    markup += fmt::format("</{}>", name);
    return Node(Node::Raw{}, std::move(markup));
}

Node icon(std::string_view name)
{
    return svg(
        {cls("i"), attr("aria-hidden", "true"), attr("focusable", "false"),
         element("use", {attr("href", fmt::format("#i-{}", name))})}
    );
}

Node sprite(std::string_view icons_svg, const std::vector<std::string>& names)
{
    std::string symbols;
    for (const auto& name : names) {
        const auto from = icons_svg.find(fmt::format("<symbol id=\"i-{}\"", name));
        const auto end = icons_svg.find("</symbol>", from);
        if (from == std::string_view::npos || end == std::string_view::npos)
            throw std::logic_error("no icon " + name);
        symbols += icons_svg.substr(from, end + 9 - from);
    }
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
