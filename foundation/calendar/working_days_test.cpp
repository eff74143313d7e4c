#include "foundation/calendar/working_days.hpp"

#include "foundation/testing/data_file.hpp"

#include <gtest/gtest.h>

namespace tnung::calendar {
namespace {

class WorkingDaysTest : public ::testing::Test {
protected:
    static WorkingDays province_calendar()
    {
        return WorkingDays::from_tsv("holidays.tsv", testing::data_file("holidays.tsv"));
    }
    static Day day(const char* text) { return *parse_iso_day(text); }

    const WorkingDays calendar = province_calendar();
};

TEST_F(WorkingDaysTest, KnowTetAndTheNewDayOfCulture)
{
    EXPECT_FALSE(calendar.is_working(day("2026-02-17")));
    EXPECT_FALSE(calendar.is_working(day("2026-11-24")));
    EXPECT_EQ(calendar.reason(day("2026-11-24")), "Ngày Văn hóa Việt Nam");
    EXPECT_TRUE(calendar.is_working(day("2026-11-25")));
}

TEST_F(WorkingDaysTest, SwapOneDayForASaturday)
{
    EXPECT_FALSE(calendar.is_working(day("2026-01-02")));
    EXPECT_TRUE(calendar.is_working(day("2026-01-10")));
    EXPECT_FALSE(calendar.is_working(day("2026-01-17")));
}

TEST_F(WorkingDaysTest, CountThroughTet)
{
    // Friday 13 February, ten working days: 23–27 February, 2–6 March.
    EXPECT_EQ(calendar.add(day("2026-02-13"), 10), day("2026-03-06"));
    EXPECT_EQ(calendar.between(day("2026-02-13"), day("2026-03-06")), 10);
    EXPECT_EQ(calendar.between(day("2026-03-06"), day("2026-02-13")), -10);
}

TEST_F(WorkingDaysTest, DayOfTheEventDoesNotCount)
{
    EXPECT_EQ(calendar.add(day("2026-11-20"), 1), day("2026-11-23"));
    EXPECT_EQ(calendar.add(day("2026-11-23"), 1), day("2026-11-25"));
}

/// Day by day, as the count is defined, through years with and without a table.
TEST_F(WorkingDaysTest, CountAsOneWouldDayByDay)
{
    const auto from = day("1968-12-27");
    int counted = 0;
    for (Day to = from; to < day("2031-03-05"); to += std::chrono::days(1)) {
        if (to > from && calendar.is_working(to)) ++counted;
        ASSERT_EQ(calendar.between(from, to), counted) << iso_text(to);
    }
    EXPECT_EQ(calendar.between(day("2026-11-25"), day("9999-12-31")), 2'080'082);
}

TEST_F(WorkingDaysTest, SayWhichYearsAreConfirmed)
{
    EXPECT_TRUE(calendar.knows(2026));
    EXPECT_FALSE(calendar.knows(2031));
}

TEST(WorkingDaysFile, NamesTheRowThatIsWrong)
{
    EXPECT_THROW(
        WorkingDays::from_tsv("x", "date\tkind\treason\n2026-13-01\toff\t\n"), std::runtime_error
    );
}

} // namespace
} // namespace tnung::calendar
