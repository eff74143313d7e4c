#include "registry/declaration/comparison.hpp"

#include <algorithm>
#include <array>
#include <set>

namespace tnung::registry {

namespace {

using What = Node::What;
using Kind = ComparedItem::Kind;

const std::vector<Item>& items_of(const Content& content, const Node* list)
{
    static const std::vector<Item> nothing;
    if (!list) return nothing;
    const auto found = content.lists.find(list->index);
    return found == content.lists.end() ? nothing : found->second.items;
}

std::string answer_text(const Node* field, const Answers& answers)
{
    const auto* answer = field ? answers.find(*field) : nullptr;
    return answer ? printed(*field, *answer) : "";
}

/// What the thing is called: the first of these that it has.
std::string name_of(const Node& list, const Answers& answers)
{
    for (const auto* name : {"name", "address", "holder"})
        if (auto text = answer_text(list.field(name), answers); !text.empty()) return text;
    for (const auto& field : list.below)
        if (auto text = answer_text(&field, answers); !text.empty()) return text;
    return list.label;
}

/// What tells one thing from another whoever wrote it down: a certificate, a plate, an account.
std::string number_of(const Node& list, const Answers& answers)
{
    if (const auto* field = list.field("certificate"))
        if (const auto* certificate = answers.find_as<Certificate>(*field))
            return certificate->none ? "" : certificate->number;
    for (const auto* name : {"registration", "account", "identity"})
        if (auto text = answer_text(list.field(name), answers); !text.empty()) return text;
    return "";
}

std::optional<std::int64_t> dong_of(const Node& list, const Answers& answers)
{
    const auto* field = list.field("value");
    const auto* value = field ? answers.find_as<Value>(*field) : nullptr;
    if (!value || !value->amount) return std::nullopt;
    return value->amount->dong;
}

std::vector<ComparedField> differing(
    const std::vector<Node>& fields, const Answers& now, const Node* there, const Answers& before
)
{
    std::vector<ComparedField> all;
    for (const auto& field : fields) {
        if (field.what != What::field) continue;
        const auto is = answer_text(&field, now);
        const auto* same = there ? there->field(field.name()) : nullptr;
        if (there && !same) continue; // that form did not ask for it
        const auto was = answer_text(same, before);
        if (is != was) all.push_back({field.label, was, is});
    }
    return all;
}

class Comparing {
public:
    Comparing(const Content& before, const Form& form_before, const Content& now, const Form& form)
        : before_(before), form_before_(form_before), now_(now), form_(form)
    {
    }

    Comparison result()
    {
        for (const auto* node : form_.nodes()) {
            if (node->what == What::list) list(*node);
            if (node->what == What::group) group(*node);
        }
        for (const auto* node : form_before_.nodes())
            if (node->what == What::list && !form_.find_list(node->means()) &&
                !items_of(before_, node).empty())
                comparison_.apart.push_back(node);
        const auto* total = form_.find("assets.income.total");
        if (const auto* income = total ? now_.fields.find_as<Money>(*total) : nullptr)
            comparison_.income = *income;
        return std::move(comparison_);
    }

private:
    void group(const Node& node)
    {
        const auto* there = form_before_.find(node.path);
        if (!there || node.path.starts_with("assets.")) return; // income is of its own time
        auto fields = differing(node.below, now_.fields, there, before_.fields);
        std::ranges::move(fields, std::back_inserter(comparison_.once));
    }

    void list(const Node& node)
    {
        const auto* there = form_before_.find_list(node.means());
        if (!there) {
            if (!items_of(now_, &node).empty()) comparison_.apart.push_back(&node);
            return;
        }
        const auto& was = items_of(before_, there);
        std::set<std::string> found;
        for (const auto& item : items_of(now_, &node)) {
            const auto* same = same_as(node, item, there, was, found);
            if (same) found.insert(same->id);
            put(node, &item, there, same);
        }
        for (const auto& item : was)
            if (!found.contains(item.id)) put(node, nullptr, there, &item);
    }

    /// By its id, else by its number where just one other bears it.
    const Item* same_as(
        const Node& node, const Item& item, const Node* there, const std::vector<Item>& was,
        const std::set<std::string>& found
    ) const
    {
        const auto by_id = std::ranges::find(was, item.id, &Item::id);
        if (by_id != was.end()) return &*by_id;
        const auto number = number_of(node, item.answers);
        if (number.empty() || !there) return nullptr;
        const Item* same = nullptr;
        for (const auto& other : was) {
            const bool still_there = find_item(now_, node, other.id) != nullptr;
            if (still_there || found.contains(other.id) ||
                number_of(*there, other.answers) != number)
                continue;
            if (same) return nullptr;
            same = &other;
        }
        return same;
    }

    void put(const Node& node, const Item* now, const Node* there, const Item* before)
    {
        ComparedItem one;
        one.list = &node;
        one.name = now ? name_of(node, now->answers) : name_of(*there, before->answers);
        one.by_number = now && before && now->id != before->id;
        if (now) one.now = answer_text(node.field("value"), now->answers);
        if (before) one.before = answer_text(there->field("value"), before->answers);
        if (now && before) one.fields = differing(node.below, now->answers, there, before->answers);
        one.kind = !before              ? Kind::came
                   : !now               ? Kind::went
                   : one.fields.empty() ? Kind::same
                                        : Kind::differs;
        const auto is = now ? dong_of(node, now->answers) : 0;
        const auto was = before ? dong_of(*there, before->answers) : 0;
        if (is && was) one.more = *is - *was;
        // A child, an account: nothing that has a value.
        const bool priced = node.field("value") != nullptr;
        if (!priced) one.more.reset();
        if (one.more) count(node, *one.more);
        if (priced && one.kind != Kind::same && !one.more) ++comparison_.unpriced;
        for (const auto& change : now_.changes)
            if (!change.explanation.empty() && is_of(change, node, now ? *now : *before))
                one.explanation = change.explanation;
        comparison_.items.push_back(std::move(one));
    }

    void count(const Node& list, std::int64_t more)
    {
        const bool money = list.path == "assets.money"; // spent, not sold
        if (more < 0 && !money)
            comparison_.gone.dong -= more;
        else
            comparison_.grown.dong += more;
    }

    bool is_of(const Change& change, const Node& list, const Item& item) const
    {
        return change.item == item.id &&
               std::ranges::find(form_.lists_of_row(form_.at(change.row)), &list) !=
                   form_.lists_of_row(form_.at(change.row)).end();
    }

    const Content& before_;
    const Form& form_before_;
    const Content& now_;
    const Form& form_;
    Comparison comparison_;
};

} // namespace

Comparison
compare(const Content& before, const Form& form_before, const Content& now, const Form& form)
{
    return Comparing(before, form_before, now, form).result();
}

} // namespace tnung::registry
