#include "registry/desk/registry_desk.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/text/money_text.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/web_guard/web_guard.hpp"
#include "registry/declaration/content_json.hpp"
#include "registry/desk/desk_parts.hpp"
#include "registry/filing/declarant_list.hpp"
#include "registry/filing/reminder.hpp"
#include "registry/paper/form_input.hpp"
#include "registry/paper/form_view.hpp"
#include "registry/paper/paper_view.hpp"
#include "registry/vault/reader_rights.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tnung::registry {

using namespace html;
using Markup = html::Node;

namespace {

std::string address_of(const Filing& filing)
{
    return fmt::format("/ke-khai/{}", filing.id.value);
}

/// What the register knows already, so that nobody types it.
Content first_draft(const Form& form, const Declarant& who, Day today)
{
    Content content;
    const auto put = [&](const char* path, const std::string& text) {
        if (const auto* field = form.find(path); field && !text.empty())
            content.fields.put(*field, text);
    };
    put("head.agency", who.agency_name);
    put("general.declarant.name", who.name);
    put("general.declarant.post", who.post);
    put("general.declarant.workplace", who.agency_name);
    if (const auto* field = form.find("head.completed")) content.fields.put(*field, today);
    return content;
}

/// The unit's newest written reminder.
Markup reminder_words(pg::Transaction& tx, const Filing& filing)
{
    const auto reminders = reminder_store::current(tx, filing);
    if (reminders.empty()) return {};
    return p({strong({fmt::format(
        "Đơn vị đã đôn đốc bằng văn bản lần {}: nộp chậm nhất {}.", reminders.back().number,
        text::weekday_date(reminders.back().answer_by)
    )})});
}

/// What stands above one's declarations: the day that comes first.
std::string owed_words(const std::vector<Filing>& filings)
{
    const Filing* first = nullptr;
    int owed = 0;
    for (const auto& one : filings) {
        if (!owed_by_declarant(one.state)) continue;
        ++owed;
        if (!first || one.due_on < first->due_on) first = &one;
    }
    if (!first) return "Anh (chị) không có bản kê khai nào phải nộp lúc này";
    const auto until = text::weekday_date(first->due_on);
    if (owed > 1)
        return fmt::format("Anh (chị) cần nộp {} bản kê khai, bản đầu chậm nhất {}", owed, until);
    return fmt::format(
        "Anh (chị) cần nộp bản kê khai năm {}, chậm nhất {}", first->campaign.year, until
    );
}

/// Whether the declarant may drop this filing: a supplement that was begun and never handed in.
bool may_be_dropped(const Filing& filing)
{
    return filing.campaign.kind == supplement_kind && !filing.submitted_at &&
           owed_by_declarant(filing.state);
}

Markup drop_form(const Seat& seat, const Filing& filing)
{
    return act_form(
        seat, address_of(filing) + "/bo",
        {p({cls("small muted"), "Bắt đầu nhầm, hoặc không có biến động đến mức phải kê khai?"}),
         p({button({cls("btn plain"), "Bỏ bản kê khai bổ sung này"})})}
    );
}

bool lacks_something(const std::vector<Finding>& findings)
{
    return std::ranges::any_of(findings, [](const auto& one) {
        return one.rule->level == Rule::Level::error;
    });
}

/// What the draft's saving by itself says (desk.js).
Markup draft_status(bool just_saved, Instant at)
{
    return p(
        {cls("small muted"), attr("role", "status"), flag("data-draft-said", true),
         just_saved ? "Đã lưu lúc " + clock_text(at) : "Tự lưu mỗi khi rời một ô"}
    );
}

} // namespace

http::Response RegistryDesk::my_filings(const Asked& asked)
{
    if (!asked.me)
        return sorry(
            asked, 404, "Tài khoản này chưa gắn với người kê khai nào",
            "Hỏi bộ phận tổ chức cán bộ của cơ quan."
        );
    const auto filings = filing_store::of_declarant(asked.tx, asked.me->id);
    std::vector<Markup> parts{h1({owed_words(filings)})};
    for (const auto& one : filings) {
        const bool mine = owed_by_declarant(one.state);
        const bool struck = one.state == FilingState::struck;
        parts.push_back(section(
            {cls("card stack"),
             attr(
                 "data-tone", mine     ? "earth"
                              : struck ? "stone"
                                       : "leaf"
             ),
             h2({title_of(one)}),
             one.occasion.empty()
                 ? Markup{}
                 : p({fmt::format("{}, ngày {}.", one.occasion, date_text(one.event_on))}),
             p({std::string(filing_state_text(one.state)),
                mine ? fmt::format("; {}.", time_left(one.due_on, asked.seat.now)) : "."}),
             mine ? reminder_words(asked.tx, one) : Markup{},
             p(
                 {a({cls(mine ? "btn" : "btn plain"), attr("href", address_of(one)),
                     one.state == FilingState::listed  ? "Bắt đầu kê khai"
                     : one.state == FilingState::draft ? "Kê khai tiếp"
                     : mine                            ? "Xem lý do và bổ sung"
                                                       : "Xem"})}
             ),
             may_be_dropped(one) ? drop_form(asked.seat, one) : Markup{}}
        ));
    }
    parts.push_back(supplement_card(asked, filings));
    parts.push_back(whom_to_ask(asked));
    return page(asked, "Kê khai của tôi", "/ke-khai", div({cls("stack l"), parts}));
}

Result<Filing, http::Response> RegistryDesk::own_filing(const Asked& asked, FindFiling* find) const
{
    const Id<Filing> id{id_of(asked.request)};
    auto filing = find(asked.tx, id);
    if (filing && asked.me && filing->declarant.id == asked.me->id) return std::move(*filing);
    note(asked, "desk.denied", id);
    return refuse(sorry(
        asked, 404, "Không có bản kê khai này",
        "Bản kê khai của người khác không mở được ở đây. Về trang đầu để thấy bản của anh (chị)."
    ));
}

http::Response RegistryDesk::my_filing(const Asked& asked)
{
    const auto filing = own_filing(asked);
    if (!filing) return filing.error();
    if (filing->state == FilingState::draft)
        return http::see_other(address_of(*filing) + "/muc/chung");
    return show_my_filing(asked, *filing, "");
}

http::Response RegistryDesk::show_my_filing(
    const Asked& asked, const Filing& filing, const std::string& problem
) const
{
    const bool to_begin =
        filing.state == FilingState::listed || filing.state == FilingState::returned;
    const auto readings = filing_store::readings(asked.tx, filing.id, role::personnel);
    std::vector<DeskRow> rows;
    for (const auto& one : readings) // who verifies is told by the law's own way, not by this page
        rows.push_back(DeskRow{
            cell(one.reader), cell("Bộ phận tổ chức cán bộ"),
            cell(fmt::format("{} {}", clock_text(one.at), date_text(day_of(one.at))))});
    const bool struck = filing.state == FilingState::struck;
    std::vector<Markup> parts{
        h1({to_begin ? filing.state == FilingState::returned
                           ? fmt::format(
                                 "Đơn vị trả lại bản kê khai: bổ sung chậm nhất {}",
                                 text::weekday_date(filing.due_on)
                             )
                           : fmt::format(
                                 "{}: nộp chậm nhất {}", title_of(filing),
                                 text::weekday_date(filing.due_on)
                             )
                     : fmt::format("{} – {}", title_of(filing), filing_state_text(filing.state))})};
    parts.push_back(problem_note(parts_.assets, problem));
    if (to_begin)
        parts.push_back(act_form(
            asked.seat, address_of(filing) + "/bat-dau",
            {p({filing.state == FilingState::returned
                    ? "Bản nháp mới bắt đầu từ bản đã nộp; bản cũ vẫn được lưu như khi nộp."
                    : "Những gì cơ quan và lần kê khai trước đã có sẽ được điền sẵn để anh (chị) "
                      "xem "
                      "lại. Có thể dừng và làm tiếp bất cứ lúc nào."}),
             p({button(
                 {cls("btn"),
                  filing.state == FilingState::returned ? "Bổ sung bản kê khai" : "Bắt đầu kê khai"}
             )})}
        ));
    else if (struck)
        parts.push_back(p({"Anh (chị) không phải nộp bản kê khai này. Lý do ở dưới."}));
    else
        parts.push_back(
            p({cls("row"),
               a({cls("btn plain"), attr("href", address_of(filing) + "/xem"),
                  desk_icon(parts_.assets, "file-text"), " Xem bản đã nộp"}),
               a({cls("btn plain"), attr("href", address_of(filing) + "/ban-in"),
                  desk_icon(parts_.assets, "printer"), " Tải bản in để ký (PDF)"})})
        );
    parts.push_back(papers_section(asked, filing, address_of(filing)));
    if (may_be_dropped(filing)) parts.push_back(drop_form(asked.seat, filing));
    parts.push_back(unit_duties(asked, filing));
    parts.push_back(section({cls("card stack"), h2({"Các bước"}), history(asked, filing, true)}));
    if (!to_begin && !struck)
        parts.push_back(section(
            {cls("stack"), h2({"Ai đã đọc"}),
             rows.empty() ? p({cls("muted"), "Đơn vị chưa mở bản này lần nào."})
                          : desk_table("Ai đã đọc", {"Người đọc", "Vai trò", "Lúc"}, rows)}
        ));
    return page(
        asked, title_of(filing), "/ke-khai", div({cls("stack l"), parts}),
        problem.empty() ? 200 : 422
    );
}

html::Node
RegistryDesk::supplement_card(const Asked& asked, const std::vector<Filing>& filings) const
{
    const auto today = day_of(asked.seat.now);
    const auto form = parts_.forms.of(supplement_kind, today);
    const bool under_way = std::ranges::any_of(filings, [](const Filing& one) {
        return one.campaign.kind == supplement_kind && owed_by_declarant(one.state);
    });
    if (!form || under_way) return {};
    const auto& threshold = parts_.thresholds.of("supplement", today);
    return section(
        {cls("card stack"), h2({"Có biến động tài sản, thu nhập lớn trong năm?"}),
         p({fmt::format(
             "Biến động trong năm từ {} trở lên thì kê khai bổ sung, chậm nhất {}. Ai đã kê khai "
             "hằng năm của năm đó thì không phải kê khai bổ sung.",
             text::money(threshold.amount),
             text::weekday_date(parts_.deadlines.due(supplement_kind, today))
         )}),
         act_form(
             asked.seat, "/ke-khai/bo-sung",
             {p({button(
                 {cls("btn plain"), desk_icon(parts_.assets, "plus"), " Bắt đầu kê khai bổ sung"}
             )})}
         )}
    );
}

http::Response RegistryDesk::begin_supplement(const Asked& asked)
{
    if (!asked.me) return my_filings(asked);
    // Held: they are moved to another unit before this or after it.
    const auto me = people_store::find_to_change(asked.tx, asked.me->id);
    if (!me) return my_filings(asked);
    const auto today = day_of(asked.seat.now);
    for (const auto& one : filing_store::of_declarant(asked.tx, me->id)) {
        if (one.campaign.kind != supplement_kind) continue;
        // A second press finds the first; what was dropped today goes on.
        const bool dropped = one.state == FilingState::struck && one.event_on == today;
        if (dropped && filing_store::put_back(asked.tx, one, asked.seat.staff.id, asked.seat.now))
            note(asked, "filing.put_back", one.id);
        if (dropped || owed_by_declarant(one.state)) return http::see_other(address_of(one));
    }
    const auto due = parts_.deadlines.due(supplement_kind, today);
    const auto added = list_store::add(
        asked.tx, *me,
        {.kind = supplement_kind,
         .year = int(std::chrono::year_month_day(today).year()),
         .campaign_due_on = due,
         .event_on = today,
         .declare_by = due,
         .occasion = ""},
        asked.seat.staff.id, asked.seat.now
    );
    if (!added)
        return sorry(
            asked, 409, "Hôm nay anh (chị) đã nộp một bản kê khai bổ sung",
            "Có thêm biến động khác thì đề nghị đơn vị trả lại bản đã nộp để ghi thêm, hoặc kê "
            "khai "
            "vào ngày khác."
        );
    note(asked, "filing.list", *added);
    return http::see_other(fmt::format("/ke-khai/{}", added->value));
}

http::Response RegistryDesk::drop_supplement(const Asked& asked)
{
    const auto filing = own_filing(asked);
    if (!filing) return filing.error();
    if (!may_be_dropped(*filing))
        return sorry(
            asked, 409, "Bản này không bỏ được ở đây",
            "Chỉ bỏ được bản kê khai bổ sung do anh (chị) bắt đầu và chưa nộp."
        );
    if (filing_store::strike(
            asked.tx, *filing, sealed_reason(*filing, "Người kê khai tự bỏ khi chưa nộp."),
            asked.seat.staff.id, asked.seat.now
        ))
        note(asked, "filing.strike", filing->id);
    return http::see_other("/ke-khai");
}

http::Response RegistryDesk::begin(const Asked& asked)
{
    const auto filing = own_filing(asked);
    if (!filing) return filing.error();
    if (filing->state != FilingState::listed && filing->state != FilingState::returned)
        return http::see_other(address_of(*filing));
    const auto today = day_of(asked.seat.now);
    const auto chosen = parts_.forms.of(filing->campaign.kind, today);
    if (!chosen)
        return sorry(asked, 409, "Chưa có mẫu cho loại này", "Hỏi người quản trị của tỉnh.");
    const Form* form = chosen->form;
    auto content = first_draft(*form, filing->declarant, today);
    if (filing->state == FilingState::returned) {
        form = &form_of(*filing);
        auto handed_in = open_paper(asked, *filing, filing->version, ReadAct::edit);
        if (!handed_in) return vault_said(asked, handed_in.error());
        content = std::move(handed_in->content);
    } else if (const auto before = open_before(asked, *filing)) {
        auto taken = taken_over(before->content, before->form, *form);
        for (const auto& [index, answer] : content.fields.all())
            taken.fields.put(form->at(index), answer); // the register knows the post of today
        content = std::move(taken);
    }
    const auto draft = parts_.vault.put_draft(
        asked.session, unit_domain(asked.seat.staff.unit_code.value_or("")), filing->id,
        content_text(content, *form)
    );
    if (!draft) return vault_said(asked, draft.error());
    if (!filing_store::begin(asked.tx, *filing, form->id(), draft->record, draft->version))
        return http::see_other(address_of(*filing));
    if (draft->found) {
        // Begun once, and nobody heard of it: what was known then may have changed. After the
        // above: nobody can have typed anything into that version.
        const auto version =
            parts_.vault.write_draft(asked.session, *draft, content_text(content, *form));
        if (!version) throw Unopened{version.error()};
    }
    note(asked, "filing.begin", filing->id);
    return http::see_other(address_of(*filing) + "/muc/chung");
}

Result<RegistryDesk::Opened, VaultRefusal> RegistryDesk::open_paper(
    const Asked& asked, const Filing& filing, int version, ReadAct act, const std::string& purpose
) const
{
    return parsed_paper(
        filing, parts_.vault.read(asked.session, filing.record, version, act, purpose)
    );
}

Result<RegistryDesk::Opened, VaultRefusal> RegistryDesk::parsed_paper(
    const Filing& filing, const Result<VaultClient::Opened, VaultRefusal>& opened
) const
{
    if (!opened) return refuse(opened.error());
    const auto& form = form_of(filing);
    auto content = parse_content(opened->content, form);
    if (!content) return refuse(VaultRefusal::failed);
    return Opened{filing, form, opened->version, std::move(*content), opened->settled};
}

Result<RegistryDesk::Opened, http::Response>
RegistryDesk::open_own(const Asked& asked, ReadAct act) const
{
    auto filing = own_filing(asked);
    if (!filing) return refuse(filing.error());
    if (filing->state == FilingState::listed || filing->state == FilingState::struck)
        return refuse(http::see_other(address_of(*filing)));
    const bool draft = filing->state == FilingState::draft;
    auto opened = open_paper(asked, *filing, draft ? 0 : filing->version, act);
    if (!opened) return refuse(vault_said(asked, opened.error()));
    return std::move(*opened);
}

std::optional<RegistryDesk::Before>
RegistryDesk::open_before(const Asked& asked, const Filing& filing) const
{
    const auto last = filing_store::before(asked.tx, filing);
    if (!last) return std::nullopt;
    auto opened = open_paper(asked, *last, last->version, ReadAct::compare);
    if (!opened && opened.error() == VaultRefusal::destroyed) return std::nullopt;
    if (!opened) throw Unopened{opened.error()};
    return Before{opened->form, std::move(opened->content)};
}

std::vector<Finding> RegistryDesk::judge(
    const Asked& asked, const Opened& opened, const std::optional<Before>& before
) const
{
    return parts_.rules.judge(
        {opened.form, opened.content, opened.filing.campaign.kind, day_of(asked.seat.now),
         before ? &before->form : nullptr, before ? &before->content : nullptr}
    );
}

std::vector<Finding> RegistryDesk::check(const Asked& asked, const Opened& opened) const
{
    if (opened.settled) return {};
    return judge(asked, opened, open_before(asked, opened.filing));
}

http::Response RegistryDesk::show_screen(
    const Asked& asked, const Opened& opened, const FormPage& shown, bool judged,
    const Markup& said, int status, const Content* saved, const Posted* posted
) const
{
    const auto pages = form_pages(opened.form, opened.filing.campaign.kind);
    const auto before = shown.slug == "changes" ? open_before(asked, opened.filing) : std::nullopt;
    const auto remarks = remarks_of(judge(asked, opened, before), opened.form);
    const FormScreen screen{
        parts_.assets, opened.form,        shown, opened.content, remarks, day_of(asked.seat.now),
        judged,        before.has_value(), saved, posted};
    const auto address = address_of(opened.filing);
    const auto* next = page_after(pages, shown.slug);
    auto content = div(
        {header(
             {cls("head"),
              div(
                  {h1({title_of(opened.filing)}),
                   p({cls("small muted"),
                      fmt::format(
                          "Nộp chậm nhất {}, {}.", text::weekday_date(opened.filing.due_on),
                          time_left(opened.filing.due_on, asked.seat.now)
                      )})}
              ),
              div(
                  {cls("row"), said,
                   draft_status(asked.request.query_value("luu").has_value(), asked.seat.now),
                   a({cls("btn plain"), attr("href", address + "/xem"),
                      desk_icon(parts_.assets, "file-text"), " Xem cả bản"}),
                   a({cls("btn plain"), attr("href", address + "/soat"),
                      desk_icon(parts_.assets, "list-checks"), " Soát và nộp"})}
              )}
         ),
         div(
             {cls("parts three"),
              form_contents(
                  parts_.assets, opened.form, pages, remarks, address + "/muc", shown.slug
              ),
              act_form(
                  asked.seat, fmt::format("{}/muc/{}", address, shown.slug),
                  {hidden("phien-ban", fmt::format("{}", opened.version)),
                   // Enter in a field saves; it neither adds nor removes.
                   button(
                       {cls("sr"), attr("name", "act"), attr("value", "save"),
                        attr("tabindex", "-1"), attr("aria-hidden", "true"), "Lưu"}
                   ),
                   form_summary(screen),
                   h2({cls("screen"), fmt::format("{}. {}", shown.number, shown.title)}),
                   form_fields(screen),
                   div(
                       {cls("row"),
                        button(
                            {cls("btn"), attr("name", "act"), attr("value", "next"),
                             !next ? std::string("Lưu và soát lại")
                                   : fmt::format("Lưu, sang mục {}", next->number)}
                        ),
                        button(
                            {cls("btn plain"), attr("name", "act"), attr("value", "save"),
                             desk_icon(parts_.assets, "save"), " Lưu"}
                        )}
                   )},
                  "stack l"
              ),
              element(
                  "aside", {cls("stick stack small notes"), attr("aria-labelledby", "notes"),
                            h2({attr("id", "notes"), "Ghi chú của mẫu"}), form_notes(screen),
                            p({cls("muted"), desk_icon(parts_.assets, "lock"),
                               " Bản nháp chỉ anh (chị) mở được. Mỗi lần mở đều được ghi."})}
              )}
         )}
    );
    return page(
        asked, fmt::format("{} {}", shown.number, shown.title), "/ke-khai", std::move(content),
        status
    );
}

http::Response RegistryDesk::form_screen(const Asked& asked)
{
    const auto opened = open_own(asked, ReadAct::edit);
    if (!opened) return opened.error();
    if (opened->filing.state != FilingState::draft)
        return http::see_other(address_of(opened->filing));
    const auto pages = form_pages(opened->form, opened->filing.campaign.kind);
    const auto* shown = find_page(pages, asked.request.path_value("page"));
    if (!shown) return sorry(asked, 404, "Mẫu không có mục này", "Chọn mục ở danh sách bên trái.");
    const bool judged = asked.request.query_value("luu").has_value() ||
                        asked.request.query_value("soat").has_value();
    return show_screen(asked, *opened, *shown, judged, {});
}

http::Response RegistryDesk::save_screen(const Asked& asked)
{
    auto opened = open_own(asked, ReadAct::edit);
    if (!opened) return opened.error();
    if (opened->filing.state != FilingState::draft)
        return sorry(
            asked, 409, "Bản này đã nộp, không sửa được nữa",
            "Nếu cần bổ sung, đề nghị bộ phận tổ chức cán bộ trả lại."
        );
    const auto pages = form_pages(opened->form, opened->filing.campaign.kind);
    const auto* shown = find_page(pages, asked.request.path_value("page"));
    if (!shown) return sorry(asked, 404, "Mẫu không có mục này", "Chọn mục ở danh sách bên trái.");
    const auto posted = http::form_values(asked.request.body);
    const auto today = day_of(asked.seat.now);
    const auto known = posted.find("phien-ban");
    const bool newest =
        known != posted.end() && known->second == fmt::format("{}", opened->version);
    const auto saved = opened->content;
    take_page(opened->content, opened->form, *shown, posted, today);
    // A second press of the same button finds everything as it wants it.
    if (asked.form_fits && !newest && opened->content == saved)
        return http::see_other(
            fmt::format("{}/muc/{}?luu=1", address_of(opened->filing), shown->slug)
        );
    if (!asked.form_fits || !newest)
        return show_screen(
            asked, *opened, *shown, false,
            problem_note(
                parts_.assets,
                newest
                    ? "Phiên đăng nhập trước đã hết. Dưới đây là điều anh (chị) vừa gõ, chưa lưu: "
                      "xem lại rồi bấm Lưu."
                    : "Bản nháp vừa được lưu ở một cửa sổ khác. Dưới đây là điều anh (chị) vừa gõ "
                      "ở "
                      "cửa sổ này, chưa lưu; ô nào khác thì ghi rõ điều đã lưu. Xem lại rồi bấm "
                      "Lưu."
            ),
            409, &saved
        );
    const auto said = posted.find("act");
    const auto act = parse_act(said == posted.end() ? "save" : said->second);
    const auto before = act.name == "propose" ? open_before(asked, opened->filing) : std::nullopt;
    const auto problem = do_act(
        opened->content, opened->form, *shown, act, posted,
        {opened->form, opened->content, opened->filing.campaign.kind, today,
         before ? &before->form : nullptr, before ? &before->content : nullptr}
    );
    auto text = content_text(opened->content, opened->form);
    if (text.size() > content_bytes_max ||
        !parse_content(text, opened->form)) // never kept unreadable
        return sorry(
            asked, 413, "Bản kê khai dài quá mức lưu được",
            "Lần lưu này chưa được nhận. Rút ngắn phần giải trình rồi lưu lại."
        );
    const auto version = parts_.vault.write_draft(
        asked.session, {opened->filing.record, opened->version}, std::move(text)
    );
    if (!version && version.error() == VaultRefusal::stale)
        return show_screen(
            asked, *opened, *shown, false,
            problem_note(
                parts_.assets, "Bản nháp vừa được lưu ở một cửa sổ khác. Bấm Lưu lần nữa."
            ),
            409
        );
    if (!version) return vault_said(asked, version.error());
    opened->version = *version;
    if (!problem.empty())
        return show_screen(
            asked, *opened, *shown, true, problem_note(parts_.assets, problem), 422, nullptr,
            &posted
        );
    const auto address = address_of(opened->filing);
    const auto* next = page_after(pages, shown->slug);
    if (act.name == "next" && !next) return http::see_other(address + "/soat");
    if (act.name == "next") return http::see_other(fmt::format("{}/muc/{}", address, next->slug));
    if (act.name == "add")
        return http::see_other(fmt::format(
            "{}/muc/{}#i{}-{}", address, shown->slug, act.node,
            opened->content.lists[act.node].items.empty()
                ? ""
                : opened->content.lists[act.node].items.back().id
        ));
    return http::see_other(fmt::format("{}/muc/{}?luu=1", address, shown->slug));
}

http::Response RegistryDesk::show_check(
    const Asked& asked, const Opened& opened, const std::vector<Finding>& findings,
    const std::string& problem, int status
) const
{
    const auto pages = form_pages(opened.form, opened.filing.campaign.kind);
    const auto address = address_of(opened.filing);
    std::size_t errors = 0;
    std::map<const FormPage*, std::vector<Markup>> wrong; // in the order of the paper
    std::vector<Markup> warnings;
    for (const auto& finding : findings) {
        const auto& where = page_of(pages, opened.form, finding.node);
        const auto words = finding_text(finding, opened.form);
        if (finding.rule->level == Rule::Level::error) {
            wrong[&where].push_back(li({words}));
            ++errors;
        }
        if (finding.rule->level == Rule::Level::warning)
            warnings.push_back(li(
                {a({attr("href", fmt::format("{}/muc/{}?soat=1", address, where.slug)),
                    fmt::format("Mục {}: {}", where.number, words)})}
            ));
    }
    std::vector<Markup> parts{
        h1({errors == 0 ? std::string("Bản kê khai đã đủ để nộp")
                        : fmt::format("Còn {} chỗ phải bổ sung hoặc sửa trước khi nộp", errors)}),
        problem_note(parts_.assets, problem)};
    for (const auto& [where, lines] : wrong)
        parts.push_back(section(
            {cls("card stack s"), attr("data-tone", "earth"),
             h2(
                 {a({attr("href", fmt::format("{}/muc/{}?soat=1", address, where->slug)),
                     fmt::format("Mục {}. {}: {} chỗ", where->number, where->title, lines.size())})}
             ),
             ul({cls("small"), lines})}
        ));
    if (!warnings.empty())
        parts.push_back(section(
            {cls("card stack s"), attr("data-tone", "sun"), h2({"Nên xem lại"}),
             p({cls("small muted"), "Những điều này không ngăn anh (chị) nộp."}), ul({warnings})}
        ));
    if (errors == 0)
        parts.push_back(section(
            {cls("card stack"), attr("data-tone", "earth"), h2({"Xác nhận và nộp"}),
             p({"Tôi xin cam đoan những nội dung kê khai là đúng sự thật và chịu trách nhiệm trước "
                "pháp luật về nội dung kê khai."}),
             act_form(
                 asked.seat, address + "/nop",
                 {hidden("phien-ban", fmt::format("{}", opened.version)),
                  div(
                      {cls("field"), label({attr("for", "mat-khau"), "Mật khẩu"}),
                       input(
                           {attr("type", "password"), attr("id", "mat-khau"),
                            attr("name", "mat-khau"), attr("autocomplete", "current-password"),
                            flag("required", true)}
                       )}
                  ),
                  div(
                      {cls("field"), label({attr("for", "ma"), "Mã 6 số"}),
                       p({cls("hint"), attr("id", "ma-h"),
                          "Mã mới trong ứng dụng xác thực; mã lúc đăng nhập không dùng lại được"}),
                       input(
                           {attr("type", "text"), attr("id", "ma"), attr("name", "ma"),
                            attr("inputmode", "numeric"), attr("autocomplete", "one-time-code"),
                            attr("maxlength", "7"), attr("aria-describedby", "ma-h"),
                            flag("required", true)}
                       )}
                  ),
                  p({button({cls("btn"), desk_icon(parts_.assets, "send"), " Xác nhận và nộp"})})}
             )}
        ));
    parts.push_back(div(
        {cls("row"), a({cls("btn plain"), attr("href", address + "/xem"), "Xem cả bản"}),
         a({cls("btn text"), attr("href", address + "/muc/chung"), "Về các mục"})}
    ));
    return page(asked, "Soát và nộp", "/ke-khai", div({cls("stack l"), parts}), status);
}

http::Response RegistryDesk::check_screen(const Asked& asked)
{
    const auto opened = open_own(asked, ReadAct::edit);
    if (!opened) return opened.error();
    if (opened->filing.state != FilingState::draft)
        return http::see_other(address_of(opened->filing));
    return show_check(asked, *opened, check(asked, *opened), "");
}

http::Response RegistryDesk::submit(const Asked& asked)
{
    const auto opened = open_own(asked, ReadAct::edit);
    if (!opened) return opened.error();
    if (opened->filing.state != FilingState::draft)
        return http::see_other(address_of(opened->filing));
    const auto findings = check(asked, *opened);
    if (asked.request.field("phien-ban") != fmt::format("{}", opened->version))
        return show_check(
            asked, *opened, findings,
            "Bản nháp đã được lưu ở một cửa sổ khác sau khi anh (chị) mở trang này. "
            "Soát lại rồi nộp.",
            409
        );
    if (lacks_something(findings)) return show_check(asked, *opened, findings, "", 422);
    const auto refusal = parts_.authority.confirm(
        asked.session, asked.request.field("mat-khau").value_or(""),
        asked.request.field("ma").value_or("")
    );
    if (refusal)
        return show_check(
            asked, *opened, findings,
            *refusal == SignInRefusal::too_often
                ? "Đã sai nhiều lần. Chờ 15 phút rồi nộp; bản nháp vẫn còn."
                : "Mật khẩu hoặc mã 6 số chưa đúng. Mã đổi mỗi 30 giây và chỉ dùng một lần.",
            403
        );
    const VaultClient::Draft draft{opened->filing.record, opened->version};
    if (const auto refused = parts_.vault.settle(asked.session, draft))
        return vault_said(asked, *refused);
    const auto code = filing_store::new_receipt_code();
    const auto commitment = crypto::sha256(code + content_text(opened->content, opened->form));
    const auto entry = note(
        asked, "filing.submit", opened->filing.id,
        {{"record", opened->filing.record.value},
         {"version", opened->version},
         {"commitment", base64_text(commitment)}}
    );
    // The filing's row is held since it was found a draft.
    if (!filing_store::submit(
            asked.tx, opened->filing, {opened->version, code, commitment, entry},
            parts_.deadlines.due("hand_over", day_of(asked.seat.now)), asked.seat.staff.id,
            asked.seat.now
        ))
        throw std::logic_error("a draft is no draft while its row is held");
    return http::see_other(address_of(opened->filing));
}

http::Response RegistryDesk::own_paper(const Asked& asked)
{
    const auto opened = open_own(asked, ReadAct::read);
    if (!opened) return opened.error();
    const bool draft = opened->filing.state == FilingState::draft;
    return page(
        asked, title_of(opened->filing), "/ke-khai",
        div(
            {cls("stack l"),
             watermark(fmt::format(
                 "{} · {} {}{}", asked.seat.staff.name, clock_text(asked.seat.now),
                 date_text(day_of(asked.seat.now)), draft ? " · bản nháp" : ""
             )),
             h1({title_of(opened->filing) + (draft ? ", bản nháp" : "")}),
             p({cls("row"),
                a({cls("btn plain"), attr("href", address_of(opened->filing) + "/ban-in"),
                   desk_icon(parts_.assets, "printer"), " Tải bản in (PDF)"}),
                a({cls("btn text"), attr("href", address_of(opened->filing)), "Quay lại"})}),
             paper_view(opened->form, opened->content, opened->filing.campaign.kind)}
        )
    );
}

} // namespace tnung::registry
