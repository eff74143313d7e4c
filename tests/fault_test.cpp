// What the neighbours, the database and the clock do to us, one test each. However it goes, every
// event is explained in the end, and nobody is told twice.

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "gateway/zalo/day_quota.hpp"
#include "tests/gateway_world.hpp"

#include <set>
#include <thread>

namespace tnung {
namespace {

using namespace gateway;

constexpr pg::Query webhooks_query{"test.webhooks", "SELECT count(*) FROM webhook"};
constexpr pg::Query recorded_query{"test.recorded", R"sql(
    SELECT count(*) FROM notice
     WHERE handed_over_at IS NOT NULL
       AND EXISTS (SELECT 1 FROM notice_attempt WHERE notice_id = notice.id AND outcome = 'accepted')
)sql"};

class FaultTest : public GatewayWorld {
protected:
    FaultTest() : GatewayWorld(settings(), std::chrono::milliseconds(400)) {}

    static sandbox::ZaloSandboxSettings settings()
    {
        sandbox::ZaloSandboxSettings settings;
        settings.lost_answer_after = std::chrono::milliseconds(800);
        settings.webhook_retries_faster = 60;
        return settings;
    }
    /// Turns of worker and webhooks until `done` or long after it should be.
    template <class Done>
    bool until(Done done)
    {
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (std::chrono::steady_clock::now() < give_up) {
            try {
                if (done()) return true;
                webhook_pages.work_once();
            } catch (const pg::Error&) {
                // Away for a moment.
            }
            std::this_thread::yield();
        }
        return false;
    }
    void expect_each_told_once(std::size_t count)
    {
        std::set<std::string> codes;
        for (const auto& message : platform->received())
            EXPECT_TRUE(codes.insert(message.parameters.at("dossier_code")).second)
                << message.parameters.at("dossier_code");
        EXPECT_EQ(codes.size(), count);
        EXPECT_EQ(reconciled().unexplained, 0);
    }
};

TEST_F(FaultTest, TheOneStopSystemRepeatsADay)
{
    std::vector<DossierEvent> day;
    for (int i = 0; i < 50; ++i) day.push_back(plain_event(6, phone(i * 10)));
    const auto sender = *senders.of_key(key);
    intake.take(sender, day, clock.now());
    while (worker.work_once() > 0) {
    }
    clock.advance(std::chrono::hours(1));
    for (int again = 0; again < 3; ++again) {
        for (const auto& taken : intake.take(sender, day, clock.now()))
            EXPECT_EQ(taken.stored, Stored::repeated);
        while (worker.work_once() > 0) {
        }
    }
    expect_each_told_once(50);
}

TEST_F(FaultTest, TheDatabaseDropsEveryConnectionAgainAndAgain)
{
    worker.start();
    int taken = 0;
    for (int i = 0; i < 30; ++i) {
        const auto event = plain_event(6, phone(i * 10));
        // As a sender does: again until it is durable.
        ASSERT_TRUE(until([&] {
            intake.take(*senders.of_key(key), {event}, clock.now());
            return true;
        }));
        ++taken;
        worker.wake();
        if (i % 10 == 5) database.disconnect_everyone();
    }
    EXPECT_TRUE(until([&] { return reconciled().delivered == taken; }));
    worker.stop();
    // A receipt alone makes it delivered; that each hand-over is on record shows that those whose
    // connection died were kept in memory and recorded after.
    auto tx = pool.begin();
    EXPECT_EQ(tx.exec(recorded_query).get<int>(0, 0), taken);
    tx.commit();
    expect_each_told_once(30);
}

TEST_F(FaultTest, TheClockStepsBack)
{
    take(plain_event(6, phone(1)));
    worker.work_once();
    EXPECT_TRUE(until([&] { return reconciled().delivered == 1; }));
    take(plain_event(6, phone(50)));
    clock.set(clock.now() - std::chrono::hours(1));
    worker.work_once(); // what is due does not wait for the clock to come back
    EXPECT_TRUE(until([&] { return reconciled().delivered == 2; }));
    expect_each_told_once(2);
}

TEST_F(FaultTest, AnswersAreLostAndWebhooksComeTwiceAndOutOfOrder)
{
    platform->set_faults(
        {.timeout_after_acting = 300, .transient_error = 200, .webhook_repeat = 700}
    );
    for (int i = 0; i < 40; ++i) take(plain_event(6, phone(i * 10)));
    EXPECT_TRUE(until([&] {
        worker.work_once();
        clock.advance(std::chrono::seconds(5));
        return reconciled().delivered == 40;
    }));
    expect_each_told_once(40);
}

TEST_F(FaultTest, TheYearTurnsWithTheDayQuota)
{
    clock.set(*parse_iso("2026-12-31T21:50:00+07:00"));
    {
        auto tx = pool.begin();
        day_quota::save(tx, zalo_settings.oa_id, {100, 100}, clock.now());
        tx.commit();
    }
    take(plain_event(9, phone(1)));
    worker.work_once();
    EXPECT_TRUE(platform->received().empty());
    clock.set(*parse_iso("2027-01-01T05:59:00+07:00"));
    worker.work_once();
    EXPECT_TRUE(platform->received().empty()) << "a new day, and still night";
    clock.set(*parse_iso("2027-01-01T06:00:00+07:00"));
    worker.work_once();
    expect_each_told_once(1);
}

TEST_F(FaultTest, OverTetARightIsNotLostToClosedOffices)
{
    // The day before Tết, and the day's messages are gone.
    clock.set(*parse_iso("2027-02-04T15:00:00+07:00"));
    {
        auto tx = pool.begin();
        day_quota::save(tx, zalo_settings.oa_id, {100, 100}, clock.now());
        tx.commit();
    }
    auto soon = plain_event(6, phone(1)); // ten days, of them two when offices are open
    soon.detail.act_by = parse_iso_day("2027-02-15");
    auto later = plain_event(6, phone(50)); // four of them
    later.detail.act_by = parse_iso_day("2027-02-17");
    take(soon);
    take(later);
    worker.work_once();
    EXPECT_EQ(reconciled().on_call_list, 1);
    EXPECT_TRUE(platform->received().empty());
    // Messages do not rest over Tết: the law wants it told at once.
    clock.set(*parse_iso("2027-02-05T06:00:00+07:00"));
    worker.work_once();
    expect_each_told_once(1);
}

TEST_F(FaultTest, TheMonthTurnsInTheNight)
{
    clock.set(*parse_iso("2027-01-31T21:59:59+07:00"));
    take(plain_event(6, phone(1)));
    worker.work_once();
    clock.set(*parse_iso("2027-01-31T22:00:00+07:00"));
    take(plain_event(6, phone(50)));
    worker.work_once();
    EXPECT_EQ(platform->received().size(), 1u) << "the second came when it was night";
    for (const auto* hour :
         {"2027-01-31T23:59:59+07:00", "2027-02-01T00:00:00+07:00", "2027-02-01T05:59:59+07:00"})
    {
        clock.set(*parse_iso(hour));
        worker.work_once();
    }
    EXPECT_EQ(platform->received().size(), 1u);
    clock.set(*parse_iso("2027-02-01T06:00:00+07:00"));
    worker.work_once();
    expect_each_told_once(2);
}

TEST_F(FaultTest, ReceiptsComeHalfADayLate)
{
    platform->set_faults({.timeout_after_acting = 1000, .webhook_held = true});
    take(plain_event(6, phone(1)));
    take(plain_event(1, phone(50)));
    worker.work_once();
    clock.advance(std::chrono::hours(12));
    platform->set_faults({}); // all that was held comes now
    EXPECT_TRUE(until([&] { return reconciled().delivered == 2; }));
    clock.advance(std::chrono::hours(48));
    while (worker.work_once() > 0) {
    }
    expect_each_told_once(2);
}

TEST_F(FaultTest, ReceiptsTooOldToBelieveLeaveTheReminder)
{
    platform->set_faults({.timeout_after_acting = 1000, .webhook_held = true});
    take(plain_event(6, phone(1)));
    take(plain_event(1, phone(50))); // no obligation: it is not repeated
    worker.work_once();
    clock.advance(std::chrono::hours(14)); // no retry of Zalo's is that late: perhaps replayed
    platform->set_faults({});
    EXPECT_TRUE(until([&] {
        return metrics.exposition().find("tnung_webhooks_refused_total{cause=\"too_old\"} 2") !=
               std::string::npos;
    }));
    EXPECT_EQ(reconciled().delivered, 0);
    clock.advance(std::chrono::hours(11));
    while (worker.work_once() > 0) {
    }
    EXPECT_EQ(platform->received().size(), 3u) << "the obligation once more, as a reminder";
    EXPECT_TRUE(until([&] { return reconciled().delivered == 1; }));
    const auto result = reconciled();
    EXPECT_EQ(result.unexplained, 0);
    EXPECT_EQ(result.excused, 2);
}

TEST_F(FaultTest, ForgedReceiptsAreRefusedAndChangeNothing)
{
    platform->set_faults({.webhook_held = true});
    take(plain_event(6, phone(1)));
    worker.work_once();
    const auto tracking = platform->received().at(0).tracking_id;
    const auto post = [&](const std::string& body, const std::string& signature) {
        const auto answer = client.call(
            {.method = http::Method::post,
             .url = receiver->origin() + "/webhooks/zalo",
             .headers = {{"Content-Type", "application/json"}, {"X-ZEvent-Signature", signature}},
             .body = body}
        );
        return answer ? answer->status : 0;
    };
    const auto timestamp = fmt::format("{}", to_milliseconds(clock.now()));
    const auto body = fmt::format(
        R"({{"event_name":"user_received_message","app_id":"{0}","oa_id":"{1}","timestamp":"{2}","message":{{"delivery_time":"{2}","msg_id":"x","tracking_id":"{3}"}}}})",
        zalo_settings.app_id, zalo_settings.oa_id, timestamp, tracking
    );
    const auto with = [&](const std::string& secret) {
        return "mac=" + hex_text(crypto::sha256(zalo_settings.app_id + body + timestamp + secret));
    };
    EXPECT_EQ(post(body, ""), 401);
    EXPECT_EQ(post(body, "mac="), 401);
    EXPECT_EQ(post(body, with("")), 401);
    EXPECT_EQ(post(body, with(zalo_settings.app_secret)), 401) << "the wrong one of two secrets";
    EXPECT_EQ(post(body + " ", with(zalo_settings.webhook_secret)), 401);
    webhook_pages.work_once();
    EXPECT_EQ(reconciled().delivered, 0);
    EXPECT_EQ(post(body, with(zalo_settings.webhook_secret)), 200) << "the same, rightly signed";
    webhook_pages.work_once();
    EXPECT_EQ(reconciled().delivered, 1);
    // Told again in other words and at another time: known by what it is about.
    const auto again = fmt::format(
        R"({{"app_id":"{0}","event_name":"user_received_message","oa_id":"{1}","timestamp":"{2}","again":true,"message":{{"msg_id":"x","tracking_id":"{3}","delivery_time":"{2}"}}}})",
        zalo_settings.app_id, zalo_settings.oa_id, timestamp, tracking
    );
    const auto kept = [&] {
        auto tx = pool.begin();
        return tx.exec(webhooks_query).get<std::int64_t>(0, 0);
    };
    const auto before = kept();
    EXPECT_EQ(
        post(
            again,
            "mac=" + hex_text(crypto::sha256(
                         zalo_settings.app_id + again + timestamp + zalo_settings.webhook_secret
                     ))
        ),
        200
    );
    EXPECT_EQ(kept(), before);
    platform->set_faults({});
}

} // namespace
} // namespace tnung
