#include "gateway/delivery/cost_pages.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/desk/desk_sheet.hpp"
#include "foundation/text/money_text.hpp"
#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"

#include "gateway/delivery/costs.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::gateway {

using namespace html;

namespace {

constexpr std::string_view path = "/can-bo/chi-phi";
constexpr int months_shown = 12;

struct Month {
    std::chrono::year_month of;
    daily_figures::Days days;
    std::string word() const
    {
        return fmt::format("{}-{:02}", int(of.year()), unsigned(of.month()));
    }
    std::string name() const
    {
        return fmt::format("tháng {}/{}", unsigned(of.month()), int(of.year()));
    }
};

Month month_at(std::chrono::year_month of)
{
    const auto first = [](std::chrono::year_month one) {
        return *make_day(int(one.year()), unsigned(one.month()), 1);
    };
    return {of, {first(of), first(of + std::chrono::months(1)) - std::chrono::days(1)}};
}

/// Up to today: a day that lies ahead has nothing to count.
daily_figures::Days days_so_far(const Month& month, Instant now)
{
    return {month.days.first, std::min(month.days.last, day_of(now))};
}

/// `2026-11`; the current one where it is no month, or lies ahead.
Month month_asked(const http::Request& request, Instant now)
{
    const std::chrono::year_month_day today(day_of(now));
    const auto current = today.year() / today.month();
    const auto asked = request.query_value("thang").value_or("");
    const auto first = parse_iso_day(asked + "-01");
    if (!first) return month_at(current);
    const std::chrono::year_month_day day(*first);
    return month_at(std::min(current, day.year() / day.month()));
}

std::string dong_text(std::int64_t dong)
{
    return text::grouped(dong) + " đ";
}

/// Until when the figures go, and what is missing from them.
Node counted_line(const Cost& cost)
{
    if (cost.days_uncounted > 0)
        return div(
            {cls("note"), attr("data-tone", "sun"),
             p({fmt::format(
                 "Đang đếm {} ngày của tháng này; số dưới đây còn thiếu. Mở lại trang sau ít phút.",
                 cost.days_uncounted
             )})}
        );
    if (!cost.as_of) return {};
    return p({cls("small muted"), "Số liệu đến " + text::spoken_time(*cost.as_of) + "."});
}

Node figure(const std::string& name, const std::string& value, const std::string& said)
{
    return div(
        {cls("card stack s"), p({cls("small muted"), name}), p({cls("big"), strong({value})}),
         p({cls("small muted"), said})}
    );
}

} // namespace

DeskRoutes CostPages::routes() const
{
    using http::Method;
    return {
        {{.method = Method::get, .pattern = "/can-bo/chi-phi", .roles = may::watch},
         door::at(this, &CostPages::costs)},
        {{.method = Method::get, .pattern = "/can-bo/chi-phi/tai-ve", .roles = may::watch},
         door::at(this, &CostPages::costs_sheet)}};
}

http::Response CostPages::costs(const DeskRequest& asked) const
{
    const auto month = month_asked(asked.request, asked.desk.now);
    const auto cost = cost_of(asked.tx, units_, days_so_far(month, asked.desk.now));
    const auto codes_dong = cost.codes * dong_per_code_;
    const auto told = cost.sum.chat + cost.sum.templates + cost.sum.sms;
    std::vector<DeskRow> rows;
    for (const auto& line : cost.units)
        rows.push_back(DeskRow{
            cell(line.unit), cell(cls("num"), text::grouped(line.chat)),
            cell(cls("num"), text::grouped(line.templates)),
            cell(cls("num"), text::grouped(line.sms)), cell(cls("num"), dong_text(line.dong))});
    std::vector<Node> months;
    for (int back = 0; back < months_shown; ++back) {
        const std::chrono::year_month_day today(day_of(asked.desk.now));
        const auto one = month_at(today.year() / today.month() - std::chrono::months(back));
        months.push_back(element(
            "option", {attr("value", one.word()), flag("selected", one.of == month.of), one.name()}
        ));
    }
    return frame_.page(
        asked,
        {.title = "Chi phí nhắn tin",
         .here = std::string(path),
         .content = section(
             {cls("stack l"), h1({"Chi phí nhắn tin, " + month.name()}),
              form(
                  {cls("row"), attr("method", "get"), attr("action", std::string(path)),
                   label({attr("for", "thang"), "Tháng"}),
                   element(
                       "select", {cls("auto"), attr("id", "thang"), attr("name", "thang"), months}
                   ),
                   button({cls("btn plain"), "Xem"})}
              ),
              div(
                  {cls("grid"),
                   figure(
                       "Tin báo hồ sơ", dong_text(cost.sum.dong),
                       told == 0 ? "chưa có tin nào"
                                 : fmt::format(
                                       "{} tin, {} đồng mỗi 1.000 tin", text::grouped(told),
                                       text::grouped(cost.sum.dong * 1000 / told)
                                   )
                   ),
                   figure(
                       "Mã xác nhận số", dong_text(codes_dong),
                       fmt::format("{} mã, tính chung cho tỉnh", text::grouped(cost.codes))
                   ),
                   figure("Cộng", dong_text(cost.sum.dong + codes_dong), month.name())}
              ),
              counted_line(cost),
              sheet_link(frame_.assets, fmt::format("{}/tai-ve?thang={}", path, month.word())),
              rows.empty() ? empty_card(frame_.assets, "hand-coins", "Tháng này chưa gửi tin nào.")
                           : desk_table(
                                 "Chi phí theo đơn vị",
                                 {"Đơn vị", "Trong chat", "Tin mẫu Zalo", "SMS", "Số tiền"}, rows
                             )}
         )}
    );
}

http::Response CostPages::costs_sheet(const DeskRequest& asked) const
{
    const auto month = month_asked(asked.request, asked.desk.now);
    const auto cost = cost_of(asked.tx, units_, days_so_far(month, asked.desk.now));
    auto sheet = sheet_for(asked.desk, "Chi phí nhắn tin " + month.name());
    sheet.columns = {
        {"Đơn vị", 32},
        {"Trong chat", 14},
        {"Tin mẫu Zalo", 14},
        {"SMS", 12},
        {"Số tiền (đồng)", 18}};
    const auto row = [&](const CostLine& line) {
        sheet.rows.push_back({line.unit, line.chat, line.templates, line.sms, line.dong});
    };
    for (const auto& line : cost.units) row(line);
    row(
        {.unit = "Mã xác nhận số (chung)",
         .templates = cost.codes,
         .dong = cost.codes * dong_per_code_}
    );
    return sheet_response(asked.desk, "chi-phi-" + month.word(), sheet);
}

} // namespace tnung::gateway
