// The province's regulation on using the register: read and acknowledged before anything else.
#include "foundation/text/time_text.hpp"
#include "registry/desk/desk_parts.hpp"
#include "registry/desk/registry_desk.hpp"

#include <fmt/format.h>

namespace tnung::registry {

using namespace html;
using Markup = html::Node;

const UsageRules& RegistryDesk::rules_in_force(Instant now) const
{
    return rules_of(parts_.usage_rules, day_of(now));
}

bool RegistryDesk::must_acknowledge(const Asked& asked)
{
    const std::pair key(asked.seat.staff.id.value, rules_in_force(asked.seat.now).version);
    {
        const std::lock_guard lock(mutex_);
        if (acknowledged_.contains(key)) return false;
    }
    if (!usage_rules_store::has_acknowledged(asked.tx, asked.seat.staff.id, key.second))
        return true;
    const std::lock_guard lock(mutex_);
    acknowledged_.insert(key);
    return false;
}

http::Response RegistryDesk::usage_rules(const Asked& asked)
{
    const auto& rules = rules_in_force(asked.seat.now);
    const bool first = must_acknowledge(asked);
    std::vector<Markup> parts{
        h1({rules.title}),
        p({cls("small muted"),
           fmt::format("Áp dụng từ {}. {}.", text::weekday_date(rules.from), rules.source)})};
    for (const auto& section_ : rules.sections) {
        std::vector<Markup> paragraphs;
        for (const auto& one : section_.paragraphs) paragraphs.push_back(p({one}));
        parts.push_back(section({cls("stack s"), h2({section_.heading}), paragraphs}));
    }
    if (first)
        parts.push_back(act_form(
            asked.seat, "/quy-che",
            {hidden("ban", rules.version),
             p({button({cls("btn"), desk_icon(parts_.assets, "check"), " Tôi đã đọc và thực hiện"})}
             )}
        ));
    else
        parts.push_back(p({cls("muted"), "Anh (chị) đã xác nhận bản này."}));
    return page(asked, "Quy chế", "", div({cls("stack l card"), parts}));
}

http::Response RegistryDesk::acknowledge_rules(const Asked& asked)
{
    const auto& rules = rules_in_force(asked.seat.now);
    // Another version came into force while this one was read.
    if (asked.request.field("ban") != rules.version) return http::see_other("/quy-che");
    usage_rules_store::acknowledge(asked.tx, asked.seat.staff.id, rules.version, asked.seat.now);
    note(asked, "rules.acknowledged", {}, {{"version", rules.version}});
    return http::see_other("/");
}

} // namespace tnung::registry
