#include "gateway/rights/retention_rules.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/base/tsv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace tnung::gateway {

RetentionRules::RetentionRules(std::string_view tsv)
{
    const Tsv table("retention.tsv", tsv);
    const auto named = [&](std::string_view what) {
        return std::ranges::any_of(rules_, [&](const auto& rule) { return rule.what == what; });
    };
    for (std::size_t row = 0; row < table.size(); ++row) {
        const auto from = parse_iso_day(table.at(row, "from"));
        const auto days = parse_integer(table.at(row, "days"));
        const std::string what(table.at(row, "what"));
        if (!from || !days || std::ranges::find(kept_things, what) == kept_things.end())
            throw std::runtime_error(fmt::format("retention.tsv: row {} is not readable", row + 1));
        rules_.push_back(
            {*from, what, std::chrono::days(*days), std::string(table.at(row, "counted")),
             std::string(table.at(row, "source"))}
        );
    }
    for (const auto thing : kept_things)
        if (!named(thing))
            throw std::runtime_error(fmt::format("retention.tsv: no term for {}", thing));
}

std::vector<RetentionRules::Rule> RetentionRules::of(Day day) const
{
    std::vector<Rule> rules;
    for (const auto& rule : rules_) {
        if (rule.from > day) continue;
        const auto same = std::ranges::find(rules, rule.what, &Rule::what);
        if (same == rules.end())
            rules.push_back(rule);
        else if (same->from < rule.from)
            *same = rule;
    }
    return rules;
}

std::chrono::days RetentionRules::days_of(std::string_view what, Day day) const
{
    for (const auto& rule : of(day))
        if (rule.what == what) return rule.days;
    throw std::out_of_range(fmt::format("retention.tsv: no term for {} on that day", what));
}

} // namespace tnung::gateway
