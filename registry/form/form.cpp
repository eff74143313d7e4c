#include "registry/form/form.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/base/tsv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <set>
#include <stdexcept>
#include <utility>

namespace tnung::registry {

namespace {

using What = Node::What;

constexpr std::size_t signers_count = 2, change_columns = 4;

constexpr std::array<std::pair<std::string_view, FieldType>, 12> types = {{
    {"text", FieldType::text},
    {"date", FieldType::date},
    {"year", FieldType::year},
    {"identity", FieldType::identity},
    {"address", FieldType::address},
    {"area", FieldType::area},
    {"quantity", FieldType::quantity},
    {"choice", FieldType::choice},
    {"certificate", FieldType::certificate},
    {"currency", FieldType::currency},
    {"value", FieldType::value},
    {"money", FieldType::money},
}};

constexpr std::array<std::pair<std::string_view, What>, 6> whats = {{
    {"part", What::part},
    {"section", What::section},
    {"group", What::group},
    {"list", What::list},
    {"field", What::field},
    {"row", What::row},
}};

template <class Table>
auto named(const Table& table, std::string_view name) -> std::optional<decltype(table[0].second)>
{
    for (const auto& [known, value] : table)
        if (known == name) return value;
    return std::nullopt;
}

std::vector<std::string> split(std::string_view text, char mark)
{
    std::vector<std::string> parts;
    for (std::size_t at = 0; at <= text.size();) {
        const auto end = std::min(text.find(mark, at), text.size());
        parts.emplace_back(text.substr(at, end - at));
        at = end + 1;
    }
    return parts;
}

/// `a>b|c` as (a, b), (c, ).
std::vector<std::pair<std::string, std::string>> pairs_of(std::string_view text)
{
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const auto& one : split(text, '|')) {
        const auto end = std::min(one.find('>'), one.size());
        pairs.emplace_back(one.substr(0, end), one.substr(std::min(end + 1, one.size())));
    }
    return pairs;
}

/// What a column `more` says; false where it says something unknown.
bool read_more(Node& node, std::string_view more)
{
    if (more.empty()) return true;
    if (const auto end = more.find(';'); end != std::string_view::npos)
        return read_more(node, more.substr(0, end)) && read_more(node, more.substr(end + 1));
    if (node.type == FieldType::certificate && more.starts_with("none:")) {
        node.none_words = more.substr(5);
        return !node.none_words.empty();
    }
    if (node.type == FieldType::choice) {
        node.options = split(more, '|');
        return node.options.size() > 1;
    }
    if (more == "optional") return node.optional = true;
    if (more == "may_be_none") return node.may_be_none = true;
    if (more == "new_only") return node.new_only = node.what == What::part;
    const auto colon = more.find(':');
    if (colon == std::string_view::npos || colon + 1 == more.size()) return false;
    const auto name = more.substr(0, colon);
    const std::string said(more.substr(colon + 1));
    if (name == "not_in")
        node.not_in_kind = said;
    else if (name == "each" || name == "total") {
        node.counts = name == "each" ? Node::Counts::each : Node::Counts::total;
        node.threshold = said;
    } else if (name == "and")
        node.taken_in = said;
    else if (name == "counted" && node.what == What::list)
        node.counted = said;
    else if (name == "as" && node.what == What::list)
        node.meaning = said;
    else if (name == "signers" && node.path == "head")
        return (node.signers = pairs_of(said)).size() == signers_count;
    else if (name == "columns" && node.path == "changes") {
        node.columns = pairs_of(said);
        for (auto& [above, head] : node.columns)
            if (head.empty()) std::swap(above, head);
        return node.columns.size() == change_columns;
    } else if (name == "item" && node.what == What::list)
        node.item_word = said;
    else
        return false;
    return true;
}

/// What a row of the table of changes is about.
std::string about_of(const Node& row)
{
    return "assets" + row.path.substr(row.path.find('.'));
}

/// What may stand below what.
bool fits_below(const Node* above, What what)
{
    if (!above) return what == What::part;
    switch (above->what) {
    case What::part: return what != What::part;
    case What::section: return what == What::list;
    case What::group:
    case What::list: return what == What::field;
    case What::row: return what == What::row;
    case What::field: return false;
    }
    std::abort();
}

template <class Nodes>
auto* find_in(Nodes& nodes, std::string_view path)
{
    decltype(&nodes[0]) found = nullptr;
    for (auto& node : nodes) {
        if (node.path == path) return &node;
        if (path.size() > node.path.size() && path.starts_with(node.path) &&
            path[node.path.size()] == '.')
            if (auto* below = find_in(node.below, path)) found = below;
    }
    return found;
}

} // namespace

std::string_view field_type_name(FieldType type)
{
    return types[std::size_t(type)].first;
}

std::optional<FieldType> parse_field_type(std::string_view name)
{
    return named(types, name);
}

Form::Form(std::string id, std::string_view tsv, std::string_view notes_tsv) : id_(std::move(id))
{
    const Tsv notes("notes of " + id_, notes_tsv);
    for (std::size_t row = 0; row < notes.size(); ++row) {
        const auto number = parse_integer(notes.at(row, "note"));
        if (!number || notes.at(row, "text").empty() ||
            !notes_.emplace(int(*number), notes.at(row, "text")).second)
            throw std::runtime_error(
                fmt::format("{}: note {} is not readable or stands twice", id_, row + 1)
            );
    }
    const Tsv table(id_ + ".tsv", tsv);
    std::set<std::string> paths;
    for (std::size_t row = 0; row < table.size(); ++row) {
        Node node{
            .path = std::string(table.at(row, "path")),
            .number = std::string(table.at(row, "number")),
            .label = std::string(table.at(row, "label"))};
        const auto wrong = [&](std::string_view what) {
            return std::runtime_error(
                fmt::format("{}.tsv: {} ('{}'): {}", id_, row + 1, node.path, what)
            );
        };
        const auto what = named(whats, table.at(row, "what"));
        if (!what) throw wrong("no known kind of row");
        node.what = *what;
        if (node.path.empty() || !paths.insert(node.path).second)
            throw wrong("a path is needed, once");
        if (node.label.empty()) throw wrong("a label is needed");
        node.type = parse_field_type(table.at(row, "type"));
        if (node.type.has_value() != (node.what == What::field))
            throw wrong("fields have a known type, and nothing else has");
        if (!read_more(node, table.at(row, "more"))) throw wrong("'more' is not understood");
        if (node.type == FieldType::certificate && node.none_words.empty())
            throw wrong("a certificate says what is written where there is none");
        if (!table.at(row, "notes").empty())
            for (const auto& one : split(table.at(row, "notes"), ',')) {
                const auto number = parse_integer(one);
                if (!number || !notes_.contains(int(*number))) throw wrong("no such note");
                node.notes.push_back(int(*number));
            }
        const auto dot = node.path.rfind('.');
        Node* above =
            dot == std::string::npos ? nullptr : find_in(parts_, node.path.substr(0, dot));
        if (dot != std::string::npos && !above) throw wrong("nothing stands above it");
        if (!fits_below(above, node.what)) throw wrong("it may not stand there");
        (above ? above->below : parts_).push_back(std::move(node));
    }
    number_nodes(parts_, nullptr);
    // Each row of changes is about something that the form asks for.
    lists_of_row_.resize(nodes_.size());
    for (const auto* node : nodes_) {
        if (node->what != What::row) continue;
        const auto about = about_of(*node);
        for (const auto& path : {about, node->taken_in}) {
            if (path.empty()) continue;
            const auto* list = find(path);
            if (!list && about != "assets.income")
                throw std::runtime_error(fmt::format(
                    "{}.tsv: '{}' is about '{}', which is not there", id_, node->path, path
                ));
            auto& lists = lists_of_row_[std::size_t(node->index)];
            if (list && list->what == What::list) lists.push_back(list);
            if (list && list->what == What::section && node->below.empty())
                for (const auto& below : list->below)
                    if (below.what == What::list) lists.push_back(&below);
        }
    }
}

void Form::number_nodes(std::vector<Node>& nodes, const Node* above)
{
    for (auto& node : nodes) {
        node.index = int(nodes_.size());
        nodes_.push_back(&node);
        above_.push_back(above);
        by_path_.emplace(node.path, &node);
        number_nodes(node.below, &node);
    }
}

std::string Node::item_heading(std::size_t position) const
{
    constexpr std::array<std::string_view, 10> ordinals = {"nhất", "hai", "ba",  "tư",   "năm",
                                                           "sáu",  "bảy", "tám", "chín", "mười"};
    if (item_word.empty()) return {};
    const auto ordinal = position < ordinals.size() ? std::string(ordinals[position])
                                                    : fmt::format("{}", position + 1);
    return fmt::format("{}.{}. {} thứ {}", number, position + 1, item_word, ordinal);
}

const Node* Node::field(std::string_view name) const
{
    for (const auto& node : below)
        if (node.what == What::field && node.name() == name) return &node;
    return nullptr;
}

const Node* Form::find(std::string_view path) const
{
    const auto found = by_path_.find(path);
    return found == by_path_.end() ? nullptr : found->second;
}

const Node* Form::find_list(std::string_view meaning) const
{
    const auto found = std::ranges::find_if(nodes_, [&](const Node* node) {
        return node->what == What::list && node->means() == meaning;
    });
    return found == nodes_.end() ? nullptr : *found;
}

bool Form::asks_new_only(const Node& list) const
{
    const auto* part = find(std::string_view(list.path).substr(0, list.path.find('.')));
    return part && part->new_only;
}

std::vector<const Node*> Form::lists() const
{
    std::vector<const Node*> all;
    for (const auto& part : parts_) {
        if (part.path != "assets") continue;
        for (const auto& node : part.below) {
            if (node.what == What::list) all.push_back(&node);
            for (const auto& below : node.below)
                if (below.what == What::list) all.push_back(&below);
        }
    }
    return all;
}

} // namespace tnung::registry
