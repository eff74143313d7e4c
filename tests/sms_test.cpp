// What Zalo cannot bring goes by SMS where the province has a brand name, and to a clerk after
// that.

#include "gateway/delivery/lane.hpp"
#include "gateway/zalo/day_quota.hpp"
#include "tests/gateway_world.hpp"

#include <algorithm>
#include <map>
#include <thread>

namespace tnung {
namespace {

using namespace gateway;

constexpr pg::Query stories_query{"test.stories", R"sql(
    SELECT status || coalesce(' ' || channel, '') FROM notice ORDER BY id
)sql"};
constexpr pg::Query dong_query{"test.dong", "SELECT coalesce(sum(dong), 0) FROM notice"};

class SmsTest : public GatewayWorld {
protected:
    SmsTest() : GatewayWorld(settings(), std::chrono::milliseconds(2000), true) {}

    static sandbox::ZaloSandboxSettings settings()
    {
        sandbox::ZaloSandboxSettings settings;
        settings.answer_max = settings.device_max = std::chrono::milliseconds(4);
        return settings;
    }
    /// Without Zalo; its end decides what the SMS gateway does.
    static std::string number(const std::string& ending, int from = 0)
    {
        for (int i = from;; ++i) {
            const auto number = fmt::format("84905{:04}{}", i, ending);
            if (!sandbox::has_zalo_account(number)) return number;
        }
    }
    void settle()
    {
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(30);
        while (std::chrono::steady_clock::now() < give_up) {
            const bool nothing_comes = sms_gateway.idle() && platform->platform().webhooks.idle();
            if (webhook_pages.work_once() + worker.work_once() > 0) continue;
            clock.advance(std::chrono::seconds(3)); // what overtook is looked at again
            if (webhook_pages.work_once() + worker.work_once() > 0) continue;
            if (nothing_comes) return;
            std::this_thread::yield();
        }
        FAIL() << "it never came to rest";
    }
    std::vector<std::string> stories()
    {
        auto tx = pool.begin();
        const auto rows = tx.exec(stories_query);
        std::vector<std::string> all;
        for (std::size_t i = 0; i < rows.size(); ++i) all.emplace_back(rows.text(i, 0));
        return all;
    }
    DossierEvent obligation(const std::string& phone, int days = 20)
    {
        auto event = plain_event(6, phone);
        event.detail.amount = Money{31'635'000};
        event.detail.act_by = day_of(clock.now()) + std::chrono::days(days);
        return event;
    }
    using Stories = std::vector<std::string>;
};

TEST_F(SmsTest, WhoHasNoZaloIsToldOfAnObligationBySms)
{
    take(obligation(number("21")));
    settle();
    EXPECT_EQ(stories(), Stories{"delivered sms"});
    const auto received = sms_gateway.received();
    ASSERT_EQ(received.size(), 1u);
    const auto& text = received[0].text;
    EXPECT_LE(text.size(), sms_letters_max);
    EXPECT_TRUE(std::ranges::all_of(text, [](char c) { return c >= ' ' && c <= '~'; })) << text;
    EXPECT_NE(text.find("https://dvc.example.vn/hs/"), std::string::npos) << text;
    // Level 1 of the ladder: no amount, no name.
    EXPECT_EQ(text.find("31"), std::string::npos) << text;
    EXPECT_EQ(text.find("Hoa"), std::string::npos) << text;
    auto tx = pool.begin();
    EXPECT_EQ(tx.exec(dong_query).get<int>(0, 0), RouteSettings{}.sms_dong);
    EXPECT_EQ(reconcile(tx, subjects, Instant{}).all.unexplained, 0);
}

TEST_F(SmsTest, WhatIsForInformationIsNotWorthAnSms)
{
    take(plain_event(2, number("21")));
    settle();
    EXPECT_EQ(stories(), Stories{"excused template_by_phone"});
    EXPECT_TRUE(sms_gateway.received().empty());
}

TEST_F(SmsTest, ANumberThatSmsDoesNotReachIsCalled)
{
    take(obligation(number("00"))); // refused at once
    take(obligation(number("13"))); // taken, and its receipt says that it failed
    settle();
    EXPECT_EQ(stories(), (Stories{"to_call call_list", "to_call call_list"}));
    EXPECT_EQ(reconciled().unexplained, 0);
}

TEST_F(SmsTest, AnAnswerThatNeverCameIsMaybeSentAndSettledByItsReceipt)
{
    sms_gateway.set_faults({.answers_lost = true, .receipts_held = true});
    take(obligation(number("21")));
    while (worker.work_once() > 0) {
    }
    EXPECT_EQ(stories(), Stories{"maybe_sent sms"});
    sms_gateway.set_faults({.answers_lost = true});
    settle();
    EXPECT_EQ(stories(), Stories{"delivered sms"});
    clock.advance(std::chrono::hours(48));
    settle();
    EXPECT_EQ(sms_gateway.received().size(), 1u);
    EXPECT_EQ(reconciled().unexplained, 0);
}

TEST_F(SmsTest, MaybeSentAndThenFailedGoesToTheCallListOnce)
{
    sms_gateway.set_faults({.answers_lost = true, .receipts_held = true});
    take(obligation(number("13")));
    while (worker.work_once() > 0) {
    }
    EXPECT_EQ(stories(), Stories{"maybe_sent sms"});
    sms_gateway.set_faults({});
    settle();
    EXPECT_EQ(stories(), Stories{"to_call call_list"});
    EXPECT_EQ(reconciled().unexplained, 0);
}

TEST_F(SmsTest, WhileTheGatewayIsDownWhatHasTimeWaitsAndWhatHasNoneIsCalled)
{
    sms_gateway.set_faults({.down = true});
    take(obligation(number("21"), 20));
    take(obligation(number("22"), 2));
    for (int i = 0; i < 5; ++i) worker.work_once();
    EXPECT_EQ(stories(), (Stories{"waiting template_by_phone", "to_call sms"}));
    sms_gateway.set_faults({});
    clock.advance(std::chrono::minutes(20));
    settle();
    EXPECT_EQ(stories(), (Stories{"delivered sms", "to_call sms"}));
}

TEST_F(SmsTest, WithoutCreditAPersonMendsItAndNothingIsLost)
{
    sms_gateway.set_faults({.no_credit = true});
    take(obligation(number("21")));
    for (int i = 0; i < 4; ++i) worker.work_once();
    EXPECT_EQ(stories(), Stories{"waiting template_by_phone"});
    sms_gateway.set_faults({});
    clock.advance(std::chrono::minutes(6));
    settle();
    EXPECT_EQ(stories(), Stories{"delivered sms"});
}

TEST_F(SmsTest, ADayWithoutMessagesLeavesTheSmsBeforeTheCall)
{
    {
        auto tx = pool.begin();
        day_quota::save(tx, zalo_settings.oa_id, {100, 100}, clock.now());
        tx.commit();
    }
    const auto with_zalo = phone(1);
    take(obligation(with_zalo, 2));  // a right would be lost
    take(obligation(phone(50), 20)); // time enough
    settle();
    EXPECT_EQ(stories(), (Stories{"delivered sms", "waiting"}));
    EXPECT_EQ(sms_gateway.received().at(0).to, with_zalo);
    EXPECT_TRUE(platform->received().empty());
}

TEST_F(SmsTest, ItRestsAtNightAndWhileAnOperatorStoppedIt)
{
    clock.set(*parse_iso("2026-11-25T21:59:59+07:00"));
    take(obligation(number("21")));
    worker.work_once(); // Zalo says that it does not know the number
    clock.set(*parse_iso("2026-11-25T22:00:00+07:00"));
    for (int i = 0; i < 3; ++i) worker.work_once();
    EXPECT_TRUE(sms_gateway.received().empty());
    clock.set(*parse_iso("2026-11-26T06:00:00+07:00"));
    settle();
    EXPECT_EQ(sms_gateway.received().size(), 1u);
}

TEST_F(SmsTest, AForgedReceiptChangesNothing)
{
    sms_gateway.set_faults({.receipts_held = true});
    take(obligation(number("21")));
    while (worker.work_once() > 0) {
    }
    EXPECT_EQ(stories(), Stories{"handed_over sms"});
    const auto body = json::text(json::Object{
        {"reference", sms_gateway.received().at(0).reference},
        {"status", "failed"},
        {"at", iso_text(clock.now())}});
    for (const auto& signature : {std::string(), std::string(64, '0')}) {
        const auto answer = client.call(
            {.method = http::Method::post,
             .url = receiver->origin() + "/webhooks/sms",
             .headers = {{"X-Signature", signature}},
             .body = body}
        );
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->status, 401);
    }
    EXPECT_EQ(stories(), Stories{"handed_over sms"});
}

} // namespace
} // namespace tnung
