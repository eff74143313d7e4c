// Two declarations of one person beside each other, for the inspectorate.
#include "foundation/base/bytes.hpp"
#include "foundation/text/money_text.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "registry/declaration/comparison.hpp"
#include "registry/desk/desk_parts.hpp"
#include "registry/desk/registry_desk.hpp"
#include "registry/filing/declarant_list.hpp"
#include "registry/paper/paper_view.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::registry {

using namespace html;
using Markup = html::Node;

namespace {

std::string handed_in_words(const Filing& filing)
{
    return date_text(day_of(*filing.submitted_at));
}

Markup kind_chip(const Assets& assets, const ComparedItem& item)
{
    const auto said = [&](const char* tone, const char* icon, const std::string& words) {
        return chip(assets, tone, icon, words, "chip sm nowrap");
    };
    const auto more =
        item.more && *item.more != 0
            ? fmt::format("{}{}", *item.more > 0 ? "+" : "−", text::grouped(std::abs(*item.more)))
            : "";
    switch (item.kind) {
    case ComparedItem::Kind::came: return said("lake", "file-plus", more.empty() ? "mới" : more);
    case ComparedItem::Kind::went: return said("stone", "x", more.empty() ? "không còn" : more);
    case ComparedItem::Kind::differs:
        return said("sun", "pen-line", more.empty() ? "ghi khác" : more);
    case ComparedItem::Kind::same: return said("leaf", "check", "không đổi");
    }
    throw std::logic_error("no kind");
}

std::string value_words(const std::string& value, bool there)
{
    if (!there) return "không có";
    return value.empty() ? "có" : value;
}

Markup item_cell(const ComparedItem& item)
{
    std::vector<Markup> lines{strong({item.name})};
    if (item.by_number)
        lines.push_back(span({cls("small muted"), "Ghi lại từ đầu; nhận ra theo số giấy tờ."}));
    for (const auto& field : item.fields) {
        if (field.label == "Giá trị") continue; // in columns of its own
        lines.push_back(span(
            {cls("small muted"),
             fmt::format(
                 "{}: {} → {}", field.label, field.before.empty() ? "chưa ghi" : field.before,
                 field.now.empty() ? "chưa ghi" : field.now
             )}
        ));
    }
    return join(lines);
}

std::vector<DeskRow>
rows_of(const Assets& assets, const std::vector<ComparedItem>& items, bool same)
{
    using Kind = ComparedItem::Kind;
    std::vector<DeskRow> rows;
    for (const auto& one : items) {
        if ((one.kind == Kind::same) != same) continue;
        rows.push_back(DeskRow{
            cell(item_cell(one)), cell(one.list->heading()),
            cell(cls("num"), value_words(one.before, one.kind != Kind::came)),
            cell(cls("num"), value_words(one.now, one.kind != Kind::went)),
            cell(kind_chip(assets, one)), cell(one.explanation)});
    }
    return rows;
}

/// What grew, what of it the income covers, what is left: three columns from one line.
Markup waterfall(std::int64_t grown, std::int64_t income)
{
    constexpr double width = 360, top = 24, bottom = 132;
    const auto rest = grown - income;
    const double scale = (bottom - top) / double(std::max<std::int64_t>({grown, income, 1}));
    const auto height = [&](std::int64_t dong) { return double(std::abs(dong)) * scale; };
    struct Column {
        const char *look, *words;
        std::int64_t dong;
        double from; ///< above the line
    };
    const Column columns[] = {
        {"b-lake", "Tăng thêm", grown, 0},
        {"b-soft", "Thu nhập đã kê khai", income, height(grown) - height(income)},
        {"b-earth", rest > 0 ? "Chưa nêu nguồn" : "Thu nhập còn lại", rest, 0}};
    std::vector<Markup> marks{
        element("path", {cls("grid-line"), attr("d", fmt::format("M0 {}H{}", bottom, width))})};
    double x = 24;
    for (const auto& column : columns) {
        const auto tall = height(column.dong);
        const auto y = std::clamp(bottom - std::max(column.from, 0.0) - tall, top, bottom);
        const auto label = [&](const char* look, double at, const std::string& words) {
            return element(
                "text",
                {*look ? cls(look) : flag("class", false), attr("x", fmt::format("{:.1f}", x + 42)),
                 attr("y", fmt::format("{:.1f}", at)), attr("text-anchor", "middle"), words}
            );
        };
        marks.push_back(element(
            "rect", {cls(column.look), attr("x", fmt::format("{:.1f}", x)),
                     attr("y", fmt::format("{:.1f}", y)), attr("width", "84"),
                     attr("height", fmt::format("{:.1f}", tall)), attr("rx", "3")}
        ));
        marks.push_back(label("strong", y - 6, text::grouped(column.dong / 1'000'000)));
        marks.push_back(label("", bottom + 18, column.words));
        x += 116;
    }
    return svg(
        {cls("fig narrow"), attr("viewBox", fmt::format("0 0 {} 160", width)), attr("role", "img"),
         attr(
             "aria-label", fmt::format(
                               "Triệu đồng: tăng thêm {}, thu nhập đã kê khai {}, {} {}",
                               text::grouped(grown / 1'000'000), text::grouped(income / 1'000'000),
                               rest > 0 ? "chưa nêu nguồn" : "thu nhập còn lại",
                               text::grouped(std::abs(rest) / 1'000'000)
                           )
         ),
         marks}
    );
}

/// One sentence of what the figures say, to be asked about; `next`: nothing was declared between.
std::string figures_words(const Comparison& comparison, bool next)
{
    const auto grown = comparison.grown.dong;
    if (grown <= 0)
        return fmt::format("Tài sản đã kê khai không tăng ({})", text::money(Money{grown}));
    if (!next) return fmt::format("Tài sản tăng {}", text::money(comparison.grown));
    if (!comparison.income)
        return fmt::format("Tài sản tăng {}, chưa kê khai thu nhập", text::money(comparison.grown));
    const auto rest = grown - comparison.income->dong;
    if (rest <= 0)
        return fmt::format(
            "Tài sản tăng {}, trong phần thu nhập đã kê khai", text::money(comparison.grown)
        );
    return fmt::format("Tài sản tăng nhiều hơn thu nhập đã kê khai {}", text::money(Money{rest}));
}

std::string sum_words(const Comparison& comparison, bool next)
{
    auto words = figures_words(comparison, next);
    if (comparison.unpriced > 0)
        words += fmt::format(", chưa tính {} chỗ không có số tiền", comparison.unpriced);
    return words;
}

} // namespace

std::vector<Filing> RegistryDesk::comparable(const Asked& asked, const Filing& filing) const
{
    auto others = filing_store::of_declarant(asked.tx, filing.declarant.id);
    std::erase_if(others, [&](const Filing& one) {
        return one.id == filing.id || one.state != FilingState::handed_over ||
               one.campaign.kind == supplement_kind;
    });
    if (filing.campaign.kind == supplement_kind) others.clear();
    return others;
}

html::Node RegistryDesk::comparison_choice(const Asked& asked, const Filing& filing) const
{
    const auto others = comparable(asked, filing);
    if (others.empty()) return {};
    std::vector<Markup> choices;
    for (const auto& one : others)
        choices.push_back(element(
            "option", {attr("value", fmt::format("{}", one.id.value)),
                       fmt::format("{}, nộp {}", title_of(one), handed_in_words(one))}
        ));
    return div(
        {cls("row"),
         div(
             {cls("field grow"), label({attr("for", "voi"), "So với lần kê khai nào?"}),
              element("select", {attr("id", "voi"), attr("name", "voi"), choices})}
         ),
         button(
             {cls("btn plain"), attr("name", "dang"), attr("value", "so-sanh"),
              desk_icon(parts_.assets, "scale"), " So sánh hai lần"}
         )}
    );
}

http::Response RegistryDesk::show_comparison(
    const Asked& asked, const Filing& filing, const std::string& purpose
) const
{
    const auto others = comparable(asked, filing);
    const auto wanted = parse_integer(asked.request.field("voi").value_or(""));
    const auto other = std::ranges::find_if(others, [&](const Filing& one) {
        return wanted && one.id.value == *wanted;
    });
    if (other == others.end())
        return show_office_filing(asked, filing, "Chọn lần kê khai để so sánh.");
    const bool later = *other->submitted_at > *filing.submitted_at;
    const auto& first = later ? filing : *other;
    const auto& second = later ? *other : filing;
    const auto before = open_paper(asked, first, first.version, ReadAct::compare, purpose);
    if (!before) return vault_said(asked, before.error());
    const auto now = open_paper(asked, second, second.version, ReadAct::compare, purpose);
    if (!now) return vault_said(asked, now.error());
    const auto comparison = compare(before->content, before->form, now->content, now->form);
    // The income of the later one is of the time since the declaration before it, not since any
    // other.
    const bool next = !filing_store::declared_between(asked.tx, first, second);
    const auto changed = rows_of(parts_.assets, comparison.items, false);
    const auto same = rows_of(parts_.assets, comparison.items, true);
    const auto was = handed_in_words(first), is = handed_in_words(second);
    const std::vector<const char*> heads = {
        "Tài sản", "Mục", was.c_str(), is.c_str(), "Tăng, giảm (đồng)", "Giải trình ở phần III"};
    std::vector<Markup> parts{
        watermark(fmt::format(
            "{} · {} {} · {}", asked.seat.staff.name, clock_text(asked.seat.now),
            date_text(day_of(asked.seat.now)), text::shortened(purpose, watermark_length_max)
        )),
        h1({sum_words(comparison, next)}),
        p({fmt::format(
            "{}, {}. Bản nộp {} so với bản nộp {}.", filing.declarant.name, filing.declarant.post,
            is, was
        )}),
        p({cls("small muted"), fmt::format("Mở để: {}. Cả hai lần đọc này đã được ghi.", purpose)}
        )};
    if (!next)
        parts.push_back(p(
            {"Giữa hai lần này còn lần kê khai khác, nên thu nhập ghi ở bản sau không phải của cả "
             "khoảng thời gian: không so tài sản tăng thêm với thu nhập ở đây."}
        ));
    if (comparison.gone.dong > 0)
        parts.push_back(p({fmt::format(
            "Giảm {} theo giá đã kê khai (không kể tiền); tiền bán, nếu có, nằm trong thu nhập.",
            text::money(comparison.gone)
        )}));
    if (next && comparison.grown.dong > 0 && comparison.income)
        parts.push_back(section(
            {cls("card stack s"), h2({"Tăng thêm và thu nhập, triệu đồng"}),
             waterfall(comparison.grown.dong, comparison.income->dong),
             p({cls("small muted"), "Con số để hỏi, không phải kết luận. Theo giá kê khai, chưa "
                                    "trừ chi tiêu trong năm."})}
        ));
    parts.push_back(section(
        {cls("stack"),
         h2({changed.empty() ? std::string("Không mục nào thay đổi")
                             : fmt::format("{} chỗ thay đổi", changed.size())}),
         changed.empty() ? Markup{} : desk_table("Những chỗ thay đổi", heads, changed)}
    ));
    if (!comparison.once.empty()) {
        std::vector<DeskRow> rows;
        for (const auto& one : comparison.once)
            rows.push_back(DeskRow{cell(one.label), cell(one.before), cell(one.now)});
        parts.push_back(section(
            {cls("stack"), h2({"Thông tin chung ghi khác"}),
             desk_table("Thông tin chung ghi khác", {"Thông tin", was.c_str(), is.c_str()}, rows)}
        ));
    }
    if (!comparison.apart.empty()) {
        std::vector<Markup> headings;
        for (const auto* list : comparison.apart) headings.push_back(li({list->label}));
        parts.push_back(section(
            {cls("card stack s"), h2({"Không so được: chỉ một trong hai mẫu hỏi"}), ul({headings}),
             p({cls("small muted"), "Mở từng bản để đọc các mục này."})}
        ));
    }
    if (!same.empty())
        parts.push_back(element(
            "details",
            {cls("stack"), element("summary", {fmt::format("{} mục không đổi", same.size())}),
             desk_table("Những mục không đổi", heads, same)}
        ));
    parts.push_back(p(
        {a({cls("btn text"), attr("href", office_address(asked, filing)), "Quay lại bản kê khai"})}
    ));
    return page(
        asked, "So sánh: " + filing.declarant.name, "/thanh-tra", div({cls("stack l"), parts})
    );
}

} // namespace tnung::registry
