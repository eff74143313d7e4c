#include "registry/desk/registry_desk.hpp"

#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "registry/desk/desk_parts.hpp"
#include "registry/paper/paper_view.hpp"
#include "registry/vault/reader_rights.hpp"

#include <fmt/format.h>

namespace tnung::registry {

using namespace html;
using Markup = html::Node;

namespace {

/// Whether that office reads it now.
bool opens_here(const Filing& filing, bool unit)
{
    if (!unit) return filing.state == FilingState::handed_over;
    // What another control body took on paper stays with the unit.
    return filing.state == FilingState::submitted || filing.state == FilingState::received ||
           !filing.passed_to.empty();
}

/// Whose turn it is until when; of what lies with the inspectorate since when.
std::string turn_words(const Filing& filing, const std::string& left)
{
    const auto day = text::weekday_date(filing.due_on);
    if (filing.state == FilingState::handed_over) return "Bàn giao " + day;
    if (filing.state == FilingState::struck) return "";
    return fmt::format("Hạn {}, {}", day, left);
}

std::vector<DeskRow>
rows_of(const Assets& assets, const std::vector<Filing>& filings, const std::string& address)
{
    std::vector<DeskRow> rows;
    for (const auto& one : filings)
        rows.push_back(DeskRow{
            cell(join(
                {a({attr("href", fmt::format("{}/{}", address, one.id.value)),
                    strong({one.declarant.name})}),
                 element("br", {}), span({cls("small muted"), one.declarant.post})}
            )),
            cell(one.declarant.agency_name), cell(fmt::format("{}", one.campaign.year)),
            cell(filing_state_chip(assets, one.state)), cell(date_text(one.due_on))});
    return rows;
}

} // namespace

http::Response RegistryDesk::unit_filings(const Asked& asked)
{
    const auto filings =
        filing_store::of_agency(asked.tx, asked.seat.staff.unit_code.value_or(""), std::nullopt);
    const auto waiting = std::ranges::count(filings, FilingState::submitted, &Filing::state);
    const auto received = std::ranges::count(filings, FilingState::received, &Filing::state);
    std::vector<Markup> parts{
        h1({waiting > 0 ? fmt::format("{} bản kê khai chờ đơn vị xem và tiếp nhận", waiting)
            : received > 0 ? fmt::format("{} bản đã tiếp nhận, chờ bàn giao", received)
                           : std::string("Không có bản kê khai nào chờ đơn vị")}),
        successions_waiting(asked), permits_waiting(asked)};
    if (filings.empty())
        parts.push_back(
            empty_card(parts_.assets, "inbox", "Đơn vị chưa có ai trong đợt kê khai nào.")
        );
    else
        parts.push_back(desk_table(
            "Bản kê khai của đơn vị", {"Người kê khai", "Cơ quan", "Năm", "Tình trạng", "Hạn"},
            rows_of(parts_.assets, filings, "/don-vi")
        ));
    return page(asked, "Bản kê khai của đơn vị", "/don-vi", div({cls("stack l"), parts}));
}

Result<Filing, http::Response> RegistryDesk::unit_filing(const Asked& asked, FindFiling* find) const
{
    const Id<Filing> id{id_of(asked.request)};
    auto filing = find(asked.tx, id);
    if (filing && asked.seat.staff.unit_code == filing->agency_code) return std::move(*filing);
    note(asked, "desk.denied", id);
    return refuse(sorry(
        asked, 404, "Không có bản kê khai này ở đơn vị của anh (chị)",
        "Có thể nó thuộc đơn vị khác, hoặc địa chỉ đã gõ sai."
    ));
}

http::Response RegistryDesk::show_office_filing(
    const Asked& asked, const Filing& filing, const std::string& problem
) const
{
    const bool unit = asked.seat.staff.role == role::personnel;
    const auto address = office_address(asked, filing);
    const bool opens = opens_here(filing, unit);
    std::vector<Markup> parts{
        h1({fmt::format("{}: {}", filing.declarant.name, title_of(filing))}),
        div(
            {cls("row"), filing_state_chip(parts_.assets, filing.state),
             span({cls("muted"), turn_words(filing, time_left(filing.due_on, asked.seat.now))})}
        )};
    parts.push_back(problem_note(parts_.assets, problem));
    const bool mine = asked.me && filing.declarant.id == asked.me->id;
    const bool recused = !mine && is_recused(asked, filing);
    if (opens && mine)
        parts.push_back(
            p({"Bản của chính anh (chị): xem ở ", a({attr("href", "/ke-khai"), "Kê khai của tôi"}),
               "."})
        );
    else if (opens && !recused)
        parts.push_back(section(
            {cls("card stack"), h2({"Đọc bản kê khai"}),
             p({cls("small muted"), "Mỗi lần đọc được ghi vào nhật ký trước khi mở, kèm mục đích."}
             ),
             reading_form(
                 asked, address + "/doc",
                 join(
                     {paper_buttons(asked, filing),
                      unit ? Markup{} : comparison_choice(asked, filing)}
                 )
             )}
        ));
    else if (!opens)
        parts.push_back(
            p({cls("muted"), filing.state == FilingState::handed_over
                                 ? "Bản này đã bàn giao; chỉ Thanh tra tỉnh mở được."
                             : filing.state == FilingState::struck
                                 ? "Người này không phải nộp bản kê khai này."
                                 : "Bản nháp chỉ người kê khai mở được."})
        );
    if (!filing.occasion.empty())
        parts.push_back(
            p({strong({filing.occasion}), fmt::format(
                                              ", ngày {}. Hạn nộp {}.", date_text(filing.event_on),
                                              date_text(filing.declare_by)
                                          )})
        );
    if (!mine) parts.push_back(papers_section(asked, filing, address));
    if (unit) parts.push_back(list_acts(asked, filing));
    if (unit && filing.state == FilingState::received && !mine && !recused)
        parts.push_back(section(
            {cls("card stack"), h2({"Đã tiếp nhận, chờ bàn giao"}),
             p({cls("small muted"),
                fmt::format(
                    "Bàn giao chậm nhất {}, {}; giao cùng các bản khác, có "
                    "biên bản.",
                    text::weekday_date(filing.due_on), time_left(filing.due_on, asked.seat.now)
                )}),
             p({a(
                 {cls("btn"), attr("href", fmt::format("/don-vi/ban-giao?ban={}", filing.id.value)),
                  desk_icon(parts_.assets, "package-check"), " Bàn giao"}
             )})}
        ));
    if (filing.handover)
        parts.push_back(
            p({cls("muted"),
               fmt::format("Đã giao cho {}. ", handed_to(filing.passed_to, filing.due_on)),
               a({attr(
                      "href",
                      fmt::format(
                          "{}/ban-giao/{}", unit ? "/don-vi" : "/thanh-tra", filing.handover.value
                      )
                  ),
                  desk_icon(parts_.assets, "printer"), " Biên bản giao nhận (PDF)"})})
        );
    parts.push_back(unit_duties(asked, filing));
    if (!mine) parts.push_back(recusals(asked, filing, address));
    parts.push_back(section({cls("card stack"), h2({"Các bước"}), history(asked, filing, false)}));
    return page(
        asked, filing.declarant.name, unit ? "/don-vi" : "/thanh-tra", div({cls("stack l"), parts}),
        problem.empty() ? 200 : 422
    );
}

http::Response RegistryDesk::read_by_office(const Asked& asked, const Filing& filing) const
{
    if (!opens_here(filing, asked.seat.staff.role == role::personnel))
        return show_office_filing(asked, filing, "Bản này lúc này không mở được ở đây.");
    if (asked.me && filing.declarant.id == asked.me->id)
        return show_office_filing(asked, filing, "Bản của chính anh (chị) không mở ở đây.");
    const auto purpose = reading_purpose(asked);
    if (!purpose) return show_office_filing(asked, filing, purpose.error());
    if (of_control_body(asked.seat.staff) && asked.request.field("dang") == "so-sanh")
        return show_comparison(asked, filing, *purpose);
    if (const auto paper = asked_paper(asked, filing))
        return open_signed_paper(asked, filing, *paper, *purpose);
    const bool to_print = asked.request.field("dang") == "pdf";
    const auto opened = open_paper(
        asked, filing, filing.version, to_print ? ReadAct::print : ReadAct::read, *purpose
    );
    if (!opened) return vault_said(asked, opened.error());
    if (to_print)
        return print_of(
            asked, *opened, filing_store::handed_in(asked.tx, filing, opened->version), *purpose
        );
    const bool unit = asked.seat.staff.role == role::personnel;
    const auto address = office_address(asked, filing);
    std::vector<Markup> parts{
        watermark(fmt::format(
            "{} · {} {} · {}", asked.seat.staff.name, clock_text(asked.seat.now),
            date_text(day_of(asked.seat.now)), text::shortened(*purpose, watermark_length_max)
        )),
        h1({fmt::format("{}: {}", filing.declarant.name, title_of(filing))}),
        p({cls("small muted"), fmt::format("Mở để: {}. Lần đọc này đã được ghi.", *purpose)})};
    if (unit && filing.state == FilingState::submitted)
        parts.push_back(section(
            {cls("card stack"), attr("data-tone", "earth"), h2({"Bản này đã đủ và đúng mẫu chưa?"}),
             act_form(
                 asked.seat, address + "/tiep-nhan",
                 {hidden("ban", fmt::format("{}", filing.record.value)),
                  p({button({cls("btn"), "Đủ, tiếp nhận"})})}
             ),
             element(
                 "details",
                 {element("summary", {"Chưa đủ: trả lại để bổ sung"}),
                  act_form(
                      asked.seat, address + "/tra-lai",
                      {hidden("ban", fmt::format("{}", filing.record.value)),
                       div(
                           {cls("field"),
                            label({attr("for", "ly-do"), "Cần bổ sung, sửa điều gì?"}),
                            p({cls("hint"), attr("id", "ly-do-h"),
                               "Người kê khai đọc nguyên văn và có 7 ngày để bổ sung."}),
                            element(
                                "textarea",
                                {attr("id", "ly-do"), attr("name", "ly-do"), attr("rows", "4"),
                                 attr("maxlength", fmt::format("{}", reason_length_max)),
                                 attr("aria-describedby", "ly-do-h"), flag("required", true)}
                            )}
                       ),
                       p({button({cls("btn plain"), "Trả lại"})})}
                  )}
             )}
        ));
    parts.push_back(paper_view(opened->form, opened->content, filing.campaign.kind));
    return page(
        asked, filing.declarant.name, unit ? "/don-vi" : "/thanh-tra", div({cls("stack l"), parts})
    );
}

http::Response RegistryDesk::unit_filing_page(const Asked& asked)
{
    const auto filing = unit_filing(asked);
    return filing ? show_office_filing(asked, *filing, "") : filing.error();
}

Result<Filing, http::Response> RegistryDesk::office_filing(const Asked& asked) const
{
    return asked.seat.staff.role == role::personnel ? unit_filing(asked) : inspector_filing(asked);
}

std::string RegistryDesk::office_address(const Asked& asked, const Filing& filing)
{
    const bool unit = asked.seat.staff.role == role::personnel;
    return fmt::format("{}/{}", unit ? "/don-vi" : "/thanh-tra", filing.id.value);
}

http::Response RegistryDesk::unit_read(const Asked& asked)
{
    const auto filing = unit_filing(asked);
    return filing ? read_by_office(asked, *filing) : filing.error();
}

Result<Filing, http::Response> RegistryDesk::filing_to_act_on(const Asked& asked) const
{
    auto filing = unit_filing(asked);
    if (!filing) return filing;
    if (asked.me && filing->declarant.id == asked.me->id)
        return refuse(show_office_filing(
            asked, *filing,
            "Bản của chính anh (chị): người khác trong đơn vị phải xem và tiếp nhận."
        ));
    if (is_recused(asked, *filing))
        return refuse(show_office_filing(
            asked, *filing, "Anh (chị) đã từ chối đọc bản của người này: đồng nghiệp khác xử lý."
        ));
    if (asked.request.field("ban") != fmt::format("{}", filing->record.value))
        return refuse(show_office_filing(
            asked, *filing, "Người kê khai đã nộp bản khác sau khi anh (chị) mở. Đọc bản mới trước."
        ));
    return filing;
}

http::Response RegistryDesk::give_back(const Asked& asked)
{
    const auto filing = filing_to_act_on(asked);
    if (!filing) return filing.error();
    const auto reason = text::clean_lines(asked.request.field("ly-do").value_or(""));
    if (!reason_fits(reason))
        return show_office_filing(
            asked, *filing, reason_asked("Chưa trả lại: ghi rõ điều cần bổ sung")
        );
    const auto until = parts_.deadlines.due("redo", day_of(asked.seat.now));
    if (!filing_store::give_back(
            asked.tx, *filing, sealed_reason(*filing, reason), until, asked.seat.staff.id,
            asked.seat.now
        ))
        return show_office_filing(asked, *filing, "Bản này không còn ở bước chờ tiếp nhận.");
    note(asked, "filing.return", filing->id);
    return http::see_other(fmt::format("/don-vi/{}", filing->id.value));
}

http::Response RegistryDesk::receive(const Asked& asked)
{
    const auto filing = filing_to_act_on(asked);
    if (!filing) return filing.error();
    const auto until = parts_.deadlines.due("hand_over", day_of(asked.seat.now));
    if (!filing_store::receive(asked.tx, *filing, until, asked.seat.staff.id, asked.seat.now))
        return show_office_filing(asked, *filing, "Bản này không còn ở bước chờ tiếp nhận.");
    note(asked, "filing.receive", filing->id);
    return http::see_other(fmt::format("/don-vi/{}", filing->id.value));
}

http::Response RegistryDesk::inspector_filings(const Asked& asked)
{
    const auto typed = text::clean(asked.request.query_value("q").value_or(""));
    const auto filings = filing_store::handed_over(asked.tx, typed);
    std::vector<Markup> parts{
        h1({typed.empty() ? fmt::format("{} bản kê khai đã được bàn giao", filings.size())
                          : fmt::format("{} bản kê khai của “{}”", filings.size(), typed)}),
        permits_waiting(asked),
        person_search(parts_.assets, "/thanh-tra", "Tên hoặc mã số người kê khai", typed)};
    if (filings.empty())
        parts.push_back(empty_card(
            parts_.assets, "inbox",
            typed.empty() ? "Chưa đơn vị nào bàn giao."
                          : "Không có ai tên hoặc mã số như vậy trong các bản đã bàn giao."
        ));
    else
        parts.push_back(desk_table(
            "Bản đã bàn giao", {"Người kê khai", "Cơ quan", "Năm", "Tình trạng", "Bàn giao ngày"},
            rows_of(parts_.assets, filings, "/thanh-tra")
        ));
    return page(asked, "Bản đã bàn giao", "/thanh-tra", div({cls("stack l"), parts}));
}

Result<Filing, http::Response> RegistryDesk::inspector_filing(const Asked& asked) const
{
    auto filing = filing_store::find(asked.tx, Id<Filing>{id_of(asked.request)});
    if (filing && filing->state == FilingState::handed_over) return std::move(*filing);
    return refuse(sorry(
        asked, 404, "Không có bản này trong các bản đã bàn giao", "Tìm lại theo tên hoặc mã số."
    ));
}

http::Response RegistryDesk::inspector_filing_page(const Asked& asked)
{
    const auto filing = inspector_filing(asked);
    return filing ? show_office_filing(asked, *filing, "") : filing.error();
}

http::Response RegistryDesk::inspector_read(const Asked& asked)
{
    const auto filing = inspector_filing(asked);
    return filing ? read_by_office(asked, *filing) : filing.error();
}

} // namespace tnung::registry
