#include "registry/declaration/checks.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/text/money_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "registry/declaration/changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace tnung::registry {

namespace {

using What = Node::What;
using Words = std::vector<std::string>;

/// What a check is made of: its words of `on`, and the form it is bound to.
struct Binding {
    const Form& form;
    const Thresholds& thresholds;
    const Words& on;
    bool lacks = false; ///< the form lacks a field, list or group that the check needs

    /// A field, list or group named by a word of `on`.
    const Node* node(std::size_t word)
    {
        if (word >= on.size()) throw std::runtime_error("'on' says too little");
        const auto* found = form.find(on[word]);
        if (!found) lacks = true;
        return found;
    }
    const Node* field(std::size_t word, FieldType type)
    {
        const auto* found = node(word);
        if (found && found->type != type)
            throw std::runtime_error(fmt::format("'{}' is a field of another type", on[word]));
        return found;
    }
    std::int64_t number(std::size_t word) const
    {
        const auto number = word < on.size() ? parse_integer(on[word]) : std::nullopt;
        if (!number) throw std::runtime_error("'on' lacks a number");
        return *number;
    }
};

const std::vector<Item>& items_of(const Content& content, const Node& list)
{
    static const std::vector<Item> none;
    const auto found = content.lists.find(list.index);
    return found == content.lists.end() ? none : found->second.items;
}

/// Calls with each place where a field stands: once, or for each item of its list.
template <class Look>
void each_place(const Content& content, const Form& form, const Node& field, Look look)
{
    const auto* above = form.above(field);
    if (!above || above->what != What::list)
        look(content.fields, std::string());
    else
        for (const auto& item : items_of(content, *above)) look(item.answers, item.id);
}

bool is_left_out(const Form& form, const Node& node, std::string_view kind)
{
    for (const auto* at = &node; at; at = form.above(*at))
        if (!at->not_in_kind.empty() && at->not_in_kind == kind) return true;
    return false;
}

bool has_answer(const Content& content, const Node& group)
{
    return std::ranges::any_of(group.below, [&](const Node& field) {
        return content.fields.find(field) || content.unread.contains({field.index, ""});
    });
}

std::string dong(std::int64_t amount)
{
    return text::money({amount});
}

/// How a person is named in a finding: by his name, else by whose field it is.
std::string called(const Form& form, const Node& field, const Answers& answers)
{
    const auto* above = form.above(field);
    const auto* name_field = above ? above->field("name") : nullptr;
    const auto* name = name_field ? answers.find_as<std::string>(*name_field) : nullptr;
    return name ? *name : above ? above->label : field.label;
}

int year_of(Day day)
{
    return int(std::chrono::year_month_day(day).year());
}

/// Of the day on which somebody born then becomes so old.
Day birthday(Day born, std::int64_t years)
{
    using namespace std::chrono;
    const year_month_day date(born);
    const auto there = date + std::chrono::years(int(years));
    return there.ok() ? Day(local_days(there))
                      : Day(local_days(there.year() / std::chrono::March / 1)); // 29 February
}

/// Year of birth in a number of 12 digits (integration 4.5); nothing where it says none.
std::optional<int> birth_year_in(std::string_view identity)
{
    if (identity.size() != 12 || !is_digits(identity)) return std::nullopt;
    return 1900 + (identity[3] - '0') / 2 * 100 + int(*parse_integer(identity.substr(4, 2)));
}

// --- what must be there ---------------------------------------------------------------------

Check answered(Binding& binding)
{
    std::vector<const Node*> asked;
    for (const auto* node : binding.form.nodes())
        if (node->what == What::list || node->may_be_none) asked.push_back(node);
    return [asked](const Hearing& hearing) {
        const auto& content = hearing.judged.content;
        for (const auto* node : asked) {
            if (is_left_out(hearing.judged.form, *node, hearing.judged.kind)) continue;
            const auto list = content.lists.find(node->index);
            const bool said = node->what == What::list
                                  ? list != content.lists.end() &&
                                        (list->second.none || !list->second.items.empty())
                                  : content.none.contains(node->index) ||
                                        (node->what == What::part ? !content.changes.empty()
                                                                  : has_answer(content, *node));
            if (!said) hearing.find(*node);
        }
    };
}

Check needed(Binding& binding)
{
    struct Group {
        const Node* node;
        std::vector<const Node*> fields;
    };
    std::vector<Group> groups;
    for (const auto* node : binding.form.nodes()) {
        Group group{node, {}};
        for (const auto& below : node->below)
            if (below.what == What::field && !below.optional) group.fields.push_back(&below);
        if (!group.fields.empty()) groups.push_back(std::move(group));
    }
    return [groups](const Hearing& hearing) {
        const auto& content = hearing.judged.content;
        const auto look = [&](const Group& group, const Answers& answers, const std::string& item) {
            for (const auto* field : group.fields)
                if (!answers.find(*field) && !content.unread.contains({field->index, item}))
                    hearing.find(*field, item);
        };
        for (const auto& group : groups) {
            if (is_left_out(hearing.judged.form, *group.node, hearing.judged.kind)) continue;
            if (group.node->what == What::list)
                for (const auto& item : items_of(content, *group.node))
                    look(group, item.answers, item.id);
            // A spouse of whom nothing is said yet is not answered, rather than lacking a name.
            else if (!group.node->may_be_none || has_answer(content, *group.node))
                look(group, content.fields, "");
        }
    };
}

Check readable(Binding&)
{
    return [](const Hearing& hearing) {
        for (const auto& [place, typed] : hearing.judged.content.unread) {
            const auto& field = hearing.judged.form.at(place.field);
            const auto read = read_typed(field, typed, hearing.judged.today);
            hearing.find(
                field, place.item, {{"problem", read ? "Xin nhập lại ô này." : read.error().words}}
            );
        }
    };
}

Check confirmed(Binding&)
{
    return [](const Hearing& hearing) {
        for (const auto& [list, answer] : hearing.judged.content.lists)
            for (const auto& item : answer.items)
                if (!item.confirmed) hearing.find(hearing.judged.form.at(list), item.id);
    };
}

Check left_out(Binding& binding)
{
    std::vector<const Node*> some;
    for (const auto* node : binding.form.nodes())
        if (!node->not_in_kind.empty()) some.push_back(node);
    return [some](const Hearing& hearing) {
        const auto& content = hearing.judged.content;
        for (const auto* node : some) {
            if (node->not_in_kind != hearing.judged.kind) continue;
            if (node->what == What::part ? !content.changes.empty() : has_answer(content, *node))
                hearing.find(*node);
        }
    };
}

Check says_nothing(Binding& binding)
{
    std::vector<const Node*> fields;
    for (const auto* list : binding.form.lists())
        for (const auto& field : list->below)
            if (field.what == What::field && field.type == FieldType::text && !field.optional)
                fields.push_back(&field);
    return [fields](const Hearing& hearing) {
        constexpr std::array<std::string_view, 4> nothing = {
            "khong", "khongco", "none", "khongcogi"};
        for (const auto* field : fields)
            each_place(
                hearing.judged.content, hearing.judged.form, *field,
                [&](const Answers& answers, const std::string& item) {
                    const auto* text = answers.find_as<std::string>(*field);
                    constexpr std::size_t bytes_max = 24; // longer says more than nothing
                    if (text && text->size() <= bytes_max &&
                        std::ranges::find(nothing, text::squeeze(*text)) != nothing.end())
                        hearing.find(*field, item);
                }
            );
    };
}

// --- days and people ------------------------------------------------------------------------

Check after_last(Binding& binding)
{
    const auto* field = binding.field(0, FieldType::date);
    return [field](const Hearing& hearing) {
        if (!hearing.judged.before) return;
        const auto* now = hearing.judged.content.fields.find_as<Day>(*field);
        const auto* same = hearing.judged.form_before->find(field->path);
        const auto* then = same ? hearing.judged.before->fields.find_as<Day>(*same) : nullptr;
        if (now && then && *now <= *then) hearing.find(*field, "", {{"other", date_text(*then)}});
    };
}

Check within_days(Binding& binding)
{
    const auto* field = binding.field(0, FieldType::date);
    const auto days = binding.number(1);
    return [field, days](const Hearing& hearing) {
        const auto* day = hearing.judged.content.fields.find_as<Day>(*field);
        if (day && hearing.judged.today - *day > std::chrono::days(days))
            hearing.find(*field, "", {{"count", fmt::to_string(days)}});
    };
}

Check birth_year(Binding& binding)
{
    const auto* identity = binding.field(0, FieldType::identity);
    const auto* born = binding.field(1, FieldType::date);
    return [identity, born](const Hearing& hearing) {
        each_place(
            hearing.judged.content, hearing.judged.form, *identity,
            [&](const Answers& answers, const std::string& item) {
                const auto* number = answers.find_as<std::string>(*identity);
                const auto* day = answers.find_as<Day>(*born);
                const auto year = number ? birth_year_in(*number) : std::nullopt;
                if (year && day && *year != year_of(*day))
                    hearing.find(
                        *identity, item,
                        {{"other", fmt::to_string(*year)}, {"year", fmt::to_string(year_of(*day))}}
                    );
            }
        );
    };
}

Check distinct(Binding& binding)
{
    std::vector<const Node*> fields;
    for (std::size_t word = 0; word < binding.on.size(); ++word)
        fields.push_back(binding.field(word, FieldType::identity));
    return [fields](const Hearing& hearing) {
        std::vector<std::pair<std::string_view, std::string>> known;
        for (const auto* field : fields)
            each_place(
                hearing.judged.content, hearing.judged.form, *field,
                [&](const Answers& answers, const std::string& item) {
                    const auto* number = answers.find_as<std::string>(*field);
                    if (!number) return;
                    const auto other = std::ranges::find(
                        known, std::string_view(*number), &decltype(known)::value_type::first
                    );
                    if (other != known.end())
                        hearing.find(*field, item, {{"other", other->second}});
                    else
                        known.emplace_back(*number, called(hearing.judged.form, *field, answers));
                }
            );
    };
}

Check as_before(Binding& binding)
{
    const auto* field = binding.field(0, FieldType::identity);
    return [field](const Hearing& hearing) {
        const auto* same =
            hearing.judged.before ? hearing.judged.form_before->find(field->path) : nullptr;
        const auto* then =
            same ? hearing.judged.before->fields.find_as<std::string>(*same) : nullptr;
        const auto* now = hearing.judged.content.fields.find_as<std::string>(*field);
        if (then && now && *then != *now) hearing.find(*field, "", {{"other", *then}});
    };
}

Check not_before(Binding& binding)
{
    const auto* earlier = binding.field(0, FieldType::date);
    const auto* later = binding.field(1, FieldType::date);
    return [earlier, later](const Hearing& hearing) {
        each_place(
            hearing.judged.content, hearing.judged.form, *later,
            [&](const Answers& answers, const std::string& item) {
                const auto* first = answers.find_as<Day>(*earlier);
                const auto* second = answers.find_as<Day>(*later);
                if (first && second && *second < *first) hearing.find(*later, item);
            }
        );
    };
}

Check under_age(Binding& binding)
{
    const auto* born = binding.field(0, FieldType::date);
    const auto years = binding.number(1);
    return [born, years](const Hearing& hearing) {
        each_place(
            hearing.judged.content, hearing.judged.form, *born,
            [&](const Answers& answers, const std::string& item) {
                const auto* day = answers.find_as<Day>(*born);
                if (day && birthday(*day, years) <= hearing.completed)
                    hearing.find(*born, item, {{"count", fmt::to_string(years)}});
            }
        );
    };
}

Check minor_gone(Binding& binding)
{
    const auto* born = binding.field(0, FieldType::date);
    const auto years = binding.number(1);
    return [born, years](const Hearing& hearing) {
        const auto* form_before = hearing.judged.form_before;
        const auto* same = hearing.judged.before ? form_before->find(born->path) : nullptr;
        if (!same) return;
        const auto& list = *hearing.judged.form.above(*born);
        each_place(
            *hearing.judged.before, *form_before, *same,
            [&](const Answers& answers, const std::string& item) {
                const auto* day = answers.find_as<Day>(*same);
                if (day && birthday(*day, years) > hearing.completed &&
                    !find_item(hearing.judged.content, list, item))
                    hearing.find(
                        list, "",
                        {{"other", called(*form_before, *same, answers)},
                         {"count", fmt::to_string(years)}}
                    );
            }
        );
    };
}

// --- amounts --------------------------------------------------------------------------------

Check sum(Binding& binding)
{
    const auto* total = binding.field(0, FieldType::money);
    std::vector<const Node*> parts;
    for (std::size_t word = 1; word < binding.on.size(); ++word)
        parts.push_back(binding.field(word, FieldType::money));
    return [total, parts](const Hearing& hearing) {
        const auto& fields = hearing.judged.content.fields;
        const auto* said = fields.find_as<Money>(*total);
        std::int64_t together = 0;
        for (const auto* part : parts) {
            const auto* money = fields.find_as<Money>(*part);
            if (!money) return;
            together += money->dong;
        }
        if (said && said->dong != together)
            hearing.find(*total, "", {{"amount", dong(said->dong)}, {"other", dong(together)}});
    };
}

Check some_money(Binding& binding)
{
    const auto* field = binding.field(0, FieldType::money);
    return [field](const Hearing& hearing) {
        const auto* money = hearing.judged.content.fields.find_as<Money>(*field);
        if (money && money->dong == 0) hearing.find(*field);
    };
}

Check converted(Binding& binding)
{
    const auto* amount = binding.field(0, FieldType::currency);
    const auto* value = binding.field(1, FieldType::value);
    return [amount, value](const Hearing& hearing) {
        each_place(
            hearing.judged.content, hearing.judged.form, *amount,
            [&](const Answers& answers, const std::string& item) {
                const auto* money = answers.find_as<Currency>(*amount);
                const auto* said = answers.find_as<Value>(*value);
                if (money && money->code == "VND" && said && said->amount &&
                    said->amount->dong * 100 != money->hundredths)
                    hearing.find(
                        *value, item,
                        {{"other", dong(money->hundredths / 100)},
                         {"amount", dong(said->amount->dong)}}
                    );
            }
        );
    };
}

Check at_least(Binding& binding)
{
    const auto* field = binding.field(0, FieldType::value);
    const auto least = binding.number(1);
    return [field, least](const Hearing& hearing) {
        each_place(
            hearing.judged.content, hearing.judged.form, *field,
            [&](const Answers& answers, const std::string& item) {
                const auto* value = answers.find_as<Value>(*field);
                if (value && value->amount && value->amount->dong < least)
                    hearing.find(*field, item, {{"amount", dong(value->amount->dong)}});
            }
        );
    };
}

Check area_at_most(Binding& binding)
{
    const auto* field = binding.field(0, FieldType::area);
    const auto most = binding.number(1);
    return [field, most](const Hearing& hearing) {
        each_place(
            hearing.judged.content, hearing.judged.form, *field,
            [&](const Answers& answers, const std::string& item) {
                const auto* area = answers.find_as<Area>(*field);
                if (area && area->hundredths > most)
                    hearing.find(*field, item, {{"other", printed(*field, *area)}});
            }
        );
    };
}

/// Lists that are declared from a threshold on, of each kind or of all together.
std::vector<const Node*> counted_lists(const Form& form, Node::Counts counts)
{
    std::vector<const Node*> lists;
    for (const auto* list : form.lists())
        if (list->counts == counts && list->field("value")) lists.push_back(list);
    return lists;
}

Check threshold_each(Binding& binding)
{
    return [lists = counted_lists(binding.form, Node::Counts::each),
            &thresholds = binding.thresholds](const Hearing& hearing) {
        for (const auto* list : lists)
            for (const auto& item : items_of(hearing.judged.content, *list)) {
                const auto& field = *list->field("value");
                const auto* value = item.answers.find_as<Value>(field);
                if (!value || !value->amount) continue;
                const auto from = thresholds.of(list->threshold, hearing.completed).amount;
                if (*value->amount < from)
                    hearing.find(field, item.id, {{"threshold", dong(from.dong)}});
            }
    };
}

Check threshold_total(Binding& binding)
{
    return [lists = counted_lists(binding.form, Node::Counts::total),
            &thresholds = binding.thresholds](const Hearing& hearing) {
        for (const auto* list : lists) {
            const auto& items = items_of(hearing.judged.content, *list);
            std::int64_t together = 0;
            bool known = !items.empty();
            for (const auto& item : items) {
                const auto* value = item.answers.find_as<Value>(*list->field("value"));
                known = known && value && value->amount;
                if (known) together += value->amount->dong;
            }
            if (!known) continue;
            const auto from = thresholds.of(list->threshold, hearing.completed).amount;
            if (together < from.dong)
                hearing.find(
                    *list, "", {{"amount", dong(together)}, {"threshold", dong(from.dong)}}
                );
        }
    };
}

// --- things and papers ----------------------------------------------------------------------

std::string paper_number(const Answer* answer)
{
    if (!answer) return "";
    if (const auto* certificate = std::get_if<Certificate>(answer))
        return text::squeeze(certificate->number);
    const auto* text = std::get_if<std::string>(answer);
    return text ? text::squeeze(*text) : "";
}

/// What an item is called among its like: its address, else its name.
std::string item_called(const Node& list, const Answers& answers)
{
    for (const auto* name : {"address", "name", "holder"})
        if (const auto* field = list.field(name))
            if (const auto* text = answers.find_as<std::string>(*field)) return *text;
    return list.label;
}

Check once(Binding& binding)
{
    std::vector<const Node*> fields;
    for (std::size_t word = 0; word < binding.on.size(); ++word)
        if (const auto* field = binding.node(word)) fields.push_back(field);
    return [fields](const Hearing& hearing) {
        std::vector<std::pair<std::string, std::string>> known;
        std::size_t standing = 0;
        for (const auto* field : fields)
            standing += items_of(hearing.judged.content, *hearing.judged.form.above(*field)).size();
        if (standing < 2) return;
        for (const auto* field : fields)
            each_place(
                hearing.judged.content, hearing.judged.form, *field,
                [&](const Answers& answers, const std::string& item) {
                    auto number = paper_number(answers.find(*field));
                    if (number.empty()) return;
                    const auto other =
                        std::ranges::find(known, number, &decltype(known)::value_type::first);
                    if (other != known.end())
                        hearing.find(*field, item, {{"other", other->second}});
                    else
                        known.emplace_back(
                            std::move(number),
                            item_called(*hearing.judged.form.above(*field), answers)
                        );
                }
            );
    };
}

/// Names of the family as they are compared.
std::vector<std::string> family_names(const Judged& judged)
{
    std::vector<std::string> names;
    for (const char* path :
         {"general.declarant.name", "general.spouse.name", "general.children.name"})
        if (const auto* field = judged.form.find(path))
            each_place(
                judged.content, judged.form, *field,
                [&](const Answers& answers, const std::string&) {
                    if (const auto* name = answers.find_as<std::string>(*field))
                        names.push_back(text::squeeze(*name));
                }
            );
    return names;
}

Check family_holds(Binding& binding)
{
    const auto* certificate = binding.field(0, FieldType::certificate);
    const auto* remark = binding.field(1, FieldType::text);
    return [certificate, remark](const Hearing& hearing) {
        std::optional<std::vector<std::string>> names;
        each_place(
            hearing.judged.content, hearing.judged.form, *certificate,
            [&](const Answers& answers, const std::string& item) {
                const auto* paper = answers.find_as<Certificate>(*certificate);
                if (!paper || paper->none || answers.find(*remark)) return;
                if (!names) names = family_names(hearing.judged);
                const auto holder = text::squeeze(paper->holder);
                const bool ours = std::ranges::any_of(*names, [&](const auto& name) {
                    return !name.empty() && holder.find(name) != std::string::npos;
                });
                if (!ours) hearing.find(*certificate, item, {{"other", paper->holder}});
            }
        );
    };
}

Check not_text(Binding& binding)
{
    const auto* field = binding.field(0, FieldType::text);
    std::string words;
    for (std::size_t word = 1; word < binding.on.size(); ++word) words += binding.on[word];
    return [field, wrong = text::squeeze(words)](const Hearing& hearing) {
        each_place(
            hearing.judged.content, hearing.judged.form, *field,
            [&](const Answers& answers, const std::string& item) {
                const auto* text = answers.find_as<std::string>(*field);
                if (text && text::squeeze(*text) == wrong) hearing.find(*field, item);
            }
        );
    };
}

// --- the table of changes -------------------------------------------------------------------

std::string change_text(const Form& form, const Change& change)
{
    const auto& row = form.at(change.row);
    auto text = row.label;
    if (!change.quantity.empty()) text += ", " + change.quantity;
    if (change.value)
        text += change.value->amount ? ", " + dong(change.value->amount->dong)
                                     : ", không xác định được giá trị";
    return text;
}

std::string sign_text(Change::Sign sign)
{
    return sign == Change::Sign::gain ? "tăng" : "giảm";
}

Check changes_stand(Binding&)
{
    return [](const Hearing& hearing) {
        for (const auto& owed : hearing.owed)
            if (!same_change(hearing.judged.content.changes, owed))
                hearing.find(
                    hearing.judged.form.at(owed.row), owed.item,
                    {{"sign", sign_text(owed.sign)},
                     {"other", change_text(hearing.judged.form, owed)}}
                );
    };
}

Check changes_fit(Binding&)
{
    return [](const Hearing& hearing) {
        const auto& judged = hearing.judged;
        if (!judged.before) return;
        for (const auto& change : judged.content.changes) {
            const auto* wanted = same_change(hearing.owed, change);
            // His own lines are his; a line about an item needs a difference.
            const bool fits =
                wanted ? wanted->quantity == change.quantity && wanted->value == change.value
                       : change.item.empty();
            if (!fits)
                hearing.find(
                    judged.form.at(change.row), change.item,
                    {{"other",
                      wanted ? change_text(judged.form, *wanted) : "không còn thay đổi này"}}
                );
        }
    };
}

Check changes_explained(Binding&)
{
    return [](const Hearing& hearing) {
        for (const auto& change : hearing.judged.content.changes)
            if (change.sign == Change::Sign::gain && change.explanation.empty() &&
                change.value != Value{.amount = Money{}}) // no income at all
                hearing.find(hearing.judged.form.at(change.row), change.item);
    };
}

Check changes_reach(Binding& binding)
{
    if (binding.on.size() != 1 || !binding.thresholds.knows(binding.on[0]))
        throw std::runtime_error("'on' is no threshold");
    const auto* part = binding.form.find("changes");
    binding.lacks = !part;
    const auto* income = income_row(binding.form);
    return [part, income, name = binding.on[0],
            &thresholds = binding.thresholds](const Hearing& hearing) {
        std::int64_t together = 0;
        for (const auto& change : hearing.judged.content.changes) {
            if (income && change.row == income->index) continue;
            if (!change.value || !change.value->amount) return; // it may well reach it
            together += change.value->amount->dong;
        }
        const auto from = thresholds.of(name, hearing.completed).amount.dong;
        if (!hearing.judged.content.changes.empty() && together < from)
            hearing.find(*part, "", {{"amount", dong(together)}, {"threshold", dong(from)}});
    };
}

constexpr std::array<std::pair<std::string_view, Check (*)(Binding&)>, 28> checks = {{
    {"answered", answered},
    {"needed", needed},
    {"readable", readable},
    {"confirmed", confirmed},
    {"left_out", left_out},
    {"says_nothing", says_nothing},
    {"after_last", after_last},
    {"within_days", within_days},
    {"birth_year", birth_year},
    {"distinct", distinct},
    {"as_before", as_before},
    {"not_before", not_before},
    {"under_age", under_age},
    {"minor_gone", minor_gone},
    {"sum", sum},
    {"some_money", some_money},
    {"converted", converted},
    {"at_least", at_least},
    {"area_at_most", area_at_most},
    {"threshold_each", threshold_each},
    {"threshold_total", threshold_total},
    {"once", once},
    {"family_holds", family_holds},
    {"not_text", not_text},
    {"changes_stand", changes_stand},
    {"changes_fit", changes_fit},
    {"changes_explained", changes_explained},
    {"changes_reach", changes_reach},
}};

} // namespace

std::vector<Change> owed_changes(const Judged& judged)
{
    const auto* part = judged.form.find("changes");
    if (!judged.before || !part || is_left_out(judged.form, *part, judged.kind)) return {};
    return changes_between(*judged.before, *judged.form_before, judged.content, judged.form);
}

std::optional<Check> bind_check(const Rule& rule, const Form& form, const Thresholds& thresholds)
{
    const auto on = words_of(std::string_view(rule.on));
    Binding binding{form, thresholds, on};
    for (const auto& [name, make] : checks) {
        if (name != rule.check) continue;
        auto check = make(binding);
        return binding.lacks ? std::nullopt : std::optional(std::move(check));
    }
    throw std::runtime_error(fmt::format("there is no check '{}'", rule.check));
}

} // namespace tnung::registry
