#include "registry/declaration/changes.hpp"

#include "foundation/base/overloaded.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::registry {

namespace {

using What = Node::What;
using Sign = Change::Sign;

/// What is counted of an item: `100 m²`, `2 cây vàng`; else one of what it is called.
struct Counted {
    std::string text;
    std::optional<std::int64_t> hundredths; ///< where two of them can be told apart by it
    bool area = false;
};

std::string answer_text(const Node& field, const Answers& answers)
{
    const auto* answer = answers.find(field);
    return answer ? printed(field, *answer) : "";
}

/// `{name} {registration}` with the answers of the fields named; an empty answer takes the comma or
/// blank before it along.
std::string filled(const std::string& words, const Node& list, const Answers& answers)
{
    std::string text;
    for (std::size_t at = 0; at < words.size();) {
        const auto open = std::min(words.find('{', at), words.size());
        const auto beside = words.substr(at, open - at);
        const auto close = std::min(words.find('}', open), words.size());
        const auto* field =
            open < words.size() ? list.field(words.substr(open + 1, close - open - 1)) : nullptr;
        const auto answer = field ? answer_text(*field, answers) : "";
        if (open == words.size())
            text += beside;
        else if (!answer.empty())
            text += (text.empty() ? "" : beside) + answer;
        at = close + 1;
    }
    return text;
}

Counted counted(const Node& list, const Answers& answers)
{
    if (const auto* field = list.field("area"))
        if (const auto* area = answers.find_as<Area>(*field))
            return {printed(*field, *area), area->hundredths, true};
    if (const auto* field = list.field("quantity"))
        if (const auto* quantity = answers.find_as<Quantity>(*field))
            return {quantity->text, quantity->hundredths, false};
    const auto called = filled(list.counted, list, answers);
    return {"1 " + (called.empty() ? list.label : called), std::nullopt, false};
}

const Value* value_of(const Node& list, const Answers& answers)
{
    const auto* field = list.field("value");
    return field ? answers.find_as<Value>(*field) : nullptr;
}

std::optional<Value> copied(const Value* value)
{
    return value ? std::optional(*value) : std::nullopt;
}

/// Of the same thing in two declarations. Two lines where there is less of it and it is worth more,
/// or the other way: what grew is to be explained. None where neither quantity nor value differs.
void add_difference(
    std::vector<Change>& changes, const Node& list_before, const Item& before, const Node& list,
    const Item& now, int row
)
{
    const auto was = counted(list_before, before.answers), is = counted(list, now.answers);
    const auto* value_was = value_of(list_before, before.answers);
    const auto* value_is = value_of(list, now.answers);
    const bool both_priced = value_was && value_is && value_was->amount && value_is->amount;
    const auto more = both_priced ? value_is->amount->dong - value_was->amount->dong : 0;
    const bool both_counted = was.hundredths && is.hundredths && was.area == is.area;
    const auto larger = both_counted ? *is.hundredths - *was.hundredths : 0;
    const auto sign_of = [](std::int64_t number) { return number < 0 ? Sign::loss : Sign::gain; };
    const bool one_line = larger == 0 || more == 0 || sign_of(larger) == sign_of(more);
    Change counts{.row = row, .item = now.id, .sign = sign_of(larger)};
    if (larger != 0)
        counts.quantity = is.area ? printed(*list.field("area"), Area{std::abs(larger)})
                                  : fmt::format("{} (trước: {})", is.text, was.text);
    Change values{.row = row, .item = now.id, .sign = sign_of(more)};
    if (more != 0)
        values.value = Value{
            .amount = Money{std::abs(more)},
            .estimated = value_was->estimated || value_is->estimated};
    if (larger != 0 && one_line) counts.value = values.value;
    if (larger != 0) changes.push_back(counts);
    if (more != 0 && (larger == 0 || !one_line)) changes.push_back(values);
}

void add_differences(
    std::vector<Change>& changes, const Node& row, const Content& before, const Node* list_before,
    const Content& now, const Node& list, bool new_only
)
{
    static const std::vector<Item> nothing;
    const auto items_of = [](const Content& content, const Node* node) -> const std::vector<Item>& {
        if (!node) return nothing;
        const auto found = content.lists.find(node->index);
        return found == content.lists.end() ? nothing : found->second.items;
    };
    const auto line = [&](const Node& from, const Item& item, Sign sign) {
        changes.push_back(
            {.row = row.index,
             .item = item.id,
             .sign = sign,
             .quantity = counted(from, item.answers).text,
             .value = copied(value_of(from, item.answers))}
        );
    };
    if (!new_only)
        for (const auto& item : items_of(before, list_before))
            if (!find_item(now, list, item.id)) line(*list_before, item, Sign::loss);
    for (const auto& item : items_of(now, &list)) {
        const auto* was = list_before ? find_item(before, *list_before, item.id) : nullptr;
        if (!was)
            line(list, item, Sign::gain);
        else
            add_difference(changes, *list_before, *was, list, item, row.index);
    }
}

} // namespace

const Node* income_row(const Form& form)
{
    return form.find("changes.income");
}

std::vector<Change> changes_between(
    const Content& before, const Form& form_before, const Content& now, const Form& form
)
{
    std::vector<Change> changes;
    for (const auto* row : form.nodes())
        if (row->what == What::row)
            for (const auto* list : form.lists_of_row(*row)) {
                const auto* list_before = form_before.find(list->path);
                // A supplementary declaration does not say what was there before it.
                if (list_before && form_before.asks_new_only(*list_before)) continue;
                add_differences(
                    changes, *row, before, list_before, now, *list, form.asks_new_only(*list)
                );
            }
    const auto* total = form.find("assets.income.total");
    const auto* income = total ? now.fields.find_as<Money>(*total) : nullptr;
    if (const auto* row = income_row(form); row && income)
        changes.push_back({.row = row->index, .value = Value{.amount = *income}});
    return changes;
}

const Change* same_change(const std::vector<Change>& table, const Change& wanted)
{
    const auto found = std::ranges::find_if(table, [&](const Change& change) {
        return change.row == wanted.row && change.item == wanted.item && change.sign == wanted.sign;
    });
    return found == table.end() ? nullptr : &*found;
}

void propose_changes(Content& now, const Form& form, const Content& before, const Form& form_before)
{
    auto table = changes_between(before, form_before, now, form);
    for (auto& change : table)
        if (const auto* had = same_change(now.changes, change))
            change.explanation = had->explanation;
    // Where the form asks for income elsewhere too, its line follows from there.
    const auto* income = form.find("assets.income") ? income_row(form) : nullptr;
    for (auto& change : now.changes)
        if (change.item.empty() && !(income && change.row == income->index))
            table.push_back(std::move(change));
    std::ranges::stable_sort(table, {}, &Change::row);
    now.changes = std::move(table);
    if (const auto* part = form.find("changes"); part && !now.changes.empty())
        now.none.erase(part->index);
}

} // namespace tnung::registry
