#include "registry/declaration/content.hpp"

#include "foundation/base/bytes.hpp"

#include <algorithm>
#include <stdexcept>

namespace tnung::registry {

namespace {

using What = Node::What;

template <class List>
auto place_of(List& all, int index)
{
    return std::lower_bound(all.begin(), all.end(), index, [](const auto& one, int wanted) {
        return one.first < wanted;
    });
}

template <class Contents>
auto* item_in(Contents& content, const Node& list, std::string_view item)
{
    const auto found = content.lists.find(list.index);
    decltype(&found->second.items.front()) none = nullptr;
    if (found == content.lists.end()) return none;
    auto& items = found->second.items;
    const auto one =
        std::ranges::find_if(items, [&](const auto& other) { return other.id == item; });
    return one == items.end() ? none : &*one;
}

Answers& answers_at(Content& content, const Form& form, const Place& place)
{
    const auto* above = form.above(form.at(place.field));
    if (!above || above->what != What::list) return content.fields;
    auto* item = find_item(content, *above, place.item);
    if (!item) throw std::out_of_range("there is no such item");
    return item->answers;
}

bool is_taken_over(const Node& field)
{
    return field.path != "head.completed" && !field.path.starts_with("assets.income.");
}

/// By what they are called: two forms number their fields differently.
void take_over(const Answers& before, const Form& form_before, const Form& form, Answers& now)
{
    for (const auto& [index, answer] : before.all()) {
        const auto* field = form.find(form_before.at(index).path);
        if (field && field->type == form_before.at(index).type && is_taken_over(*field))
            now.put(*field, answer);
    }
}

} // namespace

const Answer* Answers::find(const Node& field) const
{
    const auto at = place_of(all_, field.index);
    return at == all_.end() || at->first != field.index ? nullptr : &at->second;
}

void Answers::put(const Node& field, Answer answer)
{
    const auto at = place_of(all_, field.index);
    if (at != all_.end() && at->first == field.index)
        at->second = std::move(answer);
    else
        all_.emplace(at, field.index, std::move(answer));
}

void Answers::remove(const Node& field)
{
    const auto at = place_of(all_, field.index);
    if (at != all_.end() && at->first == field.index) all_.erase(at);
}

const Item* find_item(const Content& content, const Node& list, std::string_view item)
{
    return item_in(content, list, item);
}

Item* find_item(Content& content, const Node& list, std::string_view item)
{
    return item_in(content, list, item);
}

std::optional<AnswerProblem>
write(Content& content, const Form& form, const Place& place, const Typed& typed, Day today)
{
    const auto& field = form.at(place.field);
    auto& answers = answers_at(content, form, place);
    auto read = read_typed(field, typed, today);
    if (!read) {
        answers.remove(field);
        // Emptied: it is missing, rather than unreadable.
        if (trimmed(typed.text).empty() && typed.how.empty() && trimmed(typed.beside).empty())
            content.unread.erase(place);
        else
            content.unread[place] = typed;
        return read.error();
    }
    content.unread.erase(place);
    if (*read)
        answers.put(field, std::move(**read));
    else
        answers.remove(field);
    if (const auto* above = form.above(field); above && above->may_be_none && *read)
        content.none.erase(above->index);
    return std::nullopt;
}

Typed typed_at(const Content& content, const Form& form, const Place& place)
{
    if (const auto found = content.unread.find(place); found != content.unread.end())
        return found->second;
    const auto& field = form.at(place.field);
    const auto* above = form.above(field);
    const auto* answers = &content.fields;
    if (above && above->what == What::list) {
        const auto* item = find_item(content, *above, place.item);
        if (!item) return {};
        answers = &item->answers;
    }
    const auto* answer = answers->find(field);
    return answer ? typed_again(*answer) : Typed{};
}

std::optional<std::string> add_item(Content& content, const Node& list, std::string id)
{
    auto& answer = content.lists[list.index];
    if (answer.items.size() >= items_max) return std::nullopt;
    answer.none = false;
    answer.items.push_back({.id = std::move(id)});
    return answer.items.back().id;
}

bool remove_item(Content& content, const Form& form, const Node& list, std::string_view item)
{
    const auto found = content.lists.find(list.index);
    if (found == content.lists.end()) return false;
    const auto gone =
        std::erase_if(found->second.items, [&](const auto& one) { return one.id == item; });
    std::erase_if(content.unread, [&](const auto& one) {
        const auto* above = form.above(form.at(one.first.field));
        return above && above->index == list.index && one.first.item == item;
    });
    return gone > 0;
}

bool say_none(Content& content, const Node& node, bool none)
{
    if (node.what == What::list) {
        auto& answer = content.lists[node.index];
        if (none && !answer.items.empty()) return false;
        answer.none = none;
        return true;
    }
    if (!node.may_be_none) return false;
    if (!none) {
        content.none.erase(node.index);
        return true;
    }
    const bool filled = std::ranges::any_of(node.below, [&](const Node& field) {
        return content.fields.find(field) != nullptr || content.unread.contains({field.index, ""});
    });
    const bool changed = node.path == "changes" && !content.changes.empty();
    if (filled || changed) return false;
    content.none.insert(node.index);
    return true;
}

Content taken_over(const Content& before, const Form& form_before, const Form& form)
{
    Content now;
    take_over(before.fields, form_before, form, now.fields);
    for (const auto index : before.none) {
        const auto* node = form.find(form_before.at(index).path);
        if (node && node->what == What::group && node->may_be_none) now.none.insert(node->index);
    }
    for (const auto& [index, answer] : before.lists) {
        const auto* list = form.find(form_before.at(index).path);
        // That there is nothing is said anew each year.
        if (!list || list->what != What::list || answer.items.empty() || form.asks_new_only(*list))
            continue;
        auto& items = now.lists[list->index].items;
        for (const auto& item : answer.items) {
            items.push_back({.id = item.id, .confirmed = false});
            take_over(item.answers, form_before, form, items.back().answers);
        }
    }
    return now;
}

} // namespace tnung::registry
