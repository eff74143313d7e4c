#pragma once

#include "registry/declaration/answer.hpp"

#include <map>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace tnung::registry {

/// Answers that stand together: of what stands once in a form, or of one item of a list.
class Answers {
public:
    /// Nothing where the field is not answered.
    const Answer* find(const Node& field) const;
    template <class Kind>
    const Kind* find_as(const Node& field) const
    {
        return std::get_if<Kind>(find(field));
    }
    void put(const Node& field, Answer answer);
    void remove(const Node& field);
    /// By Node::index, in the order of the paper.
    const std::vector<std::pair<int, Answer>>& all() const { return all_; }

    bool operator==(const Answers&) const = default;

private:
    std::vector<std::pair<int, Answer>> all_;
};

/// A plot, a house, a child. Its id stays through the years: what bears the same id in the
/// declaration before is the same thing.
struct Item {
    std::string id;
    bool confirmed = true; ///< false: taken over from the last declaration, not yet looked at
    Answers answers;
    bool operator==(const Item&) const = default;
};

/// What a list or a group that may be empty says: things, or "Không có". Neither: not answered yet.
struct ListAnswer {
    bool none = false;
    std::vector<Item> items;
    bool operator==(const ListAnswer&) const = default;
};

/// A line of the table of changes.
struct Change {
    enum class Sign { gain, loss };
    int row = 0; ///< Node::index
    std::string
        item; ///< what changed; empty for income, and for a thing that came and went in between
    Sign sign = Sign::gain;
    std::string quantity;       ///< `100 m²`, without its sign
    std::optional<Value> value; ///< of losses the original price
    std::string explanation;
    bool operator==(const Change&) const = default;
};

/// Where an answer stands: a field, and the item where it repeats.
struct Place {
    int field = 0; ///< Node::index
    std::string item;
    auto operator<=>(const Place&) const = default;
};

/// What is written in one declaration on one form, whose node indexes it speaks in.
struct Content {
    Answers fields;
    std::map<int, ListAnswer> lists; ///< by the list's index
    std::set<int> none; ///< groups, and the table of changes, that say there is nothing
    std::vector<Change> changes;
    /// What was typed and could not be read, kept so that nobody types it twice; none in what is
    /// submitted.
    std::map<Place, Typed> unread;
    bool operator==(const Content&) const = default;
};

inline constexpr std::size_t items_max = 200;   ///< of a list
inline constexpr std::size_t changes_max = 500; ///< lines of the table of changes
inline constexpr std::size_t item_id_length_max = 32;
inline constexpr std::size_t unread_max = 1000; ///< fields that could not be read

/// Nothing where that list has no such item.
const Item* find_item(const Content& content, const Node& list, std::string_view item);
Item* find_item(Content& content, const Node& list, std::string_view item);

/// Takes what was typed into its place. What cannot be read stays as typed, and what is wrong with
/// it comes back. Throws std::out_of_range where there is no such item.
std::optional<AnswerProblem>
write(Content& content, const Form& form, const Place& place, const Typed& typed, Day today);
/// What the page shows in that field: what was typed, readable or not.
Typed typed_at(const Content& content, const Form& form, const Place& place);

/// A new item without answers; its id. Nothing where the list is full. "Không có" is taken back.
std::optional<std::string> add_item(Content& content, const Node& list, std::string id);
/// With everything in it; false where there is none.
bool remove_item(Content& content, const Form& form, const Node& list, std::string_view item);
/// Of a list without items, of a group, of the table of changes; false where something is there.
bool say_none(Content& content, const Node& node, bool none);

/// The draft of the next declaration: everything as it was, item by item to be confirmed, on the
/// form of its day. Not taken over: the day of completion, changes, income, what that form does not
/// ask for.
Content taken_over(const Content& before, const Form& form_before, const Form& form);

} // namespace tnung::registry
