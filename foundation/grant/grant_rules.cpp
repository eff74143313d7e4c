#include "foundation/grant/grant_rules.hpp"

#include "foundation/base/tsv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace tnung {

namespace {

constexpr std::array<std::string_view, 9> refusals = {
    "unknown_role", "unit_needed", "days_reversed", "has_it", "forbidden",
    "oneself",      "same_person", "not_waiting",   "nobody"};

/// One of two words; throws on a third.
bool is_first_of(std::string_view word, std::string_view first, std::string_view second)
{
    if (word != first && word != second)
        throw std::runtime_error(
            fmt::format("roles: expected {} or {}, not \"{}\"", first, second, word)
        );
    return word == first;
}

bool share_a_unit(const StaffGrant& one, const StaffGrant& other)
{
    return !one.organisation || !other.organisation || one.organisation == other.organisation;
}

} // namespace

std::string_view grant_refusal_name(GrantRefusal refusal)
{
    return refusals[std::size_t(refusal)];
}

std::optional<GrantRefusal> parse_grant_refusal(std::string_view name)
{
    const auto* const found = std::ranges::find(refusals, name);
    if (found == refusals.end()) return std::nullopt;
    return GrantRefusal(found - refusals.begin());
}

GrantRules::GrantRules(std::string_view roles, std::string_view pairs)
{
    const Tsv role_table("roles", roles);
    for (std::size_t row = 0; row < role_table.size(); ++row)
        roles_.push_back(
            {std::string(role_table.at(row, "role")), std::string(role_table.at(row, "text")),
             is_first_of(role_table.at(row, "unit"), "yes", "no"),
             is_first_of(role_table.at(row, "confirmed"), "yes", "no")}
        );
    const Tsv pair_table("role pairs", pairs);
    for (std::size_t row = 0; row < pair_table.size(); ++row) {
        Pair pair{
            std::string(pair_table.at(row, "one")), std::string(pair_table.at(row, "other")),
            is_first_of(pair_table.at(row, "where"), "unit", "anywhere"),
            std::string(pair_table.at(row, "why"))};
        if (!find(pair.one) || !find(pair.other))
            throw std::runtime_error(
                fmt::format("role pairs: no role {} or {}", pair.one, pair.other)
            );
        pairs_.push_back(std::move(pair));
    }
}

const GrantRules::Role* GrantRules::find(std::string_view role) const
{
    const auto found = std::ranges::find(roles_, role, &Role::name);
    return found == roles_.end() ? nullptr : &*found;
}

std::string GrantRules::text_of(std::string_view role) const
{
    const auto* known = find(role);
    return known ? known->text : std::string(role);
}

std::optional<GrantRefusal> GrantRules::refusal_of(
    const StaffGrant& wanted, const std::vector<StaffGrant>& has, Day today
) const
{
    const auto* role = find(wanted.role);
    if (!role) return GrantRefusal::unknown_role;
    if (role->needs_unit && !wanted.organisation) return GrantRefusal::unit_needed;
    if (wanted.until && (*wanted.until < wanted.from || *wanted.until < today))
        return GrantRefusal::days_reversed;
    for (const auto& one : has)
        if (!one.ended_at && one.role == wanted.role && one.organisation == wanted.organisation &&
            one.overlaps(wanted))
            return GrantRefusal::has_it;
    if (forbidding(wanted, has)) return GrantRefusal::forbidden;
    return std::nullopt;
}

const GrantRules::Pair*
GrantRules::forbidding(const StaffGrant& wanted, const std::vector<StaffGrant>& has) const
{
    for (const auto& one : has) {
        if (one.ended_at || !one.overlaps(wanted)) continue;
        for (const auto& pair : pairs_) {
            const bool both = (pair.one == wanted.role && pair.other == one.role) ||
                              (pair.other == wanted.role && pair.one == one.role);
            if (both && (!pair.of_one_unit || share_a_unit(wanted, one))) return &pair;
        }
    }
    return nullptr;
}

} // namespace tnung
