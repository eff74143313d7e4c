// What the account allows, shared by all processes: rate, the day's messages, whose turn it is.

#include "foundation/staff/staff_fixture.hpp"
#include "gateway/chat/reply.hpp"
#include "gateway/delivery/lane.hpp"
#include "gateway/delivery/operations.hpp"
#include "gateway/figures/counting.hpp"
#include "gateway/notice/notice_figures.hpp"
#include "gateway/zalo/day_quota.hpp"
#include "tests/gateway_world.hpp"

#include <map>
#include <thread>

namespace tnung {
namespace {

using namespace gateway;

constexpr pg::Query holds_query{"test.holds", R"sql(
    SELECT notice.urgency, notice.status, coalesce(item.hold, '')
      FROM notice LEFT JOIN outbox_item item ON item.kind = 'notice' AND item.subject_id = notice.id ORDER BY notice.id
)sql"};
constexpr pg::Query marks_query{"test.marks", R"sql(
    SELECT count(*) FROM outbox_item WHERE started_at IS NOT NULL
)sql"};
constexpr pg::Query dong_query{
    "test.dong", "SELECT coalesce(sum(dong), 0), count(dong) FROM notice"};
constexpr pg::Query close_query{
    "test.close", "SELECT closed_until > clock_timestamp() FROM zalo_pace"};
constexpr pg::Query open_query{"test.open", "UPDATE zalo_pace SET closed_until = '-infinity'"};

class GovernorTest : public GatewayWorld {
protected:
    GovernorTest() : GatewayWorld(settings()) {}

    static sandbox::ZaloSandboxSettings settings()
    {
        sandbox::ZaloSandboxSettings settings;
        settings.quota_daily = 20;
        return settings;
    }
    /// The number of their account.
    std::int64_t an_operator()
    {
        pg::Pool accounts{database.authority_target(), 1};
        return staff_fixture::somebody(accounts, "yen", "", "", clock.now(), "Yến").id.value;
    }
    void set_quota(int quota, int used)
    {
        auto tx = pool.begin();
        day_quota::save(tx, zalo_settings.oa_id, {quota, used}, clock.now());
        tx.commit();
    }
    std::optional<day_quota::Day> day()
    {
        auto tx = pool.begin();
        return day_quota::find(tx, zalo_settings.oa_id, clock.now());
    }
    std::map<std::string, int> holds(int urgency)
    {
        auto tx = pool.begin();
        const auto rows = tx.exec(holds_query);
        std::map<std::string, int> counted;
        for (std::size_t i = 0; i < rows.size(); ++i)
            if (rows.get<int>(i, 0) == urgency)
                ++counted[fmt::format("{} {}", rows.text(i, 1), rows.text(i, 2))];
        return counted;
    }
};

TEST_F(GovernorTest, ProcessesTogetherStayBelowTheRate)
{
    constexpr int per_minute = 1200; // 20 a second
    const Governor::Settings settings{.account = "shared", .calls_per_minute = per_minute};
    const auto begun = std::chrono::steady_clock::now();
    std::atomic<int> calls{0};
    std::vector<std::thread> processes;
    for (int i = 0; i < 3; ++i)
        processes.emplace_back([&] {
            Governor one(pool, settings);
            while (std::chrono::steady_clock::now() - begun < std::chrono::seconds(2)) {
                const int may = one.calls(64);
                one.spent(may);
                calls += may;
                if (may == 0) std::this_thread::yield();
            }
        });
    for (auto& one : processes) one.join();
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    // A second's worth may bunch; a rate, not a time: it only bounds from above.
    EXPECT_LE(calls, per_minute / 60.0 * (took.count() + 1) + 1);
    EXPECT_GT(calls, 0);
}

TEST_F(GovernorTest, WhenZaloSaysTooManyAllPause)
{
    Governor other(pool, {.account = zalo_settings.oa_id});
    other.calls(1); // opens the account's pace
    platform->set_faults({.transient_error = 1000});
    take(plain_event(6, phone(1)));
    worker.work_once();
    auto tx = pool.begin();
    EXPECT_TRUE(tx.exec(close_query).get<bool>(0, 0));
    tx.exec(open_query);
    tx.commit();
}

TEST_F(GovernorTest, LearnsTheDayFromZalosAnswersAndBooksWhatItCost)
{
    EXPECT_FALSE(day());
    for (int i = 0; i < 3; ++i) take(plain_event(6, phone(i * 10)));
    worker.work_once();
    EXPECT_EQ(day()->quota, 20);
    EXPECT_EQ(day()->used, 3);
    auto tx = pool.begin();
    const auto cost = tx.exec(dong_query);
    EXPECT_EQ(cost.get<std::int64_t>(0, 0), 3 * RouteSettings{}.template_by_phone_dong);
    EXPECT_EQ(cost.get<std::int64_t>(0, 1), 3);
}

TEST_F(GovernorTest, WhatZaloDidNotTakeCostsNothing)
{
    set_quota(20, 2);
    take(plain_event(6, unreachable_phone()));
    worker.work_once();
    EXPECT_EQ(day()->used, 2);
}

TEST_F(GovernorTest, TheLessUrgentLeavesRoomForObligationsAndCodes)
{
    clock.set(*parse_iso("2026-11-25T06:00:00+07:00")); // the whole day is to come
    EXPECT_EQ(governor.reserve(100, 0, clock.now()), 0);
    EXPECT_EQ(governor.reserve(100, 1, clock.now()), 10);
    EXPECT_EQ(governor.reserve(100, 2, clock.now()), 40);
    EXPECT_EQ(governor.reserve(100, 3, clock.now()), 50);
    EXPECT_EQ(governor.reserve(100, 3, *parse_iso("2026-11-25T14:00:00+07:00")), 25);
    EXPECT_EQ(governor.reserve(100, 3, *parse_iso("2026-11-25T22:00:00+07:00")), 0);

    set_quota(20, 10); // ten left: two for codes, six for obligations, two for results
    for (int i = 0; i < 6; ++i) take(plain_event(2, phone(i * 10)));       // for information
    for (int i = 0; i < 6; ++i) take(plain_event(6, phone(100 + i * 10))); // obligations
    worker.work_once();
    EXPECT_EQ(holds(1), (std::map<std::string, int>{{"handed_over ", 6}}));
    EXPECT_EQ(holds(3), (std::map<std::string, int>{{"waiting reserve", 6}}));
    // In the evening what nobody needed is given away.
    clock.set(*parse_iso("2026-11-25T21:30:00+07:00"));
    worker.work_once();
    EXPECT_EQ(holds(3)["handed_over "], 4);
    EXPECT_EQ(reconciled().unexplained, 0);
}

TEST_F(GovernorTest, ASpentDayWaitsForTheNextUnlessARightWouldBeLost)
{
    set_quota(20, 20);
    auto soon = plain_event(6, phone(1));
    soon.detail.act_by = day_of(clock.now()) + std::chrono::days(2);
    auto later = plain_event(6, phone(50));
    later.detail.act_by = day_of(clock.now()) + std::chrono::days(20);
    take(soon);
    take(later);
    worker.work_once();
    EXPECT_EQ(holds(1), (std::map<std::string, int>{{"to_call ", 1}, {"waiting quota", 1}}));
    EXPECT_EQ(reconciled().on_call_list, 1);
    clock.set(*parse_iso("2026-11-26T06:00:01+07:00"));
    worker.work_once();
    EXPECT_EQ(holds(1), (std::map<std::string, int>{{"to_call ", 1}, {"handed_over ", 1}}));
    EXPECT_EQ(reconciled().unexplained, 0);
}

TEST_F(GovernorTest, ALargerQuotaIsUsedAtOnceMostUrgentFirst)
{
    set_quota(20, 20);
    for (int i = 0; i < 20; ++i) take(plain_event(2, phone(i * 10)));      // for information
    for (int i = 0; i < 8; ++i) take(plain_event(6, phone(300 + i * 10))); // obligations
    worker.work_once();
    EXPECT_EQ(holds(1), (std::map<std::string, int>{{"waiting quota", 8}}));
    auto tx = pool.begin();
    const auto body =
        json::parse(R"({"oaId":"9000000000000000001","quota":{"prev_value":20,"new_value":"50"}})");
    EXPECT_TRUE(day_quota::record(
        tx, zalo_settings.oa_id, "change_oa_daily_quota", body->get_object(), clock.now()
    ));
    EXPECT_FALSE(day_quota::record(tx, zalo_settings.oa_id, "follow", {}, clock.now()));
    tx.commit();
    EXPECT_EQ(day()->quota, 50);
    EXPECT_EQ(day()->used, 20);
    clock.advance(std::chrono::minutes(1));
    worker.work_once();
    EXPECT_EQ(holds(1), (std::map<std::string, int>{{"handed_over ", 8}}));
    // Thirty were left; the reserves at that time of the day, from nine to ten in the evening.
    const auto reserved = governor.reserve(50, 3, clock.now());
    EXPECT_EQ(holds(3)["handed_over "], 30 - 8 - reserved);
    EXPECT_EQ(holds(3)["waiting quota"], 20 - (30 - 8 - reserved));
}

TEST_F(GovernorTest, WithoutATokenNothingIsBookedAndAllLeavesOnceThereIsOne)
{
    set_quota(20, 0);
    const auto hand_out = [&] {
        const auto answer = client.call(
            {.method = http::Method::post,
             .url = platform_server->origin() + "/sandbox/zalo/tokens"}
        );
        return *json::parse(answer->body);
    };
    hand_out();
    clock.advance(std::chrono::hours(26)); // the token is old and its renewal will be refused
    for (int i = 0; i < 3; ++i) take(plain_event(6, phone(i * 10)));
    for (int i = 0; i < 5; ++i) {
        worker.work_once();
        clock.advance(std::chrono::minutes(6));
    }
    EXPECT_EQ(holds(1), (std::map<std::string, int>{{"waiting token", 3}}));
    EXPECT_EQ(day()->used, 0);
    const auto pair = hand_out();
    tokens.install(
        pair.at("access_token").as_string(), pair.at("refresh_token").as_string(), clock.now()
    );
    worker.work_once(); // sees the token and lifts what waits for it
    worker.work_once();
    EXPECT_EQ(holds(1), (std::map<std::string, int>{{"handed_over ", 3}}));
    EXPECT_EQ(day()->used, 3);
}

TEST_F(GovernorTest, WithoutATokenOrOnAStoppedWayARightIsCalled)
{
    set_quota(20, 0);
    const auto owe = [&](int number, int days) {
        auto event = plain_event(6, phone(number));
        event.detail.act_by = day_of(clock.now()) + std::chrono::days(days);
        take(event);
    };
    {
        const auto boss = an_operator();
        auto tx = pool.begin();
        lane::pause(tx, "template_by_phone", boss, clock.now());
        tx.commit();
    }
    owe(1, 1);
    owe(50, 20);
    worker.work_once();
    EXPECT_EQ(holds(1), (std::map<std::string, int>{{"waiting paused", 2}}))
        << "a short pause costs no call";
    clock.advance(std::chrono::minutes(61));
    worker.work_once();
    EXPECT_EQ(holds(1), (std::map<std::string, int>{{"to_call ", 1}, {"waiting paused", 1}}));
    {
        auto tx = pool.begin();
        lane::resume(tx, "template_by_phone", clock.now());
        tx.commit();
    }
    worker.work_once();
    client.call(
        {.method = http::Method::post, .url = platform_server->origin() + "/sandbox/zalo/tokens"}
    );
    clock.advance(std::chrono::hours(26)); // the token is old and its renewal will be refused
    owe(100, 1);
    owe(150, 20);
    worker.work_once();
    EXPECT_EQ(holds(1)["waiting token"], 2);
    clock.advance(std::chrono::minutes(61));
    worker.work_once();
    EXPECT_EQ(
        holds(1),
        (std::map<std::string, int>{{"to_call ", 2}, {"handed_over ", 1}, {"waiting token", 1}})
    );
    EXPECT_EQ(reconciled().unexplained, 0);
}

TEST_F(GovernorTest, AnAnswerFromBeforeMidnightSpendsNothingOfTheNewDay)
{
    set_quota(20, 5);
    Planned one;
    one.item.urgency = 1;
    one.call = ZaloCall{.api = ZaloCall::Api::template_by_phone};
    std::vector<Planned> planned{one};
    auto tx = pool.begin();
    governor.admit(tx, planned, clock.now());
    EXPECT_TRUE(planned[0].call);
    planned[0].verdict.called = true;
    planned[0].verdict.result = "accepted";
    planned[0].verdict.data = {
        {"quota", json::Object{{"dailyQuota", "20"}, {"remainingQuota", "1"}}}};
    const auto tomorrow = clock.now() + std::chrono::days(1);
    governor.learn(tx, {&planned[0]}, tomorrow);
    EXPECT_EQ(day_quota::find(tx, zalo_settings.oa_id, tomorrow)->used, 0);
    governor.learn(tx, {&planned[0]}, clock.now());
    EXPECT_EQ(day_quota::find(tx, zalo_settings.oa_id, clock.now())->used, 19);
}

TEST_F(GovernorTest, ASlowAccountSendsAllTheSame)
{
    Governor slow(pool, {.account = "slow", .calls_per_minute = 30});
    slow.calls(1); // opens its pace
    const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
    int may = 0;
    while (may == 0 && std::chrono::steady_clock::now() < give_up) {
        may = slow.calls(1);
        std::this_thread::yield();
    }
    EXPECT_EQ(may, 1);
}

TEST_F(GovernorTest, WhatIsRefusedShowsOnTheOperatorsPage)
{
    platform->set_faults({.template_disabled = true});
    for (int i = 0; i < 12; ++i) take(plain_event(6, phone(i * 10)));
    worker.work_once();
    auto tx = pool.begin();
    const auto picture = operations::look(tx, subjects, zalo_settings.oa_id, clock.now());
    EXPECT_EQ(picture.lanes[2].calls.back(), 12);
    EXPECT_EQ(picture.lanes[2].failed, 12);
    ASSERT_EQ(picture.causes.size(), 1u);
    EXPECT_EQ(picture.causes[0].error_code, -131);
    clock.advance(std::chrono::minutes(4));
    EXPECT_GE(outbox::longest_wait(tx, 1, clock.now()), std::chrono::minutes(3))
        << "put off again and again, it still waits";
}

/// A thousand accounts that write "hi" put no obligation off.
TEST_F(GovernorTest, AFloodOfChatIsNotBeforeWhatIsOwed)
{
    {
        auto tx = pool.begin();
        const auto follower = follower_store::upsert(tx, keys, "someone", clock.now());
        for (int i = 0; i < 200; ++i)
            reply::enqueue(tx, keys, follower.id, {.text = "Chào ông (bà)."}, clock.now());
        tx.commit();
    }
    take(plain_event(6, phone(1)));
    auto tx = pool.begin();
    const auto first = outbox::claim(
        tx, {"notice", "reply"}, clock.now(), clock.now() + std::chrono::minutes(1), 2
    );
    ASSERT_EQ(first.size(), 2u);
    EXPECT_TRUE(first[0].kind == "notice" || first[1].kind == "notice");
}

TEST_F(GovernorTest, AStoppedWayHoldsItsMessagesAndOnlyThose)
{
    const auto boss = an_operator();
    const auto act = [&](auto what) {
        auto tx = pool.begin();
        what(tx, boss);
        tx.commit();
    };
    act([&](auto& tx, auto who) { lane::pause(tx, "template_by_phone", who, clock.now()); });
    take(plain_event(6, phone(1)));
    worker.work_once();
    EXPECT_EQ(holds(1), (std::map<std::string, int>{{"waiting paused", 1}}));
    EXPECT_TRUE(platform->received().empty());
    EXPECT_FALSE(day()) << "nothing was booked for it";
    {
        auto tx = pool.begin();
        const auto picture = operations::look(tx, subjects, zalo_settings.oa_id, clock.now());
        EXPECT_EQ(reconciled().notices, 1);
        EXPECT_EQ(reconciled().waiting, 1);
        ASSERT_EQ(picture.lanes.size(), 3u);
        EXPECT_TRUE(picture.lanes[2].paused_at);
        ASSERT_EQ(picture.backlog.size(), 1u);
        EXPECT_EQ(picture.backlog[0].held.at("paused"), 1);
        EXPECT_EQ(picture.sources.at(0).today, 1);
        const auto marks = tx.exec(marks_query);
        EXPECT_EQ(marks.get<std::int64_t>(0, 0), 0) << "what does not leave was not begun";
    }
    act([&](auto& tx, auto) { lane::resume(tx, "template_by_phone", clock.now()); });
    worker.work_once();
    EXPECT_EQ(platform->received().size(), 1u);
    Counting(pool, clock, {notice_figures()}).turn();
    auto tx = pool.begin();
    const auto picture = operations::look(tx, subjects, zalo_settings.oa_id, clock.now());
    EXPECT_FALSE(picture.lanes[2].paused_at);
    EXPECT_EQ(picture.lanes[2].calls.back(), 1);
    EXPECT_EQ(picture.lanes[2].dong_today, RouteSettings{}.template_by_phone_dong);
    EXPECT_EQ(picture.quota->used, 1);
    EXPECT_FALSE(picture.token->refused_at);
}

TEST(SpentAt, ForecastsByThePaceOfTheDay)
{
    const auto noon = *parse_iso("2026-11-25T12:00:00+07:00");
    EXPECT_EQ(operations::spent_at({1000, 600}, noon, 6, 22), noon + std::chrono::hours(4));
    EXPECT_FALSE(operations::spent_at({1000, 300}, noon, 6, 22)) << "lasts beyond the evening";
    EXPECT_FALSE(operations::spent_at({1000, 0}, noon, 6, 22));
    EXPECT_EQ(operations::spent_at({1000, 1000}, noon, 6, 22), noon);
    EXPECT_FALSE(operations::spent_at({1000, 10}, *parse_iso("2026-11-25T05:00:00+07:00"), 6, 22));
}

/// One unit files hundreds at once; another's few come after, and need not wait for all of them.
TEST_F(GovernorTest, UnitsTakeTurns)
{
    std::vector<DossierEvent> flood;
    for (int i = 0; i < 300; ++i) {
        flood.push_back(plain_event(6, phone(i * 10)));
        flood.back().unit_code = "23575";
    }
    intake.take(*senders.of_key(key), flood, clock.now());
    clock.advance(std::chrono::seconds(10));
    for (int i = 0; i < 3; ++i) {
        auto few = plain_event(6, phone(5000 + i * 10));
        few.unit_code = "21553";
        take(few);
    }
    auto tx = pool.begin();
    const auto now = clock.now();
    const auto claimed =
        outbox::claim(tx, {"notice", "reply"}, now, now + std::chrono::seconds(60), 20);
    ASSERT_EQ(claimed.size(), 20u);
    int of_the_few = 0;
    for (const auto& item : claimed) of_the_few += item.subject_id > 300;
    EXPECT_EQ(of_the_few, 3);
}

TEST_F(GovernorTest, WhatIsHeldIsNotInTheOrderUntilItIsDue)
{
    auto tx = pool.begin();
    const auto now = clock.now();
    const auto lease = now + std::chrono::seconds(60);
    outbox::enqueue(tx, "notice", {{1, 1, "a"}, {2, 1, "a"}}, now);
    auto items = outbox::claim(tx, {"notice", "reply"}, now, lease, 1);
    ASSERT_EQ(items.size(), 1u);
    outbox::settle(tx, {}, {{items[0].id, now + std::chrono::hours(1), "quota"}});
    EXPECT_EQ(outbox::claim(tx, {"notice", "reply"}, now, lease, 5).size(), 1u);
    EXPECT_FALSE(outbox::is_due(tx, {"notice"}, now));
    const auto then = now + std::chrono::hours(1);
    EXPECT_TRUE(outbox::is_due(tx, {"notice"}, then));
    EXPECT_EQ(
        outbox::claim(tx, {"notice", "reply"}, then, then + std::chrono::seconds(60), 5).size(), 2u
    );
}

} // namespace
} // namespace tnung
