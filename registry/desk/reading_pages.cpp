// Around reading what others declared: for what, who does not, more than a day's measure, and what
// the auditor looks at.
#include "foundation/base/bytes.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "registry/desk/desk_parts.hpp"
#include "registry/desk/registry_desk.hpp"
#include "registry/reading/reading_store.hpp"
#include "registry/vault/reader_rights.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>

namespace tnung::registry {

using namespace html;
using Markup = html::Node;

namespace {

constexpr std::string_view permits_path = "/doc-them", alarms_path = "/nhat-ky/canh-bao";
constexpr std::size_t case_length_max = 100, more_length_max = 120;
constexpr int more_readings_max = 1000; ///< asked for at once
constexpr int alarms_on_page = 100;

constexpr std::array<std::pair<AlarmKind, const char*>, 8> alarm_words = {{
    {AlarmKind::denied, "Đòi mở bản không thuộc quyền đọc"},
    {AlarmKind::recused, "Đòi mở bản của người đã từ chối đọc"},
    {AlarmKind::too_often, "Đọc quá nhiều trong một phút"},
    {AlarmKind::day_used_up, "Đọc hết mức của một ngày"},
    {AlarmKind::day_nearly, "Đọc gần hết mức của một ngày"},
    {AlarmKind::out_of_hours, "Đọc ngoài giờ làm việc hoặc ngày nghỉ"},
    {AlarmKind::tampered, "Bản ghi không còn nguyên vẹn"},
    {AlarmKind::signed_out, "Hỏi kho mà không có phiên đăng nhập"},
}};

std::string alarm_text(AlarmKind kind)
{
    for (const auto& [known, words] : alarm_words)
        if (known == kind) return words;
    throw std::logic_error("no alarm");
}

std::string recusal_place(Id<Staff> reader, Id<Staff> owner)
{
    return fmt::format("recusal.reason:{}:{}", reader.value, owner.value);
}

std::string time_words(Instant at)
{
    return fmt::format("{} {}", clock_text(at), date_text(day_of(at)));
}

} // namespace

html::Node
RegistryDesk::reading_form(const Asked& asked, const std::string& action, html::Node more) const
{
    const auto& request = asked.request;
    const auto chosen = request.field("viec").value_or("");
    const auto purposes = parts_.purposes.of(asked.seat.staff.role, day_of(asked.seat.now));
    const bool unit = asked.seat.staff.role == role::personnel;
    bool any_case = false;
    std::vector<Markup> choices;
    for (const auto* one : purposes) {
        any_case |= one->needs_case;
        const bool first = unit && chosen.empty() && one == purposes.front();
        choices.push_back(label(
            {cls("choice"),
             input(
                 {attr("type", "radio"), attr("name", "viec"), attr("value", one->name),
                  flag("required", true), flag("checked", first || chosen == one->name)}
             ),
             span(
                 {one->words,
                  span(
                      {cls("small muted"),
                       fmt::format(
                           "{} {}", one->needs_case ? " (theo vụ việc)." : ".", one->source
                       )}
                  )}
             )}
        ));
    }
    const auto optional_field = [&](const char* name, const char* words, std::size_t length_max) {
        return div(
            {cls("field"), label({attr("for", name), words}),
             input(
                 {attr("type", "text"), attr("id", name), attr("name", name),
                  attr("value", request.field(name).value_or("")),
                  attr("maxlength", fmt::format("{}", length_max))}
             )}
        );
    };
    return act_form(
        asked.seat, action,
        {element("fieldset", {cls("stack s"), element("legend", {"Đọc để làm gì?"}), choices}),
         any_case ? optional_field(
                        "vu-viec", "Vụ việc: số quyết định hoặc văn bản (khi đọc theo vụ việc)",
                        case_length_max
                    )
                  : Markup{},
         optional_field("ghi-ro", "Ghi rõ thêm, nếu cần", more_length_max),
         p({cls("row"), button({cls("btn"), desk_icon(parts_.assets, "eye"), " Mở bản kê khai"}),
            button(
                {cls("btn plain"), attr("name", "dang"), attr("value", "pdf"),
                 desk_icon(parts_.assets, "printer"), " Tải bản in (PDF)"}
            )}),
         std::move(more)}
    );
}

Result<std::string, std::string> RegistryDesk::reading_purpose(const Asked& asked) const
{
    const auto* purpose = parts_.purposes.find(
        asked.seat.staff.role, asked.request.field("viec").value_or(""), day_of(asked.seat.now)
    );
    if (!purpose) return refuse(std::string("Chọn đọc để làm gì."));
    const auto of_case = text::clean(asked.request.field("vu-viec").value_or(""));
    if (purpose->needs_case && of_case.empty())
        return refuse(fmt::format(
            "“{}” chỉ đọc được theo vụ việc: ghi số quyết định hoặc văn bản.", purpose->words
        ));
    const auto more = text::clean(asked.request.field("ghi-ro").value_or(""));
    if (text::length(of_case) > case_length_max || text::length(more) > more_length_max)
        return refuse(fmt::format(
            "Vụ việc không quá {} chữ, ghi thêm không quá {} chữ.", case_length_max, more_length_max
        ));
    auto words = purpose->words;
    if (!of_case.empty()) words += "; vụ việc " + of_case;
    if (!more.empty()) words += "; " + more;
    return words;
}

bool RegistryDesk::is_recused(const Asked& asked, const Filing& filing) const
{
    return std::ranges::any_of(
        reading_store::recusals(asked.tx, filing.declarant.staff, asked.seat.staff),
        [&](const Recusal& one) { return one.reader == asked.seat.staff.id; }
    );
}

html::Node
RegistryDesk::recusals(const Asked& asked, const Filing& filing, const std::string& address) const
{
    std::vector<Markup> parts;
    bool mine = false;
    for (const auto& one :
         reading_store::recusals(asked.tx, filing.declarant.staff, asked.seat.staff)) {
        if (one.reader == asked.seat.staff.id) {
            mine = true;
            const auto reason =
                parts_.reason_sealer.open(one.sealed_reason, recusal_place(one.reader, one.owner));
            parts.push_back(
                p({fmt::format("Anh (chị) đã từ chối đọc từ {}: ", date_text(day_of(one.made_at))),
                   reason ? *reason : "không đọc được",
                   ". Ghi nhầm thì đồng nghiệp gỡ giúp ở trang này."})
            );
        } else if (asked.stands_in)
            parts.push_back(p({fmt::format(
                "{} đã từ chối đọc bản của người này từ {}; ghi nhầm thì người phụ trách gỡ.",
                one.reader_name, date_text(day_of(one.made_at))
            )}));
        else
            parts.push_back(act_form(
                asked.seat, address + "/go-tu-choi",
                {hidden("tu-choi", fmt::format("{}", one.id.value)),
                 p({fmt::format(
                        "{} đã từ chối đọc bản của người này từ {}. ", one.reader_name,
                        date_text(day_of(one.made_at))
                    ),
                    button({cls("btn text"), "Gỡ, vì ghi nhầm"})})}
            ));
    }
    if (!mine)
        parts.push_back(element(
            "details",
            {element("summary", {"Tôi là người thân, hoặc có lợi ích liên quan: từ chối đọc"}),
             act_form(
                 asked.seat, address + "/tu-choi",
                 {text_field(
                      "ly-do", "Quan hệ hoặc lợi ích nào?", "", reason_length_max, "quan-he"
                  ),
                  p({cls("hint"),
                     "Từ lúc đó kho không mở cho anh (chị) bản nào của người này; chỉ đồng nghiệp "
                     "gỡ được."}),
                  p({button({cls("btn plain"), "Từ chối đọc"})})}
             )}
        ));
    return section({cls("card stack"), h2({"Từ chối đọc"}), parts});
}

http::Response RegistryDesk::recuse(const Asked& asked)
{
    const auto filing = office_filing(asked);
    if (!filing) return filing.error();
    const auto reason = text::clean(asked.request.field("ly-do").value_or(""));
    if (!reason_fits(reason))
        return show_office_filing(
            asked, *filing, reason_asked("Chưa ghi: nói rõ quan hệ hoặc lợi ích")
        );
    const auto& reader = asked.seat.staff.id;
    const auto owner = filing->declarant.staff;
    if (!owner)
        return show_office_filing(
            asked, *filing, "Người này chưa có tài khoản, chưa kê khai ở đây."
        );
    const auto sealed = parts_.reason_sealer.seal(reason, recusal_place(reader, owner));
    if (reading_store::recuse(asked.tx, reader, owner, sealed, asked.seat.now))
        note(asked, "reading.recuse", filing->id);
    return http::see_other(office_address(asked, *filing));
}

http::Response RegistryDesk::lift_recusal(const Asked& asked)
{
    const auto filing = office_filing(asked);
    if (!filing) return filing.error();
    const Id<Recusal> id{parse_integer(asked.request.field("tu-choi").value_or("")).value_or(0)};
    const auto all = reading_store::recusals(asked.tx, filing->declarant.staff, asked.seat.staff);
    if (std::ranges::find(all, id, &Recusal::id) == all.end() ||
        parts_.vault.decide(asked.session, VaultRequest::Act::lift_recusal, id.value, true))
        return show_office_filing(
            asked, *filing, "Không gỡ được: đã gỡ rồi, hoặc liên quan đến chính anh (chị)."
        );
    return http::see_other(office_address(asked, *filing));
}

html::Node RegistryDesk::permits_waiting(const Asked& asked) const
{
    if (asked.stands_in) return {}; // another person's word is not theirs
    const auto waiting =
        reading_store::permits_waiting(asked.tx, asked.seat.staff, day_of(asked.seat.now));
    if (waiting == 0) return {};
    return div(
        {cls("note"), attr("data-tone", "sun"), desk_icon(parts_.assets, "eye"),
         div(
             {fmt::format("{} đồng nghiệp xin đọc thêm trong hôm nay. ", waiting),
              a({attr("href", std::string(permits_path)), "Xem và quyết định"})}
         )}
    );
}

http::Response RegistryDesk::show_permits(const Asked& asked, const std::string& problem) const
{
    const auto all = reading_store::permits(asked.tx, asked.seat.staff, day_of(asked.seat.now));
    std::vector<Markup> waiting, decided;
    bool mine_waits = false;
    for (const auto& one : all) {
        const bool mine = one.reader == asked.seat.staff.id;
        mine_waits |= mine && !one.given;
        const auto said =
            fmt::format("{} xin đọc thêm {} bản: “{}”", one.reader_name, one.readings, one.reason);
        if (one.given)
            decided.push_back(li({fmt::format(
                "{} {} {}.", said, one.decided_by, *one.given ? "đã đồng ý" : "không đồng ý"
            )}));
        else if (mine || asked.stands_in)
            waiting.push_back(p({said + " Chờ đồng nghiệp quyết định."}));
        else
            waiting.push_back(act_form(
                asked.seat, fmt::format("{}/{}", permits_path, one.id.value),
                {hidden("da-xem", one.code), p({said}),
                 p({cls("row"),
                    button({cls("btn sm"), attr("name", "viec"), attr("value", "dong-y"), "Đồng ý"}
                    ),
                    button(
                        {cls("btn plain sm"), attr("name", "viec"), attr("value", "khong"),
                         "Không đồng ý"}
                    )})}
            ));
    }
    std::vector<Markup> parts{
        h1({"Đọc nhiều hơn mức của một ngày"}), problem_note(parts_.assets, problem),
        p({"Mỗi người đọc bản của người khác trong một mức mỗi ngày. Cần nhiều hơn thì người thứ "
           "hai "
           "đồng ý; mọi lần đọc vẫn được ghi."})};
    if (!waiting.empty())
        parts.push_back(
            section({cls("card stack"), attr("data-tone", "sun"), h2({"Đang chờ"}), waiting})
        );
    if (!mine_waits)
        parts.push_back(section(
            {cls("card stack"), h2({"Xin đọc thêm trong hôm nay"}),
             act_form(
                 asked.seat, std::string(permits_path),
                 {div(
                      {cls("field short"), label({attr("for", "so-ban"), "Bao nhiêu bản?"}),
                       input(
                           {attr("type", "text"), attr("inputmode", "numeric"),
                            attr("id", "so-ban"), attr("name", "so-ban"),
                            attr("value", asked.request.field("so-ban").value_or("")),
                            flag("required", true)}
                       )}
                  ),
                  text_field(
                      "ly-do", "Vì sao cần?", asked.request.field("ly-do").value_or(""),
                      reason_length_max
                  ),
                  p({button({cls("btn"), "Xin đọc thêm"})})}
             )}
        ));
    if (!decided.empty())
        parts.push_back(section({cls("card stack"), h2({"Hôm nay đã quyết định"}), ul({decided})}));
    return page(asked, "Đọc thêm", "", div({cls("stack l"), parts}), problem.empty() ? 200 : 422);
}

http::Response RegistryDesk::permits(const Asked& asked)
{
    return show_permits(asked, "");
}

http::Response RegistryDesk::ask_permit(const Asked& asked)
{
    const auto readings = parse_integer(asked.request.field("so-ban").value_or("")).value_or(0);
    if (readings < 1 || readings > more_readings_max)
        return show_permits(asked, fmt::format("Ghi số bản, từ 1 đến {}.", more_readings_max));
    const auto reason = text::clean(asked.request.field("ly-do").value_or(""));
    if (!reason_fits(reason)) return show_permits(asked, reason_asked("Ghi rõ vì sao"));
    if (reading_store::ask_permit(
            asked.tx, asked.seat.staff.id, int(readings), reason, asked.seat.now
        ))
        note(asked, "reading.permit_asked", {}, {{"readings", readings}});
    return http::see_other(std::string(permits_path));
}

http::Response RegistryDesk::decide_permit(const Asked& asked)
{
    const auto act = asked.request.field("viec").value_or("");
    const Id<ReadingPermit> id{id_of(asked.request)};
    const bool known = act == "dong-y" || act == "khong";
    if (!known || parts_.vault.decide(
                      asked.session, VaultRequest::Act::decide_permit, id.value, act == "dong-y",
                      "", asked.request.field("da-xem").value_or("")
                  ))
    {
        note(asked, "desk.denied", {}, {{"permit", id.value}});
        return sorry(
            asked, 404, "Không có đề nghị này để quyết định",
            "Đã có người quyết định, đã qua ngày, hoặc là đề nghị của chính anh (chị)."
        );
    }
    return http::see_other(std::string(permits_path));
}

http::Response RegistryDesk::show_alarms(const Asked& asked, const std::string& problem) const
{
    const auto waiting = reading_store::alarms_waiting(asked.tx);
    std::vector<Markup> parts{
        h1({waiting ? fmt::format("{} cảnh báo chưa xem xét", waiting)
                    : std::string("Không có cảnh báo nào chờ xem xét")}),
        problem_note(parts_.assets, problem),
        p({cls("small muted"), "Kho lưu giữ báo khi ai đó đọc khác thường hoặc bị từ chối. Người "
                               "và bản ghi chỉ hiện bằng "
                               "số; mỗi nhận xét được lưu cùng cảnh báo."})};
    std::vector<DeskRow> looked;
    for (const auto& one : reading_store::alarms(asked.tx, alarms_on_page)) {
        const auto who = one.staff ? fmt::format("người số {}", one.staff) : "không ai đăng nhập";
        const auto what = one.record ? fmt::format("bản ghi số {}", one.record) : "";
        if (one.looked_at) {
            looked.push_back(DeskRow{
                cell(alarm_text(one.kind)), cell(time_words(one.at)), cell(who), cell(what),
                cell(fmt::format("{} ({}, {})", one.said, one.looked_by, time_words(*one.looked_at))
                )});
            continue;
        }
        const auto field = fmt::format("nhan-xet-{}", one.id.value);
        parts.push_back(section(
            {cls("card stack s"),
             attr("data-tone", one.kind == AlarmKind::tampered ? "danger" : "sun"),
             h2({alarm_text(one.kind)}),
             p({cls("small"),
                fmt::format("{}, {}{}{}.", time_words(one.at), who, what.empty() ? "" : ", ", what)}
             ),
             act_form(
                 asked.seat, fmt::format("{}/{}", alarms_path, one.id.value),
                 {text_field(
                      field, "Nhận xét: đã tìm hiểu thế nào, kết luận gì?", "", reason_length_max
                  ),
                  p({button({cls("btn plain sm"), desk_icon(parts_.assets, "check"), " Đã xem xét"}
                  )})}
             )}
        ));
    }
    if (!looked.empty())
        parts.push_back(section(
            {cls("stack"), h2({"Đã xem xét"}),
             desk_table("Đã xem xét", {"Cảnh báo", "Lúc", "Người", "Bản ghi", "Nhận xét"}, looked)}
        ));
    return page(
        asked, "Cảnh báo", std::string(alarms_path), div({cls("stack l"), parts}),
        problem.empty() ? 200 : 422
    );
}

http::Response RegistryDesk::alarms(const Asked& asked)
{
    return show_alarms(asked, "");
}

http::Response RegistryDesk::look_at_alarm(const Asked& asked)
{
    const Id<ReadingAlarm> id{id_of(asked.request)};
    if (!reading_store::has_alarm(asked.tx, id))
        return sorry(
            asked, 404, "Không có cảnh báo này", "Về trang Cảnh báo để thấy những cảnh báo có."
        );
    const auto said =
        text::clean(asked.request.field(fmt::format("nhan-xet-{}", id.value)).value_or(""));
    if (!reason_fits(said)) return show_alarms(asked, reason_asked("Ghi nhận xét"));
    if (!reading_store::look_at(asked.tx, id, said, asked.seat.staff.id, asked.seat.now))
        return show_alarms(
            asked,
            "Cảnh báo này đã có người xem xét, hoặc là về chính anh (chị): người khác xem xét."
        );
    note(asked, "reading.alarm_looked_at", {}, {{"alarm", id.value}});
    return http::see_other(std::string(alarms_path));
}

} // namespace tnung::registry
