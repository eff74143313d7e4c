#include "gateway/notice/reconcile_pages.hpp"

#include "foundation/desk/desk_sheet.hpp"
#include "foundation/text/money_text.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

using namespace html;

namespace {

std::vector<std::pair<std::string, std::int64_t>> reconcile_lines(const Reconciliation& result)
{
    const auto& all = result.all;
    return {
        {"Sự kiện nhận vào", all.causes},
        {"Không phải báo riêng", all.causes_excused},
        {"Tin phải gửi", all.notices},
        {"Đã đến máy", all.delivered},
        {"Không gửi, có lý do", all.excused},
        {"Đang chờ", all.waiting},
        {"Trong đó chờ gọi điện", all.on_call_list},
        {"Không giải thích được", all.unexplained}};
}

} // namespace

DeskRoutes ReconcilePages::routes() const
{
    using http::Method;
    return {
        {{.method = Method::get, .pattern = "/can-bo/doi-chieu", .roles = may::watch},
         door::at(this, &ReconcilePages::reconcile)},
        {{.method = Method::get, .pattern = "/can-bo/doi-chieu/tai-ve", .roles = may::watch},
         door::at(this, &ReconcilePages::reconcile_sheet)}};
}

http::Response ReconcilePages::reconcile(const DeskRequest& asked) const
{
    const auto result = gateway::reconcile(pool_, subjects_);
    std::vector<DeskRow> excuses;
    for (const auto& [excuse, count] : result.excuses())
        excuses.push_back(DeskRow{
            cell(std::string(text_of(excuse))), cell(cls("num"), fmt::format("{}", count))});
    std::vector<Fact> lines;
    for (const auto& [name, count] : reconcile_lines(result))
        lines.push_back({name, span({cls("num"), text::grouped(count)})});
    const bool good = result.all.unexplained == 0;
    return frame_.page(
        asked,
        {.title = "Đối chiếu",
         .here = "/can-bo/doi-chieu",
         .content = section(
             {cls("stack l"),
              h1({good ? std::string("Không sự kiện nào bị bỏ sót")
                       : fmt::format("{} việc không giải thích được", result.all.unexplained)}),
              div(
                  {cls("note"), attr("data-tone", good ? "leaf" : "danger"),
                   desk_icon(frame_.assets, good ? "circle-check" : "circle-alert"),
                   div({p(
                       {good ? "Mỗi sự kiện nhận vào đã thành tin, hoặc có lý do không phải báo. "
                               "Mỗi tin đã đến, đang chờ, hoặc có lý do không gửi."
                             : "Báo ngay người vận hành: có sự kiện không thành tin và không có "
                               "lý do."}
                   )})}
              ),
              facts(lines), sheet_link(frame_.assets, "/can-bo/doi-chieu/tai-ve"),
              excuses.empty()
                  ? Node{}
                  : section(
                        {cls("stack s"), h2({"Vì sao không báo riêng hoặc không gửi"}),
                         desk_table(
                             "Vì sao không báo riêng hoặc không gửi", {"Lý do", "Số lần"}, excuses
                         )}
                    )}
         )}
    );
}

http::Response ReconcilePages::reconcile_sheet(const DeskRequest& asked) const
{
    const auto result = gateway::reconcile(pool_, subjects_);
    auto sheet = sheet_for(asked.desk, "Đối chiếu tin báo");
    sheet.columns = {{"Mục", 60}, {"Số lượng", 14}};
    for (const auto& [name, count] : reconcile_lines(result)) sheet.rows.push_back({name, count});
    for (const auto& [excuse, count] : result.excuses())
        sheet.rows.push_back({fmt::format("Lý do: {}", text_of(excuse)), count});
    return sheet_response(asked.desk, "doi-chieu", sheet);
}

} // namespace tnung::gateway
