// A unit's list of who declares this year: corrected, approved, frozen.
#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/desk/desk_sheet.hpp"
#include "foundation/document/paper.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "registry/desk/desk_parts.hpp"
#include "registry/desk/registry_desk.hpp"
#include "registry/filing/declarant_list.hpp"
#include "registry/filing/invitation.hpp"

#include <fmt/format.h>

namespace tnung::registry {

using namespace html;
using Markup = html::Node;

namespace {

constexpr std::string_view list_path = "/don-vi/danh-sach";
constexpr std::size_t name_length_max = 100;

std::string person_address(Id<Declarant> id)
{
    return fmt::format("/don-vi/nguoi/{}", id.value);
}

std::string campaign_field(const Campaign& campaign)
{
    return fmt::format("{}", campaign.id.value);
}

std::vector<Filing> still_on(std::vector<Filing> filings)
{
    std::erase_if(filings, [](const Filing& one) { return one.state == FilingState::struck; });
    return filings;
}

/// A digest of the people on a list, with number, name and post. Forms carry the one that was shown
/// and approvals keep theirs, so that a list that changed since is known.
std::string list_hash(const std::vector<Filing>& on_it)
{
    std::string people;
    for (const auto& one : on_it)
        people += fmt::format(
            "{}\t{}\t{}\t{}\n", one.id.value, one.declarant.number, one.declarant.name,
            one.declarant.post
        );
    return crypto::sha256(people);
}

std::string list_code(const std::vector<Filing>& on_it)
{
    return base64_text(list_hash(on_it));
}

std::string approval_words(const ListApproval& one)
{
    return fmt::format(
        "{} người; {} phê duyệt theo {}. {} ghi vào hệ thống lúc {} {}.{}", one.people, one.head,
        one.document, one.approved_by, clock_text(one.approved_at),
        date_text(day_of(one.approved_at)),
        one.reopened_at
            ? fmt::format(" Mở lại {}: {}", date_text(day_of(*one.reopened_at)), one.reason)
            : std::string()
    );
}

} // namespace

std::vector<Campaign> RegistryDesk::yearly(const Asked& asked)
{
    auto all = list_store::campaigns(asked.tx);
    std::erase_if(all, [](const Campaign& one) { return one.kind != annual_kind; });
    return all;
}

http::Response RegistryDesk::show_list(const Asked& asked, const std::string& problem) const
{
    const auto campaign = asked_campaign(asked, yearly(asked));
    if (!campaign)
        return page(
            asked, "Danh sách", std::string(list_path),
            div(
                {cls("stack l"), h1({"Danh sách người kê khai hằng năm"}),
                 empty_card(
                     parts_.assets, "stamp",
                     "Chưa mở đợt kê khai hằng năm nào. Mở đợt xong, danh sách lấy từ những "
                     "người thuộc diện hằng năm của đơn vị."
                 )}
            )
        );
    const auto unit = asked.seat.staff.unit_code.value_or("");
    const auto filings = list_store::on_list(asked.tx, unit, campaign->id);
    const auto approvals = list_store::approvals(asked.tx, unit, campaign->id);
    const bool approved = !approvals.empty() && !approvals.front().reopened_at;
    const auto on_it = still_on(filings);
    const auto people = on_it.size();
    std::vector<Markup> parts{
        h1({approved
                ? fmt::format("{}: danh sách {} người đã duyệt", title_of(*campaign), people)
                : fmt::format("{}: danh sách {} người, chưa duyệt", title_of(*campaign), people)}),
        problem_note(parts_.assets, problem)};
    if (approved)
        parts.push_back(section(
            {cls("card stack"), attr("data-tone", "leaf"), p({approval_words(approvals.front())}),
             approvals.front().list_hash.empty() || approvals.front().list_hash == list_hash(on_it)
                 ? Markup{}
                 : p({"Sau khi duyệt, người trong danh sách đã được sửa ở sổ, hoặc có người về từ "
                      "đơn vị đã sáp nhập: bản tải về bây giờ khác bản đã ký."}),
             element(
                 "details",
                 {element("summary", {"Cần sửa danh sách đã duyệt"}),
                  act_form(
                      asked.seat, fmt::format("{}/mo-lai", list_path),
                      {hidden("dot", campaign_field(*campaign)),
                       text_field("ly-do", "Vì sao phải sửa?", "", reason_length_max),
                       p({cls("hint"),
                          "Danh sách mở lại để thêm, bỏ người; sửa xong phải duyệt lại. Lần duyệt "
                          "này vẫn được lưu."}),
                       p({button({cls("btn plain"), "Mở lại danh sách"})})}
                  )}
             )}
        ));
    const auto left_out = list_store::left_out(asked.tx, unit, campaign->id);
    if (!left_out.empty()) {
        std::vector<DeskRow> rows;
        for (const auto& one : left_out)
            rows.push_back(DeskRow{
                cell(a({attr("href", person_address(one.id)), strong({one.name})})), cell(one.post),
                cell(
                    approved ? Markup{"Mở lại danh sách để thêm"}
                             : act_form(
                                   asked.seat, fmt::format("{}/them", list_path),
                                   {hidden("dot", campaign_field(*campaign)),
                                    hidden("nguoi", fmt::format("{}", one.id.value)),
                                    button({cls("btn plain sm"), "Thêm vào danh sách"})}
                               )
                )});
        parts.push_back(section(
            {cls("stack"),
             h2({fmt::format("{} người thuộc diện hằng năm chưa có trong danh sách", rows.size())}),
             desk_table("Chưa có trong danh sách", {"Người kê khai", "Chức vụ", "Việc"}, rows)}
        ));
    }
    if (filings.empty())
        parts.push_back(
            empty_card(parts_.assets, "inbox", "Đơn vị không có ai thuộc diện kê khai hằng năm.")
        );
    else {
        std::vector<DeskRow> rows;
        for (const auto& one : filings)
            rows.push_back(DeskRow{
                cell(
                    a({attr("href", fmt::format("/don-vi/{}", one.id.value)),
                       strong({one.declarant.name})})
                ),
                cell(one.declarant.post), cell(one.declarant.number),
                cell(filing_state_chip(parts_.assets, one.state))});
        parts.push_back(section(
            {cls("stack"), h2({"Trong danh sách"}),
             p({cls("small muted"), "Bỏ ai khỏi danh sách, hoặc đưa ai trở lại: mở tên người đó."}),
             desk_table(
                 "Trong danh sách", {"Người kê khai", "Chức vụ", "Mã số", "Tình trạng"}, rows
             ),
             sheet_link(
                 parts_.assets, fmt::format("{}/tai-ve?dot={}", list_path, campaign->id.value)
             )}
        ));
    }
    if (!approved && people > 0)
        parts.push_back(section(
            {cls("card stack"), attr("data-tone", "earth"), h2({"Thủ trưởng đã duyệt danh sách?"}),
             p({cls("small muted"),
                "Tải danh sách để trình ký, rồi ghi vào đây. Duyệt xong, danh sách không đổi nữa."}
             ),
             act_form(
                 asked.seat, fmt::format("{}/duyet", list_path),
                 {hidden("dot", campaign_field(*campaign)), hidden("danh-sach", list_code(on_it)),
                  text_field(
                      "thu-truong", "Người phê duyệt (họ tên, chức vụ)",
                      asked.request.field("thu-truong").value_or(""), name_length_max
                  ),
                  text_field(
                      "van-ban", "Văn bản số, ngày", asked.request.field("van-ban").value_or(""),
                      document_length_max
                  ),
                  p({button(
                      {cls("btn"), desk_icon(parts_.assets, "check"),
                       fmt::format(" Đã duyệt danh sách {} người", people)}
                  )})}
             )}
        ));
    parts.push_back(invitations(asked, *campaign));
    parts.push_back(campaign_calendar(*campaign));
    std::vector<Markup> earlier;
    for (const auto& one : approvals)
        if (one.reopened_at) earlier.push_back(li({approval_words(one)}));
    for (const auto& one : list_store::approvals_before(asked.tx, campaign->id))
        earlier.push_back(li({fmt::format("{}: {}", one.agency_name, approval_words(one))}));
    if (!earlier.empty())
        parts.push_back(section({cls("card stack"), h2({"Các lần duyệt trước"}), ul({earlier})}));
    return page(
        asked, "Danh sách", std::string(list_path), div({cls("stack l"), parts}),
        problem.empty() ? 200 : 422
    );
}

http::Response RegistryDesk::declarant_list(const Asked& asked)
{
    return show_list(asked, "");
}

http::Response RegistryDesk::declarant_list_sheet(const Asked& asked)
{
    const auto campaign = asked_campaign(asked, yearly(asked));
    if (!campaign)
        return sorry(asked, 404, "Chưa mở đợt kê khai hằng năm nào", "Không có gì để tải.");
    note(asked, "filing.list_file", {}, {{"campaign", campaign->id.value}});
    auto sheet =
        sheet_for(asked.seat, "Danh sách người phải " + text::casefold(title_of(*campaign)));
    sheet.name = "Danh sách";
    sheet.columns = {
        {"STT", 6}, {"Mã số", 12}, {"Họ và tên", 30}, {"Chức vụ, chức danh", 34}, {"Ghi chú", 24}};
    for (const auto& one : still_on(
             list_store::on_list(asked.tx, asked.seat.staff.unit_code.value_or(""), campaign->id)
         ))
        sheet.rows.push_back(
            {std::int64_t(sheet.rows.size() + 1), one.declarant.number, one.declarant.name,
             one.declarant.post, std::string()}
        );
    return sheet_response(asked.seat, "danh-sach-ke-khai", sheet);
}

http::Response RegistryDesk::put_on_list(const Asked& asked)
{
    const auto campaign = asked_campaign(asked, yearly(asked));
    const Id<Declarant> id{parse_integer(asked.request.field("nguoi").value_or("")).value_or(0)};
    const auto person = people_store::find_to_change(asked.tx, id);
    if (!campaign || !person || asked.seat.staff.unit_code != person->agency_code)
        return show_list(asked, "Người này không ở đơn vị nữa. Xem lại danh sách dưới đây.");
    const auto added = list_store::add(
        asked.tx, *person,
        {.kind = annual_kind,
         .year = campaign->year,
         .campaign_due_on = campaign->due_on,
         .event_on = *make_day(campaign->year, 1, 1),
         .declare_by = campaign->due_on,
         .occasion = ""},
        asked.seat.staff.id, asked.seat.now
    );
    if (!added)
        return show_list(
            asked, fmt::format(
                       "{} không thêm được: danh sách đã duyệt, hoặc người này đã có bản kê khai "
                       "của đợt ở cơ quan trước.",
                       person->name
                   )
        );
    note(asked, "filing.list", *added);
    return http::see_other(fmt::format("{}?dot={}", list_path, campaign->id.value));
}

http::Response RegistryDesk::approve_list(const Asked& asked)
{
    const auto campaign = asked_campaign(asked, yearly(asked));
    if (!campaign) return show_list(asked, "");
    const auto unit = asked.seat.staff.unit_code.value_or("");
    const auto head = text::clean(asked.request.field("thu-truong").value_or(""));
    const auto document = text::clean(asked.request.field("van-ban").value_or(""));
    if (head.empty() || text::length(head) > name_length_max)
        return show_list(
            asked, fmt::format("Ghi người phê duyệt, không quá {} chữ.", name_length_max)
        );
    if (!document_fits(document)) return show_list(asked, document_asked());
    // What was signed is what they saw: not a list that somebody changed since.
    const bool frozen = list_store::hold_frozen(asked.tx, unit, campaign->id);
    const auto on_it = still_on(list_store::on_list(asked.tx, unit, campaign->id));
    if (!frozen && asked.request.field("danh-sach") != list_code(on_it))
        return show_list(
            asked,
            "Danh sách vừa được người khác sửa sau khi anh (chị) mở trang. Xem lại rồi duyệt."
        );
    if (!list_store::approve(
            asked.tx, {unit, campaign->id, head, document, list_hash(on_it)}, asked.seat.staff.id,
            asked.seat.now
        ))
        return show_list(asked, "Danh sách này đã được duyệt, hoặc không có ai.");
    note(
        asked, "filing.list_approved", {},
        {{"campaign", campaign->id.value}, {"people", std::int64_t(on_it.size())}}
    );
    return http::see_other(fmt::format("{}?dot={}", list_path, campaign->id.value));
}

http::Response RegistryDesk::reopen_list(const Asked& asked)
{
    const auto campaign = asked_campaign(asked, yearly(asked));
    if (!campaign) return show_list(asked, "");
    const auto reason = text::clean(asked.request.field("ly-do").value_or(""));
    if (!reason_fits(reason))
        return show_list(asked, reason_asked("Chưa mở lại: ghi rõ vì sao phải sửa danh sách"));
    if (!list_store::reopen(
            asked.tx, asked.seat.staff.unit_code.value_or(""), campaign->id, reason,
            asked.seat.staff.id, asked.seat.now
        ))
        return show_list(asked, "Danh sách này chưa duyệt, đang sửa được.");
    note(asked, "filing.list_reopened", {}, {{"campaign", campaign->id.value}});
    return http::see_other(fmt::format("{}?dot={}", list_path, campaign->id.value));
}

html::Node RegistryDesk::campaign_calendar(const Campaign& campaign) const
{
    if (campaign.kind != annual_kind) return {};
    const auto hand_over = parts_.deadlines.due("hand_over", campaign.due_on);
    const auto publish = parts_.deadlines.due("publish", hand_over);
    const auto posted = parts_.deadlines.due("posted", publish);
    const auto days = [&](std::string_view rule) {
        return parts_.deadlines.rule(rule, campaign.due_on).number;
    };
    const auto step = [&](Day day, std::string_view rule, const std::string& words) {
        return join(
            {dt({date_text(day)}),
             dd({words, " ",
                 span({cls("small muted"), parts_.deadlines.rule(rule, campaign.due_on).source})})}
        );
    };
    return section(
        {cls("card stack"), h2({"Lịch của đợt"}),
         p({cls("small muted"), "Mỗi mốc là ngày muộn nhất, khi việc trước nó làm vào ngày cuối."}),
         dl({cls("facts side"), step(campaign.due_on, annual_kind, "Người kê khai nộp."),
             step(
                 hand_over, "hand_over",
                 fmt::format(
                     "Đơn vị bàn giao, trong {} ngày kể từ ngày tiếp nhận.", days("hand_over")
                 )
             ),
             step(
                 publish, "publish",
                 fmt::format("Công khai, chậm nhất {} ngày sau khi bàn giao.", days("publish"))
             ),
             step(posted, "posted", fmt::format("Hết niêm yết {} ngày.", days("posted")))})}
    );
}

html::Node RegistryDesk::invitations(const Asked& asked, const Campaign& campaign) const
{
    const auto unit = asked.seat.staff.unit_code.value_or("");
    const auto waiting = invitation_store::waiting(asked.tx, {unit, campaign.id, {}});
    std::vector<DeskRow> rows;
    for (const auto& one : invitation_store::all(asked.tx, unit, campaign.id))
        rows.push_back(DeskRow{
            cell(date_text(day_of(one.made_at))), cell(cls("num"), fmt::format("{}", one.people)),
            cell(one.made_by),
            cell(
                a({attr("href", fmt::format("{}/thong-bao/{}", list_path, one.id.value)),
                   desk_icon(parts_.assets, "printer"), " Thông báo (PDF)"})
            )});
    if (waiting == 0 && rows.empty()) return {};
    return section(
        {cls("card stack"), h2({"Thông báo kê khai"}),
         waiting > 0
             ? act_form(
                   asked.seat, fmt::format("{}/thong-bao", list_path),
                   {hidden("dot", campaign_field(campaign)),
                    p({fmt::format(
                        "{} người trong danh sách chưa có thông báo. Bản thông báo ghi hạn nộp, "
                        "địa chỉ, tài khoản của từng người, có chỗ ký nhận.",
                        waiting
                    )}),
                    p({button(
                        {cls("btn"), desk_icon(parts_.assets, "send"),
                         fmt::format(" Lập thông báo cho {} người", waiting)}
                    )})}
               )
             : p({cls("muted"), "Mọi người trong danh sách đã có thông báo."}),
         rows.empty()
             ? Markup{}
             : desk_table(
                   "Thông báo đã lập", {"Lập ngày", "Số người", "Người lập", "Văn bản"}, rows
               )}
    );
}

http::Response RegistryDesk::invite(const Asked& asked)
{
    const auto unit = asked.seat.staff.unit_code.value_or("");
    const Id<Filing> only{parse_integer(asked.request.field("ban").value_or("")).value_or(0)};
    std::optional<Campaign> campaign;
    if (only) {
        const auto filing = filing_store::find(asked.tx, only);
        if (!filing || filing->agency_code != unit)
            return show_list(asked, "Bản kê khai này không ở đơn vị nữa.");
        campaign = filing->campaign;
    } else
        campaign = asked_campaign(asked, yearly(asked));
    if (!campaign) return show_list(asked, "");
    const auto made = invitation_store::invite(
        asked.tx, {unit, campaign->id, only}, asked.seat.staff.id, asked.seat.now
    );
    if (!made) return show_list(asked, "Không còn ai chưa có thông báo.");
    note(asked, "filing.invite", only, {{"invitation", made->value}});
    return http::see_other(
        only ? fmt::format("/don-vi/{}", only.value)
             : fmt::format("{}?dot={}", list_path, campaign->id.value)
    );
}

http::Response RegistryDesk::invitation_paper(const Asked& asked)
{
    const auto one = invitation_store::find(asked.tx, Id<Invitation>{id_of(asked.request)});
    if (!one) {
        note(asked, "desk.denied", {}, {{"invitation", id_of(asked.request)}});
        return sorry(
            asked, 404, "Không có thông báo này ở đơn vị của anh (chị)",
            "Mở lại trang Danh sách để thấy các thông báo đã lập."
        );
    }
    auto campaigns = list_store::campaigns(asked.tx);
    const auto campaign = std::ranges::find(campaigns, one->campaign, &Campaign::id);
    if (campaign == campaigns.end()) throw std::logic_error("an invitation of no campaign");
    const auto title = title_of(*campaign);
    const auto unit_name = unit_name_on(asked, one->agency_code, one->made_at);
    document::Paper paper({"Thông báo kê khai tài sản, thu nhập", unit_name, one->made_at});
    paper.letterhead("", unit_name);
    paper.place_and_day("Gia Lai", day_of(one->made_at));
    paper.title("THÔNG BÁO", "Về việc kê khai tài sản, thu nhập");
    paper.paragraph(fmt::format(
        "{} thông báo: những người có tên dưới đây kê khai tài sản, thu nhập của mình, của vợ hoặc "
        "chồng và con chưa thành niên theo đợt “{}”.",
        unit_name, title
    ));
    paper.paragraph(fmt::format(
        "Kê khai trên trang {}. Đăng nhập bằng tài khoản ghi bên dưới; mật khẩu và cách lấy mã một "
        "lần do bộ phận tổ chức cán bộ giao riêng cho từng người, không cho người khác biết. Nộp "
        "chậm nhất vào ngày ghi ở cột hạn nộp.",
        parts_.page_origin
    ));
    std::vector<std::vector<std::string>> rows;
    for (const auto& person : invitation_store::invited(asked.tx, one->id))
        rows.push_back(
            {fmt::format("{}", rows.size() + 1), person.name, person.post,
             person.login.empty() ? "chưa mở" : person.login, date_text(person.declare_by), ""}
        );
    paper.table(
        {{"STT", 0.07},
         {"Họ và tên", 0.25},
         {"Chức vụ, chức danh", 0.25},
         {"Tài khoản", 0.14},
         {"Hạn nộp", 0.14},
         {"Ký nhận", 0.15}},
        rows
    );
    paper.code(parts_.page_origin, "Mở trang kê khai");
    paper.signatures({"", "", "", ""}, {"", "THỦ TRƯỞNG CƠ QUAN", "(Ký, đóng dấu)", ""});
    return http::file_response(
        paper.finish(), "application/pdf", fmt::format("thong-bao-ke-khai-{}.pdf", one->id.value)
    );
}

html::Node RegistryDesk::list_acts(const Asked& asked, const Filing& filing) const
{
    const bool struck = filing.state == FilingState::struck;
    // A supplement is the declarant's own to drop.
    if ((!struck && !owed_by_declarant(filing.state)) || filing.campaign.kind == supplement_kind)
        return {};
    const auto address = fmt::format("/don-vi/{}", filing.id.value);
    if (list_store::is_frozen(asked.tx, filing.agency_code, filing.campaign.id))
        return p(
            {cls("small muted"), "Danh sách đã duyệt. ",
             a({attr("href", fmt::format("{}?dot={}", list_path, filing.campaign.id.value)),
                "Mở lại danh sách"}),
             " nếu người này không phải kê khai."}
        );
    if (struck && !is_ours(asked, filing.declarant.agency_code)) return {};
    if (struck)
        return act_form(
            asked.seat, address + "/dua-lai",
            {p({button(
                {cls("btn plain"), desk_icon(parts_.assets, "undo"), " Đưa lại vào danh sách"}
            )})}
        );
    return element(
        "details", {element("summary", {"Người này không phải nộp bản này: bỏ khỏi danh sách"}),
                    act_form(
                        asked.seat, address + "/bo-khoi-danh-sach",
                        {text_field("ly-do", "Vì sao?", "", reason_length_max),
                         p({cls("hint"),
                            "Ví dụ: đã nghỉ hưu, chuyển công tác, không thuộc diện. Người kê khai "
                            "đọc được lý do này."}),
                         p({button({cls("btn plain"), "Bỏ khỏi danh sách"})})}
                    )}
    );
}

http::Response RegistryDesk::strike(const Asked& asked)
{
    const auto filing = unit_filing(asked);
    if (!filing) return filing.error();
    if (asked.me && filing->declarant.id == asked.me->id)
        return show_office_filing(
            asked, *filing,
            "Bản của chính anh (chị): người khác trong đơn vị phải bỏ khỏi danh sách."
        );
    const auto reason = text::clean(asked.request.field("ly-do").value_or(""));
    if (!reason_fits(reason))
        return show_office_filing(asked, *filing, reason_asked("Chưa bỏ: ghi rõ vì sao"));
    if (list_store::hold_frozen(asked.tx, filing->agency_code, filing->campaign.id))
        return show_office_filing(asked, *filing, "Danh sách đã duyệt: mở lại danh sách trước.");
    if (filing->campaign.kind == supplement_kind ||
        !filing_store::strike(
            asked.tx, *filing, sealed_reason(*filing, reason), asked.seat.staff.id, asked.seat.now
        ))
        return show_office_filing(asked, *filing, "Bản này đã nộp, hoặc đã bỏ khỏi danh sách rồi.");
    note(asked, "filing.strike", filing->id);
    return http::see_other(fmt::format("/don-vi/{}", filing->id.value));
}

http::Response RegistryDesk::put_back(const Asked& asked)
{
    const auto filing = unit_filing(asked);
    if (!filing) return filing.error();
    if (list_store::hold_frozen(asked.tx, filing->agency_code, filing->campaign.id))
        return show_office_filing(asked, *filing, "Danh sách đã duyệt: mở lại danh sách trước.");
    // Read anew: who was moved while the filing was waited for is another unit's by now.
    const auto declarant = people_store::find(asked.tx, filing->declarant.id);
    const auto unit = declarant ? declarant->agency_code : filing->declarant.agency_code;
    if (!is_ours(asked, unit))
        return show_office_filing(
            asked, *filing,
            fmt::format(
                "{} đã chuyển sang {}: cơ quan đó đưa vào danh sách của mình.",
                filing->declarant.name, people_store::agency_name(asked.tx, unit)
            )
        );
    if (list_store::owed_already(asked.tx, *filing))
        return show_office_filing(
            asked, *filing, "Người này đã có bản kê khai khác của cùng đợt, cùng ngày."
        );
    if (filing->campaign.kind == supplement_kind ||
        !filing_store::put_back(asked.tx, *filing, asked.seat.staff.id, asked.seat.now))
        return show_office_filing(asked, *filing, "Bản này đang ở trong danh sách.");
    note(asked, "filing.put_back", filing->id);
    return http::see_other(fmt::format("/don-vi/{}", filing->id.value));
}

} // namespace tnung::registry
