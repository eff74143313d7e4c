// How a unit makes declarations public: papers put up for fifteen days, or read at a meeting; the
// minutes to sign. No page shows what is declared.
#include "foundation/base/bytes.hpp"
#include "foundation/document/paper.hpp"
#include "foundation/text/time_text.hpp"
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

constexpr std::string_view publications_path = "/don-vi/cong-khai";
constexpr int ahead_days_max = 30; ///< most days from today to the first day of a publication
constexpr std::size_t place_length_max = 200, name_length_max = 100, remarks_length_max = 4000;
constexpr int lines_to_write_on = 3; ///< by hand, before the end is put down here
constexpr int people_max = 100'000;  ///< of a meeting

std::string address_of(const Publication& publication)
{
    return fmt::format("{}/{}", publications_path, publication.id.value);
}

std::string remarks_place(const Publication& publication)
{
    return fmt::format("publication.remarks:{}", publication.id.value);
}

Markup publication_chip(const Assets& assets, const Publication& one, Day today)
{
    if (one.withdrawn) return chip(assets, "stone", "x", "Đã bỏ");
    if (one.ended_at) return chip(assets, "leaf", "check-check", "Đã xong");
    if (one.from_on > today) return chip(assets, "stone", "calendar-days", "Sắp tới");
    if (one.way == PublicationWay::posting && one.until_on >= today)
        return chip(assets, "lake", "clock", "Đang niêm yết");
    return chip(assets, "earth", "pen-line", "Chờ ghi nhận kết thúc");
}

Markup way_choice(PublicationWay way, const std::string& words, bool chosen)
{
    return label(
        {cls("choice"),
         input(
             {attr("type", "radio"), attr("name", "cach"),
              attr("value", std::string(publication_way_name(way))), flag("checked", chosen)}
         ),
         span({words})}
    );
}

/// Of somebody who is to be appointed: at the meeting where their colleagues vote (Decree
/// 130/2020/NĐ-CP, article 12).
bool read_at_a_meeting(const Filing& filing)
{
    return filing.campaign.kind == personnel_kind;
}

} // namespace

Day RegistryDesk::publish_by(const Filing& filing) const
{
    return read_at_a_meeting(filing) ? filing.event_on
                                     : parts_.deadlines.due("publish", filing.due_on);
}

http::Response RegistryDesk::show_publications(const Asked& asked, const std::string& problem) const
{
    const auto today = day_of(asked.seat.now);
    const auto& agency = asked.seat.staff.unit_code;
    const auto waiting = filing_store::unpublished(asked.tx, agency.value_or(""));
    const auto all = publication_store::of_agency(asked.tx, agency.value_or(""));
    const auto chosen = http::form_values(asked.request.body);
    const auto typed = [&](const char* name, const std::string& otherwise) {
        const auto value = chosen.find(name);
        return value == chosen.end() ? otherwise : value->second;
    };
    std::vector<Markup> parts{
        h1({waiting.empty()
                ? std::string("Không có bản kê khai nào chờ công khai")
                : fmt::format("{} bản đã bàn giao, chờ công khai tại cơ quan", waiting.size())})};
    parts.push_back(problem_note(parts_.assets, problem));
    if (waiting.empty() && all.empty())
        parts.push_back(empty_card(
            parts_.assets, "megaphone",
            "Bản nào bàn giao cho Thanh tra tỉnh xong sẽ hiện ở đây để niêm yết hoặc công khai "
            "tại cuộc họp."
        ));
    if (!waiting.empty()) {
        auto due = publish_by(waiting.front());
        std::vector<Markup> choices;
        for (const auto& one : waiting) {
            due = std::min(due, publish_by(one));
            choices.push_back(filing_choice(
                one,
                fmt::format(
                    "{}. {}; bàn giao {}, công khai {}chậm nhất {}", one.declarant.post,
                    title_of(one), date_text(one.due_on),
                    read_at_a_meeting(one) ? "tại cuộc họp, " : "", date_text(publish_by(one))
                ),
                problem.empty() || chosen.contains(filing_box(one))
            ));
        }
        const auto way = parse_publication_way(typed("cach", "posting"));
        const bool posts = way != PublicationWay::meeting;
        const auto before = std::ranges::find(all, agency.value_or(""), &Publication::agency_code);
        const auto last = before == all.end() ? Publication{} : *before;
        parts.push_back(section(
            {cls("card stack"), attr("data-tone", due < today ? "danger" : "earth"),
             h2({fmt::format(
                 "Công khai chậm nhất {} ({})", text::weekday_date(due),
                 time_left(due, asked.seat.now)
             )}),
             p({cls("small muted"),
                "Công khai bản giấy đã ký mà cơ quan giữ, tại nơi làm việc; không đưa lên mạng."}),
             act_form(
                 asked.seat, std::string(publications_path),
                 {element(
                      "fieldset", {cls("stack"), element("legend", {"Công khai bản nào?"}), choices}
                  ),
                  element(
                      "fieldset",
                      {cls("stack"), element("legend", {"Bằng cách nào?"}),
                       way_choice(
                           PublicationWay::posting,
                           fmt::format(
                               "Niêm yết {} ngày", parts_.deadlines.rule("posted", today).number
                           ),
                           posts
                       ),
                       way_choice(PublicationWay::meeting, "Công khai tại cuộc họp", !posts)}
                  ),
                  text_field("noi", "Ở đâu?", typed("noi", last.place), place_length_max),
                  day_field("ngay", "Từ ngày nào?", typed("ngay", date_text(today))),
                  text_field(
                      "thu-truong", "Thủ trưởng cơ quan, hoặc người chủ trì cuộc họp; ký biên bản",
                      typed("thu-truong", last.head), name_length_max
                  ),
                  text_field(
                      "cong-doan", "Đại diện công đoàn; ký biên bản",
                      typed("cong-doan", last.union_), name_length_max
                  ),
                  p({button(
                      {cls("btn"), desk_icon(parts_.assets, "megaphone"), " Lập lần công khai"}
                  )})}
             )}
        ));
    }
    if (!all.empty()) {
        std::vector<DeskRow> rows;
        for (const auto& one : all)
            rows.push_back(DeskRow{
                cell(
                    a({attr("href", address_of(one)),
                       strong({fmt::format(
                           "{}, {} bản", publication_way_text(one.way), one.declarations
                       )})})
                ),
                cell(one.place), cell(date_text(one.from_on)), cell(date_text(one.until_on)),
                cell(publication_chip(parts_.assets, one, today))});
        parts.push_back(section(
            {cls("stack"), h2({"Các lần công khai"}),
             desk_table(
                 "Các lần công khai", {"Cách", "Nơi", "Từ ngày", "Đến hết ngày", "Tình trạng"}, rows
             )}
        ));
    }
    return page(
        asked, "Công khai", std::string(publications_path), div({cls("stack l"), parts}),
        problem.empty() ? 200 : 422
    );
}

http::Response RegistryDesk::publications(const Asked& asked)
{
    return show_publications(asked, "");
}

http::Response RegistryDesk::begin_publication(const Asked& asked)
{
    const auto today = day_of(asked.seat.now);
    const auto& agency = asked.seat.staff.unit_code;
    const auto chosen = http::form_values(asked.request.body);
    const auto typed = [&](const char* name) {
        const auto value = chosen.find(name);
        return value == chosen.end() ? std::string() : text::clean(value->second);
    };
    Publication planned;
    planned.agency_code = agency.value_or("");
    planned.place = typed("noi");
    planned.head = typed("thu-truong");
    planned.union_ = typed("cong-doan");
    const auto way = parse_publication_way(typed("cach"));
    if (!way) return show_publications(asked, "Chọn cách công khai: niêm yết hoặc tại cuộc họp.");
    planned.way = *way;
    struct Wanted {
        const std::string& text;
        std::size_t length_max;
        const char* words;
    };
    for (const auto& [text, length_max, words] :
         {Wanted{planned.place, place_length_max, "Ghi nơi công khai"},
          Wanted{planned.head, name_length_max, "Ghi họ tên thủ trưởng hoặc người chủ trì"},
          Wanted{planned.union_, name_length_max, "Ghi họ tên đại diện công đoàn"}})
        if (text.empty() || text::length(text) > length_max)
            return show_publications(
                asked, fmt::format("{}, không quá {} chữ.", words, length_max)
            );
    const auto from = text::parse_typed_day(typed("ngay"));
    if (!from || *from > today + std::chrono::days(ahead_days_max))
        return show_publications(
            asked, fmt::format("Ngày công khai phải trong vòng {} ngày tới.", ahead_days_max)
        );
    planned.from_on = *from;
    std::vector<Id<Filing>> filings;
    for (const auto& one : filing_store::unpublished(asked.tx, planned.agency_code)) {
        if (!chosen.contains(filing_box(one))) continue;
        if (*from < one.due_on)
            return show_publications(
                asked, fmt::format(
                           "Bản của {} bàn giao ngày {}: công khai từ ngày đó trở đi.",
                           one.declarant.name, date_text(one.due_on)
                       )
            );
        if (read_at_a_meeting(one) && *way != PublicationWay::meeting)
            return show_publications(
                asked, fmt::format(
                           "Bản của {} là kê khai phục vụ công tác cán bộ: công khai tại cuộc họp "
                           "lấy phiếu tín nhiệm. Chọn “Công khai tại cuộc họp”.",
                           one.declarant.name
                       )
            );
        filings.push_back(one.id);
    }
    if (filings.empty()) return show_publications(asked, "Chọn ít nhất một bản kê khai.");
    planned.until_on =
        *way == PublicationWay::posting ? parts_.deadlines.due("posted", *from) : *from;
    const auto begun =
        publication_store::begin(asked.tx, planned, filings, asked.seat.staff.id, asked.seat.now);
    if (!begun)
        return show_publications(
            asked, "Người khác trong đơn vị vừa công khai bản đó. Xem lại danh sách dưới đây."
        );
    for (const auto id : filings)
        note(asked, "filing.publish", id, {{"publication", begun->value}});
    return http::see_other(fmt::format("{}/{}", publications_path, begun->value));
}

Result<Publication, http::Response> RegistryDesk::unit_publication(const Asked& asked) const
{
    auto found = publication_store::find(asked.tx, Id<Publication>{id_of(asked.request)});
    if (found && is_ours(asked, found->agency_code)) return std::move(*found);
    note(asked, "desk.denied", {}, {{"publication", id_of(asked.request)}});
    return refuse(sorry(
        asked, 404, "Không có lần công khai này ở đơn vị của anh (chị)",
        "Mở lại trang Công khai để thấy các lần đã lập."
    ));
}

std::optional<std::string>
RegistryDesk::public_remarks(const Asked& asked, const Publication& publication) const
{
    if (publication.sealed_remarks.empty()) return std::nullopt;
    auto remarks =
        parts_.reason_sealer.open(publication.sealed_remarks, remarks_place(publication));
    if (!remarks) throw std::runtime_error("the remarks of a publication do not open");
    note(asked, "publication.read", {}, {{"publication", publication.id.value}});
    return std::move(*remarks);
}

http::Response RegistryDesk::show_publication(
    const Asked& asked, const Publication& one, const std::string& problem
) const
{
    const auto today = day_of(asked.seat.now);
    const bool posted = one.way == PublicationWay::posting;
    const auto filings = filing_store::of_publication(asked.tx, one.id);
    std::vector<DeskRow> rows;
    for (const auto& filing : filings)
        rows.push_back(DeskRow{
            cell(
                a({attr("href", fmt::format("/don-vi/{}", filing.id.value)),
                   strong({filing.declarant.name})})
            ),
            cell(filing.declarant.post), cell(title_of(filing)), cell(date_text(filing.due_on)),
            cell(one.from_on > publish_by(filing) ? "Trễ hạn" : "Đúng hạn")});
    std::vector<Markup> parts{
        h1({fmt::format("{} {} bản kê khai", publication_way_text(one.way), filings.size())}),
        p({publication_chip(parts_.assets, one, today), " ", publication_words(one)}),
        p({cls("small muted"), fmt::format(
                                   "Ghi vào hệ thống lúc {} {}.", clock_text(one.made_at),
                                   date_text(day_of(one.made_at))
                               )})};
    parts.push_back(problem_note(parts_.assets, problem));
    if (one.ended_at) {
        std::vector<Markup> facts{
            dt({"Ghi nhận xong lúc"}),
            dd({fmt::format("{} {}", clock_text(*one.ended_at), date_text(day_of(*one.ended_at)))}
            )};
        if (!posted) {
            facts.push_back(dt({"Triệu tập, có mặt"}));
            facts.push_back(dd({fmt::format("{} người, {} người", one.summoned, one.attended)}));
        }
        if (const auto remarks = public_remarks(asked, one)) {
            facts.push_back(dt({"Ý kiến, giải trình"}));
            facts.push_back(dd({*remarks}));
        }
        parts.push_back(section({cls("card"), dl({cls("facts side"), facts})}));
    }
    if (!one.withdrawn)
        parts.push_back(p(
            {a({cls("btn plain"), attr("href", address_of(one) + "/bien-ban"),
                desk_icon(parts_.assets, "printer"), " Biên bản để ký (PDF)"})}
        ));
    if (!one.ended_at && !one.withdrawn) {
        const bool over = posted ? today > one.until_on : today >= one.from_on;
        std::vector<Markup> fields;
        if (!posted)
            for (const auto& [name, words] :
                 {std::pair{"trieu-tap", "Số người được triệu tập"}, {"co-mat", "Số người có mặt"}})
                fields.push_back(div(
                    {cls("field short"), label({attr("for", name), words}),
                     input(
                         {attr("type", "text"), attr("inputmode", "numeric"), attr("id", name),
                          attr("name", name), attr("value", asked.request.field(name).value_or("")),
                          flag("required", true)}
                     )}
                ));
        fields.push_back(div(
            {cls("field"), label({attr("for", "y-kien"), "Ý kiến, câu hỏi và giải trình, nếu có"}),
             element(
                 "textarea", {attr("id", "y-kien"), attr("name", "y-kien"), attr("rows", "4"),
                              attr("maxlength", fmt::format("{}", remarks_length_max)),
                              asked.request.field("y-kien").value_or("")}
             )}
        ));
        fields.push_back(p({button(
            {cls("btn"), desk_icon(parts_.assets, "check"),
             posted ? " Đã niêm yết đủ ngày, biên bản đã ký" : " Đã họp, biên bản đã ký"}
        )}));
        parts.push_back(section(
            {cls("card stack"), h2({"Ghi nhận kết thúc"}),
             over ? act_form(asked.seat, address_of(one) + "/ket-thuc", fields)
                  : p({fmt::format(
                        "Ghi nhận được từ {}.",
                        text::weekday_date(
                            posted ? one.until_on + std::chrono::days(1) : one.from_on
                        )
                    )})}
        ));
        parts.push_back(element(
            "details",
            {element("summary", {"Lập nhầm? Bỏ lần công khai này"}),
             act_form(
                 asked.seat, address_of(one) + "/bo",
                 {p({"Các bản trong lần này trở lại danh sách chờ công khai. Việc bỏ được ghi vào "
                     "nhật ký."}),
                  p({button({cls("btn plain"), "Bỏ lần này"})})}
             )}
        ));
    }
    parts.push_back(desk_table(
        "Các bản kê khai", {"Người kê khai", "Chức vụ", "Loại", "Bàn giao ngày", "So với hạn"}, rows
    ));
    return page(
        asked, "Công khai", std::string(publications_path), div({cls("stack l"), parts}),
        problem.empty() ? 200 : 422
    );
}

http::Response RegistryDesk::publication_page(const Asked& asked)
{
    const auto one = unit_publication(asked);
    return one ? show_publication(asked, *one, "") : one.error();
}

http::Response RegistryDesk::end_publication(const Asked& asked)
{
    const auto one = unit_publication(asked);
    if (!one) return one.error();
    const auto today = day_of(asked.seat.now);
    const bool posted = one->way == PublicationWay::posting;
    if (posted ? today <= one->until_on : today < one->from_on)
        return show_publication(
            asked, *one, posted ? "Chưa niêm yết đủ số ngày phải niêm yết." : "Chưa đến ngày họp."
        );
    publication_store::Ending ending;
    if (!posted) {
        const auto people = [&](const char* name) {
            return int(std::clamp<std::int64_t>(
                parse_integer(text::clean(asked.request.field(name).value_or(""))).value_or(-1), -1,
                people_max
            ));
        };
        ending.summoned = people("trieu-tap");
        ending.attended = people("co-mat");
        if (ending.summoned <= 0 || ending.attended < 0 || ending.attended > ending.summoned)
            return show_publication(
                asked, *one,
                "Ghi số người được triệu tập và số người có mặt bằng chữ số; có mặt không nhiều "
                "hơn triệu tập."
            );
        if (!meeting_counts(ending.summoned, ending.attended))
            return show_publication(
                asked, *one,
                fmt::format(
                    "Mới có {} trên {} người: cuộc họp công khai cần ít nhất hai phần ba số người "
                    "được triệu tập. Bỏ lần này và họp lại.",
                    ending.attended, ending.summoned
                )
            );
    }
    const auto remarks = text::clean_lines(asked.request.field("y-kien").value_or(""));
    if (text::length(remarks) > remarks_length_max)
        return show_publication(
            asked, *one, fmt::format("Ý kiến ghi không quá {} chữ.", remarks_length_max)
        );
    if (!remarks.empty())
        ending.sealed_remarks = parts_.reason_sealer.seal(remarks, remarks_place(*one));
    if (!publication_store::end(asked.tx, *one, ending, asked.seat.staff.id, asked.seat.now))
        return show_publication(asked, *one, "Lần công khai này đã kết thúc hoặc đã bỏ.");
    note(asked, "filing.published", {}, {{"publication", one->id.value}});
    return http::see_other(address_of(*one));
}

http::Response RegistryDesk::withdraw_publication(const Asked& asked)
{
    const auto one = unit_publication(asked);
    if (!one) return one.error();
    if (!publication_store::withdraw(asked.tx, *one, asked.seat.staff.id, asked.seat.now))
        return show_publication(asked, *one, "Lần công khai này đã kết thúc hoặc đã bỏ.");
    note(asked, "filing.publish_withdrawn", {}, {{"publication", one->id.value}});
    return http::see_other(std::string(publications_path));
}

http::Response RegistryDesk::publication_minutes(const Asked& asked)
{
    const auto found = unit_publication(asked);
    if (!found) return found.error();
    const auto& one = *found;
    if (one.withdrawn)
        return sorry(asked, 404, "Lần công khai này đã bỏ", "Mở lại trang Công khai.");
    const bool posted = one.way == PublicationWay::posting;
    const auto unit_name =
        unit_name_on(asked, one.agency_code, one.ended_at.value_or(asked.seat.now));
    document::Paper paper({"Biên bản công khai bản kê khai", unit_name, asked.seat.now});
    paper.letterhead("", unit_name);
    // Those of a posting are of the day on which it is over; by hand where they are signed earlier.
    if (!posted || one.ended_at)
        paper.place_and_day("Gia Lai", posted ? day_of(*one.ended_at) : one.from_on);
    else
        paper.paragraph("Lập ngày …… tháng …… năm ………");
    paper.title(
        posted ? "BIÊN BẢN NIÊM YẾT CÔNG KHAI" : "BIÊN BẢN CUỘC HỌP CÔNG KHAI",
        "Bản kê khai tài sản, thu nhập"
    );
    paper.facts(
        {{"Cơ quan", unit_name},
         {posted ? "Nơi niêm yết" : "Nơi họp", one.place},
         {posted ? "Thời gian" : "Ngày họp",
          posted ? fmt::format(
                       "từ ngày {} đến hết ngày {}", date_text(one.from_on), date_text(one.until_on)
                   )
                 : date_text(one.from_on)},
         {posted ? "Thủ trưởng cơ quan" : "Người chủ trì cuộc họp", one.head},
         {"Đại diện công đoàn", one.union_}}
    );
    if (!posted)
        paper.facts(
            {{"Số người được triệu tập", one.ended_at ? fmt::format("{}", one.summoned) : "……"},
             {"Số người có mặt", one.ended_at ? fmt::format("{}", one.attended) : "……"}}
        );
    const auto filings = filing_store::of_publication(asked.tx, one.id);
    paper.paragraph(fmt::format(
        "{} {} bản kê khai tài sản, thu nhập sau đây:",
        posted ? "Niêm yết" : "Công khai tại cuộc họp", filings.size()
    ));
    std::vector<std::vector<std::string>> rows;
    for (const auto& filing : filings)
        rows.push_back(
            {fmt::format("{}", rows.size() + 1), filing.declarant.name, filing.declarant.post,
             title_of(filing)}
        );
    paper.table(
        {{"STT", 0.08}, {"Họ và tên", 0.34}, {"Chức vụ, chức danh", 0.33}, {"Loại kê khai", 0.25}},
        rows
    );
    const auto remarks = public_remarks(asked, one);
    paper.paragraph(
        "Ý kiến, câu hỏi và giải trình:" + (remarks        ? " " + *remarks
                                            : one.ended_at ? std::string(" không có.")
                                                           : std::string())
    );
    if (!one.ended_at)
        for (int line = 0; line < lines_to_write_on; ++line)
            paper.paragraph("……………………………………………………");
    paper.paragraph("Biên bản lập xong, đọc lại cho những người ký tên cùng nghe và thống nhất.");
    paper.signatures(
        {"", "ĐẠI DIỆN CÔNG ĐOÀN", "(Ký, ghi rõ họ tên)", one.union_},
        {"", posted ? "THỦ TRƯỞNG CƠ QUAN" : "CHỦ TRÌ CUỘC HỌP", "(Ký, ghi rõ họ tên)", one.head}
    );
    return http::file_response(
        paper.finish(), "application/pdf", fmt::format("bien-ban-cong-khai-{}.pdf", one.id.value)
    );
}

} // namespace tnung::registry
