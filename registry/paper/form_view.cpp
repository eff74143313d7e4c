#include "registry/paper/form_view.hpp"

#include "foundation/desk/desk_page.hpp"
#include "foundation/text/money_text.hpp"
#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <set>

namespace tnung::registry {

using namespace html;

namespace {

using What = Node::What;
using FormNode = registry::Node;
using Markup = html::Node;

/// An id for scripts, labels and links: names have a point, ids had better not.
std::string id_of(std::string name)
{
    std::replace(name.begin(), name.end(), '.', '-');
    return name;
}

std::vector<Markup> note_links(const FormNode& node)
{
    std::vector<Markup> links;
    for (const int note : node.notes)
        links.push_back(join(
            {" ",
             a({cls("note-link"), attr("href", fmt::format("#note{}", note)),
                attr("aria-label", fmt::format("Ghi chú {}", note)), fmt::format("({})", note)})}
        ));
    return links;
}

std::string_view hint_of(const FormNode& field)
{
    switch (*field.type) {
    case FieldType::date: return "Ngày/tháng/năm, thí dụ 05/09/1978";
    case FieldType::year: return "Bốn chữ số";
    case FieldType::identity: return "12 số trên căn cước, hoặc 9 số của giấy chứng minh cũ";
    case FieldType::address: return "Số nhà, thôn làng hoặc tổ dân phố; xã, phường; tỉnh";
    case FieldType::value:
    case FieldType::money: return "Gõ như vẫn viết: 1,2 tỷ, 850 triệu, 12.500.000";
    default: return "";
    }
}

const char* input_mode(FieldType type)
{
    switch (type) {
    case FieldType::identity:
    case FieldType::year: return "numeric";
    case FieldType::area: return "decimal";
    default: return "text";
    }
}

/// One field of the screen, with everything around it.
class FieldView {
public:
    FieldView(const FormScreen& screen, const FormNode& field, std::string item)
        : screen_(screen), field_(field), place_{field.index, std::move(item)},
          typed_(typed_at(screen.content, screen.form, place_)),
          id_(id_of(input_name('f', field.index, place_.item)))
    {
        if (screen.content.unread.contains(place_)) {
            const auto read = read_typed(field, typed_, screen.today);
            if (!read) errors_.push_back(read.error().words);
        } else if (screen.judged) {
            if (const auto found = screen.remarks.errors.find(place_);
                found != screen.remarks.errors.end())
                errors_ = found->second;
        }
    }

    Markup view() const
    {
        std::vector<Markup> parts;
        const auto hint = hint_of(field_);
        parts.push_back(label({attr("for", id_), field_.label, note_links(field_), optional()}));
        if (!hint.empty())
            parts.push_back(p({cls("hint"), attr("id", id_ + "h"), std::string(hint)}));
        if (!errors_.empty())
            parts.push_back(
                p({cls("error"), attr("id", id_ + "e"), desk_icon(screen_.assets, "circle-alert"),
                   fmt::format(" {}", errors_.front())})
            );
        parts.push_back(inputs(!hint.empty()));
        parts.push_back(read_back());
        parts.push_back(saved_elsewhere());
        if (screen_.judged) parts.push_back(remarks());
        return div({cls(errors_.empty() ? "field" : "field bad"), parts});
    }

private:
    Markup optional() const
    {
        return field_.optional ? span({cls("muted small"), " không bắt buộc"}) : Markup{};
    }

    std::string described(bool hint) const
    {
        std::string ids = hint ? id_ + "h" : "";
        if (!errors_.empty()) ids += (ids.empty() ? "" : " ") + id_ + "e";
        return ids;
    }

    Markup text_input(bool hint) const
    {
        const auto by = described(hint);
        return input(
            {attr("type", "text"), attr("id", id_),
             attr("name", input_name('f', field_.index, place_.item)), attr("value", typed_.text),
             attr("inputmode", input_mode(*field_.type)), attr("autocomplete", "off"),
             attr("maxlength", fmt::format("{}", answer_length_max)),
             errors_.empty() ? flag("aria-invalid", false) : attr("aria-invalid", "true"),
             by.empty() ? flag("aria-describedby", false) : attr("aria-describedby", by)}
        );
    }

    Markup with_unit(bool hint, const char* unit) const
    {
        return div({cls("unit"), text_input(hint), span({unit})});
    }

    Markup beside(const char* words, std::string_view value, const char* look = "beside") const
    {
        const auto name = input_name('b', field_.index, place_.item);
        return div(
            {cls(look), label({attr("for", id_of(name)), words}),
             input(
                 {attr("type", "text"), attr("id", id_of(name)), attr("name", name),
                  attr("value", std::string(value)), attr("autocomplete", "off"),
                  attr("maxlength", fmt::format("{}", answer_length_max))}
             )}
        );
    }

    Markup how(const char* kind, const char* value, std::string words) const
    {
        return label(
            {cls("choice"),
             input(
                 {attr("type", kind), attr("value", value),
                  attr("name", input_name('h', field_.index, place_.item)),
                  flag("checked", typed_.how == value)}
             ),
             span({std::move(words)})}
        );
    }

    Markup choice() const
    {
        std::vector<Markup> options{
            element("option", {attr("value", ""), flag("selected", typed_.text.empty()), "Chọn…"})};
        for (const auto& one : field_.options)
            options.push_back(element(
                "option",
                {attr("value", one), flag("selected", typed_.text == one), text::capitalised(one)}
            ));
        return element(
            "select",
            {attr("id", id_), attr("name", input_name('f', field_.index, place_.item)), options}
        );
    }

    Markup inputs(bool hint) const
    {
        switch (*field_.type) {
        case FieldType::choice: return choice();
        case FieldType::area: return with_unit(hint, "m²");
        case FieldType::money: return with_unit(hint, "đồng");
        case FieldType::value:
            return join(
                {with_unit(hint, "đồng"),
                 element(
                     "fieldset",
                     {cls("row"), element("legend", {cls("sr"), "Về giá trị này"}),
                      how("radio", "", "Giá đã trả"), how("radio", "estimated", "Giá trị ước tính"),
                      how("radio", "not_determinable", "Không xác định được")}
                 ),
                 beside("Vì sao không xác định được", typed_.beside, "beside why-not")}
            );
        case FieldType::certificate:
            return join(
                {text_input(hint), beside("Người đứng tên", typed_.beside),
                 how("checkbox", "none", text::capitalised(field_.none_words))}
            );
        case FieldType::currency:
            return join(
                {text_input(hint),
                 beside(
                     "Loại tiền (VND, USD, EUR…)",
                     typed_.beside.empty() ? std::string_view("VND") : typed_.beside
                 )}
            );
        default: return text_input(hint);
        }
    }

    /// Amounts as they were understood, in figures and in words.
    Markup read_back() const
    {
        const Answers* answers = &screen_.content.fields;
        if (!place_.item.empty())
            answers =
                &find_item(screen_.content, *screen_.form.above(field_), place_.item)->answers;
        const auto* answer = answers->find(field_);
        if (!answer) return {};
        std::optional<Money> amount;
        if (const auto* value = std::get_if<Value>(answer)) amount = value->amount;
        if (const auto* money = std::get_if<Money>(answer)) amount = *money;
        if (!amount) return {};
        return p(
            {cls("was"), strong({"= " + text::grouped(amount->dong) + " đồng"}),
             ". " + text::money_in_words(*amount)}
        );
    }

    Markup saved_elsewhere() const
    {
        if (!screen_.saved) return {};
        const auto saved = typed_at(*screen_.saved, screen_.form, place_);
        if (saved == typed_) return {};
        auto words = saved.text;
        if (!saved.beside.empty()) words += (words.empty() ? "" : "; ") + saved.beside;
        return p({cls("was"), strong({"Đã lưu ở cửa sổ kia: "}), words.empty() ? "để trống" : words}
        );
    }

    Markup remarks() const
    {
        std::vector<Markup> notes;
        const auto add = [&](const auto& of_level, const char* tone, const char* icon) {
            const auto found = of_level.find(place_);
            if (found == of_level.end()) return;
            for (const auto& words : found->second)
                notes.push_back(div(
                    {cls("note"), attr("data-tone", tone), desk_icon(screen_.assets, icon),
                     div({cls("small"), words})}
                ));
        };
        add(screen_.remarks.warnings, "sun", "triangle-alert");
        add(screen_.remarks.hints, "lake", "info");
        return join(notes);
    }

    const FormScreen& screen_;
    const FormNode& field_;
    const Place place_;
    const Typed typed_;
    const std::string id_;
    std::vector<std::string> errors_;
};

Markup button_of(const Assets& assets, std::string act, const char* icon, std::string words)
{
    return button(
        {cls("btn plain"), attr("name", "act"), attr("value", std::move(act)),
         desk_icon(assets, icon), " " + words}
    );
}

Markup none_choice(const FormNode& node, bool none, std::string words)
{
    return label(
        {cls("choice"),
         input(
             {attr("type", "checkbox"), attr("value", "1"),
              attr("name", input_name('n', node.index, "")), flag("checked", none)}
         ),
         span({std::move(words)})}
    );
}

Markup heading_errors(const FormScreen& screen, const FormNode& node, std::string item = "")
{
    if (!screen.judged) return {};
    const auto found = screen.remarks.errors.find({node.index, std::move(item)});
    if (found == screen.remarks.errors.end()) return {};
    std::vector<Markup> lines;
    for (const auto& words : found->second)
        lines.push_back(p({cls("error"), desk_icon(screen.assets, "circle-alert"), " " + words}));
    return join(lines);
}

/// `Nhà ở 2`, or what tells it from others.
std::string item_name(const FormScreen& screen, const FormNode& list, std::size_t i)
{
    const auto& item = screen.content.lists.at(list.index).items[i];
    for (const auto* name : {"name", "address", "holder"})
        if (const auto* field = list.field(name))
            if (const auto* words = item.answers.find_as<std::string>(*field))
                return fmt::format("{}. {}", i + 1, text::shortened(*words, 60));
    return fmt::format("{}. Chưa ghi tên", i + 1);
}

Markup item_view(const FormScreen& screen, const FormNode& list, std::size_t i)
{
    const auto& item = screen.content.lists.at(list.index).items[i];
    const auto id = fmt::format("i{}-{}", list.index, item.id);
    std::vector<Markup> parts{
        h3({attr("id", id), item_name(screen, list, i)}), heading_errors(screen, list, item.id)};
    if (!item.confirmed)
        parts.push_back(label(
            {cls("choice"),
             input(
                 {attr("type", "checkbox"), attr("value", "1"),
                  attr("name", input_name('k', list.index, item.id))}
             ),
             span({"Lấy từ lần kê khai trước. Đã xem lại, vẫn đúng như dưới đây"})}
        ));
    std::vector<Markup> fields;
    for (const auto& field : list.below) fields.push_back(FieldView(screen, field, item.id).view());
    parts.push_back(div({cls("stack"), fields}));
    parts.push_back(element(
        "details",
        {element("summary", {"Bỏ mục này khỏi bản kê khai"}),
         p({cls("small muted"), "Những gì đã ghi ở mục này sẽ mất. Nếu tài sản đã bán, cho, tặng "
                                "trong năm, phần III sẽ hỏi đến."}),
         p({button_of(
             screen.assets, fmt::format("remove:{}:{}", list.index, item.id), "trash",
             "Bỏ " + item_name(screen, list, i)
         )})}
    ));
    return section(
        {cls("card stack"), attr("data-tone", item.confirmed ? "leaf" : "sun"),
         attr("aria-labelledby", id), parts}
    );
}

Markup list_view(const FormScreen& screen, const FormNode& list)
{
    std::vector<Markup> parts{
        h2({attr("id", fmt::format("n{}", list.index)), list.heading(), note_links(list)}),
        heading_errors(screen, list)};
    const auto found = screen.content.lists.find(list.index);
    const std::size_t count = found == screen.content.lists.end() ? 0 : found->second.items.size();
    if (count == 0)
        parts.push_back(
            none_choice(list, found != screen.content.lists.end() && found->second.none, "Không có")
        );
    for (std::size_t i = 0; i < count; ++i) parts.push_back(item_view(screen, list, i));
    parts.push_back(p({button_of(
        screen.assets, fmt::format("add:{}", list.index), "plus", count == 0 ? "Thêm" : "Thêm nữa"
    )}));
    return section({cls("stack"), parts});
}

Markup group_view(const FormScreen& screen, const FormNode& group)
{
    std::vector<Markup> parts{
        h2({attr("id", fmt::format("n{}", group.index)), group.heading(), note_links(group)}),
        heading_errors(screen, group)};
    if (group.may_be_none)
        parts.push_back(none_choice(
            group, screen.content.none.contains(group.index),
            "Không có (chưa kết hôn, đã ly hôn, góa)"
        ));
    for (const auto& field : group.below) parts.push_back(FieldView(screen, field, "").view());
    return section({cls("card stack"), parts});
}

Markup change_line(const FormScreen& screen, std::size_t i)
{
    const auto& change = screen.content.changes[i];
    const bool loss = change.sign == Change::Sign::loss;
    std::string what = loss ? "Giảm" : "Tăng";
    if (!change.quantity.empty()) what += " " + change.quantity;
    if (change.value && change.value->amount)
        what +=
            fmt::format("; {}{} đồng", loss ? "−" : "+", text::grouped(change.value->amount->dong));
    const auto name = change_name(screen.content, i);
    return section(
        {cls("card stack"), attr("data-tone", loss ? "earth" : "leaf"),
         h3({screen.form.at(change.row).heading()}), p({strong({what})}),
         div(
             {cls("field"), label({attr("for", name), "Giải trình nguồn gốc, lý do"}),
              input(
                  {attr("type", "text"), attr("id", name), attr("name", name),
                   attr("value", change.explanation), attr("autocomplete", "off"),
                   attr("maxlength", fmt::format("{}", answer_length_max))}
              )}
         ),
         p({button_of(screen.assets, fmt::format("remove-change:{}", i), "trash", "Bỏ dòng này")})}
    );
}

Markup new_change(const FormScreen& screen, const FormNode& changes)
{
    const auto typed = [&](const char* name) {
        const auto found = screen.posted ? screen.posted->find(name) : Posted::const_iterator{};
        return screen.posted && found != screen.posted->end() ? found->second : std::string();
    };
    std::vector<Markup> rows;
    const auto add = [&](const auto& self, const FormNode& node) -> void {
        for (const auto& row : node.below) {
            rows.push_back(element(
                "option",
                {attr("value", fmt::format("{}", row.index)),
                 flag("selected", typed("n-row") == fmt::format("{}", row.index)), row.heading()}
            ));
            self(self, row);
        }
    };
    add(add, changes);
    const auto line = [&](const char* id, const char* words, const char* hint) {
        return div(
            {cls("field"), label({attr("for", id), words}), p({cls("hint"), hint}),
             input(
                 {attr("type", "text"), attr("id", id), attr("name", id), attr("value", typed(id)),
                  attr("autocomplete", "off")}
             )}
        );
    };
    return element(
        "details",
        {flag("open", screen.posted != nullptr), element("summary", {"Thêm một dòng biến động"}),
         div(
             {cls("stack card"),
              div(
                  {cls("field"), label({attr("for", "n-row"), "Loại tài sản, thu nhập"}),
                   element("select", {attr("id", "n-row"), attr("name", "n-row"), rows})}
              ),
              element(
                  "fieldset",
                  {cls("row"), element("legend", {"Tăng hay giảm"}),
                   label(
                       {cls("choice"),
                        input(
                            {attr("type", "radio"), attr("name", "n-sign"), attr("value", "gain"),
                             flag("checked", true)}
                        ),
                        span({"Tăng"})}
                   ),
                   label(
                       {cls("choice"),
                        input({attr("type", "radio"), attr("name", "n-sign"), attr("value", "loss")}
                        ),
                        span({"Giảm"})}
                   )}
              ),
              line("n-quantity", "Số lượng", "Thí dụ 100 m², 1 căn, 2 cây"),
              line("n-value", "Giá trị", "Thí dụ 850 triệu; giảm thì ghi giá trị ban đầu"),
              line(
                  "n-explanation", "Giải trình nguồn gốc, lý do",
                  "Thí dụ: tiền bán đất, tiền lương để dành, vay ngân hàng"
              ),
              p({button_of(screen.assets, "add-change", "plus", "Thêm dòng này")})}
         )}
    );
}

Markup changes_view(const FormScreen& screen, const FormNode& changes)
{
    std::vector<Markup> parts{heading_errors(screen, changes)};
    if (screen.has_before)
        parts.push_back(div(
            {cls("note"), attr("data-tone", "lake"), desk_icon(screen.assets, "info"),
             div(
                 {cls("stack s"),
                  p({"Máy so với lần kê khai trước và đề nghị các dòng dưới đây. Phần giải trình "
                     "đã "
                     "ghi được giữ lại."}),
                  p({button_of(screen.assets, "propose", "refresh-cw", "So lại với lần trước")})}
             )}
        ));
    for (std::size_t i = 0; i < screen.content.changes.size(); ++i)
        parts.push_back(change_line(screen, i));
    if (screen.content.changes.empty())
        parts.push_back(none_choice(
            changes, screen.content.none.contains(changes.index), "Không có biến động phải ghi"
        ));
    parts.push_back(new_change(screen, changes));
    return section({cls("stack"), parts});
}

/// Where a remark is shown: the field, the item or the heading.
std::string anchor_of(const FormScreen& screen, const Place& place)
{
    const auto& node = screen.form.at(place.field);
    if (node.what == What::field) return id_of(input_name('f', node.index, place.item));
    if (!place.item.empty()) return fmt::format("i{}-{}", node.index, place.item);
    return fmt::format("n{}", node.index);
}

} // namespace

Markup form_fields(const FormScreen& screen)
{
    std::vector<Markup> parts, alone;
    for (const auto* node : screen.page.nodes) {
        if (node->what == What::field) alone.push_back(FieldView(screen, *node, "").view());
        if (node->what == What::list) parts.push_back(list_view(screen, *node));
        if (node->what == What::group) parts.push_back(group_view(screen, *node));
        if (node->what == What::part) parts.push_back(changes_view(screen, *node));
    }
    if (!alone.empty()) parts.insert(parts.begin(), section({cls("card stack"), alone}));
    return join(parts);
}

Markup form_summary(const FormScreen& screen)
{
    if (!screen.judged) return {};
    std::vector<Markup> lines;
    for (const auto& [place, words] : screen.remarks.errors) {
        if (!shows(screen.page, screen.form, place.field)) continue;
        const auto& node = screen.form.at(place.field);
        lines.push_back(li(
            {a({attr("href", "#" + anchor_of(screen, place)),
                node.what == What::field ? fmt::format("{}: {}", node.label, words.front())
                                         : words.front()})}
        ));
    }
    if (lines.empty()) return {};
    const auto count = lines.size();
    return section(
        {cls("card errors stack s"), attr("aria-labelledby", "err"), attr("tabindex", "-1"),
         h2({attr("id", "err"), fmt::format("Mục này còn {} chỗ phải bổ sung hoặc sửa", count)}),
         ul({lines})}
    );
}

Markup form_notes(const FormScreen& screen)
{
    std::set<int> notes;
    const auto gather = [&](const auto& self, const FormNode& node) -> void {
        notes.insert(node.notes.begin(), node.notes.end());
        for (const auto& below : node.below) self(self, below);
    };
    for (const auto* node : screen.page.nodes) gather(gather, *node);
    if (screen.page.heading)
        notes.insert(screen.page.heading->notes.begin(), screen.page.heading->notes.end());
    std::vector<Markup> entries;
    for (const int note : notes)
        entries.push_back(div(
            {attr("id", fmt::format("note{}", note)), dt({fmt::format("({})", note)}),
             dd({screen.form.note(note)})}
        ));
    return dl({cls("stack s"), entries});
}

Markup form_contents(
    const Assets& assets, const Form& form, const std::vector<FormPage>& pages,
    const Remarks& remarks, const std::string& address, std::string_view here
)
{
    std::set<std::string> lacking;
    for (const auto& [place, words] : remarks.errors)
        lacking.insert(page_of(pages, form, place.field).slug);
    std::vector<Markup> entries;
    for (const auto& page : pages) {
        const bool done = !lacking.contains(page.slug);
        entries.push_back(li(
            {a({attr("href", fmt::format("{}/{}", address, page.slug)),
                attr("data-tone", done ? "leaf" : "stone"),
                page.slug == here ? attr("aria-current", "step") : flag("aria-current", false),
                desk_icon(assets, done ? "circle-check" : "circle-dot"),
                span(
                    {fmt::format("{} {}", page.number, page.title),
                     span({cls("sr"), done ? " (đã đủ)" : " (chưa đủ)"})}
                )})}
        ));
    }
    const auto done = pages.size() - lacking.size();
    return element(
        "nav",
        {cls("stick stack s"), attr("aria-label", "Các mục của bản kê khai"),
         p({cls("small"), strong({fmt::format("{} trong {} mục đã đủ", done, pages.size())})}),
         element(
             "progress",
             {attr("max", fmt::format("{}", pages.size())), attr("value", fmt::format("{}", done)),
              attr("aria-label", "Số mục đã đủ")}
         ),
         element(
             "details",
             {cls("phone"), element("summary", {"Xem các mục"}), ol({cls("toc small"), entries})}
         ),
         ol({cls("toc small wide-only"), entries})}
    );
}

} // namespace tnung::registry
