#include "foundation/grant/grant_rules.hpp"

#include "foundation/testing/data_file.hpp"

#include <gtest/gtest.h>

namespace tnung {
namespace {

const Day today = *parse_iso_day("2026-11-30");

const GrantRules rules(
    "role\tunit\tconfirmed\ttext\n"
    "cashier\tyes\tno\tThu ngân\n"
    "accountant\tyes\tno\tKế toán\n"
    "clerk\tyes\tno\tMột cửa\n"
    "administrator\tno\tyes\tQuản trị\n",
    "one\tother\twhere\twhy\n"
    "cashier\taccountant\tunit\tCùng một sổ.\n"
    "administrator\tclerk\tanywhere\tAi giao quyền không dùng quyền.\n"
);

StaffGrant
of(const std::string& role, std::optional<std::string> unit, Day from = today,
   std::optional<Day> until = std::nullopt)
{
    return {
        .role = role,
        .organisation = std::move(unit),
        .from = from,
        .until = until,
        .confirmed_at = Instant{}};
}

TEST(GrantRules, OnePersonHasSeveralOffices)
{
    EXPECT_EQ(
        rules.refusal_of(of("clerk", "23575"), {of("cashier", "23575")}, today), std::nullopt
    );
    EXPECT_EQ(rules.refusal_of(of("clerk", "23576"), {of("clerk", "23575")}, today), std::nullopt);
    EXPECT_EQ(
        rules.refusal_of(of("clerk", "23575"), {of("clerk", "23575")}, today), GrantRefusal::has_it
    );
}

TEST(GrantRules, ForbiddenPairsAreRefusedWhereTheyMeet)
{
    const std::vector<StaffGrant> cashier = {of("cashier", "23575")};
    EXPECT_EQ(rules.refusal_of(of("accountant", "23575"), cashier, today), GrantRefusal::forbidden);
    EXPECT_EQ(rules.forbidding(of("accountant", "23575"), cashier)->why, "Cùng một sổ.");
    EXPECT_EQ(rules.refusal_of(of("accountant", "23576"), cashier, today), std::nullopt);
    // Either way round; for the whole province it meets every unit.
    EXPECT_EQ(
        rules.refusal_of(of("cashier", "23575"), {of("accountant", std::nullopt)}, today),
        GrantRefusal::forbidden
    );
    EXPECT_EQ(
        rules.refusal_of(of("administrator", std::nullopt), {of("clerk", "23575")}, today),
        GrantRefusal::forbidden
    );
}

TEST(GrantRules, OnlyDaysThatMeetForbid)
{
    const auto last_year =
        of("cashier", "23575", *parse_iso_day("2025-01-01"), *parse_iso_day("2025-12-31"));
    EXPECT_EQ(rules.refusal_of(of("accountant", "23575"), {last_year}, today), std::nullopt);
    const auto next_year = of("cashier", "23575", *parse_iso_day("2027-01-01"));
    EXPECT_EQ(
        rules.refusal_of(of("accountant", "23575"), {next_year}, today), GrantRefusal::forbidden
    );
    auto ended = of("cashier", "23575");
    ended.ended_at = Instant{};
    EXPECT_EQ(rules.refusal_of(of("accountant", "23575"), {ended}, today), std::nullopt);
    auto waiting = of("cashier", "23575");
    waiting.confirmed_at = std::nullopt; // would count once it is confirmed
    EXPECT_EQ(
        rules.refusal_of(of("accountant", "23575"), {waiting}, today), GrantRefusal::forbidden
    );
}

TEST(GrantRules, SaysWhatElseIsWrong)
{
    EXPECT_EQ(rules.refusal_of(of("king", "23575"), {}, today), GrantRefusal::unknown_role);
    EXPECT_EQ(rules.refusal_of(of("clerk", std::nullopt), {}, today), GrantRefusal::unit_needed);
    EXPECT_EQ(
        rules.refusal_of(of("clerk", "1", today, today - std::chrono::days(1)), {}, today),
        GrantRefusal::days_reversed
    );
    EXPECT_EQ(rules.refusal_of(of("clerk", "1", today, today), {}, today), std::nullopt);
}

TEST(GrantRules, WrongDataIsRefusedByName)
{
    EXPECT_THROW(
        GrantRules("role\tunit\tconfirmed\ttext\na\tmaybe\tno\tA\n", "one\tother\twhere\twhy\n"),
        std::runtime_error
    );
    EXPECT_THROW(
        GrantRules(
            "role\tunit\tconfirmed\ttext\na\tno\tno\tA\n", "one\tother\twhere\twhy\na\tb\tunit\tx\n"
        ),
        std::runtime_error
    );
    const GrantRules ours(
        testing::data_file("desk-roles.tsv"), testing::data_file("desk-role-pairs.tsv")
    );
    EXPECT_TRUE(ours.find("administrator")->confirmed);
    EXPECT_TRUE(ours.find("clerk")->needs_unit);
}

TEST(StaffGrant, CountsBetweenItsDaysOnceConfirmed)
{
    auto grant = of("clerk", "23575", today, today + std::chrono::days(1));
    EXPECT_FALSE(grant.counts_on(today - std::chrono::days(1)));
    EXPECT_TRUE(grant.counts_on(today));
    EXPECT_TRUE(grant.counts_on(today + std::chrono::days(1)));
    EXPECT_FALSE(grant.counts_on(today + std::chrono::days(2)));
    grant.confirmed_at = std::nullopt;
    EXPECT_FALSE(grant.counts_on(today));
}

TEST(UnitScope, IsOfTheRolesThatAPageAsksFor)
{
    const std::vector<StaffGrant> grants = {
        of("clerk", "23576"), of("clerk", "23575"), of("cashier", "23577")};
    const UnitScope clerk(grants, {"clerk", "operator"});
    EXPECT_TRUE(clerk.covers("23575"));
    EXPECT_FALSE(clerk.covers("23577"));
    EXPECT_FALSE(clerk.covers(std::nullopt));
    EXPECT_EQ(clerk.text(), "23575,23576");
    EXPECT_EQ(clerk.filter()->size(), 2u);
    const UnitScope everywhere({of("administrator", std::nullopt)}, {"administrator"});
    EXPECT_TRUE(everywhere.covers(std::nullopt));
    EXPECT_EQ(everywhere.filter(), std::nullopt);
    const UnitScope none(grants, {"administrator"});
    EXPECT_FALSE(none.covers("23575"));
    EXPECT_EQ(none.filter()->size(), 0u);
}

} // namespace
} // namespace tnung
