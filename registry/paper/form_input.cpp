#include "registry/paper/form_input.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/text/money_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "registry/declaration/changes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <limits>
#include <optional>

namespace tnung::registry {

namespace {

using What = Node::What;

constexpr std::size_t item_id_bytes = 6;

const std::string* find(const Posted& posted, const std::string& name)
{
    const auto found = posted.find(name);
    return found == posted.end() ? nullptr : &found->second;
}

std::string value_of(const Posted& posted, const std::string& name)
{
    const auto* value = find(posted, name);
    return value ? text::clean(*value) : std::string();
}

/// Whether anything in that field is other than it was.
bool take_field(
    Content& content, const Form& form, const Place& place, const Posted& posted, Day today
)
{
    const auto* typed_text = find(posted, input_name('f', place.field, place.item));
    if (!typed_text) return false;
    Typed typed{
        text::clean(*typed_text), value_of(posted, input_name('h', place.field, place.item)),
        value_of(posted, input_name('b', place.field, place.item))};
    const auto& field = form.at(place.field);
    // An amount without anything typed says nothing, whatever its currency or its kind of price.
    if (typed.text.empty() && field.type == FieldType::currency) typed.beside.clear();
    if (typed.text.empty() && typed.how == "estimated") typed.how.clear();
    const auto before = typed_at(content, form, place);
    if (before == typed) return false;
    write(content, form, place, typed, today);
    return true;
}

void take_list(
    Content& content, const Form& form, const Node& list, const Posted& posted, Day today
)
{
    const auto found = content.lists.find(list.index);
    if (found == content.lists.end() || found->second.items.empty()) {
        say_none(content, list, find(posted, input_name('n', list.index, "")) != nullptr);
        return;
    }
    std::vector<std::string> ids;
    for (const auto& item : found->second.items) ids.push_back(item.id);
    for (const auto& id : ids) {
        bool changed = false;
        for (const auto& field : list.below)
            changed = take_field(content, form, {field.index, id}, posted, today) || changed;
        if (changed || find(posted, input_name('k', list.index, id)))
            find_item(content, list, id)->confirmed = true;
    }
}

void take_changes(Content& content, const Node& changes, const Posted& posted)
{
    for (std::size_t i = 0; i < content.changes.size(); ++i)
        if (const auto* words = find(posted, change_name(content, i)))
            content.changes[i].explanation =
                text::shortened(text::clean(*words), answer_length_max);
    if (content.changes.empty())
        say_none(content, changes, find(posted, input_name('n', changes.index, "")) != nullptr);
}

/// An index, or -1, which nothing has.
int number(std::string_view text)
{
    const auto number = parse_integer(text).value_or(-1);
    return number >= 0 && number <= std::numeric_limits<int>::max() ? int(number) : -1;
}

std::string add_change(Content& content, const Form& form, const Posted& posted)
{
    const auto row = number(value_of(posted, "n-row"));
    if (row < 0 || std::size_t(row) >= form.nodes().size() || form.at(row).what != What::row)
        return "Chọn loại tài sản, thu nhập của dòng mới.";
    if (content.changes.size() >= changes_max) return "Bảng biến động đã đủ dòng.";
    Change change{
        .row = row,
        .item = "",
        .sign = value_of(posted, "n-sign") == "loss" ? Change::Sign::loss : Change::Sign::gain,
        .quantity = text::shortened(value_of(posted, "n-quantity"), answer_length_max),
        .value = std::nullopt,
        .explanation = text::shortened(value_of(posted, "n-explanation"), answer_length_max)};
    if (const auto typed = value_of(posted, "n-value"); !typed.empty()) {
        const auto amount = text::parse_money(typed);
        if (!amount && !amount.error().perhaps.empty())
            return fmt::format(
                "Giá trị của dòng mới có thể là {}: ghi rõ số nào.",
                text::which_amount(amount.error())
            );
        if (!amount) return "Giá trị của dòng mới chưa đọc được: ghi số tiền, thí dụ “850 triệu”.";
        change.value = Value{.amount = *amount, .estimated = false, .reason = ""};
    }
    content.none.erase(form.find("changes")->index);
    content.changes.push_back(std::move(change));
    return "";
}

/// Only what this screen shows can be added to or removed.
const Node* list_on(const FormPage& page, int index)
{
    for (const auto* node : page.nodes)
        if (node->index == index && node->what == What::list) return node;
    return nullptr;
}

} // namespace

std::string change_name(const Content& content, std::size_t line)
{
    const auto& one = content.changes[line];
    const auto like = [&](const Change& other) {
        return other.row == one.row && other.item == one.item && other.sign == one.sign;
    };
    const auto begin = content.changes.begin();
    const auto nth = std::count_if(begin, begin + std::ptrdiff_t(line), like);
    return fmt::format(
        "c{}.{}.{}.{}", one.row, one.item, one.sign == Change::Sign::loss ? "loss" : "gain", nth
    );
}

bool has_new_change(const Posted& posted)
{
    return std::ranges::any_of(
        std::array{"n-quantity", "n-value", "n-explanation"},
        [&](const char* name) { return !value_of(posted, name).empty(); }
    );
}

FormAct parse_act(std::string_view text)
{
    FormAct act{std::string(text.substr(0, text.find(':'))), 0, ""};
    if (act.name.size() == text.size()) return act;
    text.remove_prefix(act.name.size() + 1);
    act.node = number(text.substr(0, text.find(':')));
    if (const auto at = text.find(':'); at != std::string_view::npos)
        act.item = text.substr(at + 1);
    return act;
}

void take_page(
    Content& content, const Form& form, const FormPage& page, const Posted& posted, Day today
)
{
    for (const auto* node : page.nodes) {
        if (node->what == What::field) take_field(content, form, {node->index, ""}, posted, today);
        if (node->what == What::list) take_list(content, form, *node, posted, today);
        if (node->what == What::part) take_changes(content, *node, posted);
        if (node->what != What::group) continue;
        for (const auto& field : node->below)
            take_field(content, form, {field.index, ""}, posted, today);
        if (node->may_be_none)
            say_none(content, *node, find(posted, input_name('n', node->index, "")) != nullptr);
    }
}

std::string do_act(
    Content& content, const Form& form, const FormPage& page, const FormAct& act,
    const Posted& posted, const Judged& judged
)
{
    const auto* list = list_on(page, act.node);
    if (act.name == "add" && list &&
        !add_item(content, *list, hex_text(crypto::random_bytes(item_id_bytes))))
        return "Mục này đã đủ số dòng.";
    if (act.name == "remove" && list) remove_item(content, form, *list, act.item);
    if (page.slug != "changes") return "";
    // Whatever was pressed: a line that was typed is meant.
    if (act.name == "add-change" || has_new_change(posted))
        if (auto problem = add_change(content, form, posted); !problem.empty()) return problem;
    if (act.name == "remove-change" && act.node >= 0 &&
        std::size_t(act.node) < content.changes.size())
        content.changes.erase(content.changes.begin() + act.node);
    if (act.name == "propose" && judged.before) {
        propose_changes(content, form, *judged.before, *judged.form_before);
        if (!content.changes.empty()) content.none.erase(page.heading->index);
    }
    return "";
}

} // namespace tnung::registry
