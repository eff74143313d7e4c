// What people may ask about their own data, and what is erased when its time is over: nothing of
// it is left, and nothing else is touched.
#include "foundation/testing/beside.hpp"
#include "gateway/rights/erasure.hpp"
#include "gateway/rights/retention.hpp"
#include "gateway/timeline/my_data.hpp"
#include "gateway_world.hpp"

#include <gmock/gmock.h>

#include <thread>

namespace tnung::gateway {
namespace {

using ::testing::ElementsAre;
using ::testing::HasSubstr;

constexpr pg::Query counts_query{"test.counts", R"sql(
    SELECT (SELECT count(*) FROM phone_link), (SELECT count(*) FROM dossier_grant), (SELECT count(*) FROM page_link),
           (SELECT count(*) FROM reply), (SELECT count(*) FROM conversation), (SELECT count(*) FROM follower WHERE display_name_sealed IS NOT NULL)
)sql"};
constexpr pg::Query people_query{"test.people", R"sql(
    SELECT (SELECT count(*) FROM owner WHERE erased_at IS NULL), (SELECT count(*) FROM phone WHERE erased_at IS NULL),
           (SELECT count(*) FROM dossier WHERE erased_at IS NULL)
)sql"};
constexpr pg::Query follower_query{"test.follower", "SELECT max(id) FROM follower"};
constexpr pg::Query phone_query{"test.phone", "SELECT phone_id FROM dossier WHERE code = $1"};
constexpr pg::Query statuses_query{"test.statuses", "SELECT channel FROM notice ORDER BY id"};
constexpr pg::Query details_query{
    "test.details", "SELECT detail_sealed FROM dossier_event ORDER BY id"};
constexpr pg::Query last_reply_query{
    "test.last_reply", "SELECT message_sealed FROM reply ORDER BY id DESC LIMIT 1"};
constexpr pg::Query webhook_query{"test.webhook", R"sql(
    INSERT INTO webhook (event_key, event_name, body_sealed, received_at, worked_at) VALUES ($1, 'x', '', $2, $3)
)sql"};
constexpr pg::Query webhooks_query{
    "test.webhooks", "SELECT count(*) FROM webhook WHERE event_name = 'x'"};
constexpr pg::Query refuse_query{
    "test.refuse", "UPDATE dossier SET refused_phone_id = phone_id WHERE code = $1"};
constexpr pg::Query business_query{"test.business", R"sql(
    WITH owner AS (INSERT INTO owner (owner_key, kind, name_sealed) VALUES ('b', 'business', '') RETURNING id),
         phone AS (INSERT INTO phone (number_key, number_sealed, kind) VALUES ('b', '', 'mobile') RETURNING id),
         staff AS (INSERT INTO staff (login, name, role, password_hash, totp_sealed, created_at)
                   VALUES ('duyen', 'Duyên', 'operator', '', '', now()) RETURNING id)
    INSERT INTO business_staff (owner_id, phone_id, name_sealed, named_at, named_by, ended_at)
    SELECT owner.id, phone.id, 'sealed', '2026-11-01', staff.id, '2026-11-25' FROM owner, phone, staff
)sql"};
constexpr pg::Query business_name_query{
    "test.business_name", "SELECT name_sealed FROM business_staff"};
constexpr pg::Query profiles_query{
    "test.profiles", "SELECT count(*) FROM outbox_item WHERE kind = 'profile'"};
constexpr pg::Query hold_follower_query{
    "test.hold_follower", "SELECT 1 FROM follower WHERE id = $1 FOR UPDATE"};
constexpr pg::Query kept_followers_query{
    "test.kept_followers", "SELECT count(*) FROM follower WHERE erased_at IS NULL"};
constexpr pg::Query mark_query{
    "test.mark", "UPDATE phone SET stopped_at = now(), stopped_by = 'link' WHERE id = $1"};

class RightsTest : public GatewayWorld {
protected:
    /// Terms of a year pass at once; tokens are not what is looked at.
    RightsTest()
        : GatewayWorld(
              {.access_life = std::chrono::days(1000), .refresh_life = std::chrono::days(1000)}
          )
    {
    }

    void happens(const std::string& event, const std::string& text = "")
    {
        json::Object body{
            {"user_id", user},
            {"sender", json::Object{{"id", user}}},
            {"follower", json::Object{{"id", user}}}};
        if (!text.empty()) body["message"] = json::Object{{"text", text}};
        auto tx = pool.begin();
        chat.chat().handle(tx, event, body, clock.now(), clock.now());
        tx.commit();
    }
    void says(const std::string& text) { happens("user_send_text", text); }
    std::string answer()
    {
        auto tx = pool.begin();
        const auto rows = tx.exec(last_reply_query);
        return rows.empty()
                   ? ""
                   : keys.message.open(rows.get<Bytes>(0, 0).data, "reply.message").value();
    }
    /// A follower who proved the number of a dossier; the dossier.
    DossierEvent follows_with_dossier()
    {
        happens("follow");
        auto event = plain_event(2, phone(0));
        event.owner_identity = "064179000001";
        take(event);
        auto tx = pool.begin();
        follower_store::set_profile(tx, keys, follower(tx), {.display_name = "Hoa"}, clock.now());
        const auto rows = tx.exec(phone_query, event.code.text);
        phone_link::link(
            tx, follower(tx), rows.get<std::int64_t>(0, 0), {}, ProvedBy::counter, clock.now(), {}
        );
        tx.commit();
        return event;
    }
    Id<Follower> follower(pg::Transaction& tx)
    {
        return {tx.exec(follower_query).get<std::int64_t>(0, 0)};
    }
    std::vector<std::int64_t> numbers(const pg::Query& query, int columns)
    {
        auto tx = pool.begin();
        const auto rows = tx.exec(query);
        std::vector<std::int64_t> all;
        for (int i = 0; i < columns; ++i) all.push_back(rows.get<std::int64_t>(0, i));
        return all;
    }
    std::int64_t left(const std::string& what)
    {
        auto tx = pool.begin();
        for (const auto& line : retention.look(tx, clock.now()))
            if (line.rule.what == what) return line.left;
        return -1;
    }

    const std::string user = "1234567890123456789";
    Retention retention{pool, clock, keys, retention_rules, metrics};
};

TEST_F(RightsTest, WhoAsksSeesWhatIsKeptAndTheRequestIsOnRecord)
{
    follows_with_dossier();
    says("Dữ liệu của tôi");
    EXPECT_THAT(answer(), HasSubstr("Số điện thoại đã nối: 1"));
    auto tx = pool.begin();
    const auto requests = data_request::of_follower(tx, follower(tx));
    ASSERT_EQ(requests.size(), 1u);
    EXPECT_EQ(requests[0].kind, DataRequestKind::copy);
    EXPECT_TRUE(requests[0].done_at);
    EXPECT_EQ(requests[0].due_at, clock.now() + std::chrono::days(10));
    EXPECT_EQ(requests[0].number(), "DL-2026-000001");
    const auto data = load_my_data(tx, keys, units, follower(tx), clock.now(), {});
    EXPECT_EQ(data.zalo_name, "Hoa");
    EXPECT_EQ(data.numbers.at(0).number, phone(0));
    EXPECT_EQ(data.dossiers.size(), 1u);
    EXPECT_FALSE(data.messages.empty());
    EXPECT_NE(data.messages.at(0).text, "");
    const auto text = json::text(my_data_json(data, clock.now()));
    EXPECT_THAT(text, HasSubstr("+" + phone(0)));
    EXPECT_THAT(text, HasSubstr("H21.12.34-261124-0001"));
}

TEST_F(RightsTest, ErasureTakesADayAndCanBeTakenBackUntilThen)
{
    follows_with_dossier();
    says("Xóa dữ liệu");
    EXPECT_THAT(answer(), HasSubstr("#DUNGXOADULIEU"));
    says("#DUNGXOADULIEU");
    EXPECT_THAT(answer(), HasSubstr("DL-2026-000001"));
    says("#DUNGXOADULIEU"); // twice is once
    clock.advance(std::chrono::hours(23));
    retention.turn();
    EXPECT_EQ(numbers(counts_query, 1), (std::vector<std::int64_t>{1}));
    says("#GIUDULIEU");
    EXPECT_THAT(answer(), HasSubstr("không có gì bị xóa"));
    clock.advance(std::chrono::hours(2));
    retention.turn();
    EXPECT_EQ(numbers(counts_query, 1), (std::vector<std::int64_t>{1}));
    says("#GIUDULIEU");
    EXPECT_THAT(answer(), HasSubstr("Không có yêu cầu xóa nào"));
}

TEST_F(RightsTest, AfterErasureNothingPointsToThePersonAndHisDossiersGoOn)
{
    auto event = follows_with_dossier();
    says("ho so");
    says("gap can bo");
    says("Tôi muốn hỏi về thửa đất");
    says("#DUNGXOADULIEU");
    clock.advance(std::chrono::hours(25));
    event.event_id = "later";
    event.state = DossierState::result_ready;
    event.raw_state = "9";
    event.occurred_at = clock.now();
    take(event); // owed to the follower while he was there
    retention.turn();
    EXPECT_EQ(numbers(counts_query, 6), (std::vector<std::int64_t>{0, 0, 0, 0, 0, 0}));
    {
        auto tx = pool.begin();
        const auto data = load_my_data(tx, keys, units, follower(tx), clock.now(), {});
        EXPECT_EQ(data.zalo_name, "");
        EXPECT_TRUE(data.numbers.empty() && data.dossiers.empty() && data.messages.empty());
        for (const auto& said : data.talks) EXPECT_EQ(said.text, erasure::erased_text);
        EXPECT_TRUE(data.requests.at(0).done_at);
        // The same Zalo user is a stranger now, and may come back as one.
        EXPECT_TRUE(follower_store::upsert(tx, keys, user, clock.now()).is_new);
        tx.commit();
    }
    worker.work_once();
    EXPECT_EQ(platform->received().back().phone, phone(0)); // told by the dossier's number
    EXPECT_EQ(reconciled().unexplained, 0);
    auto tx = pool.begin();
    erasure::erase_follower(tx, keys, {1}, clock.now()); // again changes nothing
    tx.commit();
}

TEST_F(RightsTest, WhoWithdrawsAtZaloIsErasedToo)
{
    follows_with_dossier();
    happens("user_withdraw");
    clock.advance(std::chrono::hours(25));
    retention.turn();
    auto tx = pool.begin();
    EXPECT_TRUE(follower_store::upsert(tx, keys, user, clock.now()).is_new);
}

TEST_F(RightsTest, ADossierThatEndedLosesItsPersonalPartOnItsDayAndNotBefore)
{
    auto ended = plain_event(10, phone(1));
    ended.owner_identity = "064179000002";
    ended.detail.reason = "thiếu bản chính";
    take(ended);
    auto open = plain_event(4, phone(2));
    open.owner_identity = "064179000003";
    take(open);
    auto same_number =
        plain_event(10, phone(2)); // ended, its number and owner live on with the other
    same_number.owner_identity = "064179000003";
    take(same_number);
    worker.work_once();
    clock.advance(std::chrono::days(364));
    retention.run_all();
    EXPECT_EQ(numbers(people_query, 3), (std::vector<std::int64_t>{2, 2, 3}));
    clock.advance(std::chrono::days(2));
    EXPECT_EQ(left("dossier"), 2);
    const auto lines = retention.run_all();
    EXPECT_EQ(numbers(people_query, 3), (std::vector<std::int64_t>{1, 1, 1}));
    EXPECT_EQ(left("dossier"), 0);
    {
        auto tx = pool.begin();
        const auto rows = tx.exec(details_query);
        const auto detail = keys.detail.open(rows.get<Bytes>(0, 0).data, "dossier_event.detail");
        EXPECT_THAT(*detail, ::testing::Not(HasSubstr("bản chính")));
        // What is left of it opens, at every level, and names nobody.
        const auto file = load_dossier_file(tx, keys, units, 1, Level::owner);
        ASSERT_TRUE(file);
        EXPECT_EQ(file->owner_name, "");
        EXPECT_EQ(file->state, DossierState::result_given);
    }
    EXPECT_EQ(reconciled().unexplained, 0);
    // The same person's next dossier begins anew.
    auto next = plain_event(2, phone(1));
    next.owner_identity = "064179000002";
    take(next);
    EXPECT_EQ(numbers(people_query, 3), (std::vector<std::int64_t>{2, 2, 2}));
    worker.work_once();
    EXPECT_EQ(platform->received().back().phone, phone(1));
}

TEST_F(RightsTest, AnErasedDossierThatIsToldOfAgainIsErasedAgainAndARepeatChangesNothing)
{
    auto ended = plain_event(10, phone(1));
    ended.owner_identity = "064179000002";
    take(ended);
    clock.advance(std::chrono::days(366));
    retention.run_all();
    take(ended);
    EXPECT_EQ(
        numbers(people_query, 3), (std::vector<std::int64_t>{1, 1, 0})
    ); // named, on no dossier
    auto history = ended;
    history.event_id = "history";
    take(history);
    EXPECT_EQ(numbers(people_query, 3), (std::vector<std::int64_t>{1, 1, 1}));
    retention.run_all();
    EXPECT_EQ(numbers(people_query, 3), (std::vector<std::int64_t>{0, 0, 0}));
}

TEST_F(RightsTest, WhatNothingNamesAnyMoreGoesAMonthAfterItWasFoundSo)
{
    auto event = plain_event(4, phone(1));
    event.owner_identity = "064179000002";
    take(event);
    event.event_id = "corrected at the one-stop system";
    event.phones = text::parse_phones(phone(2));
    event.occurred_at = clock.now() + std::chrono::minutes(1);
    take(event);
    auto kept = plain_event(4, phone(3)); // named again before its time
    kept.owner_identity = "064179000003";
    take(kept);
    kept.event_id = "corrected too";
    kept.phones = text::parse_phones(phone(4));
    kept.occurred_at = clock.now() + std::chrono::minutes(1);
    take(kept);
    EXPECT_EQ(numbers(people_query, 2), (std::vector<std::int64_t>{2, 4}));
    retention.run_all(); // found so, not erased
    EXPECT_EQ(numbers(people_query, 2), (std::vector<std::int64_t>{2, 4}));
    clock.advance(std::chrono::days(20));
    auto again = plain_event(2, phone(3));
    again.owner_identity = "064179000003";
    take(again);
    clock.advance(std::chrono::days(11));
    retention.run_all();
    EXPECT_EQ(numbers(people_query, 2), (std::vector<std::int64_t>{2, 3}));
    EXPECT_EQ(left("unnamed"), 0);
    // The number that went is a stranger's now, and is told like one.
    const auto next = plain_event(2, phone(1));
    take(next);
    worker.work_once();
    EXPECT_EQ(platform->received().back().phone, phone(1));
    EXPECT_EQ(reconciled().unexplained, 0);
}

TEST_F(RightsTest, ANumberThatRefusedOneDossierIsNamedByThat)
{
    auto event = plain_event(4, phone(1));
    take(event);
    {
        auto tx = pool.begin();
        tx.exec(refuse_query, event.code.text);
        tx.commit();
    }
    event.event_id = "corrected";
    event.phones = text::parse_phones(phone(2));
    event.occurred_at = clock.now() + std::chrono::minutes(1);
    take(event);
    retention.run_all();
    clock.advance(std::chrono::days(31));
    retention.run_all();
    EXPECT_EQ(numbers(people_query, 2), (std::vector<std::int64_t>{1, 2}));
}

TEST_F(RightsTest, AnAbandonedQuestionAndWhoActsForABusinessNoMoreAreNotKept)
{
    happens("follow");
    says("noi so");
    says("0914630552");
    EXPECT_EQ(numbers(counts_query, 6)[4], 1);
    pg::Connection(database.owner_target()).exec(business_query); // no page makes accounts
    clock.advance(std::chrono::days(2));
    EXPECT_EQ(left("conversation"), 1);
    retention.run_all();
    EXPECT_EQ(numbers(counts_query, 6)[4], 0);
    clock.advance(std::chrono::days(370));
    EXPECT_EQ(left("business_staff"), 1);
    retention.run_all();
    EXPECT_EQ(left("business_staff"), 0);
    auto tx = pool.begin();
    const auto name = tx.exec(business_name_query).get<Bytes>(0, 0);
    EXPECT_EQ(keys.owner.open(name.data, "business_staff.name"), "");
}

TEST_F(RightsTest, OneRulesTroubleDoesNotKeepTheOthersFromRunning)
{
    {
        auto tx = pool.begin();
        tx.exec(webhook_query, Bytes{"1"}, clock.now(), std::optional(clock.now()));
        tx.commit();
    }
    happens("follow");
    says("noi so");
    clock.advance(std::chrono::days(31));
    pg::Connection(database.owner_target()).script("REVOKE DELETE ON webhook FROM tnung_app");
    retention.turn();
    EXPECT_EQ(left("webhook"), 1);
    EXPECT_EQ(left("conversation"), 0);
    pg::Connection(database.owner_target()).script("GRANT DELETE ON webhook TO tnung_app");
    retention.turn();
    EXPECT_EQ(left("webhook"), 0);
}

TEST_F(RightsTest, WhoIsErasedAndGoesOnFollowingIsAFollowerWhenHeWrites)
{
    const auto me = phone(0);
    platform->follow(me);
    const auto settle = [&] {
        while (!platform->platform().webhooks.idle() ||
               webhook_pages.work_once() + worker.work_once() > 0)
            std::this_thread::yield();
    };
    settle();
    {
        auto tx = pool.begin();
        erasure::erase_follower(tx, keys, follower(tx), clock.now());
        tx.commit();
    }
    clock.advance(std::chrono::minutes(1));
    platform->say(me, "xin chào"); // Zalo tells of no second follow
    settle();
    auto tx = pool.begin();
    const auto anew = follower_store::find(tx, keys, follower(tx));
    ASSERT_TRUE(anew);
    EXPECT_TRUE(anew->follows);
    EXPECT_NE(anew->display_name, "");
}

TEST_F(RightsTest, AnAnswerOfZaloThatComesLateBringsNoNameBack)
{
    follows_with_dossier();
    auto tx = pool.begin();
    const auto me = follower(tx);
    const follower_store::Profile late{.display_name = "Hoa", .follows = true};
    follower_store::withdraw(tx, me, clock.now());
    follower_store::set_profile(tx, keys, me, late, clock.now());
    EXPECT_EQ(follower_store::find(tx, keys, me)->display_name, "");
    erasure::erase_follower(tx, keys, me, clock.now());
    follower_store::set_profile(tx, keys, me, late, clock.now());
    EXPECT_EQ(follower_store::find(tx, keys, me)->display_name, "");
}

TEST_F(RightsTest, WhoComesBackIsAskedForAnewAndAMinorStaysOne)
{
    follows_with_dossier();
    auto tx = pool.begin();
    const auto me = follower(tx);
    follower_store::withdraw(tx, me, clock.now());
    follower_store::set_profile(
        tx, keys, me, {.display_name = "Hoa", .minor = true}, clock.now()
    ); // came late
    EXPECT_TRUE(follower_store::find(tx, keys, me)->minor);
    tx.commit();
    worker.work_once();
    clock.advance(std::chrono::minutes(1));
    happens("follow");
    auto again = pool.begin();
    EXPECT_EQ(again.exec(profiles_query).get<std::int64_t>(0, 0), 1);
}

TEST_F(RightsTest, WhoFollowsAgainAfterWithdrawingReadsThatErasureIsComingAndCanStopIt)
{
    follows_with_dossier();
    happens("user_withdraw");
    clock.advance(std::chrono::hours(1));
    happens("follow");
    EXPECT_THAT(answer(), HasSubstr("DL-2026-000001"));
    says("#GIUDULIEU");
    EXPECT_THAT(answer(), HasSubstr("không có gì bị xóa"));
    clock.advance(std::chrono::hours(25));
    retention.turn();
    auto tx = pool.begin();
    EXPECT_FALSE(follower_store::upsert(tx, keys, user, clock.now()).is_new);
}

TEST_F(RightsTest, ARequestIsFoundBehindAnyNumberOfOthers)
{
    follows_with_dossier();
    says("#DUNGXOADULIEU");
    for (int i = 0; i < 25; ++i) says("#DULIEU");
    happens("user_withdraw"); // asks for the same once more
    auto tx = pool.begin();
    EXPECT_EQ(data_request::of_follower(tx, follower(tx)).front().kind, DataRequestKind::erase);
}

TEST_F(RightsTest, ANumberThatSaidNotMeIsKeptSoThatItStaysInPeace)
{
    auto ended = plain_event(10, phone(1));
    take(ended);
    {
        auto tx = pool.begin();
        tx.exec(mark_query, tx.exec(phone_query, ended.code.text).get<std::int64_t>(0, 0));
        tx.commit();
    }
    clock.advance(std::chrono::days(366));
    retention.run_all();
    EXPECT_EQ(numbers(people_query, 2), (std::vector<std::int64_t>{0, 1}));
    auto next = plain_event(2, phone(1));
    take(next);
    worker.work_once();
    EXPECT_TRUE(platform->received().empty());
}

TEST_F(RightsTest, EachThingGoesWhenItsOwnTimeIsOverABatchAtATime)
{
    follows_with_dossier();
    says("ho so"); // a private address, two answers
    worker.work_once();
    {
        auto tx = pool.begin();
        for (int i = 0; i < Retention::batch_max + 500; ++i)
            tx.exec(
                webhook_query, Bytes{fmt::format("{}", i)}, clock.now(), std::optional(clock.now())
            );
        tx.exec(webhook_query, Bytes{"not worked"}, clock.now(), std::optional<Instant>{});
        tx.commit();
    }
    clock.advance(std::chrono::days(31));
    EXPECT_EQ(left("webhook"), Retention::batch_max + 500);
    EXPECT_EQ(left("chat_message"), 0);
    retention.turn();
    EXPECT_EQ(left("webhook"), 500);
    retention.turn();
    EXPECT_EQ(left("webhook"), 0);
    EXPECT_EQ(
        numbers(webhooks_query, 1), (std::vector<std::int64_t>{1})
    ); // what is not worked stays
    clock.advance(std::chrono::days(60));
    EXPECT_GT(left("chat_message"), 0);
    EXPECT_GT(left("private_address"), 0);
    retention.run_all();
    EXPECT_EQ(left("chat_message"), 0);
    EXPECT_EQ(left("private_address"), 0);
    // Once a day; the next day again.
    EXPECT_EQ(retention.turn(), 0u);
}

/// The account was silent for two years; while it is about to be erased, it writes.
TEST_F(RightsTest, WhoWritesJustThenIsNotErasedAsSilent)
{
    happens("follow");
    happens("unfollow");
    clock.advance(std::chrono::days(731));
    auto writing = pool.begin();
    const auto id = follower_store::upsert(writing, keys, user, clock.now()).id;
    follower_store::mark_interaction(writing, id, clock.now());
    testing::beside(database, writing, [&] {
        retention.run_all();
        return 0;
    });
    EXPECT_EQ(numbers(kept_followers_query, 1).at(0), 1);
    clock.advance(std::chrono::days(731));
    retention.run_all();
    EXPECT_EQ(numbers(kept_followers_query, 1).at(0), 0) << "silent once more";
}

TEST_F(RightsTest, WhoIsErasedWhileTheyWriteIsMetAnew)
{
    happens("follow");
    auto erasing = pool.begin();
    const auto before = follower(erasing);
    erasing.exec(hold_follower_query, before); // as the rule does, before it erases
    auto writing = std::async(std::launch::async, [&] {
        auto tx = pool.begin();
        const auto found = follower_store::upsert(tx, keys, user, clock.now());
        tx.commit();
        return found;
    });
    testing::await_waiting(database, 1, [] { return false; });
    erasure::erase_follower(erasing, keys, before, clock.now());
    erasing.commit();
    const auto met = writing.get();
    EXPECT_NE(met.id, before);
    EXPECT_TRUE(met.is_new);
}

TEST_F(RightsTest, TwoProcessesEraseSideBySide)
{
    {
        auto tx = pool.begin();
        for (int i = 0; i < 5000; ++i)
            tx.exec(
                webhook_query, Bytes{fmt::format("{}", i)}, clock.now(), std::optional(clock.now())
            );
        tx.commit();
    }
    clock.advance(std::chrono::days(31));
    Retention second{pool, clock, keys, retention_rules, metrics};
    std::thread other([&] { second.run_all(); });
    retention.run_all();
    other.join();
    retention.run_all();
    EXPECT_EQ(left("webhook"), 0);
}

TEST(RetentionRulesTest, ARuleForNothingKnownOrALeftOutOneIsRefused)
{
    const auto data = testing::data_file("retention.tsv");
    EXPECT_NO_THROW(RetentionRules{data});
    EXPECT_THROW(RetentionRules{data + "2026-07-01\tdreams\t1\t\tno\t\n"}, std::runtime_error);
    auto without = data;
    without.erase(
        without.find("2026-07-01\ttalk"),
        without.find("2026-07-01\tphone_message") - without.find("2026-07-01\ttalk")
    );
    EXPECT_THROW(RetentionRules{without}, std::runtime_error);
    const RetentionRules later{data + "2027-01-01\twebhook\t7\tx\tno\ty\n"};
    EXPECT_EQ(later.days_of("webhook", *parse_iso_day("2026-12-31")), std::chrono::days(30));
    EXPECT_EQ(later.days_of("webhook", *parse_iso_day("2027-01-01")), std::chrono::days(7));
}

} // namespace
} // namespace tnung::gateway
