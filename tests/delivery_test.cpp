// A notice on its way, against a real database and the sandbox's Zalo over HTTP, under faults.

#include "foundation/base/durable_file.hpp"
#include "foundation/outbox/outbox.hpp"
#include "gateway/case/case_store.hpp"
#include "gateway/delivery/operations.hpp"

#include "tests/gateway_world.hpp"

#include <gmock/gmock.h>

#include <array>
#include <set>
#include <thread>

namespace tnung {
namespace {

using namespace gateway;
using testing::data_file;

constexpr pg::Query statuses_query{
    "test.statuses", "SELECT status, coalesce(excuse, '') FROM notice ORDER BY id"};
constexpr pg::Query begin_call_query{
    "test.begin_call", "UPDATE outbox_item SET started_at = now(), lease_until = '-infinity'"};
constexpr pg::Query maybe_sent_query{"test.maybe_sent", R"sql(
    SELECT subject_id, cause_id, phone_id, kind, urgency, useful_until, id FROM notice
     WHERE status = 'maybe_sent' AND kind = 'payment_asked'
)sql"};
constexpr pg::Query newest_dossier_query{"test.newest_dossier", "SELECT max(id) FROM dossier"};
constexpr pg::Query stop_phones_query{"test.stop_phones", "UPDATE phone SET stopped_at = now()"};
constexpr pg::Query token_query{
    "test.token", "SELECT access_sealed, refresh_sealed, renewed_at, expires_at FROM zalo_token"};
constexpr pg::Query put_back_query{"test.put_back", R"sql(
    UPDATE zalo_token SET access_sealed = $1, refresh_sealed = $2, renewed_at = $3, expires_at = $4
)sql"};
constexpr pg::Query webhooks_query{"test.webhooks", "SELECT count(*) FROM webhook"};

sandbox::ZaloSandboxSettings losing_answers()
{
    sandbox::ZaloSandboxSettings settings;
    settings.lost_answer_after = std::chrono::milliseconds(800);
    return settings;
}

class DeliveryTest : public GatewayWorld {
protected:
    DeliveryTest() : GatewayWorld(losing_answers(), std::chrono::milliseconds(400)) {}

    /// A dossier comes into a state; its number has a Zalo account unless told otherwise.
    void event(int state, const std::string& number = phone(0))
    {
        take(plain_event(state, number));
    }
    std::vector<std::string> statuses()
    {
        auto tx = pool.begin();
        const auto rows = tx.exec(statuses_query);
        std::vector<std::string> all;
        for (std::size_t i = 0; i < rows.size(); ++i)
            all.push_back(fmt::format(
                "{}{}{}", rows.text(i, 0), rows.text(i, 1).empty() ? "" : " ", rows.text(i, 1)
            ));
        return all;
    }
    /// Works webhooks until `count` are delivered or the platform has long given up.
    void receive(std::int64_t count)
    {
        const auto give_up = std::chrono::steady_clock::now() + std::chrono::seconds(20);
        while (std::chrono::steady_clock::now() < give_up && reconciled().delivered < count)
            if (webhook_pages.work_once() == 0) std::this_thread::yield();
    }
    void expect_all_explained()
    {
        const auto result = reconciled();
        EXPECT_EQ(result.unexplained, 0);
        EXPECT_EQ(result.notices, result.delivered + result.excused + result.waiting);
    }
};

TEST_F(DeliveryTest, AnEventBecomesAMessageAndItsReceiptClosesTheCircle)
{
    event(6);
    EXPECT_EQ(worker.work_once(), 1u);
    EXPECT_EQ(statuses(), std::vector<std::string>{"handed_over"});
    receive(1);
    EXPECT_EQ(statuses(), std::vector<std::string>{"delivered"});
    ASSERT_EQ(platform->received().size(), 1u);
    const auto message = platform->received().front();
    EXPECT_EQ(message.phone, phone(0));
    EXPECT_EQ(message.parameters.at("status"), "Cần nộp tiền");
    EXPECT_EQ(message.parameters.at("dossier_code"), "H21.12.34-261124-0001");
    for (const auto& [name, value] : message.parameters)
        EXPECT_EQ(value.find("Hoa"), std::string::npos) << name;
    EXPECT_EQ(worker.work_once(), 0u);
    expect_all_explained();
}

TEST_F(DeliveryTest, EveryKindOfNoticePassesZalosChecks)
{
    for (int state = state_min; state <= state_max; ++state) event(state);
    worker.work_once();
    EXPECT_EQ(platform->received().size(), 10u);
    for (const auto& status : statuses())
        EXPECT_TRUE(status == "handed_over" || status == "delivered") << status;
}

TEST_F(DeliveryTest, ANumberWithoutZaloIsExcusedInWords)
{
    event(2, unreachable_phone());
    worker.work_once(); // Zalo knows no such account
    worker.work_once(); // and there is no other way
    EXPECT_EQ(statuses(), std::vector<std::string>{"excused unreachable"});
    expect_all_explained();
}

TEST_F(DeliveryTest, WhatTheLawOwesIsCalledWhereNoMessageReaches)
{
    event(6, unreachable_phone());
    worker.work_once();
    worker.work_once();
    EXPECT_EQ(statuses(), std::vector<std::string>{"to_call"});
    EXPECT_EQ(reconciled().on_call_list, 1);
    EXPECT_EQ(worker.work_once(), 0u);
    expect_all_explained();
}

TEST_F(DeliveryTest, AnAnswerThatNeverCameIsMaybeSentAndSettledByItsReceipt)
{
    platform->set_faults({.timeout_after_acting = 1000});
    event(6);
    worker.work_once(); // Zalo took it, the answer timed out
    EXPECT_EQ(platform->received().size(), 1u);
    receive(1);
    EXPECT_EQ(statuses(), std::vector<std::string>{"delivered"});
    clock.advance(std::chrono::hours(25));
    worker.work_once();
    EXPECT_EQ(platform->received().size(), 1u); // never sent blindly again
    expect_all_explained();
}

TEST_F(DeliveryTest, MaybeSentWithoutReceiptIsRepeatedOnceAsAReminderWhereTheLawOwesIt)
{
    platform->set_faults({.timeout_after_acting = 1000, .webhook_drop = 1000});
    event(6);
    event(10);
    worker.work_once();
    EXPECT_EQ(statuses(), (std::vector<std::string>{"maybe_sent", "maybe_sent"}));
    EXPECT_EQ(worker.work_once(), 0u);
    platform->set_faults({});
    clock.advance(std::chrono::hours(25));
    worker.work_once(); // settles both
    worker.work_once(); // sends the reminder
    EXPECT_EQ(platform->received().size(), 3u);
    EXPECT_EQ(platform->received().back().parameters.at("status"), "Nhắc lại: Cần nộp tiền");
    receive(1);
    EXPECT_EQ(
        statuses(),
        (std::vector<std::string>{"excused unknown_fate", "excused unknown_fate", "delivered"})
    );
    expect_all_explained();
}

TEST_F(DeliveryTest, AReminderThatSomebodyMadeMeanwhileIsTheOnlyOneAndHoldsUpNothing)
{
    platform->set_faults({.timeout_after_acting = 1000, .webhook_drop = 1000});
    event(6);
    event(10);
    worker.work_once();
    EXPECT_EQ(statuses(), (std::vector<std::string>{"maybe_sent", "maybe_sent"}));
    {
        auto tx = pool.begin();
        const auto of = tx.exec(maybe_sent_query);
        notice_store::owe(
            tx, DossierSubject::subject_name,
            {{.subject_id = of.get<std::int64_t>(0, 0),
              .cause_id = of.get<std::int64_t>(0, 1),
              .phone_id = of.get<std::int64_t>(0, 2),
              .kind = of.get<std::string>(0, 3),
              .urgency = of.get<int>(0, 4),
              .useful_until = of.get<Instant>(0, 5),
              .repeats_id = of.get<std::int64_t>(0, 6)}},
            clock.now()
        );
        tx.commit();
    }
    platform->set_faults({});
    clock.advance(std::chrono::hours(25));
    while (worker.work_once() > 0) {
    }
    EXPECT_EQ(
        statuses(),
        (std::vector<std::string>{"excused unknown_fate", "excused unknown_fate", "handed_over"})
    );
    EXPECT_EQ(platform->received().size(), 3u);
    expect_all_explained();
}

TEST_F(DeliveryTest, AClerkRemindsOnceAndOnlyOfWhatIsSettled)
{
    const auto reminded = [&] {
        auto tx = pool.begin();
        const auto dossier = tx.exec(newest_dossier_query).get<std::int64_t>(0, 0);
        const bool made = case_store::resend(tx, dossier, clock.now());
        tx.commit();
        return made;
    };
    platform->set_faults({.timeout_after_acting = 1000, .webhook_drop = 1000});
    event(6);
    EXPECT_FALSE(reminded()) << "it waits";
    worker.work_once();
    EXPECT_EQ(statuses(), std::vector<std::string>{"maybe_sent"});
    EXPECT_FALSE(reminded()) << "nobody knows yet";
    platform->set_faults({});
    clock.advance(std::chrono::hours(25));
    while (worker.work_once() > 0) {
    }
    EXPECT_FALSE(reminded()) << "the program did";
    event(2, phone(1));
    worker.work_once();
    EXPECT_TRUE(reminded());
    EXPECT_FALSE(reminded());
    worker.work_once();
    EXPECT_EQ(platform->received().back().parameters.at("status"), "Nhắc lại: Được tiếp nhận");
    expect_all_explained();
}

TEST_F(DeliveryTest, AProcessThatDiedDuringACallLeavesMaybeSentNotASecondMessage)
{
    event(6);
    {
        auto tx = pool.begin();
        tx.exec(begin_call_query); // as the claim left it; the outcome was never recorded
        tx.commit();
    }
    worker.work_once();
    EXPECT_EQ(statuses(), std::vector<std::string>{"maybe_sent"});
    EXPECT_TRUE(platform->received().empty());
    expect_all_explained();
}

TEST_F(DeliveryTest, AProcessThatDiesOverTheNextOnesVerdictStillLeavesMaybeSent)
{
    event(6);
    {
        auto tx = pool.begin();
        tx.exec(begin_call_query);
        tx.commit();
    }
    // The next process takes it, sees that the call may have gone out, and never records that.
    pg::Connection owner(database.owner_target());
    owner.script(
        "CREATE FUNCTION dies() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN RAISE 'dies'; "
        "END $$; CREATE TRIGGER dies BEFORE UPDATE ON notice FOR EACH ROW EXECUTE "
        "FUNCTION dies()"
    );
    EXPECT_THROW(worker.work_once(), pg::Error);
    owner.script("DROP TRIGGER dies ON notice");
    clock.advance(std::chrono::minutes(2)); // its lease lapses
    Governor share(pool, {.account = zalo_settings.oa_id});
    DeliveryWorker other(
        pool, clock, tokens, zalo, sms, share, {&notices}, DeliverySettings{}, metrics
    );
    other.work_once();
    EXPECT_EQ(statuses(), std::vector<std::string>{"maybe_sent"});
    EXPECT_TRUE(platform->received().empty());
    expect_all_explained();
}

TEST_F(DeliveryTest, TwoWorkersNeverSendTheSameNotice)
{
    for (int i = 0; i < 60; ++i) event(2);
    Governor share(pool, {.account = zalo_settings.oa_id});
    DeliveryWorker other(
        pool, clock, tokens, zalo, sms, share, {&notices}, DeliverySettings{.batch_max = 7}, metrics
    );
    std::thread beside([&] {
        while (other.work_once() > 0) {
        }
    });
    while (worker.work_once() > 0) {
    }
    beside.join();
    std::set<std::string> codes;
    for (const auto& message : platform->received())
        EXPECT_TRUE(codes.insert(message.parameters.at("dossier_code")).second);
    EXPECT_EQ(codes.size(), 60u);
}

TEST_F(DeliveryTest, AtNightMessagesWaitForTheMorning)
{
    clock.set(*parse_iso("2026-11-25T23:30:00+07:00"));
    event(2);
    worker.work_once();
    EXPECT_TRUE(platform->received().empty());
    clock.set(*parse_iso("2026-11-26T05:59:00+07:00"));
    EXPECT_EQ(worker.work_once(), 0u);
    clock.set(*parse_iso("2026-11-26T06:00:30+07:00"));
    worker.work_once();
    EXPECT_EQ(platform->received().size(), 1u);
    EXPECT_EQ(handover_times(pool).held_by_rule, 1);
    expect_all_explained();
}

TEST_F(DeliveryTest, ARevokedTokenIsRenewedAndTheNoticeGoesOut)
{
    platform->set_faults({.tokens_revoked = true});
    event(6);
    worker.work_once();
    EXPECT_EQ(statuses(), std::vector<std::string>{"waiting"});
    clock.advance(std::chrono::seconds(10));
    worker.work_once();
    EXPECT_EQ(platform->received().size(), 1u);
}

TEST_F(DeliveryTest, TwoRenewersUseTheRefreshTokenOnce)
{
    platform->set_faults({.tokens_revoked = true});
    std::vector<std::thread> renewers;
    std::vector<std::string> got(8);
    for (std::size_t i = 0; i < got.size(); ++i)
        renewers.emplace_back([this, &got, i] {
            got[i] = tokens.renew("At-demo-01", clock.now()).value_or("failed");
        });
    for (auto& renewer : renewers) renewer.join();
    for (const auto& token : got) EXPECT_EQ(token, got.front());
    EXPECT_TRUE(got.front().starts_with("At-2-"));
}

TEST_F(DeliveryTest, ALostRefreshTokenAsksForConsentAndWhatWaitsWaits)
{
    // Zalo renewed, the answer never reached our database: our refresh token is spent.
    const auto answer = client.call(
        {.method = http::Method::post, .url = platform_server->origin() + "/sandbox/zalo/tokens"}
    );
    const auto pair = *json::parse(answer->body);
    event(6);
    for (int i = 0; i < 3; ++i) {
        worker.work_once();
        clock.advance(std::chrono::minutes(1));
    }
    EXPECT_EQ(statuses(), std::vector<std::string>{"waiting"});
    EXPECT_TRUE(tokens.consent_needed());
    expect_all_explained();

    tokens.install(
        pair.at("access_token").as_string(), pair.at("refresh_token").as_string(), clock.now()
    );
    EXPECT_FALSE(tokens.consent_needed());
    clock.advance(std::chrono::minutes(10));
    worker.work_once();
    EXPECT_EQ(platform->received().size(), 1u);
}

TEST_F(DeliveryTest, ATokenThatTheDatabaseDidNotTakeIsFoundInItsCopy)
{
    zalo_settings.token_copy = scratch / "token";
    const auto spent = [&] { // Zalo hands out another pair: ours is worth nothing
        const auto answer = client.call(
            {.method = http::Method::post,
             .url = platform_server->origin() + "/sandbox/zalo/tokens"}
        );
        return *json::parse(answer->body);
    };
    ZaloTokens first(pool, client, zalo_settings, keyring);
    platform->set_faults({.tokens_revoked = true});
    const auto before = pool.begin().exec(token_query);
    clock.advance(std::chrono::minutes(1));
    const auto renewed = first.renew("At-demo-01", clock.now());
    ASSERT_TRUE(renewed);
    {
        // As a database whose commit never came, or that was put back to an older day.
        auto tx = pool.begin();
        tx.exec(
            put_back_query, before.get<Bytes>(0, 0), before.get<Bytes>(0, 1),
            before.get<Instant>(0, 2), before.get<Instant>(0, 3)
        );
        tx.commit();
    }
    ZaloTokens second(pool, client, zalo_settings, keyring);
    EXPECT_EQ(second.renew("At-demo-01", clock.now()).value_or(""), *renewed);
    EXPECT_FALSE(second.consent_needed());
    pg::Connection(database.owner_target()).script("DELETE FROM zalo_token"); // made anew
    EXPECT_TRUE(second.installed());
    EXPECT_EQ(
        ZaloTokens(pool, client, zalo_settings, keyring).current(clock.now()).value_or(""), *renewed
    );
    // A pair that was installed later counts more than the copy, and garbage counts nothing.
    const auto pair = spent();
    clock.advance(std::chrono::minutes(1));
    second.install(
        pair.at("access_token").as_string(), pair.at("refresh_token").as_string(), clock.now()
    );
    replace_durably(scratch / "token", "no copy of ours");
    ZaloTokens third(pool, client, zalo_settings, keyring);
    EXPECT_EQ(
        third.current(clock.now()).value_or(""), std::string(pair.at("access_token").as_string())
    );
    clock.advance(std::chrono::hours(21));
    EXPECT_TRUE(third.current(clock.now())) << "renewed as ever";
}

TEST_F(DeliveryTest, WhileZaloIsDownNothingIsLost)
{
    platform->set_faults({.down = true});
    for (int i = 0; i < 5; ++i) event(6);
    worker.work_once();
    EXPECT_EQ(reconciled().waiting, 5);
    expect_all_explained();
    platform->set_faults({});
    clock.advance(std::chrono::minutes(10));
    worker.work_once();
    EXPECT_EQ(platform->received().size(), 5u);
}

TEST_F(DeliveryTest, ADisabledTemplateWaitsForAPersonAndIsNotLost)
{
    platform->set_faults({.template_disabled = true});
    event(6);
    worker.work_once();
    EXPECT_EQ(statuses(), std::vector<std::string>{"waiting"});
    platform->set_faults({});
    clock.advance(std::chrono::minutes(6));
    worker.work_once();
    EXPECT_EQ(platform->received().size(), 1u);
}

/// Each row of a kind that nobody can read, as no program of today writes it.
TEST_F(DeliveryTest, WhatCannotBePlannedIsSetAsideAloneAndRunsAgainWhenItIsMended)
{
    struct Poison {
        const char *spoil, *mend;
    };
    constexpr std::array poisons = {
        Poison{
            "UPDATE dossier SET due_at = '0001-01-01 BC' WHERE id = 1",
            "UPDATE dossier SET due_at = NULL WHERE id = 1"},
        Poison{
            "UPDATE dossier_event SET detail_sealed = detail_sealed || '\\x00' WHERE dossier_id = "
            "2",
            "UPDATE dossier_event SET detail_sealed = substr(detail_sealed, 1, "
            "length(detail_sealed) - 1)"
            " WHERE dossier_id = 2"},
        Poison{
            "UPDATE phone SET number_sealed = number_sealed || '\\x00' WHERE id = 3",
            "UPDATE phone SET number_sealed = substr(number_sealed, 1, length(number_sealed) - 1)"
            " WHERE id = 3"},
        Poison{
            "UPDATE notice SET kind = 'nothing' WHERE id = 4",
            "UPDATE notice SET kind = 'payment_asked' WHERE id = 4"},
        Poison{
            "UPDATE notice SET created_at = 'infinity' WHERE id = 5",
            "UPDATE notice SET created_at = now() WHERE id = 5"},
    };
    for (int i = 0; i < 9; ++i) event(6, phone(i));
    {
        pg::Connection owner(database.owner_target());
        for (const auto& one : poisons) owner.script(one.spoil);
    }
    worker.work_once();
    EXPECT_EQ(platform->received().size(), 4u) << "everybody else is told";
    auto tx = pool.begin();
    const auto aside = outbox::aside(tx, 10);
    EXPECT_EQ(outbox::aside_count(tx), 5);
    ASSERT_EQ(aside.size(), 5u);
    for (const auto& one : aside) {
        EXPECT_EQ(one.kind, "notice");
        EXPECT_FALSE(one.why.empty());
        EXPECT_EQ(one.why.find("0905"), std::string::npos) << one.why;
    }
    tx.commit();
    EXPECT_EQ(worker.work_once(), 0u) << "nobody goes on trying";
    expect_all_explained();
    {
        pg::Connection owner(database.owner_target());
        for (const auto& one : poisons) owner.script(one.mend);
    }
    {
        auto again = pool.begin();
        EXPECT_EQ(outbox::run_again(again, aside.front().id, clock.now()), 1);
        EXPECT_EQ(outbox::run_again(again, std::nullopt, clock.now()), 4);
        again.commit();
    }
    worker.work_once();
    EXPECT_EQ(platform->received().size(), 9u);
    auto after = pool.begin();
    EXPECT_EQ(outbox::aside_count(after), 0);
}

TEST_F(DeliveryTest, WhatIsSetAsideIsTriedAgainAfterAnHour)
{
    event(6);
    event(6, phone(1));
    const auto set_due = [&](const char* due) {
        pg::Connection owner(database.owner_target());
        owner.script(fmt::format("UPDATE dossier SET due_at = {} WHERE id = 1", due));
    };
    set_due("'0001-01-01 BC'");
    worker.work_once();
    set_due("NULL");
    clock.advance(std::chrono::minutes(59));
    EXPECT_EQ(worker.work_once(), 0u);
    clock.advance(std::chrono::minutes(2));
    worker.work_once();
    EXPECT_EQ(platform->received().size(), 2u);
}

/// During an update the program of before runs beside the new one.
TEST_F(DeliveryTest, WhatIsOfAKindOfAnotherProgramWaitsForIt)
{
    {
        auto tx = pool.begin();
        outbox::enqueue(tx, "ticket", {{77, outbox::urgency_now, {}}}, clock.now());
        tx.commit();
    }
    event(6);
    EXPECT_EQ(worker.work_once(), 1u);
    EXPECT_EQ(statuses(), std::vector<std::string>{"handed_over"});
    auto tx = pool.begin();
    const auto now = clock.now();
    EXPECT_FALSE(outbox::is_due(tx, {"notice"}, now));
    const auto left = outbox::claim(tx, {"ticket"}, now, now + std::chrono::minutes(1), 10);
    ASSERT_EQ(left.size(), 1u);
    EXPECT_EQ(left[0].subject_id, 77);
    EXPECT_FALSE(left[0].interrupted) << "nobody began it";
}

TEST_F(DeliveryTest, NothingLeavesIsToldOnceItLasted)
{
    const auto told = [&] {
        auto tx = pool.begin();
        return operations::nothing_leaves(tx, clock.now()).value_or("");
    };
    event(6);
    EXPECT_EQ(told(), "");
    clock.advance(std::chrono::minutes(11));
    EXPECT_THAT(told(), ::testing::HasSubstr("due 1, set aside 0"));
    event(6, phone(1));
    worker.work_once();
    EXPECT_EQ(told(), "");
    event(6, phone(2));
    {
        pg::Connection owner(database.owner_target());
        owner.script("UPDATE dossier SET due_at = '0001-01-01 BC'");
    }
    worker.work_once();
    clock.advance(std::chrono::minutes(11));
    EXPECT_THAT(told(), ::testing::HasSubstr("due 0, set aside 1"));
}

TEST_F(DeliveryTest, NotMeStopsWhatAlreadyWaits)
{
    event(6);
    {
        auto tx = pool.begin();
        tx.exec(stop_phones_query);
        tx.commit();
    }
    worker.work_once();
    EXPECT_EQ(statuses(), std::vector<std::string>{"excused not_me"});
    EXPECT_TRUE(platform->received().empty());
}

TEST_F(DeliveryTest, WhatIsNoLongerUsefulIsNotSent)
{
    event(1);
    clock.advance(std::chrono::days(6));
    worker.work_once();
    EXPECT_EQ(statuses(), std::vector<std::string>{"excused not_useful"});
}

TEST_F(DeliveryTest, InformationThatWaitedLongIsLeftOutWhereALaterNoticeSaysMore)
{
    auto registered = plain_event(1, phone(0));
    take(registered);
    auto other = plain_event(1, phone(1)); // of another dossier: nothing overtakes it
    take(other);
    clock.advance(std::chrono::minutes(61));
    auto accepted = plain_event(2, phone(0));
    accepted.code = registered.code;
    take(accepted);
    worker.work_once();
    EXPECT_EQ(
        statuses(), (std::vector<std::string>{"excused overtaken", "handed_over", "handed_over"})
    );
    expect_all_explained();
}

TEST_F(DeliveryTest, WhatSetsADeadlineIsNeverOvertaken)
{
    auto asked = plain_event(5, phone(0));
    take(asked);
    clock.advance(std::chrono::minutes(120));
    auto handled = plain_event(4, phone(0));
    handled.code = asked.code;
    take(handled);
    worker.work_once();
    EXPECT_EQ(statuses(), (std::vector<std::string>{"handed_over", "handed_over"}));
}

TEST_F(DeliveryTest, RepeatedWebhooksChangeNothing)
{
    platform->set_faults({.webhook_repeat = 1000});
    event(2);
    event(9);
    worker.work_once();
    receive(2);
    while (!platform->platform().webhooks.idle()) std::this_thread::yield();
    auto tx = pool.begin();
    EXPECT_EQ(tx.exec(webhooks_query).get<std::int64_t>(0, 0), 2);
    expect_all_explained();
}

TEST_F(DeliveryTest, ADayQuotaThatIsGoneWaitsForTheNextDay)
{
    sandbox::ZaloSandboxSettings small;
    small.quota_daily = 1;
    sandbox::ZaloSandbox scarce(small, clock, data_file("zalo-templates.tsv"));
    http::Server scarce_server({}, scarce.lanes(), scarce.routes());
    zalo_settings.oauth_origin = zalo_settings.openapi_origin = zalo_settings.business_origin =
        scarce_server.origin();
    event(2);
    event(6);
    worker.work_once(); // both at once, since nobody knows yet how many the day has
    ASSERT_EQ(scarce.received().size(), 1u);
    clock.advance(std::chrono::hours(22));
    worker.work_once();
    ASSERT_EQ(scarce.received().size(), 2u);
    EXPECT_NE(
        scarce.received().front().parameters.at("status"),
        scarce.received().back().parameters.at("status")
    );
}

} // namespace
} // namespace tnung
