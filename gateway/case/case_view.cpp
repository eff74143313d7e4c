#include "gateway/case/case_view.hpp"

#include "foundation/text/phone_number.hpp"
#include "foundation/text/time_text.hpp"
#include "gateway/case/case_parts.hpp"
#include "gateway/dossier_notice/notice_text.hpp"
#include "gateway/notice/route.hpp"
#include "gateway/zalo/zalo_errors.hpp"

#include <fmt/format.h>

#include <array>

namespace tnung::gateway {

using namespace html;

namespace {

/// One step of a notice's way, as the page shows it: what went well, then where it stopped or
/// waits.
struct Link {
    const char* tone;
    const char* icon;
    std::string name, said;
};

std::vector<Link> chain_of(const case_store::Case& one)
{
    std::vector<Link> chain;
    if (one.notices.empty()) return chain;
    const auto& notice = one.notices.front();
    const auto at = [](std::optional<Instant> when) {
        return when ? fmt::format("{} {}", short_date_text(day_of(*when)), clock_text(*when))
                    : std::string();
    };
    chain.push_back({"leaf", "circle-check", "Một cửa báo", kind_word(notice.kind)});
    chain.push_back({"leaf", "circle-check", "Đã ghi nhận", at(notice.created_at)});
    if (notice.channel)
        chain.push_back(
            {"leaf", "circle-check", "Chọn kênh", std::string(channel_text(*notice.channel))}
        );
    if (notice.handed_over_at)
        chain.push_back({"leaf", "circle-check", "Zalo đã nhận", at(notice.handed_over_at)});
    if (notice.delivered_at)
        chain.push_back({"leaf", "circle-check", "Đến máy", at(notice.delivered_at)});
    if (notice.seen_at) chain.push_back({"leaf", "circle-check", "Đã mở", at(notice.seen_at)});
    if (one.facts.phone_refused)
        chain.push_back({"danger", "circle-x", "Sai người", "Đã bấm “Không phải tôi”"});
    else if (notice.status == MessageStatus::excused)
        chain.push_back(
            {"danger", "circle-x", "Không gửi",
             notice.excuse ? std::string(text_of(*notice.excuse)) : std::string()}
        );
    else if (notice.status == MessageStatus::waiting || notice.status == MessageStatus::maybe_sent)
        chain.push_back(
            {"sun", "clock", "Đang chờ",
             notice.not_before ? "đến " + at(notice.not_before) : "sắp gửi"}
        );
    else if (notice.status == MessageStatus::handed_over)
        chain.push_back({"stone", "smartphone", "Máy chưa báo nhận", "có thể đang tắt"});
    if (notice.status == MessageStatus::to_call)
        chain.push_back({"sun", "phone-call", "Chờ gọi điện", "trong danh sách gọi"});
    return chain;
}

Node number_form(const Desk& desk, const CaseView& view)
{
    constexpr std::array<std::pair<const char*, const char*>, 4> reasons = {{
        {"identity_seen", "Đến quầy, xem căn cước"},
        {"called_back", "Gọi lại theo số trên giấy tờ"},
        {"shop_wrote_its_own", "Cửa hàng nộp hộ ghi số của họ"},
        {"other", "Lý do khác"},
    }};
    std::vector<Node> options = {element("option", {attr("value", ""), "Chọn lý do"})};
    for (const auto& [value, word] : reasons)
        options.push_back(element(
            "option", {attr("value", value), flag("selected", view.typed_reason == value), word}
        ));
    const bool bad = view.said_is_error;
    return act_form(
        desk, case_path(view.one.dossier_id, "so"),
        {view.one.number_to_ask.empty()
             ? Node{}
             : p({"Hồ sơ ghi ", span({cls("code"), text::phone_text(view.one.number_to_ask)}),
                  text::is_landline(view.one.number_to_ask)
                      ? ", là máy bàn nên không nhắn được. Gọi báo rồi hỏi số di động."
                      : ", có thể là máy bàn trước 2017 nên chưa báo. Gọi thử rồi ghi số đúng."}),
         div(
             {cls(bad ? "field bad" : "field"), label({attr("for", "so"), "Số đúng của người dân"}),
              p({cls("hint"), attr("id", "so-h"), "Gọi thử hoặc hỏi tại quầy trước khi ghi"}),
              bad ? p({cls("error"), attr("id", "so-e"), view.said}) : Node{},
              input(
                  {attr("id", "so"), attr("name", "so"), attr("inputmode", "tel"),
                   attr("autocomplete", "off"), attr("value", view.typed_number),
                   attr("aria-describedby", bad ? "so-h so-e" : "so-h"),
                   bad ? attr("aria-invalid", "true") : flag("aria-invalid", false)}
              )}
         ),
         div(
             {cls("field"), label({attr("for", "ly-do"), "Vì sao sửa"}),
              element(
                  "select",
                  {attr("id", "ly-do"), attr("name", "ly-do"), flag("required", true), options}
              )}
         ),
         button(
             {cls("btn block"), attr("data-key", "s"), "Sửa và gửi lại ngay ",
              element("kbd", {"S"})}
         )}
    );
}

/// One act without fields; its key stands on the button.
struct KeyAct {
    const char *path, *key, *icon, *words, *shown_key;
};
constexpr KeyAct give_code{"ma-tai-quay", "m", "key-round", " Trao mã tại quầy ", "M"};
constexpr KeyAct send_again{"gui-lai", "g", "send", " Gửi lại một tin nhắc ", "G"};

Node key_form(
    const Assets& assets, const Desk& desk, const CaseView& view, const KeyAct& act, bool first
)
{
    return act_form(
        desk, case_path(view.one.dossier_id, act.path),
        {button(
            {cls(first ? "btn block" : "btn plain block"), attr("data-key", act.key),
             desk_icon(assets, act.icon), act.words, element("kbd", {act.shown_key})}
        )}
    );
}

/// The next act in words and as the page's one filled button.
Node next_card(const Assets& assets, const Desk& desk, const CaseView& view)
{
    const auto card = [&](const std::string& name, const std::vector<Node>& parts, bool yours) {
        return section(
            {cls("card stack"), yours ? attr("data-tone", "earth") : flag("data-tone", false),
             attr("aria-labelledby", "next"),
             div(
                 {yours
                      ? p({chip(assets, "earth", "pen-line", "Đến lượt anh (chị)", "chip fill sm")})
                      : Node{},
                  h2({attr("id", "next"), name})}
             ),
             join(parts)}
        );
    };
    switch (view.why.next) {
    case NextAct::correct_number:
        if (view.needs_second_person && !view.said_is_error)
            return card(
                "Cần một cán bộ khác sửa số",
                {p({"Chính anh (chị) đã sửa số của hồ sơ này một lần. Lần sửa nữa cần người thứ "
                    "hai xem lại."})},
                false
            );
        return card("Sửa số, rồi gửi lại", {number_form(desk, view)}, true);
    case NextAct::call:
        return card(
            "Gọi điện báo",
            {p({cls("code big"), text::phone_text(view.one.number)}),
             view.one.call_task ? call_forms(desk, *view.one.call_task) : Node{}},
            true
        );
    case NextAct::counter_code:
        return card("Trao mã tại quầy", {key_form(assets, desk, view, give_code, true)}, true);
    case NextAct::resend:
        return card(
            "Nhắc người dân một lần nữa", {key_form(assets, desk, view, send_again, true)}, false
        );
    case NextAct::wait:
    case NextAct::nothing:
        return card("Anh (chị) không phải làm gì", {p({"Hệ thống tự làm tiếp."})}, false);
    }
    std::abort();
}

/// What the person at the counter may ask about his own data (Law 91/2025/QH15).
Node data_rights(const Assets& assets, const Desk& desk, const CaseView& view)
{
    const auto path = case_path(view.one.dossier_id, "du-lieu");
    return element(
        "details",
        {element("summary", {desk_icon(assets, "chevron-right"), " Yêu cầu về dữ liệu cá nhân"}),
         p({cls("small muted"), "Chỉ làm khi chủ hồ sơ có mặt, đã xem căn cước."}),
         act_form(
             desk, path, {hidden("viec", "copy"), button({cls("btn plain block"), "In bản sao"})}
         ),
         view.one.number.empty()
             ? Node{}
             : act_form(
                   desk, path,
                   {hidden("viec", "stop"),
                    button({cls("btn danger block"), "Ngừng nhắn tin đến số này"})}
               )}
    );
}

Node other_ways(const Assets& assets, const Desk& desk, const CaseView& view)
{
    std::vector<Node> ways;
    if (view.why.next != NextAct::counter_code)
        ways.push_back(key_form(assets, desk, view, give_code, false));
    if (view.why.next == NextAct::counter_code)
        ways.push_back(key_form(assets, desk, view, send_again, false));
    if (view.why.next != NextAct::correct_number && !view.needs_second_person)
        ways.push_back(element(
            "details",
            {element("summary", {desk_icon(assets, "chevron-right"), " Sửa số điện thoại"}),
             number_form(desk, view)}
        ));
    ways.push_back(p(
        {a({cls("btn plain block"), attr("href", case_path(view.one.dossier_id, "giay-xac-nhan")),
            flag("download", true), desk_icon(assets, "stamp"), " Giấy xác nhận đã báo tin (PDF)"})}
    ));
    ways.push_back(data_rights(assets, desk, view));
    return section(
        {cls("card stack s"), attr("aria-labelledby", "other"),
         h2({attr("id", "other"), "Cách khác"}), ways}
    );
}

Node people_card(const Assets& assets, const CaseView& view)
{
    const auto& one = view.one;
    std::vector<Fact> known;
    const auto row = [&](const char* name, Node value) { known.push_back({name, value}); };
    row("Chủ hồ sơ", one.owner_name.empty() ? "không ghi" : one.owner_name);
    if (one.number.empty())
        row("Số trong hồ sơ", "không ghi");
    else
        row("Số trong hồ sơ",
            join(
                {Node(text::masked_phone(one.number)), Node(" "),
                 one.facts.phone_refused ? chip(assets, "danger", "lock", "Đã khóa")
                 : one.number_corrected  ? chip(assets, "leaf", "check", "Đã sửa")
                                         : Node{}}
            ));
    row("Đã quan tâm trang Zalo", one.facts.followers > 0
                                      ? fmt::format("{} người", one.facts.followers)
                                      : std::string("chưa"));
    row("Nơi giải quyết", one.agency_name.empty() ? "không ghi" : one.agency_name);
    if (one.due_at) row("Hẹn trả", moment(*one.due_at));
    return section(
        {cls("card stack s"), attr("aria-labelledby", "who"),
         h2({attr("id", "who"), "Người và số máy"}), facts(known, "facts"),
         p({cls("small muted"), "Lượt xem này đã ghi nhật ký."})}
    );
}

/// Who may see a business's dossiers: named here, with its letter in hand.
Node named_staff_card(const Desk& desk, const CaseView& view)
{
    if (!view.one.owner_is_business) return {};
    std::vector<Node> rows;
    for (const auto& named : view.named_staff)
        rows.push_back(li(
            {cls("row apart"),
             span({named.name, " ", span({cls("small muted"), text::masked_phone(named.number)})}),
             act_form(
                 desk, case_path(view.one.dossier_id, "thoi-cu"),
                 {hidden("ai", fmt::format("{}", named.id)),
                  button({cls("btn text"), attr("aria-label", "Thôi cử " + named.name), "Thôi cử"}
                  )},
                 "row"
             )}
        ));
    return section(
        {cls("card stack s"), attr("aria-labelledby", "named"),
         h2({attr("id", "named"), "Người doanh nghiệp cử"}),
         p({cls("small muted"),
            "Mã số thuế ai cũng biết, nên chi tiết chỉ mở cho người có giấy cử, ghi tại quầy."}),
         rows.empty() ? Node{} : ul({cls("stack s people"), rows}),
         act_form(
             desk, case_path(view.one.dossier_id, "nguoi-cu"),
             {div(
                  {cls("field"), label({attr("for", "ten"), "Họ và tên người được cử"}),
                   input({attr("id", "ten"), attr("name", "ten"), attr("autocomplete", "off")})}
              ),
              div(
                  {cls("field"), label({attr("for", "so-cu"), "Số điện thoại"}),
                   input(
                       {attr("id", "so-cu"), attr("name", "so-cu"), attr("inputmode", "tel"),
                        attr("autocomplete", "off")}
                   )}
              ),
              button({cls("btn plain block"), "Ghi người được cử"})}
         )}
    );
}

/// It went out to a number whose holder said that it is not his dossier.
bool reached_a_stranger(const NoticeStory& notice, const WhyFacts& facts)
{
    return facts.phone_refused && notice.channel == channel_name(Channel::template_by_phone) &&
           (notice.status == MessageStatus::delivered || notice.status == MessageStatus::handed_over
           );
}

const char* tone_of(const NoticeStory& notice)
{
    if (notice.status == MessageStatus::delivered) return "leaf";
    if (notice.status == MessageStatus::excused) return "stone";
    if (notice.status == MessageStatus::handed_over) return "lake";
    return "sun";
}

Node notices_table(const Assets& assets, const CaseView& view)
{
    std::vector<DeskRow> rows;
    int delivered = 0, excused = 0, waiting = 0;
    for (const auto& notice : view.one.notices) {
        delivered += notice.status == MessageStatus::delivered ? 1 : 0;
        excused += notice.status == MessageStatus::excused ? 1 : 0;
        waiting +=
            notice.status != MessageStatus::delivered && notice.status != MessageStatus::excused
                ? 1
                : 0;
        const bool stranger = reached_a_stranger(notice, view.one.facts);
        auto said = std::string(
            notice.excuse ? text_of(*notice.excuse) : error_in_words(notice.error_code)
        );
        if (notice.seen_at) said = "đã mở " + text::spoken_time(*notice.seen_at);
        rows.push_back(DeskRow{
            cell(
                cls("nowrap"), fmt::format(
                                   "{} {}", short_date_text(day_of(notice.created_at)),
                                   clock_text(notice.created_at)
                               )
            ),
            cell((notice.repeats ? "Nhắc lại: " : "") + kind_word(notice.kind)),
            cell(
                notice.channel ? std::string(channel_text(*notice.channel))
                               : std::string("chưa chọn kênh")
            ),
            cell(join(
                {chip(
                     assets, stranger ? "danger" : tone_of(notice),
                     stranger                                    ? "user-x"
                     : notice.status == MessageStatus::delivered ? "check-check"
                     : notice.status == MessageStatus::excused   ? "circle-x"
                                                                 : "clock",
                     stranger ? std::string("Đến nhầm người") : std::string(text_of(notice.status))
                 ),
                 said.empty() ? Node{}
                              : join({element("br", {}), span({cls("small muted"), said})})}
            ))});
    }
    if (rows.empty())
        return empty_card(
            assets, "inbox",
            "Hồ sơ này chưa có tin nào. Khi một cửa báo trạng thái mới, tin hiện ở đây."
        );
    return section(
        {cls("stack s"), h2({attr("id", "log"), "Mọi tin của hồ sơ này"}),
         desk_table("Mọi tin của hồ sơ này", {"Khi nào", "Tin gì", "Đến đâu", "Kết quả"}, rows),
         p({cls("small muted"),
            fmt::format(
                "{} tin = {} đã đến + {} không gửi + {} đang chờ. {} sự kiện, {} không phải báo "
                "riêng.",
                view.one.notices.size(), delivered, excused, waiting, view.one.events,
                view.one.events_excused
            )})}
    );
}

} // namespace

Node case_content(const Assets& assets, const Desk& desk, const CaseView& view)
{
    std::vector<Node> links;
    for (const auto& link : chain_of(view.one))
        links.push_back(
            li({attr("data-tone", link.tone), desk_icon(assets, link.icon),
                element("b", {link.name}), span({link.said})})
        );
    const auto code =
        view.counter_code.empty()
            ? Node{}
            : section(
                  {cls("card stack s"), attr("data-tone", "lake"), attr("role", "status"),
                   h2({"Mã tại quầy"}), p({cls("code big"), view.counter_code}),
                   p({"Người dân gõ mã này vào trang Zalo trong 10 phút. Mã dùng một lần, chỉ mở "
                      "hồ sơ này. Số ghi trong hồ sơ được báo."})}
              );
    // What was wrong with a number stands at its field, where the page asks for one.
    const bool at_its_field = view.said_is_error && view.why.next == NextAct::correct_number;
    const auto said =
        view.said.empty() || at_its_field
            ? Node{}
            : div(
                  {cls("note"), attr("data-tone", view.said_is_error ? "danger" : "leaf"),
                   attr("role", view.said_is_error ? "alert" : "status"),
                   desk_icon(assets, view.said_is_error ? "circle-alert" : "circle-check"),
                   div({p({view.said})})}
              );
    return div(
        {cls("parts"),
         section(
             {cls("stack"), attr("aria-labelledby", "why"),
              p({cls("row"), span({cls("code"), view.one.code}),
                 state_chip(assets, int(view.one.facts.state)),
                 span({cls("small muted"), view.one.procedure_name})}),
              h1({attr("id", "why"), view.why.headline}), said, code,
              div(
                  {cls("note"), attr("data-tone", view.why.tone), desk_icon(assets, view.why.icon),
                   div({p({view.why.detail})})}
              ),
              links.empty() ? Node{} : ol({cls("grid chain small"), links})}
         ),
         element(
             "aside", {cls("stack stick"), attr("aria-label", "Việc kế tiếp"),
                       next_card(assets, desk, view), other_ways(assets, desk, view),
                       people_card(assets, view), named_staff_card(desk, view)}
         ),
         notices_table(assets, view)}
    );
}

} // namespace tnung::gateway
