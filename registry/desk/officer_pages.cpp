// Whose office a unit's declarations are, and who stands in for them.
#include "foundation/base/bytes.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "registry/desk/desk_parts.hpp"
#include "registry/desk/registry_desk.hpp"
#include "registry/vault/stand_in.hpp"

#include <fmt/format.h>
#include <fmt/ranges.h>

#include <algorithm>

namespace tnung::registry {

using namespace html;
using Markup = html::Node;

namespace {

constexpr std::string_view officers_path = "/don-vi/phu-trach";
constexpr int ahead_days_max = 366; ///< that somebody is named before their first day

bool is_over(const StandIn& one, Day today)
{
    return one.ended_at || one.until < today;
}

Markup stand_in_chip(const Assets& assets, const StandIn& one, Day today)
{
    if (one.ended_at) return chip(assets, "stone", "x", "Đã chấm dứt");
    if (one.until < today) return chip(assets, "stone", "check", "Đã hết");
    if (!one.holds) return chip(assets, "stone", "x", "Người cử đã thôi phụ trách");
    if (one.from > today) return chip(assets, "lake", "calendar-days", "Sắp tới");
    return chip(assets, "leaf", "circle-dot", "Đang thay");
}

} // namespace

http::Response RegistryDesk::show_officers(const Asked& asked, const std::string& problem) const
{
    const auto today = day_of(asked.seat.now);
    const auto unit = asked.seat.staff.unit_code.value_or("");
    const auto officers = stand_in_store::officers(asked.tx, unit);
    const auto stand_ins = stand_in_store::of_unit(asked.tx, unit);
    std::vector<DeskRow> rows;
    for (const auto& one : officers)
        rows.push_back(DeskRow{cell(strong({one.name})), cell(one.login)});
    std::vector<Markup> parts{
        h1({officers.size() == 1
                ? fmt::format("{} phụ trách kê khai ở đơn vị", officers.front().name)
                : fmt::format("{} người phụ trách kê khai ở đơn vị", officers.size())}),
        problem_note(parts_.assets, problem),
        officers.size() == 1 ? p({"Bản kê khai của chính người phụ trách do người khác tiếp nhận, "
                                  "bàn giao: cử người "
                                  "thay trong những ngày đó, hoặc đề nghị người quản trị của tỉnh "
                                  "mở thêm tài khoản."})
                             : Markup{},
        desk_table("Người phụ trách", {"Họ và tên", "Tài khoản"}, rows)};
    if (!stand_ins.empty()) {
        std::vector<DeskRow> lines;
        for (const auto& one : stand_ins)
            lines.push_back(DeskRow{
                cell(strong({one.name})),
                cell(fmt::format("{} đến hết {}", date_text(one.from), date_text(one.until))),
                cell(one.document), cell(one.named_by),
                cell(stand_in_chip(parts_.assets, one, today)),
                cell(
                    is_over(one, today) || asked.stands_in
                        ? Markup{}
                        : act_form(
                              asked.seat, fmt::format("{}/{}", officers_path, one.id.value),
                              {button({cls("btn text"), "Chấm dứt"})}, "row"
                          )
                )});
        parts.push_back(section(
            {cls("stack"), h2({"Người được phân công thay"}),
             desk_table(
                 "Người được phân công thay",
                 {"Họ và tên", "Những ngày", "Văn bản", "Người cử", "Tình trạng", "Việc"}, lines
             )}
        ));
    }
    const auto candidates = stand_in_store::candidates(asked.tx, unit);
    const auto again = [&](const char* name) { return asked.request.field(name).value_or(""); };
    std::vector<Option> options;
    for (const auto& one : candidates)
        options.push_back(
            {fmt::format("{}", one.id.value), fmt::format("{} ({})", one.name, one.login)}
        );
    if (asked.stands_in)
        parts.push_back(
            p({cls("muted"), "Anh (chị) đang thay người phụ trách: chỉ người phụ trách "
                             "cử hoặc chấm dứt người thay."})
        );
    else if (options.empty())
        parts.push_back(
            empty_card(parts_.assets, "users", "Chưa có ai khác ở đơn vị có tài khoản để thay.")
        );
    else
        parts.push_back(section(
            {cls("card stack"), h2({"Cử người thay"}),
             p({cls("small muted"),
                "Trong những ngày đó, người được cử làm mọi việc của bộ phận tổ chức cán bộ; hết "
                "ngày thì quyền tự hết. Nhật ký ghi đúng tên người làm."}),
             act_form(
                 asked.seat, std::string(officers_path),
                 {select_field("nguoi", "Ai?", options, again("nguoi")),
                  day_field("tu-ngay", "Từ ngày", again("tu-ngay")),
                  day_field("den-ngay", "Đến hết ngày", again("den-ngay")),
                  text_field(
                      "van-ban", "Văn bản phân công (số, ngày)", again("van-ban"),
                      document_length_max
                  ),
                  p({button({cls("btn"), desk_icon(parts_.assets, "plus"), " Cử người thay"})})}
             )}
        ));
    return page(
        asked, "Người phụ trách", std::string(officers_path), div({cls("stack l"), parts}),
        problem.empty() ? 200 : 422
    );
}

http::Response RegistryDesk::officers(const Asked& asked)
{
    return show_officers(asked, "");
}

http::Response RegistryDesk::name_stand_in(const Asked& asked)
{
    const auto today = day_of(asked.seat.now);
    const auto typed = [&](const char* name) {
        return text::parse_typed_day(text::clean(asked.request.field(name).value_or("")));
    };
    const auto from = typed("tu-ngay"), until = typed("den-ngay");
    if (!from || !until) return show_officers(asked, "Ngày chưa đúng: ghi ngày/tháng/năm.");
    if (*from < today || *from > today + std::chrono::days(ahead_days_max) || *until < *from ||
        *until - *from >= std::chrono::days(stand_in_days_max))
        return show_officers(
            asked, fmt::format(
                       "Chọn ngày đầu từ hôm nay trở đi, ngày cuối không trước ngày đầu, cả thảy "
                       "không quá {} ngày.",
                       stand_in_days_max
                   )
        );
    const auto document = text::clean(asked.request.field("van-ban").value_or(""));
    if (!document_fits(document)) return show_officers(asked, document_asked());
    const Id<Staff> who{parse_integer(asked.request.field("nguoi").value_or("")).value_or(0)};
    const auto refusal = parts_.vault.name_stand_in(asked.session, {who, *from, *until, document});
    if (refusal && *refusal != VaultRefusal::denied) return vault_said(asked, *refusal);
    if (refusal)
        return show_officers(
            asked, fmt::format(
                       "Không cử được: người này không còn ở đơn vị, đã được cử trong những ngày "
                       "đó, hoặc thay quá {} ngày trong một năm; hoặc anh (chị) không phải người "
                       "phụ trách. Lần thử này đã được ghi.",
                       stand_in_days_of_year_max
                   )
        );
    return http::see_other(std::string(officers_path));
}

http::Response RegistryDesk::end_stand_in(const Asked& asked)
{
    const auto id = id_of(asked.request);
    const auto all = stand_in_store::of_unit(asked.tx, asked.seat.staff.unit_code.value_or(""));
    if (std::ranges::find(all, Id<StandIn>{id}, &StandIn::id) == all.end()) {
        note(asked, "desk.denied", {}, {{"stand_in", id}});
        return sorry(
            asked, 404, "Không có người thay này ở đơn vị của anh (chị)",
            "Mở lại trang Người phụ trách."
        );
    }
    if (parts_.vault.decide(asked.session, VaultRequest::Act::end_stand_in, id, true))
        return show_officers(
            asked, "Không chấm dứt được: đã hết, hoặc anh (chị) không phải người phụ trách."
        );
    return http::see_other(std::string(officers_path));
}

html::Node RegistryDesk::whom_to_ask(const Asked& asked) const
{
    const auto& unit = asked.me ? asked.me->agency_code : std::string();
    std::vector<std::string> names;
    for (const auto& one : stand_in_store::officers(asked.tx, unit)) names.push_back(one.name);
    const auto officers = names.size();
    for (const auto& one : stand_in_store::of_unit(asked.tx, unit))
        if (stand_in_store::runs_on(one, day_of(asked.seat.now)))
            names.push_back(fmt::format("{} (thay đến hết {})", one.name, date_text(one.until)));
    if (names.empty()) return {};
    return p(
        {cls("muted"), fmt::format(
                           "Cần giúp: hỏi bộ phận tổ chức cán bộ của {}{} {}.",
                           asked.me->agency_name, officers ? "," : ":", fmt::join(names, ", ")
                       )}
    );
}

} // namespace tnung::registry
