#include "registry/campaign/deadlines.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/base/tsv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <optional>
#include <stdexcept>

namespace tnung::registry {

namespace {

using Counts = Deadlines::Rule::Counts;

constexpr std::array<std::pair<std::string_view, Counts>, 5> counts_words = {{
    {"days", Counts::days},
    {"working_days", Counts::working_days},
    {"lasts", Counts::lasts},
    {"days_before", Counts::days_before},
    {"before_date", Counts::before_date},
}};

/// `12-31` as 1231; of another count a number of days. Nothing where it is neither.
std::optional<int> parse_number(Counts counts, std::string_view text)
{
    if (counts != Counts::before_date) {
        const auto days = parse_integer(text);
        constexpr std::int64_t days_max = 366;
        if (!days || *days < 1 || *days > days_max) return std::nullopt;
        return int(*days);
    }
    constexpr std::string_view leap_year = "2024-";
    const auto day = parse_iso_day(std::string(leap_year) + std::string(text));
    if (!day) return std::nullopt;
    const std::chrono::year_month_day date(*day);
    return int(unsigned(date.month()) * 100 + unsigned(date.day()));
}

} // namespace

Deadlines::Deadlines(std::string_view tsv, const calendar::WorkingDays& calendar)
    : calendar_(calendar)
{
    const Tsv table("declaration-deadlines.tsv", tsv);
    for (std::size_t row = 0; row < table.size(); ++row) {
        Rule rule{.name = std::string(table.at(row, "deadline"))};
        const auto from = parse_iso_day(table.at(row, "from"));
        const auto counts =
            std::ranges::find(counts_words, table.at(row, "counts"), [](const auto& known) {
                return known.first;
            });
        const auto number = counts == counts_words.end()
                                ? std::nullopt
                                : parse_number(counts->second, table.at(row, "number"));
        if (!from || rule.name.empty() || !number)
            throw std::runtime_error(fmt::format(
                "declaration-deadlines.tsv: {} ('{}') is not readable", row + 1, rule.name
            ));
        rule.from = *from;
        rule.counts = counts->second;
        rule.number = *number;
        rule.counted_from = table.at(row, "counted_from");
        rule.who = table.at(row, "who");
        rule.sure = table.at(row, "sure") == "yes";
        rule.source = table.at(row, "source");
        rules_.push_back(std::move(rule));
    }
}

const Deadlines::Rule& Deadlines::rule(std::string_view name, Day day) const
{
    const Rule* newest = nullptr;
    for (const auto& rule : rules_)
        if (rule.name == name && rule.from <= day && (!newest || newest->from < rule.from))
            newest = &rule;
    if (!newest)
        throw std::out_of_range(
            fmt::format("declaration-deadlines.tsv: no '{}' on {}", name, iso_text(day))
        );
    return *newest;
}

Day Deadlines::due(std::string_view name, Day event) const
{
    using std::chrono::days;
    const auto& rule = this->rule(name, event);
    const auto working_or_next = [&](Day day) {
        return calendar_.is_working(day) ? day : calendar_.next_working(day);
    };
    switch (rule.counts) {
    case Counts::days: return working_or_next(event + days(rule.number));
    case Counts::working_days: return calendar_.add(event, rule.number);
    case Counts::lasts: return event + days(rule.number - 1);
    case Counts::days_before: {
        auto day = event - days(rule.number);
        while (!calendar_.is_working(day)) day -= days(1);
        return day;
    }
    case Counts::before_date: {
        const std::chrono::year_month_day date(event);
        const auto named =
            make_day(int(date.year()), unsigned(rule.number / 100), unsigned(rule.number % 100));
        return *named - days(1);
    }
    }
    std::abort();
}

} // namespace tnung::registry
