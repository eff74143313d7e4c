#include "registry/declaration/content_json.hpp"

#include "registry/declaration/answer_json.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::registry {

namespace {

using What = Node::What;
using Wrong = std::optional<json::FieldError>;

constexpr std::size_t depth_max = 8;
constexpr std::size_t text_bytes_max = answer_length_max * 4;

json::Object answers_json(const Answers& answers, const Form& form, bool by_path)
{
    json::Object object;
    for (const auto& [index, answer] : answers.all()) {
        const auto& field = form.at(index);
        object[by_path ? std::string_view(field.path) : field.name()] = to_json(answer);
    }
    return object;
}

json::Object change_json(const Change& change, const Form& form)
{
    json::Object object{
        {"row", form.at(change.row).path}, {"sign", change.sign == Change::Sign::gain ? "+" : "-"}};
    if (!change.item.empty()) object["item"] = change.item;
    if (!change.quantity.empty()) object["quantity"] = change.quantity;
    if (change.value) object["value"] = to_json(*change.value);
    if (!change.explanation.empty()) object["explanation"] = change.explanation;
    return object;
}

/// Reads one declaration; stops at the first thing that is wrong.
class Reading {
public:
    explicit Reading(const Form& form) : form_(form) {}

    Wrong whole(const json::Value& value)
    {
        const auto* object = value.if_object();
        if (!object) return json::FieldError{"/", "an object"};
        const auto* form = object->if_contains("form");
        if (!form || !form->is_string() || form->get_string() != form_.id())
            return json::FieldError{"/form", form_.id()};
        for (const auto& [name, part] : *object) {
            const auto at = fmt::format("/{}", std::string_view(name));
            Wrong wrong;
            if (name == "fields")
                wrong = answers(part, at, nullptr, content.fields);
            else if (name == "lists")
                wrong = lists(part, at);
            else if (name == "none")
                wrong = none(part, at);
            else if (name == "changes")
                wrong = changes(part, at);
            else if (name == "unread")
                wrong = unread(part, at);
            else if (name != "form")
                wrong = json::FieldError{at, "nothing of that name"};
            if (wrong) return wrong;
        }
        return std::nullopt;
    }

    Content content;

private:
    /// Of a list's item by their names, or of what stands once by their paths.
    Wrong
    answers(const json::Value& value, const std::string& at, const Node* list, Answers& into) const
    {
        const auto* object = value.if_object();
        if (!object) return json::FieldError{at, "an object"};
        for (const auto& [name, kept] : *object) {
            const auto here = fmt::format("{}/{}", at, std::string_view(name));
            const auto* field = list ? list->field(name) : form_.find(name);
            if (!field || field->what != What::field || (!list && is_in_list(*field)))
                return json::FieldError{here, "a field of the form"};
            auto answer = answer_from_json(*field->type, kept);
            if (!answer) return json::FieldError{here, std::string(field_type_name(*field->type))};
            into.put(*field, std::move(*answer));
        }
        return std::nullopt;
    }

    bool is_in_list(const Node& field) const
    {
        const auto* above = form_.above(field);
        return above && above->what == What::list;
    }

    Wrong lists(const json::Value& value, const std::string& at)
    {
        const auto* object = value.if_object();
        if (!object) return json::FieldError{at, "an object"};
        for (const auto& [name, kept] : *object) {
            const auto here = fmt::format("{}/{}", at, std::string_view(name));
            const auto* list = form_.find(name);
            if (!list || list->what != What::list)
                return json::FieldError{here, "a list of the form"};
            auto& answer = content.lists[list->index];
            if (kept.is_string() && kept.get_string() == "none") {
                answer.none = true;
                continue;
            }
            const auto* items = kept.if_array();
            if (!items || items->size() > items_max)
                return json::FieldError{here, fmt::format("none, or up to {} items", items_max)};
            for (std::size_t i = 0; i < items->size(); ++i)
                if (auto wrong = item((*items)[i], fmt::format("{}/{}", here, i), *list, answer))
                    return wrong;
        }
        return std::nullopt;
    }

    Wrong item(
        const json::Value& value, const std::string& at, const Node& list, ListAnswer& answer
    ) const
    {
        const auto* object = value.if_object();
        const auto* id = object ? object->if_contains("id") : nullptr;
        if (!id || !is_item_id(*id)) return json::FieldError{at + "/id", "an item's id"};
        const std::string known(id->get_string());
        if (std::ranges::any_of(answer.items, [&](const Item& one) { return one.id == known; }))
            return json::FieldError{at + "/id", "an id of its own"};
        answer.items.push_back({.id = known});
        auto& made = answer.items.back();
        if (const auto* unconfirmed = object->if_contains("unconfirmed")) {
            if (!unconfirmed->is_bool()) return json::FieldError{at + "/unconfirmed", "true"};
            made.confirmed = !unconfirmed->get_bool();
        }
        const auto* kept = object->if_contains("answers");
        return kept ? answers(*kept, at + "/answers", &list, made.answers) : std::nullopt;
    }

    static bool is_item_id(const json::Value& value)
    {
        return value.is_string() && !value.get_string().empty() &&
               value.get_string().size() <= item_id_length_max;
    }

    Wrong none(const json::Value& value, const std::string& at)
    {
        const auto* paths = value.if_array();
        if (!paths) return json::FieldError{at, "paths"};
        for (const auto& path : *paths) {
            const auto* node = path.is_string() ? form_.find(path.get_string()) : nullptr;
            if (!node || !node->may_be_none) return json::FieldError{at, "what may be empty"};
            content.none.insert(node->index);
        }
        return std::nullopt;
    }

    Wrong changes(const json::Value& value, const std::string& at)
    {
        const auto* lines = value.if_array();
        if (!lines || lines->size() > changes_max)
            return json::FieldError{at, fmt::format("up to {} lines", changes_max)};
        for (std::size_t i = 0; i < lines->size(); ++i)
            if (auto wrong = change((*lines)[i], fmt::format("{}/{}", at, i))) return wrong;
        return std::nullopt;
    }

    Wrong change(const json::Value& value, const std::string& at)
    {
        const auto* object = value.if_object();
        if (!object) return json::FieldError{at, "an object"};
        const auto text = [&](std::string_view name) -> std::optional<std::string> {
            const auto* kept = object->if_contains(name);
            if (!kept) return std::string();
            if (!kept->is_string() || kept->get_string().size() > text_bytes_max)
                return std::nullopt;
            return std::string(kept->get_string());
        };
        const auto row = text("row"), item = text("item"), sign = text("sign"),
                   quantity = text("quantity"), explanation = text("explanation");
        const auto* node = row ? form_.find(*row) : nullptr;
        if (!node || node->what != What::row) return json::FieldError{at + "/row", "a row"};
        if (!item || item->size() > item_id_length_max)
            return json::FieldError{at + "/item", "an item's id"};
        if (!sign || (*sign != "+" && *sign != "-"))
            return json::FieldError{at + "/sign", "+ or -"};
        if (!quantity) return json::FieldError{at + "/quantity", "text"};
        if (!explanation) return json::FieldError{at + "/explanation", "text"};
        Change made{
            .row = node->index,
            .item = *item,
            .sign = *sign == "+" ? Change::Sign::gain : Change::Sign::loss,
            .quantity = *quantity,
            .explanation = *explanation};
        if (const auto* kept = object->if_contains("value")) {
            const auto answer = answer_from_json(FieldType::value, *kept);
            if (!answer) return json::FieldError{at + "/value", "a value"};
            made.value = std::get<Value>(*answer);
        }
        content.changes.push_back(std::move(made));
        return std::nullopt;
    }

    Wrong unread(const json::Value& value, const std::string& at)
    {
        const auto* all = value.if_array();
        if (!all || all->size() > unread_max) return json::FieldError{at, "what was typed"};
        for (std::size_t i = 0; i < all->size(); ++i) {
            const auto* object = (*all)[i].if_object();
            const auto text = [&](std::string_view name) {
                const auto* kept = object ? object->if_contains(name) : nullptr;
                return kept && kept->is_string() ? std::string(kept->get_string()) : std::string();
            };
            const auto* field = form_.find(text("at"));
            if (!field || field->what != What::field)
                return json::FieldError{fmt::format("{}/{}/at", at, i), "a field of the form"};
            content.unread[{field->index, text("item")}] = {
                text("text"), text("how"), text("beside")};
        }
        return std::nullopt;
    }

    const Form& form_;
};

} // namespace

std::string content_text(const Content& content, const Form& form)
{
    json::Object object{{"form", form.id()}, {"fields", answers_json(content.fields, form, true)}};
    json::Object lists;
    for (const auto& [index, answer] : content.lists) {
        if (answer.none) {
            lists[form.at(index).path] = "none";
            continue;
        }
        json::Array items;
        for (const auto& item : answer.items) {
            json::Object one{{"id", item.id}};
            if (!item.confirmed) one["unconfirmed"] = true;
            one["answers"] = answers_json(item.answers, form, false);
            items.push_back(std::move(one));
        }
        lists[form.at(index).path] = std::move(items);
    }
    object["lists"] = std::move(lists);
    json::Array none;
    for (const auto index : content.none) none.emplace_back(form.at(index).path);
    if (!none.empty()) object["none"] = std::move(none);
    json::Array changes;
    for (const auto& change : content.changes) changes.push_back(change_json(change, form));
    if (!changes.empty()) object["changes"] = std::move(changes);
    json::Array unread;
    for (const auto& [place, typed] : content.unread)
        unread.push_back(json::Object{
            {"at", form.at(place.field).path},
            {"item", place.item},
            {"text", typed.text},
            {"how", typed.how},
            {"beside", typed.beside}});
    if (!unread.empty()) object["unread"] = std::move(unread);
    return json::text(object);
}

Result<Content, json::FieldError> parse_content(std::string_view text, const Form& form)
{
    const auto value = json::parse(text, {content_bytes_max, depth_max});
    if (!value) return refuse(json::FieldError{"/", value.error().reason});
    Reading reading(form);
    if (auto wrong = reading.whole(*value)) return refuse(std::move(*wrong));
    return std::move(reading.content);
}

} // namespace tnung::registry
