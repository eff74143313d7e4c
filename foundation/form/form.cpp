#include "foundation/form/form.hpp"

#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::forms {

using namespace html;

namespace {

const std::string nothing;

/// "Đơn vị" within a sentence.
std::string lower_first(const std::string& label)
{
    std::size_t end = 1; // of the first character
    while (end < label.size() && (static_cast<unsigned char>(label[end]) & 0xc0) == 0x80) ++end;
    return text::casefold(label.substr(0, end)) + label.substr(end);
}

/// Why a field that has to be filled is not, or is not what its kind says.
std::string usual_words(const Field& field)
{
    if (!field.ask.empty()) return field.ask;
    switch (field.kind) {
    case FieldKind::choice:
        return fmt::format("Chọn {} trong danh sách.", lower_first(field.label));
    case FieldKind::day: return "Ghi ngày, tháng, năm, ví dụ 25/11/2026.";
    case FieldKind::line:
    case FieldKind::lines: break;
    }
    return fmt::format("Ghi {}.", lower_first(field.label));
}

std::string wrong_with(const Field& field, const std::string& value)
{
    if (value.empty()) return field.required ? usual_words(field) : "";
    if (text::length(value) > field.length_max)
        return fmt::format("Ghi nhiều nhất {} chữ.", field.length_max);
    if (field.kind == FieldKind::day && !text::parse_typed_day(value)) return usual_words(field);
    const bool offered =
        field.kind != FieldKind::choice ||
        std::ranges::find(field.options, value, &Option::value) != field.options.end();
    if (!offered) return usual_words(field);
    return field.check ? field.check(value) : "";
}

Node control(const Field& field, const std::string& value, const Attribute& told, bool bad)
{
    const auto invalid = bad ? attr("aria-invalid", "true") : flag("aria-invalid", false);
    if (field.kind == FieldKind::choice) {
        std::vector<Node> options;
        if (!field.required || field.value.empty())
            options.push_back(element("option", {attr("value", ""), "—"}));
        for (const auto& one : field.options)
            options.push_back(element(
                "option", {attr("value", one.value), flag("selected", one.value == value), one.text}
            ));
        return element(
            "select",
            {attr("id", field.name), attr("name", field.name), told, invalid, join(options)}
        );
    }
    if (field.kind == FieldKind::lines)
        return element(
            "textarea", {attr("id", field.name), attr("name", field.name), attr("rows", "4"), told,
                         invalid, value}
        );
    return input(
        {attr("id", field.name), attr("name", field.name), attr("value", value),
         attr("autocomplete", "off"),
         field.kind == FieldKind::day ? attr("inputmode", "numeric") : flag("inputmode", false),
         told, invalid}
    );
}

} // namespace

const std::string& Filled::text(const std::string& name) const
{
    const auto found = values_.find(name);
    return found == values_.end() ? nothing : found->second;
}

std::optional<Day> Filled::day(const std::string& name) const
{
    return text::parse_typed_day(text(name));
}

std::optional<std::string> Filled::given(const std::string& name) const
{
    return text(name).empty() ? std::nullopt : std::optional(text(name));
}

std::string Filled::wrong(const std::string& name) const
{
    const auto found = wrong_.find(name);
    return found == wrong_.end() ? "" : found->second;
}

void Filled::refuse(const std::string& name, std::string sentence)
{
    wrong_[name] = std::move(sentence);
}

Filled Form::read(const http::Request& request) const
{
    Filled filled;
    for (const auto& field : fields_) {
        const auto typed = request.field(field.name).value_or("");
        auto value = field.kind == FieldKind::lines ? text::clean_lines(typed) : text::clean(typed);
        if (auto wrong = wrong_with(field, value); !wrong.empty())
            filled.refuse(field.name, std::move(wrong));
        filled.values_[field.name] = std::move(value);
    }
    return filled;
}

Node Form::shown(const Field& field, const std::string& value, const std::string& wrong) const
{
    const bool bad = !wrong.empty();
    std::vector<std::string> told_by;
    if (!field.hint.empty()) told_by.push_back(field.name + "-h");
    if (bad) told_by.push_back(field.name + "-e");
    const auto told = told_by.empty()
                          ? flag("aria-describedby", false)
                          : attr("aria-describedby", fmt::format("{}", fmt::join(told_by, " ")));
    return div(
        {cls(bad ? "field bad" : "field"),
         label(
             {attr("for", field.name), field.label,
              field.required ? Node{} : span({cls("muted"), " (không bắt buộc)"})}
         ),
         field.hint.empty() ? Node{} : p({cls("hint"), attr("id", field.name + "-h"), field.hint}),
         bad ? p({cls("error"), attr("id", field.name + "-e"), wrong}) : Node{},
         control(field, value, told, bad)}
    );
}

Node Form::fields() const
{
    std::vector<Node> all;
    for (const auto& field : fields_) all.push_back(shown(field, field.value, ""));
    return join(all);
}

Node Form::fields(const Filled& filled) const
{
    std::vector<Node> all, wrong;
    for (const auto& field : fields_) {
        const auto sentence = filled.wrong(field.name);
        all.push_back(shown(field, filled.text(field.name), sentence));
        if (!sentence.empty())
            wrong.push_back(li(
                {a({attr("href", "#" + field.name), fmt::format("{}: {}", field.label, sentence)})}
            ));
    }
    if (wrong.empty()) return join(all);
    return join(
        {div(
             {cls("note"), attr("data-tone", "danger"), attr("role", "alert"),
              div({p({strong({"Xem lại những chỗ này:"})}), ul({join(wrong)})})}
         ),
         join(all)}
    );
}

} // namespace tnung::forms
