#include "gateway/delivery/cost_pages.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/desk/desk_sheet.hpp"
#include "foundation/text/money_text.hpp"
#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::gateway {

using namespace html;

namespace {

constexpr std::string_view path = "/can-bo/chi-phi";
constexpr int months_shown = 12;

/// What was handed over in a month, by the unit of its dossier. A notice is handed over within its
/// useful time, so only those made shortly before need be looked at.
constexpr pg::Query by_unit_query{"cost.by_unit", R"sql(
    SELECT coalesce(dossier.unit_code, ''),
           count(*) FILTER (WHERE notice.channel = 'chat'),
           count(*) FILTER (WHERE notice.channel IN ('template_by_user', 'template_by_phone')),
           count(*) FILTER (WHERE notice.channel = 'sms'),
           coalesce(sum(notice.dong), 0)::bigint
      FROM notice LEFT JOIN dossier ON dossier.id = notice.subject_id AND notice.subject = 'dossier'
     WHERE notice.created_at >= $1::timestamptz - interval '40 days' AND notice.created_at < $2
       AND notice.handed_over_at >= $1 AND notice.handed_over_at < $2
     GROUP BY 1
)sql"};

/// The codes themselves go after a month; that they were sent stays.
constexpr pg::Query codes_query{"cost.codes", R"sql(
    SELECT count(*) FROM phone_message
     WHERE kind = 'link_code' AND created_at >= $1 AND created_at < $2 AND status <> 'dropped'
)sql"};

struct Month {
    std::chrono::year_month of;
    Instant from, until;
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
    const auto start = [](std::chrono::year_month one) {
        return start_of(*make_day(int(one.year()), unsigned(one.month()), 1));
    };
    return {of, start(of), start(of + std::chrono::months(1))};
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

struct Line {
    std::string unit;
    std::int64_t chat = 0, templates = 0, sms = 0, dong = 0;
};

struct Cost {
    std::vector<Line> units; ///< dearest first
    Line sum;
    std::int64_t codes = 0;
};

Cost load(pg::Transaction& tx, const UnitDirectory& units, const Month& month)
{
    Cost cost;
    const auto rows = tx.exec(by_unit_query, month.from, month.until);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto unit = units.resolve(rows.get<std::string>(i, 0));
        const Line line{
            unit.unit ? unit.unit->name : "Cơ quan cấp tỉnh", rows.get<std::int64_t>(i, 1),
            rows.get<std::int64_t>(i, 2), rows.get<std::int64_t>(i, 3),
            rows.get<std::int64_t>(i, 4)};
        cost.sum.chat += line.chat;
        cost.sum.templates += line.templates;
        cost.sum.sms += line.sms;
        cost.sum.dong += line.dong;
        cost.units.push_back(line);
    }
    std::ranges::sort(cost.units, [](const Line& a, const Line& b) {
        return a.dong != b.dong ? a.dong > b.dong : text::sorts_before(a.unit, b.unit);
    });
    cost.codes = tx.exec(codes_query, month.from, month.until).get<std::int64_t>(0, 0);
    return cost;
}

std::string dong_text(std::int64_t dong)
{
    return text::grouped(dong) + " đ";
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
         [this](const DeskRequest& asked) { return costs(asked); }},
        {{.method = Method::get, .pattern = "/can-bo/chi-phi/tai-ve", .roles = may::watch},
         [this](const DeskRequest& asked) { return costs_sheet(asked); }}};
}

http::Response CostPages::costs(const DeskRequest& asked) const
{
    const auto month = month_asked(asked.request, asked.desk.now);
    const auto cost = load(asked.tx, units_, month);
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
              sheet_link(frame_.assets, fmt::format("{}/tai-ve?thang={}", path, month.word())),
              rows.empty() ? section({cls("card empty"), p({"Tháng này chưa gửi tin nào."})})
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
    const auto cost = load(asked.tx, units_, month);
    auto sheet = sheet_for(asked.desk, "Chi phí nhắn tin " + month.name());
    sheet.columns = {
        {"Đơn vị", 32},
        {"Trong chat", 14},
        {"Tin mẫu Zalo", 14},
        {"SMS", 12},
        {"Số tiền (đồng)", 18}};
    const auto row = [&](const Line& line) {
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
