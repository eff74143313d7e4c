// What units that are no more left, as whoever takes over from them sees it.
#include "foundation/base/bytes.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "registry/desk/desk_parts.hpp"
#include "registry/desk/registry_desk.hpp"
#include "registry/people/successions.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::registry {

using namespace html;
using Markup = html::Node;

bool RegistryDesk::is_ours(const Asked& asked, const std::string& unit_code)
{
    return asked.seat.staff.unit_code == unit_code ||
           succession_store::took_over(asked.tx, unit_code);
}

html::Node RegistryDesk::successions_waiting(const Asked& asked) const
{
    std::vector<Markup> cards;
    const auto taken = [&](const char* name) {
        return parse_integer(asked.request.query_value(name).value_or(""));
    };
    if (const auto filings = taken("da-nhan-ban"))
        cards.push_back(done_note(
            parts_.assets, fmt::format(
                               "Đã tiếp nhận {} bản kê khai và {} người.", *filings,
                               taken("da-nhan-nguoi").value_or(0)
                           )
        ));
    const auto unit = asked.seat.staff.unit_code.value_or("");
    if (const auto ours = succession_store::find(asked.tx, unit); ours && ours->taken_at)
        cards.push_back(
            p({cls("muted"), fmt::format(
                                 "Đơn vị đã chấm dứt từ {}; hồ sơ kê khai nay ở {}.",
                                 date_text(ours->ended_on), ours->holder_name
                             )})
        );
    for (const auto& one : succession_store::waiting(asked.tx, unit))
        cards.push_back(section(
            {cls("card stack"), attr("data-tone", "sun"),
             h2({fmt::format("{} đã chấm dứt: mời đơn vị tiếp nhận hồ sơ", one.from_name)}),
             p({fmt::format(
                 "Từ {}, theo {}. Còn ở đó: {} bản kê khai, {} người.", date_text(one.ended_on),
                 one.document, one.filings, one.people
             )}),
             p({cls("small muted"),
                "Tiếp nhận xong, bản kê khai, sổ theo dõi và việc dở dang ở đó thuộc về đơn vị của "
                "anh (chị) và mở được ở đây; bên cũ không mở được nữa. Người chỉ đổi cơ quan được "
                "chuyển luôn; ai đổi cả chức vụ thì chờ quyết định ở trang Người kê khai. Việc này "
                "không lùi lại được."}),
             asked.stands_in
                 ? p({"Người phụ trách của đơn vị tiếp nhận, không phải người thay."})
                 : act_form(
                       asked.seat, "/don-vi/tiep-nhan",
                       {hidden("ma", one.from_code),
                        button({cls("btn"), desk_icon(parts_.assets, "package-check"), " Tiếp nhận"}
                        )}
                   )}
        ));
    return cards.empty() ? Markup{} : div({cls("stack"), cards});
}

http::Response RegistryDesk::take_over(const Asked& asked)
{
    const auto code = text::clean(asked.request.field("ma").value_or(""));
    const auto unit = asked.seat.staff.unit_code.value_or("");
    const auto waiting = succession_store::waiting(asked.tx, unit);
    const auto one = std::ranges::find(waiting, code, &Succession::from_code);
    if (one == waiting.end() || asked.stands_in) {
        note(asked, "desk.denied", {}, {{"agency", code}});
        return sorry(
            asked, 404, "Không có hồ sơ của đơn vị này chờ anh (chị) tiếp nhận",
            "Có thể đồng nghiệp đã tiếp nhận rồi, hoặc việc này của người phụ trách, không phải "
            "người thay. Về trang Bản của đơn vị để xem lại."
        );
    }
    const auto refusal = parts_.vault.take_over(asked.session, code);
    if (refusal == VaultRefusal::denied)
        return sorry(
            asked, 403, "Chưa tiếp nhận được",
            "Sở Nội vụ vừa giao cho cơ quan khác, hoặc chính anh (chị) đã giao hồ sơ này: người "
            "phụ trách khác của đơn vị tiếp nhận. Về trang Bản của đơn vị để xem lại. Lần thử này "
            "đã được ghi vào nhật ký."
        );
    if (refusal) return vault_said(asked, *refusal);
    const auto taken =
        succession_store::take_over(asked.tx, *one, unit, asked.seat.staff.id, asked.seat.now);
    note(
        asked, "unit.took_over", {},
        {{"agency", code}, {"filings", taken.filings}, {"people", taken.people}}
    );
    return http::see_other(
        fmt::format("/don-vi?da-nhan-ban={}&da-nhan-nguoi={}", taken.filings, taken.people)
    );
}

} // namespace tnung::registry
