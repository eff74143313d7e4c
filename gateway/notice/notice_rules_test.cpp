#include "gateway/notice/notice_rules.hpp"

#include <gtest/gtest.h>

namespace tnung::gateway {
namespace {

const NoticeRules
    rules("from\twhat\tkind\turgency\tuseful_days\tmerged_after\tcall\texcuse\tsource\n"
          "2026-07-01\t5\tsupplement_asked\t1\t30\t\tyes\t\tDecree A\n"
          "2027-01-01\t5\tsupplement_asked\t1\t20\t\t\t\tDecree B\n"
          "2027-06-01\t5\t-\t3\t0\t\t\tnone_owed\tDecree C\n");
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

} // namespace
} // namespace tnung::gateway
