// The register book of a unit: how each declaration went, without its content.
#include "foundation/base/bytes.hpp"
#include "foundation/desk/desk_sheet.hpp"
#include "foundation/text/vietnamese.hpp"
#include "registry/desk/desk_parts.hpp"
#include "registry/desk/registry_desk.hpp"
#include "registry/filing/declarant_list.hpp"
#include "registry/filing/publication.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::registry {

using namespace html;
using Markup = html::Node;

namespace {

constexpr std::string_view book_path = "/don-vi/so";
constexpr std::int64_t lines_on_page = 100, lines_in_file_max = 50'000;

std::string day_words(const std::optional<Instant>& at)
{
    return at ? date_text(day_of(*at)) : "";
}

spreadsheet::Value day_value(const std::optional<Instant>& at)
{
    return at ? spreadsheet::Value(day_of(*at)) : spreadsheet::Value();
}

std::string published_words(const filing_store::BookLine& line)
{
    const auto way = parse_publication_way(line.published_way);
    if (!way) return {};
    return fmt::format(
        "{} {}{}", publication_way_text(*way), date_text(*line.published_on),
        line.publication_ended ? "" : " (chưa xong)"
    );
}

} // namespace

std::optional<Campaign>
RegistryDesk::asked_campaign(const Asked& asked, const std::vector<Campaign>& all)
{
    if (all.empty()) return std::nullopt;
    const auto named = asked.request.query_value("dot");
    const auto wanted = parse_integer(named ? *named : asked.request.field("dot").value_or(""));
    const auto found = std::ranges::find_if(all, [&](const auto& one) {
        return wanted && one.id.value == *wanted;
    });
    return found == all.end() ? all.front() : *found;
}

std::string RegistryDesk::title_of(const Campaign& campaign) const
{
    const auto form = parts_.forms.of(campaign.kind, campaign.due_on);
    return fmt::format("Kê khai {} {}", form ? form->words : campaign.kind, campaign.year);
}

http::Response RegistryDesk::unit_book(const Asked& asked)
{
    const auto campaigns = list_store::campaigns(asked.tx);
    const auto campaign = asked_campaign(asked, campaigns);
    if (!campaign)
        return page(
            asked, "Sổ theo dõi", std::string(book_path),
            div(
                {cls("stack l"), h1({"Sổ theo dõi giao, nhận bản kê khai"}),
                 empty_card(parts_.assets, "list-checks", "Chưa mở đợt kê khai nào.")}
            )
        );
    const auto typed = text::clean(asked.request.query_value("q").value_or(""));
    const auto number = std::clamp<std::int64_t>(
        parse_integer(asked.request.query_value("trang").value_or("")).value_or(1), 1,
        lines_in_file_max / lines_on_page
    );
    const auto book = filing_store::book(
        asked.tx, {.agency_code = asked.seat.staff.unit_code.value_or(""),
                   .campaign = campaign->id,
                   .typed = typed,
                   .from = (number - 1) * lines_on_page,
                   .lines_max = lines_on_page}
    );
    const auto address = fmt::format(
        "{}?dot={}&q={}&trang=", book_path, campaign->id.value, http::url_encoded(typed)
    );
    // Nobody is there; how many there are is told on the first.
    if (book.lines.empty() && number > 1) return http::see_other(address + "1");
    std::vector<DeskRow> rows;
    for (const auto& line : book.lines) {
        const auto& one = line.filing;
        std::vector<Markup> handed_in;
        if (one.submitted_at) handed_in.push_back(day_words(one.submitted_at));
        if (!line.receipt_code.empty()) {
            handed_in.push_back(element("br", {}));
            handed_in.push_back(span({cls("small code"), line.receipt_code}));
        }
        rows.push_back(DeskRow{
            cell(join(
                {a({attr("href", fmt::format("/don-vi/{}", one.id.value)),
                    strong({one.declarant.name})}),
                 element("br", {}), span({cls("small muted"), one.declarant.post}),
                 line.first_unit.empty() ? Markup{}
                                         : p({cls("small muted"), "Từ " + line.first_unit})}
            )),
            cell(join(
                {filing_state_chip(parts_.assets, one.state),
                 line.returned
                     ? span({cls("small muted"), fmt::format(" trả lại {} lần", line.returned)})
                     : Markup{},
                 line.reminders
                     ? span({cls("small muted"), fmt::format(" đôn đốc {} lần", line.reminders)})
                     : Markup{}}
            )),
            cell(join(handed_in)), cell(day_words(line.received_at)),
            cell(day_words(line.handed_over_at)), cell(published_words(line))});
    }
    std::vector<Markup> choices;
    for (const auto& one : campaigns)
        choices.push_back(element(
            "option", {attr("value", fmt::format("{}", one.id.value)),
                       flag("selected", one.id == campaign->id), title_of(one)}
        ));
    std::vector<Markup> parts{
        h1({fmt::format("Sổ theo dõi: {}, {} người", title_of(*campaign), book.all)}),
        form(
            {cls("row"), attr("role", "search"), attr("action", std::string(book_path)),
             div(
                 {cls("field"), label({attr("for", "dot"), "Đợt kê khai"}),
                  element("select", {attr("id", "dot"), attr("name", "dot"), choices})}
             ),
             div(
                 {cls("field grow"), label({attr("for", "q"), "Tên hoặc mã số"}),
                  input(
                      {attr("type", "search"), attr("id", "q"), attr("name", "q"),
                       attr("value", typed), attr("autocomplete", "off")}
                  )}
             ),
             button({cls("btn plain"), desk_icon(parts_.assets, "search"), " Xem"})}
        )};
    if (rows.empty())
        parts.push_back(empty_card(
            parts_.assets, "inbox",
            typed.empty() ? "Đơn vị không có ai trong đợt này."
                          : "Không có ai tên hoặc mã số như vậy trong đợt này."
        ));
    else
        parts.push_back(desk_table(
            "Sổ theo dõi giao, nhận bản kê khai",
            {"Người kê khai", "Tình trạng", "Nộp", "Tiếp nhận", "Bàn giao", "Công khai"}, rows
        ));
    parts.push_back(page_turning(parts_.assets, number, pages_of(book.all, lines_on_page), address)
    );
    parts.push_back(
        sheet_link(parts_.assets, fmt::format("{}/tai-ve?dot={}", book_path, campaign->id.value))
    );
    return page(asked, "Sổ theo dõi", std::string(book_path), div({cls("stack l"), parts}));
}

http::Response RegistryDesk::unit_book_sheet(const Asked& asked)
{
    const auto campaign = asked_campaign(asked, list_store::campaigns(asked.tx));
    if (!campaign) return sorry(asked, 404, "Chưa mở đợt kê khai nào", "Không có gì để tải.");
    note(asked, "filing.book_file", {}, {{"campaign", campaign->id.value}});
    auto sheet = sheet_for(asked.seat, "Sổ theo dõi " + title_of(*campaign));
    sheet.name = "Sổ theo dõi";
    sheet.columns = {
        {"STT", 6},
        {"Mã số", 12},
        {"Họ và tên", 28},
        {"Chức vụ", 30},
        {"Tình trạng", 28},
        {"Hạn nộp", 12},
        {"Hạn bước này", 12},
        {"Ngày nộp", 12},
        {"Mã biên nhận", 20},
        {"Trả lại (lần)", 10},
        {"Tiếp nhận", 12},
        {"Bàn giao", 12},
        {"Đôn đốc (lần)", 10},
        {"Công khai", 24},
        {"Chuyển từ", 30}};
    const auto book = filing_store::book(
        asked.tx, {.agency_code = asked.seat.staff.unit_code.value_or(""),
                   .campaign = campaign->id,
                   .typed = "",
                   .from = 0,
                   .lines_max = lines_in_file_max}
    );
    for (const auto& line : book.lines) {
        const auto& one = line.filing;
        sheet.rows.push_back(
            {std::int64_t(sheet.rows.size() + 1), one.declarant.number, one.declarant.name,
             one.declarant.post, std::string(filing_state_text(one.state)), one.declare_by,
             one.due_on, day_value(one.submitted_at), line.receipt_code,
             std::int64_t(line.returned), day_value(line.received_at),
             day_value(line.handed_over_at), std::int64_t(line.reminders), published_words(line),
             line.first_unit}
        );
    }
    return sheet_response(asked.seat, "so-theo-doi", sheet);
}

} // namespace tnung::registry
