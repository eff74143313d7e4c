#include "gateway/figures/counting.hpp"

#include "foundation/testing/test_database.hpp"

#include <gtest/gtest.h>

namespace tnung::embedded {
std::span<const EmbeddedFile> figures_schema();
}

namespace tnung {
namespace {

using namespace gateway;

constexpr pg::Query books_query{
    "test.books", "CREATE TABLE visit (unit_code text, came_at timestamptz NOT NULL)"};
constexpr pg::Query grant_query{"test.grant", "GRANT SELECT, INSERT, DELETE ON visit TO tnung_app"};
constexpr pg::Query come_query{
    "test.come", "INSERT INTO visit (unit_code, came_at) VALUES ($1, $2)"};
constexpr pg::Query forget_query{"test.forget", "DELETE FROM visit WHERE unit_code = $1"};
constexpr pg::Query begins_query{"test.begins", "SELECT min(came_at) FROM visit"};
constexpr pg::Query count_query{"test.count", R"sql(
    SELECT 'came', unit_code, count(*) FROM visit WHERE came_at >= $1 AND came_at < $2 GROUP BY unit_code
)sql"};

class FiguresTest : public ::testing::Test {
protected:
    FiguresTest()
    {
        pg::Pool owner{database.owner_target(), 1};
        auto tx = owner.begin();
        tx.exec(books_query);
        tx.exec(grant_query);
        tx.commit();
    }
    void come(std::optional<std::string> unit, Instant at)
    {
        auto tx = pool.begin();
        tx.exec(come_query, unit, at);
        tx.commit();
    }
    std::size_t count_all()
    {
        std::size_t counted = 0;
        while (const auto days = counting.turn()) counted += days;
        return counted;
    }
    daily_figures::Sums sums(Day first, Day last)
    {
        auto tx = pool.begin();
        return daily_figures::sums(tx, source.name, {first, last});
    }
    std::int64_t uncounted(Day first, Day last)
    {
        auto tx = pool.begin();
        return daily_figures::days_uncounted(tx, source, {first, last});
    }

    testing::TestDatabase database{embedded::figures_schema()};
    pg::Pool pool{database.app_target(), 4};
    FakeClock clock{*parse_iso("2026-11-25T09:00:00+07:00")};
    const FigureSource source = figures_by("visit", begins_query, count_query);
    Counting counting{pool, clock, {source}};
    const Day today = day_of(clock.now());
};

TEST_F(FiguresTest, BooksWithoutARowHaveNothingToCount)
{
    EXPECT_EQ(count_all(), 0u);
    EXPECT_EQ(uncounted(today, today), 0);
    EXPECT_FALSE(sums(today, today).as_of);
}

TEST_F(FiguresTest, ADayGoesFromMidnightToMidnightInVietNam)
{
    come("23575", *parse_iso("2026-11-24T16:59:59Z")); // 23:59:59
    come("23575", *parse_iso("2026-11-24T17:00:00Z")); // 0:00 of the 25th
    come({}, *parse_iso("2026-11-25T08:00:00+07:00"));
    EXPECT_EQ(uncounted(today - std::chrono::days(1), today), 2);
    EXPECT_EQ(count_all(), 2u);
    EXPECT_EQ(uncounted(today - std::chrono::days(30), today), 0) << "the books begin later";
    const auto of_today = sums(today, today);
    EXPECT_EQ(of_today.count("came"), 2);
    EXPECT_EQ(of_today.by_unit.at("23575").at("came"), 1);
    EXPECT_EQ(of_today.by_unit.at("").at("came"), 1);
    EXPECT_EQ(of_today.as_of, clock.now());
    EXPECT_EQ(sums(today - std::chrono::days(1), today).count("came"), 3);
}

TEST_F(FiguresTest, TodayIsCountedAgainAndWhatIsGoneIsTakenBack)
{
    come("23575", clock.now());
    come("21553", clock.now());
    EXPECT_EQ(count_all(), 1u);
    come("23575", clock.now());
    EXPECT_EQ(count_all(), 0u) << "just counted";
    clock.advance(counting::today_every);
    {
        auto tx = pool.begin();
        tx.exec(forget_query, "21553");
        tx.commit();
    }
    EXPECT_EQ(count_all(), 1u);
    EXPECT_EQ(sums(today, today).count("came"), 2);
    EXPECT_FALSE(sums(today, today).by_unit.contains("21553"));
}

TEST_F(FiguresTest, ADayThatEndedIsCountedAgainMoreAndMoreRarelyAndAtLastNoMore)
{
    come("23575", clock.now());
    count_all();
    clock.advance(std::chrono::hours(16)); // an hour after midnight
    EXPECT_EQ(count_all(), 2u) << "yesterday, whose count is of yesterday, and today";
    come("23575", clock.now() - std::chrono::hours(2));
    clock.advance(std::chrono::minutes(1));
    EXPECT_EQ(count_all(), 1u) << "today alone";
    EXPECT_EQ(sums(today, today).count("came"), 1);
    clock.advance(std::chrono::minutes(2));
    EXPECT_EQ(count_all(), 2u);
    EXPECT_EQ(sums(today, today).count("came"), 2);

    clock.advance(counting::settled_after + std::chrono::days(1));
    count_all();
    come("23575", *parse_iso("2026-11-25T10:00:00+07:00"));
    clock.advance(std::chrono::days(20));
    count_all();
    EXPECT_EQ(sums(today, today).count("came"), 2) << "nothing of that day changes any more";
    EXPECT_EQ(uncounted(today, day_of(clock.now())), 0);
}

TEST_F(FiguresTest, TheNewestDayComesFirstAndAnUpdateGoesBackAsFarAsTheBooks)
{
    for (int back = 0; back < 5; ++back) come("23575", clock.now() - std::chrono::days(back));
    EXPECT_EQ(counting.turn(), 1u);
    EXPECT_EQ(sums(today, today).count("came"), 1);
    EXPECT_EQ(uncounted(today - std::chrono::days(4), today), 4);
    EXPECT_EQ(count_all(), 4u);
    EXPECT_EQ(sums(today - std::chrono::days(4), today).count("came"), 5);
}

TEST_F(FiguresTest, ASourceThatFailsLeavesTheOthersAndTwoProcessesDoNotCountAtOnce)
{
    const FigureSource broken{
        .name = "broken",
        .begins = [this](pg::Transaction&) { return std::optional(clock.now()); },
        .count = [](pg::Transaction&, Instant, Instant) -> std::vector<Figure> {
            throw std::runtime_error("no books");
        }};
    Counting both{pool, clock, {broken, source}};
    come("23575", clock.now());
    EXPECT_EQ(both.turn(), 1u);
    EXPECT_EQ(sums(today, today).count("came"), 1);

    clock.advance(counting::today_every);
    std::size_t counted_beside = 1;
    const FigureSource beside{
        .name = source.name,
        .begins = source.begins,
        .count = [&](pg::Transaction& tx, Instant from, Instant until) {
            counted_beside = counting.turn(); // another process, while this one counts
            return source.count(tx, from, until);
        }};
    EXPECT_EQ(Counting(pool, clock, {beside}).turn(), 1u);
    EXPECT_EQ(counted_beside, 0u);
}

} // namespace
} // namespace tnung
