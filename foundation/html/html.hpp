#pragma once

#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <vector>

/// HTML as functions: text is escaped because it is text; there is no way to write raw markup
/// outside this room. Views are pure functions from plain data to Node.
namespace tnung::html {

/// Finished markup. Only this room makes it.
class Node {
public:
    Node() = default;
    /// Text, escaped.
    Node(std::string_view text); // NOLINT: text is a node by right
    Node(const char* text) : Node(std::string_view(text)) {}
    Node(const std::string& text) : Node(std::string_view(text)) {}

    const std::string& markup() const { return markup_; }
    bool empty() const { return markup_.empty(); }

private:
    struct Raw {};
    Node(Raw, std::string markup) : markup_(std::move(markup)) {}
    friend Node element(std::string_view, std::initializer_list<class Part>);
    friend Node join(const std::vector<Node>&);
    friend Node sprite(const class IconSheet&, const std::vector<std::string>&);

    std::string markup_;
};

struct Attribute {
    std::string name;
    std::string value;
    bool present = true;
};

/// An attribute, or content of an element.
class Part {
public:
    Part(Attribute attribute) : attribute_(std::move(attribute)), is_attribute_(true) {} // NOLINT
    Part(Node node) : node_(std::move(node)) {}                                          // NOLINT
    Part(std::string_view text) : node_(text) {}                                         // NOLINT
    Part(const char* text) : node_(text) {}                                              // NOLINT
    Part(const std::string& text) : node_(text) {}                                       // NOLINT
    Part(const std::vector<Node>& nodes);                                                // NOLINT

    bool is_attribute() const { return is_attribute_; }
    const Attribute& attribute() const { return attribute_; }
    const Node& node() const { return node_; }

private:
    Attribute attribute_;
    Node node_;
    bool is_attribute_ = false;
};

/// `name` is a literal of the program. An address in href, src or action must be relative, https,
/// tel, mailto or plain HTTP to this machine: anything else throws std::logic_error, so that no
/// script address comes from data.
Node element(std::string_view name, std::initializer_list<Part> parts);
Node join(const std::vector<Node>& nodes);

inline Attribute attr(std::string name, std::string value)
{
    return {std::move(name), std::move(value)};
}
/// Written as the name alone, or not at all.
inline Attribute flag(std::string name, bool present)
{
    return {std::move(name), "", present};
}
inline Attribute cls(std::string value)
{
    return attr("class", std::move(value));
}

#define TNUNG_HTML_ELEMENT(function, name)                                                         \
    inline Node function(std::initializer_list<Part> parts)                                        \
    {                                                                                              \
        return element(name, parts);                                                               \
    }
TNUNG_HTML_ELEMENT(a, "a")
TNUNG_HTML_ELEMENT(button, "button")
TNUNG_HTML_ELEMENT(dd, "dd")
TNUNG_HTML_ELEMENT(div, "div")
TNUNG_HTML_ELEMENT(dl, "dl")
TNUNG_HTML_ELEMENT(dt, "dt")
TNUNG_HTML_ELEMENT(footer, "footer")
TNUNG_HTML_ELEMENT(form, "form")
TNUNG_HTML_ELEMENT(h1, "h1")
TNUNG_HTML_ELEMENT(h2, "h2")
TNUNG_HTML_ELEMENT(h3, "h3")
TNUNG_HTML_ELEMENT(header, "header")
TNUNG_HTML_ELEMENT(input, "input")
TNUNG_HTML_ELEMENT(label, "label")
TNUNG_HTML_ELEMENT(li, "li")
TNUNG_HTML_ELEMENT(main, "main")
TNUNG_HTML_ELEMENT(ol, "ol")
TNUNG_HTML_ELEMENT(p, "p")
TNUNG_HTML_ELEMENT(section, "section")
TNUNG_HTML_ELEMENT(span, "span")
TNUNG_HTML_ELEMENT(strong, "strong")
TNUNG_HTML_ELEMENT(svg, "svg")
TNUNG_HTML_ELEMENT(ul, "ul")
#undef TNUNG_HTML_ELEMENT

/// `<svg class="i"><use href="#i-name">`, hidden from screen readers.
Node icon(std::string_view name);
/// Our own icon file, whose bytes outlive it, taken apart once: `<symbol id="i-name"…>`.
class IconSheet {
public:
    explicit IconSheet(std::string_view svg);
    /// Throws std::logic_error for one that the file lacks.
    std::string_view symbol(std::string_view name) const;

private:
    std::map<std::string_view, std::string_view> symbols_; ///< by name
};
/// The symbols that a page uses, inlined so that the first paint needs one round trip.
Node sprite(const IconSheet& icons, const std::vector<std::string>& names);

/// A whole page: doctype, then <html> with these attributes and parts.
std::string document(std::initializer_list<Part> parts);

} // namespace tnung::html
