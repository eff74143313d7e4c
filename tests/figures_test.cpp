// Figures by day and unit against a count of every single notice, event and message in the books.

#include "gateway/citizen/phone_message_figures.hpp"
#include "gateway/delivery/operations.hpp"
#include "gateway/dossier_notice/dossier_figures.hpp"
#include "gateway/figures/counting.hpp"
#include "gateway/notice/notice_figures.hpp"
#include "gateway/notice/notice_store.hpp"
#include "gateway/task/task_store.hpp"
#include "tests/gateway_world.hpp"

#include <random>

namespace tnung {
namespace {

using namespace gateway;

constexpr pg::Query notices_query{"test.notices", R"sql(
    SELECT coalesce(unit_code, ''), created_at, status, handed_over_at, channel, coalesce(dong, 0) FROM notice
)sql"};
constexpr pg::Query events_query{"test.events", R"sql(
    SELECT coalesce(unit_code, ''), recorded_at, excuse IS NOT NULL
      FROM dossier_event JOIN dossier ON dossier.id = dossier_event.dossier_id
)sql"};
constexpr pg::Query stored_query{"test.stored", R"sql(
    SELECT source, day, unit_code, figure, count FROM daily_figure
)sql"};
constexpr pg::Query calls_query{"test.calls", R"sql(
    SELECT notice_id FROM task WHERE kind = 'call' AND closed_at IS NULL
)sql"};
constexpr pg::Query close_query{"test.close", R"sql(
    UPDATE task SET closed_at = $2, result = 'reached' WHERE notice_id = $1
)sql"};
constexpr pg::Query before_query{
    "test.before", "UPDATE notice SET unit_code = NULL WHERE id % 3 = 0"};
constexpr pg::Query lost_query{
    "test.lost",
    "DELETE FROM outbox_item WHERE kind = 'notice' AND subject_id = (SELECT max(id) FROM notice)"};

/// Of a day and a unit.
using Line = std::tuple<std::string, Day, std::string, std::string>;
using Lines = std::map<Line, std::int64_t>;

class FiguresOfBooksTest : public GatewayWorld {
protected:
    FiguresOfBooksTest()
        : GatewayWorld(sandbox::ZaloSandboxSettings{}, std::chrono::milliseconds(10'000), true)
    {
    }
    /// Without Zalo, and refused by SMS, so that a clerk calls it.
    static std::string to_be_called()
    {
        for (int i = 0;; i += 100)
            if (auto number = fmt::format("84905{:06}", i); !sandbox::has_zalo_account(number))
                return number;
    }
    void settle()
    {
        for (int turn = 0; turn < 20; ++turn) {
            worker.work_once();
            webhook_pages.work_once();
        }
    }
    void count()
    {
        while (counting.turn() > 0) {
        }
    }
    /// A row of the books at a time, in no statement that the figures use.
    Lines counted_one_by_one()
    {
        Lines lines;
        auto tx = pool.begin();
        const auto notices = tx.exec(notices_query);
        for (std::size_t i = 0; i < notices.size(); ++i) {
            const auto unit = notices.get<std::string>(i, 0);
            const auto made_on = day_of(notices.get<Instant>(i, 1));
            const auto status = notices.get<std::string>(i, 2);
            const auto* standing =
                status == "delivered" || status == "excused" || status == "to_call" ? status.c_str()
                                                                                    : "open";
            ++lines[{"notice", made_on, unit, "owed"}];
            ++lines[{"notice", made_on, unit, standing}];
            if (const auto handed = notices.get<std::optional<Instant>>(i, 3)) {
                const auto channel = notices.get<std::string>(i, 4);
                ++lines[{"notice", day_of(*handed), unit, "handed." + channel}];
                lines[{"notice", day_of(*handed), unit, "dong." + channel}] +=
                    notices.get<std::int64_t>(i, 5);
            }
        }
        const auto events = tx.exec(events_query);
        for (std::size_t i = 0; i < events.size(); ++i) {
            const auto unit = events.get<std::string>(i, 0);
            const auto day = day_of(events.get<Instant>(i, 1));
            ++lines[{"dossier", day, unit, "causes"}];
            if (events.get<bool>(i, 2)) ++lines[{"dossier", day, unit, "causes.excused"}];
        }
        std::erase_if(lines, [](const auto& line) { return line.second == 0; });
        return lines;
    }
    Lines stored()
    {
        Lines lines;
        auto tx = pool.begin();
        const auto rows = tx.exec(stored_query);
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (rows.text(i, 0) != "phone_message")
                lines[{
                    rows.get<std::string>(i, 0), rows.get<Day>(i, 1), rows.get<std::string>(i, 2),
                    rows.get<std::string>(i, 3)}] = rows.get<std::int64_t>(i, 4);
        return lines;
    }

    Counting counting{pool, clock, {notice_figures(), dossier_figures(), phone_message_figures()}};
};

TEST_F(FiguresOfBooksTest, EqualACountOfEveryRowThroughSevenDays)
{
    std::mt19937 random(20261125); // NOLINT(cert-msc51-cpp): repeatable
    const std::array agencies = {"H21.12", "H21.23575", "H21.9"};
    for (int day = 0; day < 7; ++day) {
        for (int n = 0; n < 12; ++n) {
            auto event = plain_event(
                std::array{2, 5, 6, 9}[random() % 4], random() % 4 == 0 ? unreachable_phone()
                                                      : random() % 4 == 0
                                                          ? to_be_called()
                                                          : phone(int(random() % 900))
            );
            event.agency_id = agencies[random() % agencies.size()];
            if (random() % 2 == 0) event.unit_code = "23575";
            event.detail.act_by = day_of(clock.now()) + std::chrono::days(random() % 20);
            take(event);
            clock.advance(std::chrono::minutes(30));
            if (random() % 2 == 0) settle();
            if (random() % 3 == 0) counting.turn(); // in the middle of everything
        }
        {
            auto tx = pool.begin();
            const auto calls = tx.exec(calls_query);
            for (std::size_t i = 0; i < calls.size(); i += 2) {
                notice_store::settle_call(
                    tx, calls.get<std::int64_t>(i, 0), "reached", MessageStatus::delivered, {},
                    clock.now()
                );
                tx.exec(close_query, calls.get<std::int64_t>(i, 0), clock.now());
            }
            tx.commit();
        }
        clock.advance(std::chrono::hours(18)); // past midnight, with notices on their way
        settle();
        count();
    }
    clock.advance(std::chrono::days(7) / counting::part_of_age + std::chrono::minutes(1));
    count();
    const auto direct = counted_one_by_one();
    EXPECT_EQ(stored(), direct);
    std::int64_t ways = 0, calls = 0;
    for (const auto& [line, count] : direct) {
        ways += std::get<3>(line).starts_with("handed.") ? count : 0;
        calls += std::get<3>(line) == "to_call" ? count : 0;
    }
    EXPECT_GT(ways, 30);
    EXPECT_GT(calls, 0);
}

TEST_F(FiguresOfBooksTest, NoticesOfBeforeTheirColumnAreTheirDossiersUnits)
{
    for (int n = 0; n < 6; ++n) {
        auto event = plain_event(2, phone(n));
        event.unit_code = "23575";
        take(event);
    }
    settle();
    auto tx = pool.begin();
    tx.exec(before_query);
    tx.commit();
    count();
    const auto today = day_of(clock.now());
    auto reading = pool.begin();
    const auto sums = daily_figures::sums(reading, "notice", {today, today});
    EXPECT_EQ(daily_figures::count_of(sums.by_unit.at("23575"), "owed"), 6);
    EXPECT_EQ(daily_figures::count_of(sums.by_unit.at("23575"), "handed.template_by_phone"), 6);
}

TEST_F(FiguresOfBooksTest, TheOperatorSeesWhatNobodyExplains)
{
    take(plain_event(2, phone(0)));
    take(plain_event(2, phone(1)));
    {
        auto tx = pool.begin();
        tx.exec(lost_query);
        tx.commit();
    }
    count();
    auto tx = pool.begin();
    const auto picture = operations::look(tx, subjects, "account", clock.now());
    EXPECT_EQ(picture.today.causes, 2);
    EXPECT_EQ(picture.today.notices, 2);
    EXPECT_EQ(picture.today.waiting, 2);
    EXPECT_EQ(picture.today.unexplained, 1);
    EXPECT_EQ(picture.today.as_of, clock.now());
}

} // namespace
} // namespace tnung
