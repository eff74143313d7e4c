#include "gateway/delivery/costs.hpp"

#include "foundation/text/vietnamese.hpp"
#include "gateway/citizen/phone_message_figures.hpp"
#include "gateway/notice/notice_figures.hpp"

#include <algorithm>

namespace tnung::gateway {

Cost cost_of(pg::Transaction& tx, const UnitDirectory& units, daily_figures::Days days)
{
    const auto notice_source = notice_figures(), message_source = phone_message_figures();
    const auto notices = daily_figures::sums(tx, notice_source.name, days);
    Cost cost{
        .codes = daily_figures::sums(tx, message_source.name, days).count(codes_sent),
        .days_uncounted = std::max(
            daily_figures::days_uncounted(tx, notice_source, days),
            daily_figures::days_uncounted(tx, message_source, days)
        ),
        .as_of = notices.as_of};
    for (const auto& [code, counts] : notices.by_unit) {
        const auto count = [&](std::string (*figure)(Channel), auto... channels) {
            return (daily_figures::count_of(counts, figure(channels)) + ...);
        };
        using enum Channel;
        const auto unit = units.resolve(code);
        const CostLine line{
            .unit = unit.unit ? unit.unit->name : "Cơ quan cấp tỉnh",
            .chat = count(handed_figure, chat),
            .templates = count(handed_figure, template_by_user, template_by_phone),
            .sms = count(handed_figure, sms),
            .dong = count(dong_figure, chat, template_by_user, template_by_phone, sms)};
        if (line.chat + line.templates + line.sms == 0) continue;
        cost.sum.chat += line.chat;
        cost.sum.templates += line.templates;
        cost.sum.sms += line.sms;
        cost.sum.dong += line.dong;
        cost.units.push_back(line);
    }
    std::ranges::sort(cost.units, [](const CostLine& a, const CostLine& b) {
        return a.dong != b.dong ? a.dong > b.dong : text::sorts_before(a.unit, b.unit);
    });
    return cost;
}

} // namespace tnung::gateway
