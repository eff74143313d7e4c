#include "registry/erasure/retention.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/base/tsv.hpp"
#include "registry/vault/vault.hpp"

#include <fmt/format.h>

#include <stdexcept>

namespace tnung::registry {

namespace {

constexpr int years_max = 70;
constexpr std::string_view for_ever = "permanent";

} // namespace

Retention::Retention(std::string_view tsv)
{
    const Tsv table("registry-retention.tsv", tsv);
    for (std::size_t row = 0; row < table.size(); ++row) {
        const auto from = parse_iso_day(table.at(row, "from"));
        const auto typed = table.at(row, "years");
        const auto years = parse_integer(std::string(typed));
        const bool fits = years && *years >= retention_years_min && *years <= years_max;
        if (!from || !(fits || typed == for_ever) || table.at(row, "source").empty())
            throw std::runtime_error(
                fmt::format("registry-retention.tsv: {} ('{}') is not readable", row + 1, typed)
            );
        all_.push_back(
            {*from, fits ? std::optional(int(*years)) : std::nullopt,
             table.at(row, "sure") == "yes", std::string(table.at(row, "source"))}
        );
    }
}

const RetentionTerm& Retention::term(Day day) const
{
    const RetentionTerm* found = nullptr;
    for (const auto& one : all_)
        if (one.from <= day && (!found || one.from >= found->from)) found = &one;
    if (!found) throw std::runtime_error("registry-retention.tsv: no term is in force");
    return *found;
}

std::optional<Day> Retention::past_before(Day today) const
{
    const auto& now = term(today);
    if (!now.years) return std::nullopt;
    const auto year = int(std::chrono::year_month_day(today).year());
    return make_day(year - *now.years, 1, 1);
}

} // namespace tnung::registry
