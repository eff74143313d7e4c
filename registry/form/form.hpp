#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <utility>
#include <vector>

namespace tnung::registry {

/// What a declarant is asked to write (data/forms). Each has its own way to be typed, checked,
/// printed, compared and read from a scan.
enum class FieldType {
    text,
    date,
    year,
    identity,    ///< 12 digits of a citizen, 9 of an older paper, or a paper of army or police
    address,     ///< old or new units, kept as written
    area,        ///< square metres
    quantity,    ///< a number with its unit, as written
    choice,      ///< one of `Node::options`
    certificate, ///< number and holder, or that none was issued
    currency,    ///< an amount in a currency
    value,       ///< whole đồng, perhaps estimated; or not determinable, with the reason
    money,       ///< whole đồng
};
std::string_view field_type_name(FieldType type);
std::optional<FieldType> parse_field_type(std::string_view name);

/// One heading or field of an official form.
struct Node {
    enum class What {
        part,    ///< I, II, III
        section, ///< a heading with lists below it
        group,   ///< fields that stand once
        list,    ///< fields that repeat for each item; empty is an answer of its own: "Không có"
        field,
        row, ///< of the table of changes: quantity and value with their sign, and the explanation;
             ///< what it is about is its path below `changes`
    };
    std::string path; ///< what rules, drafts and comparisons name it by; never changes in meaning
    int index = 0;    ///< its place among all of its form, in the order of the paper
    What what = What::field;
    std::string number; ///< as printed; empty: none
    std::string label;  ///< as printed
    std::vector<int> notes;
    std::optional<FieldType> type;    ///< of fields
    std::vector<std::string> options; ///< of choices
    bool optional = false;            ///< may stay empty
    bool may_be_none = false;         ///< a group, or the table of changes, that may have nothing
    bool new_only = false;            ///< a part that describes only what came since the last time
    std::string none_words;           ///< of certificates: what is written where there is none
    std::string not_in_kind;          ///< the kind of declaration that leaves it out
    enum class Counts { all, each, total };
    Counts counts =
        Counts::all;       ///< declared always, or from a threshold on: each kind, all together
    std::string threshold; ///< its name in data/declaration-thresholds.tsv
    std::string taken_in;  ///< of rows: another list whose changes it takes in
    std::string counted;   ///< of lists: what one item without area and quantity is called in the
                           ///< table of changes, `{name}` being a field's answer
    std::string meaning; ///< of lists: the path by which other forms know the same; empty: its own
    /// Of the head: who signs, receiver and declarant, each with what stands below it in brackets.
    std::vector<std::pair<std::string, std::string>> signers;
    /// Columns of the table of changes: the heading shared with a neighbour (empty: none), then the
    /// column's own heading.
    std::vector<std::pair<std::string, std::string>> columns;
    std::string item_word;   ///< of lists whose items are numbered on the paper: `Thửa`
    std::vector<Node> below; ///< in the order of the paper

    /// The last step of its path.
    std::string_view name() const { return std::string_view(path).substr(path.rfind('.') + 1); }
    const std::string& means() const { return meaning.empty() ? path : meaning; }
    /// As printed: `1.1. Đất ở`.
    std::string heading() const { return number.empty() ? label : number + ". " + label; }
    /// `1.1.2. Thửa thứ hai`; empty where the paper does not number its items. From 0.
    std::string item_heading(std::size_t position) const;
    /// Nothing where it has no such field.
    const Node* field(std::string_view name) const;

    bool operator==(const Node&) const = default;
};

/// An official form, one version: what drives page, check, print, comparison and reading of scans.
/// Read-only and shared.
class Form {
public:
    /// Of data/forms/<id>.tsv. Throws std::runtime_error naming file, row and what is wrong.
    Form(std::string id, std::string_view tsv, std::string_view notes_tsv);
    Form(const Form&) = delete;
    Form& operator=(const Form&) = delete;
    Form(Form&&) = default; // vectors keep their elements in place

    const std::string& id() const { return id_; }
    /// In the order of the paper.
    const std::vector<Node>& parts() const { return parts_; }
    /// Nothing where the form has no such path.
    const Node* find(std::string_view path) const;
    /// The list of that meaning, whatever this form calls it; nothing where it has none.
    const Node* find_list(std::string_view meaning) const;
    const Node& at(int index) const { return *nodes_.at(std::size_t(index)); }
    /// In the order of the paper.
    const std::vector<const Node*>& nodes() const { return nodes_; }
    /// What it stands in; nothing of a part.
    const Node* above(const Node& node) const { return above_[std::size_t(node.index)]; }
    /// Throws std::out_of_range where there is no such note.
    const std::string& note(int number) const { return notes_.at(number); }
    const std::map<int, std::string>& notes() const { return notes_; }
    /// Whether it asks only for what came since the last declaration.
    bool asks_new_only(const Node& list) const;
    /// Lists of Part II, which the table of changes, drafts and statistics go through.
    std::vector<const Node*> lists() const;
    /// Lists whose changes stand in that row of the table; none of a row that only heads others.
    const std::vector<const Node*>& lists_of_row(const Node& row) const
    {
        return lists_of_row_[std::size_t(row.index)];
    }

private:
    void number_nodes(std::vector<Node>& nodes, const Node* above);

    std::string id_;
    std::vector<Node> parts_;
    // Pointers into parts_: by Node::index, or by path.
    std::vector<const Node*> nodes_, above_;
    std::vector<std::vector<const Node*>> lists_of_row_;
    std::unordered_map<std::string_view, const Node*> by_path_;
    std::map<int, std::string> notes_;
};

} // namespace tnung::registry
