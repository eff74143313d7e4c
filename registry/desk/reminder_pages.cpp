// Written reminders to whoever is late, and what a declaration's pages say of its unit's duties.
#include "foundation/base/bytes.hpp"
#include "foundation/document/paper.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "registry/desk/desk_parts.hpp"
#include "registry/desk/registry_desk.hpp"
#include "registry/filing/invitation.hpp"
#include "registry/filing/publication.hpp"
#include "registry/filing/reminder.hpp"
#include "registry/vault/reader_rights.hpp"

#include <fmt/format.h>

namespace tnung::registry {

using namespace html;
using Markup = html::Node;

namespace {

constexpr std::string_view reminders_path = "/don-vi/don-doc";
constexpr int answer_days = 5; ///< that a reminder asks for where nobody says otherwise
constexpr int answer_days_max = 60;

std::string obstacle_words(reminder_store::Obstacle why)
{
    using reminder_store::Obstacle;
    switch (why) {
    case Obstacle::handed_in: return "Đã nộp";
    case Obstacle::in_time: return "Chưa quá hạn";
    case Obstacle::reminded_twice: return "Đã đôn đốc hai lần";
    case Obstacle::still_running: return "Lần đôn đốc trước chưa hết hạn";
    }
    throw std::logic_error("no obstacle");
}

Markup reminder_link(const Assets& assets, const Reminder& reminder)
{
    return a(
        {attr("href", fmt::format("{}/{}", reminders_path, reminder.id.value)),
         desk_icon(assets, "printer"), " Văn bản (PDF)"}
    );
}

} // namespace

http::Response RegistryDesk::show_reminders(const Asked& asked, const std::string& problem) const
{
    const auto today = day_of(asked.seat.now);
    const auto late =
        reminder_store::late(asked.tx, asked.seat.staff.unit_code.value_or(""), today);
    const auto chosen = http::form_values(asked.request.body);
    std::vector<Markup> choices;
    std::vector<DeskRow> waiting, written;
    for (const auto& one : late) {
        const auto why = reminder_store::obstacle(one, today);
        const auto said = fmt::format(
            "{}; hạn {}, {}", one.filing.declarant.post, date_text(one.filing.due_on),
            time_left(one.filing.due_on, asked.seat.now)
        );
        if (!why)
            choices.push_back(filing_choice(
                one.filing,
                fmt::format(
                    "{}. {}", said, one.reminders.empty() ? "Đôn đốc lần 1" : "Đôn đốc lần 2"
                ),
                problem.empty() || chosen.contains(filing_box(one.filing))
            ));
        else
            waiting.push_back(DeskRow{
                cell(strong({one.filing.declarant.name})), cell(said), cell(obstacle_words(*why))});
        for (const auto& reminder : one.reminders)
            written.push_back(DeskRow{
                cell(strong({one.filing.declarant.name})),
                cell(fmt::format("Lần {}", reminder.number)),
                cell(date_text(day_of(reminder.made_at))), cell(date_text(reminder.answer_by)),
                cell(reminder_link(parts_.assets, reminder))});
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
        parts.push_back(empty_card(
            parts_.assets, "circle-check",
            "Ai quá hạn mà chưa nộp sẽ hiện ở đây để lập văn bản đôn đốc."
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
    const auto answer_by =
        text::parse_typed_day(text::clean(asked.request.field("han").value_or("")));
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
    std::string left_out;
    for (const auto& one :
         filing_store::late(asked.tx, asked.seat.staff.unit_code.value_or(""), today)) {
        if (!chosen.contains(filing_box(one))) continue;
        if (const auto why = reminder_store::remind(
                asked.tx, one, *answer_by, today, asked.seat.staff.id, asked.seat.now
            ))
        {
            left_out += fmt::format(" {}: {}.", one.declarant.name, obstacle_words(*why));
            continue;
        }
        note(asked, "filing.remind", one.id);
        ++made;
    }
    if (!left_out.empty())
        return show_reminders(
            asked, fmt::format("Đã lập {} văn bản. Không lập cho:{}", made, left_out)
        );
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
    const auto unit_name = unit_name_on(
        asked, filing_store::unit_at(asked.tx, filing->id, reminder->made_at), reminder->made_at
    );
    document::Paper paper(
        {fmt::format("Đôn đốc nộp bản kê khai, lần {}", reminder->number), unit_name,
         reminder->made_at}
    );
    paper.letterhead("", unit_name);
    paper.place_and_day("Gia Lai", day_of(reminder->made_at));
    paper.title(
        "ĐÔN ĐỐC NỘP BẢN KÊ KHAI TÀI SẢN, THU NHẬP", fmt::format("Lần {}", reminder->number)
    );
    paper.paragraph(fmt::format("Kính gửi: {}, {}.", reminder->name, reminder->post));
    paper.paragraph(
        reminder->returned_at
            ? fmt::format(
                  "Ngày {}, {} đã trả lại bản kê khai của ông (bà) theo đợt “{}” để bổ sung, hạn "
                  "nộp lại là ngày {}. Đến ngày {} chưa nhận lại được bản kê khai.",
                  date_text(day_of(*reminder->returned_at)), unit_name, title_of(*filing),
                  date_text(reminder->missed_on), date_text(day_of(reminder->made_at))
              )
            : fmt::format(
                  "Đến ngày {}, {} chưa nhận được bản kê khai của ông (bà) theo đợt “{}”. Hạn nộp "
                  "là ngày {}.",
                  date_text(day_of(reminder->made_at)), unit_name, title_of(*filing),
                  date_text(reminder->missed_on)
              )
    );
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
    const bool unit = asked.seat.staff.unit_code == filing.agency_code &&
                      asked.seat.staff.role == role::personnel;
    if (const auto told = invitation_store::told(asked.tx, filing))
        lines.push_back(
            li({fmt::format("Đơn vị đã lập thông báo kê khai ngày {}. ", date_text(told->on)),
                unit ? a({attr(
                              "href",
                              fmt::format("/don-vi/danh-sach/thong-bao/{}", told->invitation.value)
                          ),
                          desk_icon(parts_.assets, "printer"), " Văn bản (PDF)"})
                     : Markup{}})
        );
    else if (unit && owed_by_declarant(filing.state))
        lines.push_back(li(
            {"Chưa lập thông báo kê khai.", act_form(
                                                asked.seat, "/don-vi/danh-sach/thong-bao",
                                                {hidden("ban", fmt::format("{}", filing.id.value)),
                                                 button({cls("btn plain sm"), "Lập thông báo"})}
                                            )}
        ));
    for (const auto& one : reminder_store::of_filing(asked.tx, filing.id))
        lines.push_back(
            li({fmt::format(
                    "Đơn vị đã đôn đốc bằng văn bản lần {} ngày {}, yêu cầu nộp chậm nhất {}. ",
                    one.number, date_text(day_of(one.made_at)), date_text(one.answer_by)
                ),
                unit ? reminder_link(parts_.assets, one) : Markup{}})
        );
    if (const auto one = publication_store::of_filing(asked.tx, filing.id))
        lines.push_back(li({publication_words(*one)}));
    else if (filing.state == FilingState::handed_over)
        lines.push_back(li({fmt::format(
            "Chưa công khai; đơn vị công khai chậm nhất {}.", text::weekday_date(publish_by(filing))
        )}));
    if (lines.empty()) return {};
    return section(
        {cls("card stack"), h2({"Thông báo, đôn đốc, công khai"}),
         element("ul", {cls("stack"), lines})}
    );
}

} // namespace tnung::registry
