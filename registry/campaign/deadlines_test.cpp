#include "registry/campaign/deadlines.hpp"

#include "foundation/testing/data_file.hpp"
#include "foundation/testing/province_calendar.hpp"

#include <gmock/gmock.h>

#include <stdexcept>

namespace tnung::registry {
namespace {

using testing::data_file;
using ::testing::HasSubstr;
using ::testing::ThrowsMessage;

class DeadlinesTest : public ::testing::Test {
protected:
    std::string due(std::string_view name, std::string_view event) const
    {
        return iso_text(deadlines.due(name, *parse_iso_day(event)));
    }

    const calendar::WorkingDays calendar = testing::province_calendar();
    const Deadlines deadlines{data_file("declaration-deadlines.tsv"), calendar};
};

TEST_F(DeadlinesTest, AreCountedThroughTetSwapsAndTheNewHoliday)
{
    struct Case {
        std::string_view name, event, due, why;
    };
    const std::vector<Case> cases = {
        // Ten days from taking up a post: Law 36/2018, article 36(1); Civil Code, articles 147,
        // 148.
        {"first", "2026-11-02", "2026-11-12", "a Thursday"},
        {"first", "2026-11-04", "2026-11-16", "the tenth day is a Saturday: Monday"},
        {"first", "2026-11-14", "2026-11-25", "Tuesday the 24th of November is off: Wednesday"},
        {"first", "2026-02-06", "2026-02-23", "the 16th is Tết; the holidays end on a weekend"},
        {"first", "2026-04-17", "2026-04-28", "Monday is off for the Hùng kings' day on a Sunday"},
        {"first", "2025-12-23", "2026-01-05", "1 January, the day swapped, the weekend"},
        {"first", "2025-12-31", "2026-01-10", "a Saturday that is worked for a swap"},
        {"first", "2026-08-12", "2026-08-22", "likewise"},
        {"first", "2026-08-21", "2026-09-03",
         "31 August is swapped away, 1 and 2 September are off"},
        // Before 31 December: article 36(2) and (3). The day before is the last, worked or not.
        {"annual", "2026-01-01", "2026-12-30", ""},
        {"annual", "2026-12-31", "2026-12-30", "already past"},
        {"supplement", "2027-05-02", "2027-12-30", "of the year of the change"},
        {"annual", "2023-06-01", "2023-12-30", "a Saturday stays: earlier it may be, later not"},
        // At least ten days before an appointment: article 36(3c).
        {"personnel", "2026-12-14", "2026-12-04", "a Friday"},
        {"personnel", "2026-12-15", "2026-12-04", "the 5th is a Saturday: the Friday before"},
        {"personnel", "2026-12-04", "2026-11-23", "the 24th is off: the Monday before"},
        {"personnel", "2026-03-02", "2026-02-13", "Tết and its weekends lie between"},
        // Seven days to add or redo: article 38(1).
        {"redo", "2026-12-16", "2026-12-23", ""},
        {"redo", "2026-11-17", "2026-11-25", "the seventh day is the 24th"},
        {"redo", "2026-02-10", "2026-02-23", "the 17th is Tết"},
        // Twenty days to hand over: article 38(2).
        {"hand_over", "2026-12-10", "2026-12-30", ""},
        {"hand_over", "2026-12-30", "2027-01-19", "into the next year"},
        {"hand_over", "2026-11-04", "2026-11-25", "the twentieth day is the 24th"},
        {"hand_over", "2026-01-28", "2026-02-23", "the 17th is Tết"},
        // Five days to publish: Decree 130/2020, article 11(3).
        {"publish", "2026-12-14", "2026-12-21", "the fifth day is a Saturday"},
        {"publish", "2026-11-19", "2026-11-25", "the fifth day is the 24th"},
        // Posted for fifteen days, the first of them the day of posting: article 11(4).
        {"posted", "2026-12-21", "2027-01-04", ""},
        {"posted", "2026-11-10", "2026-11-24", "days off count"},
        // Ten days to answer who may ask: article 54.
        {"provide", "2026-11-14", "2026-11-25", ""},
        // Working days to give information: Decree 130/2020, article 8.
        {"information", "2026-11-20", "2026-11-30", "five of them, without the 24th"},
        {"information", "2026-02-13", "2026-02-27", "Tết does not count"},
        {"information_complex", "2026-08-14", "2026-09-08",
         "a worked Saturday counts, three days off do not"},
    };
    for (const auto& one : cases)
        EXPECT_EQ(due(one.name, one.event), one.due)
            << one.name << " from " << one.event << ": " << one.why;
}

TEST_F(DeadlinesTest, OfReckonedYearsEndOnNoHoliday)
{
    struct Case {
        std::string_view name, event, due;
    };
    for (const auto& one : std::vector<Case>{
             {"first", "2026-12-22", "2027-01-04"}, // 1 January, a weekend
             {"first", "2027-01-29", "2027-02-11"}, // the tenth day is the third of Tết
             {"hand_over", "2026-12-12", "2027-01-04"},
             {"information", "2027-02-02", "2027-02-16"}, // the 3rd, then the 11th on
             {"personnel", "2027-01-11", "2026-12-31"},
             {"personnel", "2027-02-18", "2027-02-03"}, // the 8th is Tết: the day before it
             {"provide", "2027-01-29", "2027-02-11"},
             {"first", "2028-01-14", "2028-01-31"}, // Tết 24 to 28 January
             {"hand_over", "2035-01-17", "2035-02-13"}})
        EXPECT_EQ(due(one.name, one.event), one.due) << one.name << " from " << one.event;
}

/// Each day of twelve years against the words of the rule.
TEST_F(DeadlinesTest, KeepTheirRuleThroughEveryTetAndYearsEnd)
{
    using std::chrono::days;
    for (auto event = *parse_iso_day("2024-01-01"); event <= *parse_iso_day("2035-12-31");
         event += days(1))
        for (const auto* name :
             {"first", "redo", "hand_over", "publish", "provide", "personnel", "information"})
        {
            const auto& rule = deadlines.rule(name, event);
            const auto last = deadlines.due(name, event);
            ASSERT_TRUE(calendar.is_working(last)) << name << " from " << iso_text(event);
            int worked = 0;
            switch (rule.counts) {
            case Deadlines::Rule::Counts::days:
                ASSERT_GE(last, event + days(rule.number));
                for (auto day = event + days(rule.number); day < last; day += days(1))
                    ASSERT_FALSE(calendar.is_working(day)) << name << " " << iso_text(event);
                break;
            case Deadlines::Rule::Counts::days_before:
                ASSERT_LE(last, event - days(rule.number));
                for (auto day = event - days(rule.number); day > last; day -= days(1))
                    ASSERT_FALSE(calendar.is_working(day)) << name << " " << iso_text(event);
                break;
            case Deadlines::Rule::Counts::working_days:
                for (auto day = event + days(1); day <= last; day += days(1))
                    worked += calendar.is_working(day);
                ASSERT_EQ(worked, rule.number) << name << " " << iso_text(event);
                break;
            default: FAIL() << "not tried here";
            }
        }
}

TEST_F(DeadlinesTest, AreThoseOfTheDayOfTheEvent)
{
    EXPECT_TRUE(deadlines.rule("annual", *parse_iso_day("2026-06-30")).sure);
    EXPECT_FALSE(deadlines.rule("annual", *parse_iso_day("2026-07-01")).sure);
    EXPECT_THROW(deadlines.rule("publish", *parse_iso_day("2020-12-19")), std::out_of_range);
    EXPECT_THROW(deadlines.rule("no such", *parse_iso_day("2026-07-01")), std::out_of_range);
}

TEST_F(DeadlinesTest, WhatIsWrongInTheDataIsNamed)
{
    const std::string head = "from\tdeadline\tcounts\tnumber\tcounted_from\twho\tsure\tsource\n";
    for (const char* row :
         {"2026-01-01\tx\tdays\t0\ta\tb\tyes\tc\n", "2026-01-01\tx\tweeks\t1\ta\tb\tyes\tc\n",
          "2026-01-01\tx\tbefore_date\t13-01\ta\tb\tyes\tc\n", "soon\tx\tdays\t1\ta\tb\tyes\tc\n"})
        EXPECT_THAT(
            ([&] { Deadlines(head + row, calendar); }),
            ThrowsMessage<std::runtime_error>(HasSubstr("1 ('x') is not readable"))
        ) << row;
}

} // namespace
} // namespace tnung::registry
