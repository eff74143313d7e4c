#include "gateway/dossier_notice/notice_rules.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/base/tsv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace tnung::gateway {

namespace {

std::string what_of(EventKind event, DossierState state)
{
    return event == EventKind::state ? fmt::format("{}", int(state))
                                     : std::string(event_kind_name(event));
}

} // namespace

NoticeRules::NoticeRules(std::string_view tsv)
{
    const Tsv table("notice-rules.tsv", tsv);
    for (std::size_t row = 0; row < table.size(); ++row) {
        const auto from = parse_iso_day(table.at(row, "from"));
        const auto urgency = parse_integer(table.at(row, "urgency"));
        const auto useful = parse_integer(table.at(row, "useful_days"));
        const auto known = parse_integer(table.at(row, "known_hours"));
        const auto overtaken = parse_integer(table.at(row, "overtaken_minutes"));
        if (!from || !urgency || !useful || !known ||
            table.at(row, "overtaken_by").empty() == overtaken.has_value())
            throw std::runtime_error(
                fmt::format("notice-rules.tsv: row {} is not readable", row + 1)
            );
        const auto kind = table.at(row, "kind");
        rules_.push_back(
            {*from, std::string(table.at(row, "what")), kind == "-" ? "" : std::string(kind),
             int(*urgency), int(*useful), std::string(table.at(row, "merged_after")),
             std::chrono::hours(*known), words_of(table.at(row, "overtaken_by")),
             std::chrono::minutes(overtaken.value_or(0)), table.at(row, "call") == "yes",
             std::string(table.at(row, "excuse")), std::string(table.at(row, "source"))}
        );
    }
}

const NoticeRule* NoticeRules::find(EventKind event, DossierState state, Day day) const
{
    const NoticeRule* newest = nullptr;
    for (const auto& rule : rules_)
        if (rule.what == what_of(event, state) && rule.from <= day &&
            (!newest || newest->from < rule.from))
            newest = &rule;
    return newest;
}

const NoticeRule* NoticeRules::of_kind(std::string_view kind, Day day) const
{
    for (const auto& rule : rules_) {
        const auto replaces = [&](const NoticeRule& other) {
            return other.what == rule.what && other.from <= day && rule.from < other.from;
        };
        if (rule.kind == kind && rule.from <= day && std::ranges::none_of(rules_, replaces))
            return &rule;
    }
    return nullptr;
}

bool NoticeRules::calls(std::string_view kind, Day day) const
{
    const auto* rule = of_kind(kind, day);
    return rule && rule->call;
}

} // namespace tnung::gateway
