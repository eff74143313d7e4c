#include "gateway/dossier_notice/notice_rules.hpp"

#include <gtest/gtest.h>

namespace tnung::gateway {
namespace {

const NoticeRules rules("from\twhat\tkind\turgency\tuseful_days\tmerged_after\tknown_"
                        "hours\tovertaken_by\tovertaken_minutes\tcall\texcuse\tsource\n"
                        "2026-07-01\t5\tsupplement_asked\t1\t30\t\t24\t\t\tyes\t\tDecree A\n"
                        "2027-01-01\t5\tsupplement_asked\t1\t20\t\t24\t\t\t\t\tDecree B\n"
                        "2027-06-01\t5\t-\t3\t0\t\t24\t\t\t\tnone_owed\tDecree C\n");
const Day before = *parse_iso_day("2026-06-30");
const Day first = *parse_iso_day("2026-07-01");
const Day last_of_first = *parse_iso_day("2026-12-31");
const Day second = *parse_iso_day("2027-01-01");
const Day third = *parse_iso_day("2027-06-01");

TEST(NoticeRules, TheRuleOfTheDayHolds)
{
    EXPECT_EQ(rules.of_kind("supplement_asked", before), nullptr);
    EXPECT_EQ(rules.of_kind("supplement_asked", first)->source, "Decree A");
    EXPECT_EQ(rules.of_kind("supplement_asked", last_of_first)->useful_days, 30);
    EXPECT_EQ(rules.of_kind("supplement_asked", second)->useful_days, 20);
    EXPECT_EQ(rules.of_kind("supplement_asked", third), nullptr);
    EXPECT_EQ(rules.of_kind("nobody_knows", second), nullptr);
}

TEST(NoticeRules, WhoIsCalledChangesWithTheRule)
{
    EXPECT_FALSE(rules.calls("supplement_asked", before));
    EXPECT_TRUE(rules.calls("supplement_asked", last_of_first));
    EXPECT_FALSE(rules.calls("supplement_asked", second));
}

TEST(NoticeRules, WhatOvertakesMustSayAfterHowLong)
{
    const std::string heading =
        "from\twhat\tkind\turgency\tuseful_days\tmerged_after\tknown_hours\tovertaken_by\t"
        "overtaken_minutes\tcall\texcuse\tsource\n";
    const NoticeRules good(
        heading + "2026-07-01\t4\thandling\t3\t3\taccepted\t24\tresult_ready stopped\t60\t\t\tA\n"
    );
    const auto* rule = good.of_kind("handling", first);
    EXPECT_EQ(rule->overtaken_by, (std::vector<std::string>{"result_ready", "stopped"}));
    EXPECT_EQ(rule->overtaken_after, std::chrono::minutes(60));
    EXPECT_EQ(rule->known, std::chrono::hours(24));
    EXPECT_THROW(
        NoticeRules(heading + "2026-07-01\t4\thandling\t3\t3\t\t24\tstopped\t\t\t\tA\n"),
        std::runtime_error
    );
    EXPECT_THROW(
        NoticeRules(heading + "2026-07-01\t4\thandling\t3\t3\t\t24\t\t60\t\t\tA\n"),
        std::runtime_error
    );
}

} // namespace
} // namespace tnung::gateway
