#include "foundation/calendar/working_days.hpp"

#include "foundation/testing/province_calendar.hpp"

#include <gtest/gtest.h>

namespace tnung::calendar {
namespace {

class WorkingDaysTest : public ::testing::Test {
protected:
    static Day day(const char* text) { return *parse_iso_day(text); }

    const WorkingDays calendar = testing::province_calendar();
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
    EXPECT_EQ(calendar.between(day("2026-11-25"), day("9999-12-31")), 2'079'674);
}

/// Days off that are no ordinary weekend, in the order of the year.
std::string off_in(const WorkingDays& calendar, int year, unsigned month_from, unsigned month_to)
{
    std::string days;
    for (auto day = *make_day(year, month_from, 1); day < *make_day(year, month_to + 1, 1);
         day += std::chrono::days(1))
        if (weekday_index(day) < 5 && !calendar.is_working(day))
            days += (days.empty() ? "" : " ") + iso_text(day).substr(5);
    return days;
}

/// Reckoned alone, years that were announced come out as they were, but for swaps.
TEST_F(WorkingDaysTest, AreReckonedFromTheLawWhereNothingWasAnnounced)
{
    const auto holidays = std::string("date\tkind\treason\tconfidence\n");
    const WorkingDays reckoned(
        {.holidays = holidays,
         .statutory = testing::data_file("statutory-days.tsv"),
         .lunar = testing::data_file("lunar-days.tsv")}
    );
    struct Year {
        int year;
        std::string_view tet, september;
    };
    for (const auto& [year, tet, september] : std::vector<Year>{
             {2021, "02-10 02-11 02-12 02-15 02-16", "09-02 09-03"},
             {2022, "01-31 02-01 02-02 02-03 02-04", "09-01 09-02"},
             {2023, "01-20 01-23 01-24 01-25 01-26", "09-01 09-04"},
             {2024, "02-08 02-09 02-12 02-13 02-14", "09-02 09-03"},
             {2025, "01-27 01-28 01-29 01-30 01-31", "09-01 09-02"},
             {2026, "02-16 02-17 02-18 02-19 02-20", "09-01 09-02"},
             {2027, "02-04 02-05 02-08 02-09 02-10", "09-02 09-03"}})
    {
        auto spring = off_in(reckoned, year, 1, 2);
        if (spring.starts_with("01-0")) spring.erase(0, 6); // New Year
        EXPECT_EQ(spring, tet) << year;
        EXPECT_EQ(off_in(reckoned, year, 9, 9), september) << year;
    }
    EXPECT_EQ(off_in(reckoned, 2026, 4, 5), "04-27 04-30 05-01");
    EXPECT_EQ(off_in(reckoned, 2027, 4, 5), "04-16 04-30 05-03");
    EXPECT_EQ(off_in(reckoned, 2025, 11, 11), "") << "the day of culture is from 2026 on";
    EXPECT_EQ(off_in(reckoned, 2029, 11, 11), "11-26") << "the 24th is a Saturday";
    EXPECT_EQ(off_in(reckoned, 2028, 1, 1), "01-03 01-24 01-25 01-26 01-27 01-28");
}

/// Of each year until 2035: on no day of Tết somebody works, and an ordinary week is worked.
TEST_F(WorkingDaysTest, NobodyWorksThroughAnyTetUntil2035)
{
    const std::string_view tets[] = {"2024-02-10", "2025-01-29", "2026-02-17", "2027-02-06",
                                     "2028-01-26", "2029-02-13", "2030-02-02", "2031-01-23",
                                     "2032-02-11", "2033-01-31", "2034-02-19", "2035-02-08"};
    for (const auto& text : tets) {
        const auto tet = *parse_iso_day(text);
        int off = 0;
        for (int i = -10; i <= 10; ++i) off += !calendar.is_working(tet + std::chrono::days(i));
        if (text < "2025") continue; // before the first table, weekends alone count
        for (int i = -1; i <= 2; ++i)
            EXPECT_FALSE(calendar.is_working(tet + std::chrono::days(i))) << text << " " << i;
        EXPECT_EQ(off, 6 + 5) << text;
        const auto year = int(std::chrono::year_month_day(tet).year());
        EXPECT_FALSE(calendar.is_working(*make_day(year, 1, 1))) << text;
    }
}

TEST_F(WorkingDaysTest, SayWhichYearsAreConfirmed)
{
    EXPECT_TRUE(calendar.is_confirmed(2026));
    EXPECT_FALSE(calendar.is_confirmed(2027)) << "the press alone";
    EXPECT_FALSE(calendar.is_confirmed(2031));
    EXPECT_EQ(calendar.unconfirmed_in(day("2026-12-01"), day("2026-12-31")), std::nullopt);
    EXPECT_EQ(calendar.unconfirmed_in(day("2026-12-01"), day("2027-01-02")), 2027);
    EXPECT_EQ(calendar.unconfirmed_in(day("2019-12-01"), day("2020-01-02")), std::nullopt);
    EXPECT_EQ(calendar.unconfirmed_in(day("2028-12-01"), day("9999-12-31")), 2028);
}

TEST_F(WorkingDaysTest, TheNextYearsTableIsAskedForFromNovemberOn)
{
    EXPECT_EQ(calendar.table_missing_on(day("2026-10-31")), std::nullopt);
    EXPECT_EQ(calendar.table_missing_on(day("2026-11-01")), 2027);
    EXPECT_EQ(calendar.table_missing_on(day("2027-01-01")), 2027);
    const auto statutory = testing::data_file("statutory-days.tsv"),
               lunar = testing::data_file("lunar-days.tsv");
    auto holidays = testing::data_file("holidays.tsv");
    for (std::size_t at = 0; (at = holidays.find("unconfirmed: ", at)) != std::string::npos;)
        holidays.erase(at, 13);
    const WorkingDays announced({holidays, statutory, lunar});
    EXPECT_EQ(announced.table_missing_on(day("2026-11-01")), std::nullopt);
    EXPECT_EQ(announced.table_missing_on(day("2027-11-01")), 2028);
}

TEST(WorkingDaysFile, NamesTheRowThatIsWrong)
{
    const auto statutory = testing::data_file("statutory-days.tsv"),
               lunar = testing::data_file("lunar-days.tsv");
    const std::string good = "date\tkind\treason\tconfidence\n";
    EXPECT_THROW(
        WorkingDays({good + "2026-13-01\toff\t\t\n", statutory, lunar}), std::runtime_error
    );
    EXPECT_THROW(
        WorkingDays(
            {good, "from\tcalendar\tday\tplaced\treason\n2021-01-01\tsun\t02-30\talone\t\n", lunar}
        ),
        std::runtime_error
    );
    EXPECT_THROW(
        WorkingDays(
            {good, "from\tcalendar\tday\tplaced\treason\n2021-01-01\tsun\t02-03\tnowhere\t\n",
             lunar}
        ),
        std::runtime_error
    );
    EXPECT_THROW(
        WorkingDays({good, statutory, "year\ttet\thung_kings\n2028\tsoon\tx\n"}), std::runtime_error
    );
}

} // namespace
} // namespace tnung::calendar
