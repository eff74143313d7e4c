// What a unit owes around its declarations: the register book, and reminders to whoever is late.
#include "foundation/base/bytes.hpp"
#include "foundation/desk/desk_sheet.hpp"
#include "foundation/document/paper.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "registry/desk/desk_parts.hpp"
#include "registry/desk/registry_desk.hpp"
#include "registry/filing/publication.hpp"
#include "registry/filing/reminder.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::registry {

using namespace html;
using Markup = html::Node;

namespace {

constexpr std::string_view book_path = "/don-vi/so", reminders_path = "/don-vi/don-doc";
constexpr std::int64_t lines_on_page = 100, lines_in_file_max = 50'000;
constexpr int answer_days = 5; ///< that a reminder asks for where nobody says otherwise
constexpr int answer_days_max = 60;

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
    return fmt::format("{} {}", publication_way_text(*way), date_text(*line.published_on));
}

} // namespace

std::optional<Campaign> RegistryDesk::asked_campaign(const Asked& asked)
{
    const auto all = filing_store::campaigns(asked.tx);
    if (all.empty()) return std::nullopt;
    const auto wanted = parse_integer(asked.request.query_value("dot").value_or(""));
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
    const auto campaign = asked_campaign(asked);
    if (!campaign)
        return page(
            asked, "Sổ theo dõi", std::string(book_path),
            div(
                {cls("stack l"), h1({"Sổ theo dõi giao, nhận bản kê khai"}),
                 div(
                     {cls("card empty"), desk_icon(parts_.assets, "list-checks"),
                      p({"Chưa mở đợt kê khai nào."})}
                 )}
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
                 element("br", {}), span({cls("small muted"), one.declarant.post})}
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
    for (const auto& one : filing_store::campaigns(asked.tx))
        choices.push_back(element(
            "option", {attr("value", fmt::format("{}", one.id.value)),
                       flag("selected", one.id == campaign->id), title_of(one)}
        ));
    const auto address = [&](std::string_view path, std::int64_t at) {
        return fmt::format(
            "{}?dot={}&q={}&trang={}", path, campaign->id.value, http::url_encoded(typed), at
        );
    };
    const auto pages = (book.all + lines_on_page - 1) / lines_on_page;
    std::vector<Markup> turning;
    if (number > 1)
        turning.push_back(
            a({cls("btn plain"), attr("href", address(book_path, number - 1)),
               desk_icon(parts_.assets, "arrow-left"), " Trang trước"})
        );
    if (pages > 1) turning.push_back(span({fmt::format("Trang {} trên {}", number, pages)}));
    if (number < pages)
        turning.push_back(
            a({cls("btn plain"), attr("href", address(book_path, number + 1)), "Trang sau ",
               desk_icon(parts_.assets, "arrow-right")})
        );
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
        parts.push_back(div(
            {cls("card empty"), desk_icon(parts_.assets, "inbox"),
             p({typed.empty() ? "Đơn vị không có ai trong đợt này."
                              : "Không có ai tên hoặc mã số như vậy trong đợt này."})}
        ));
    else
        parts.push_back(desk_table(
            "Sổ theo dõi giao, nhận bản kê khai",
            {"Người kê khai", "Tình trạng", "Nộp", "Tiếp nhận", "Bàn giao", "Công khai"}, rows
        ));
    if (!turning.empty()) parts.push_back(p({cls("row"), turning}));
    parts.push_back(
        sheet_link(parts_.assets, fmt::format("{}/tai-ve?dot={}", book_path, campaign->id.value))
    );
    return page(asked, "Sổ theo dõi", std::string(book_path), div({cls("stack l"), parts}));
}

http::Response RegistryDesk::unit_book_sheet(const Asked& asked)
{
    const auto campaign = asked_campaign(asked);
    if (!campaign) return sorry(asked, 404, "Chưa mở đợt kê khai nào", "Không có gì để tải.");
    note(asked, "filing.book_file", {}, {{"campaign", campaign->id.value}});
    auto sheet = sheet_for(asked.seat, "Sổ theo dõi " + title_of(*campaign));
    sheet.name = "Sổ theo dõi";
    sheet.columns = {{"STT", 6},        {"Mã số", 12},        {"Họ và tên", 28},
                     {"Chức vụ", 30},   {"Tình trạng", 28},   {"Hạn", 12},
                     {"Ngày nộp", 12},  {"Mã biên nhận", 20}, {"Trả lại (lần)", 10},
                     {"Tiếp nhận", 12}, {"Bàn giao", 12},     {"Đôn đốc (lần)", 10},
                     {"Công khai", 24}};
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
             one.declarant.post, std::string(filing_state_text(one.state)), one.due_on,
             day_value(one.submitted_at), line.receipt_code, std::int64_t(line.returned),
             day_value(line.received_at), day_value(line.handed_over_at),
             std::int64_t(line.reminders), published_words(line)}
        );
    }
    return sheet_response(asked.seat, "so-theo-doi", sheet);
}

http::Response RegistryDesk::show_reminders(const Asked& asked, const std::string& problem) const
{
    const auto today = day_of(asked.seat.now);
    const auto late =
        reminder_store::late(asked.tx, asked.seat.staff.unit_code.value_or(""), today);
    std::vector<Markup> choices;
    std::vector<DeskRow> waiting, written;
    for (const auto& one : late) {
        const auto obstacle = reminder_store::obstacle(one, today);
        const auto said = fmt::format(
            "{}; hạn {}, {}", one.filing.declarant.post, date_text(one.filing.due_on),
            time_left(one.filing.due_on, asked.seat.now)
        );
        const auto id = fmt::format("f{}", one.filing.id.value);
        if (obstacle.empty())
            choices.push_back(label(
                {cls("choice"),
                 input(
                     {attr("type", "checkbox"), attr("name", id), attr("value", "1"),
                      flag("checked", problem.empty() || asked.request.field(id).has_value())}
                 ),
                 span(
                     {strong({one.filing.declarant.name}), element("br", {}),
                      span(
                          {cls("small muted"),
                           fmt::format(
                               "{}. {}", said,
                               one.reminders.empty() ? "Đôn đốc lần 1" : "Đôn đốc lần 2"
                           )}
                      )}
                 )}
            ));
        else
            waiting.push_back(DeskRow{
                cell(strong({one.filing.declarant.name})), cell(said), cell(std::string(obstacle))}
            );
        for (const auto& reminder : one.reminders)
            written.push_back(DeskRow{
                cell(strong({one.filing.declarant.name})),
                cell(fmt::format("Lần {}", reminder.number)),
                cell(date_text(day_of(reminder.made_at))), cell(date_text(reminder.answer_by)),
                cell(
                    a({attr("href", fmt::format("{}/{}", reminders_path, reminder.id.value)),
                       desk_icon(parts_.assets, "printer"), " Văn bản (PDF)"})
                )});
    }
    std::vector<Markup> parts{
        h1({late.empty() ? std::string("Không ai quá hạn nộp bản kê khai")
                         : fmt::format("{} người quá hạn chưa nộp bản kê khai", late.size())})};
    if (const auto made = parse_integer(asked.request.query_value("da-lap").value_or("")))
        parts.push_back(done_note(
            parts_.assets,
            fmt::format("Đã lập {} văn bản. Tải từng bản dưới đây để ký và gửi.", *made)
        ));
    parts.push_back(problem_note(parts_.assets, problem));
    if (late.empty())
        parts.push_back(div(
            {cls("card empty"), desk_icon(parts_.assets, "circle-check"),
             p({"Ai quá hạn mà chưa nộp sẽ hiện ở đây để lập văn bản đôn đốc."})}
        ));
    if (!choices.empty())
        parts.push_back(section(
            {cls("card stack"), h2({"Lập văn bản đôn đốc"}),
             p({cls("small muted"),
                "Mỗi lần đôn đốc được ghi vào sổ. Người đã được đôn đốc bằng văn bản hai lần mà "
                "không nộp thì bị xem xét xử lý kỷ luật."}),
             act_form(
                 asked.seat, std::string(reminders_path),
                 {element("fieldset", {cls("stack"), element("legend", {"Đôn đốc ai?"}), choices}),
                  day_field(
                      "han", "Yêu cầu nộp chậm nhất ngày",
                      asked.request.field("han")
                          .value_or(date_text(today + std::chrono::days(answer_days)))
                  ),
                  p({button({cls("btn"), desk_icon(parts_.assets, "bell"), " Lập văn bản"})})}
             )}
        ));
    if (!written.empty())
        parts.push_back(section(
            {cls("stack"), h2({"Văn bản đã lập"}),
             desk_table(
                 "Văn bản đã lập", {"Người kê khai", "Lần", "Lập ngày", "Nộp chậm nhất", "Văn bản"},
                 written
             )}
        ));
    if (!waiting.empty())
        parts.push_back(section(
            {cls("stack"), h2({"Chưa lập được lúc này"}),
             desk_table("Chưa lập được lúc này", {"Người kê khai", "Hạn", "Vì sao"}, waiting)}
        ));
    return page(
        asked, "Đôn đốc", std::string(reminders_path), div({cls("stack l"), parts}),
        problem.empty() ? 200 : 422
    );
}

http::Response RegistryDesk::reminders(const Asked& asked)
{
    return show_reminders(asked, "");
}

http::Response RegistryDesk::remind(const Asked& asked)
{
    const auto today = day_of(asked.seat.now);
    const auto answer_by = text::parse_typed_day(asked.request.field("han").value_or(""));
    if (!answer_by || *answer_by <= today ||
        *answer_by > today + std::chrono::days(answer_days_max))
        return show_reminders(
            asked, fmt::format(
                       "Ngày yêu cầu nộp phải sau hôm nay và trong vòng {} ngày. Chưa lập văn bản "
                       "nào.",
                       answer_days_max
                   )
        );
    const auto chosen = http::form_values(asked.request.body);
    int made = 0;
    for (const auto& one :
         filing_store::late(asked.tx, asked.seat.staff.unit_code.value_or(""), today)) {
        if (!chosen.contains(fmt::format("f{}", one.id.value))) continue;
        if (!reminder_store::remind(
                asked.tx, one, *answer_by, today, asked.seat.staff.id, asked.seat.now
            ))
            continue;
        note(asked, "filing.remind", one.id);
        ++made;
    }
    if (made == 0) return show_reminders(asked, "Chọn ít nhất một người. Chưa lập văn bản nào.");
    return http::see_other(fmt::format("{}?da-lap={}", reminders_path, made));
}

http::Response RegistryDesk::reminder_paper(const Asked& asked)
{
    const auto reminder = reminder_store::find(asked.tx, Id<Reminder>{id_of(asked.request)});
    const auto filing = reminder ? filing_store::find(asked.tx, reminder->filing) : std::nullopt;
    if (!filing || asked.seat.staff.unit_code != filing->agency_code) {
        note(asked, "desk.denied", filing ? filing->id : Id<Filing>{});
        return sorry(
            asked, 404, "Không có văn bản này ở đơn vị của anh (chị)",
            "Mở lại trang Đôn đốc để thấy các văn bản đã lập."
        );
    }
    document::Paper paper(
        {fmt::format("Đôn đốc nộp bản kê khai, lần {}", reminder->number), asked.seat.unit_name,
         reminder->made_at}
    );
    paper.letterhead("", asked.seat.unit_name);
    paper.place_and_day("Gia Lai", day_of(reminder->made_at));
    paper.title(
        "ĐÔN ĐỐC NỘP BẢN KÊ KHAI TÀI SẢN, THU NHẬP", fmt::format("Lần {}", reminder->number)
    );
    paper.paragraph(fmt::format("Kính gửi: {}, {}.", filing->declarant.name, filing->declarant.post)
    );
    paper.paragraph(fmt::format(
        "Đến ngày {}, {} chưa nhận được bản kê khai của ông (bà) theo đợt “{}”. Hạn nộp là ngày "
        "{}.",
        date_text(day_of(reminder->made_at)), asked.seat.unit_name, title_of(*filing),
        date_text(filing->due_on)
    ));
    paper.paragraph(fmt::format(
        "Đề nghị ông (bà) nộp bản kê khai chậm nhất ngày {}. Nếu có lý do chính đáng, đề nghị "
        "báo bằng văn bản trước ngày đó.",
        date_text(reminder->answer_by)
    ));
    paper.paragraph(
        reminder->number == 1
            ? "Đây là lần đôn đốc thứ nhất. Người đã được đôn đốc bằng văn bản hai lần mà không "
              "nộp bản kê khai thì bị xem xét xử lý kỷ luật theo quy định."
            : "Đây là lần đôn đốc thứ hai. Quá thời hạn trên mà không nộp, ông (bà) bị xem xét xử "
              "lý kỷ luật theo quy định."
    );
    paper.signatures(
        {"", "NGƯỜI NHẬN", "(Ký, ghi rõ họ tên, ngày nhận)", ""},
        {"", "THỦ TRƯỞNG CƠ QUAN", "(Ký, đóng dấu)", ""}
    );
    return http::file_response(
        paper.finish(), "application/pdf",
        fmt::format("don-doc-{}-lan-{}.pdf", filing->declarant.number, reminder->number)
    );
}

html::Node RegistryDesk::unit_duties(const Asked& asked, const Filing& filing) const
{
    std::vector<Markup> lines;
    for (const auto& one : reminder_store::of_filing(asked.tx, filing.id))
        lines.push_back(li({fmt::format(
            "Đơn vị đã đôn đốc bằng văn bản lần {} ngày {}, yêu cầu nộp chậm nhất {}.", one.number,
            date_text(day_of(one.made_at)), date_text(one.answer_by)
        )}));
    if (const auto one = publication_store::of_filing(asked.tx, filing.id))
        lines.push_back(li({publication_words(*one)}));
    else if (filing.state == FilingState::handed_over)
        lines.push_back(li({fmt::format(
            "Chưa công khai; đơn vị công khai chậm nhất {}.",
            text::weekday_date(parts_.deadlines.due("publish", filing.due_on))
        )}));
    if (lines.empty()) return {};
    return section(
        {cls("card stack"), h2({"Đôn đốc, công khai"}), element("ul", {cls("stack"), lines})}
    );
}

} // namespace tnung::registry
