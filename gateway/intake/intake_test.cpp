#include "foundation/pg/connection.hpp"
#include "foundation/testing/data_file.hpp"
#include "foundation/testing/scratch_folder.hpp"
#include "foundation/testing/test_database.hpp"
#include "gateway/intake/corrections_pages.hpp"
#include "gateway/intake/intake_pages.hpp"
#include "gateway/migrations/migrations.hpp"

#include <gmock/gmock.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <thread>

namespace tnung::gateway {
namespace {

using testing::data_file;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr pg::Query notices_query{
    "test.notices", "SELECT kind, status, urgency FROM notice ORDER BY id"};
constexpr pg::Query excuses_query{
    "test.excuses", "SELECT coalesce(excuse, '') FROM dossier_event ORDER BY occurred_at, id"};
constexpr pg::Query dossier_query{
    "test.dossier",
    "SELECT state, state_raw, coalesce(unit_code, ''), agency_name FROM dossier WHERE code = $1"};
constexpr pg::Query unexplained_query{"test.unexplained", R"sql(
    SELECT count(*) FROM dossier_event e
     WHERE (excuse IS NULL) = (NOT EXISTS (SELECT 1 FROM notice WHERE notice.cause_id = e.id))
)sql"};
constexpr pg::Query stop_query{"test.stop", "UPDATE phone SET stopped_at = now()"};
constexpr pg::Query everything_query{"test.everything", R"sql(
    SELECT string_agg(t::text, ' ') FROM (SELECT phone::text AS t FROM phone UNION ALL SELECT owner::text FROM owner
     UNION ALL SELECT dossier::text FROM dossier UNION ALL SELECT dossier_event::text FROM dossier_event) AS all_rows
)sql"};

constexpr pg::Query claim_query{
    "test.claim", "UPDATE dossier SET agency_id = 'H21.9' WHERE code = $1"};
constexpr pg::Query owner_name_query{"test.owner_name", R"sql(
    SELECT coalesce(dossier.owner_name_sealed, owner.name_sealed)
      FROM dossier JOIN owner ON owner.id = dossier.owner_id WHERE dossier.code = $1
)sql"};
constexpr pg::Query doubtful_tasks_query{"test.doubtful_tasks", R"sql(
    SELECT phone.number_sealed, coalesce(task.result, 'open') FROM task JOIN phone ON phone.id = task.phone_id
     WHERE task.kind = 'ask_number' ORDER BY task.id
)sql"};
constexpr pg::Query word_query{"test.word", R"sql(
    WITH clerk AS (INSERT INTO staff (login, name, role, unit_code, password_hash, totp_sealed, created_at)
                   VALUES ('mai', 'Mai', 'clerk', '23575', '', '', now()) RETURNING id)
    INSERT INTO correction_word (dossier_id, staff_id, at)
    SELECT dossier.id, clerk.id, now() FROM dossier, clerk WHERE dossier.code = $1
)sql"};
constexpr pg::Query correction_query{"test.correction", R"sql(
    INSERT INTO number_correction (dossier_id, old_phone_id, new_phone_id, reason, staff_id, at, word_id)
    SELECT dossier.id, dossier.phone_id, dossier.phone_id, 'called_back', word.staff_id, now(), word.id
      FROM correction_word word JOIN dossier ON dossier.id = word.dossier_id WHERE dossier.code = $1
)sql"};

/// An event that names another agency.
std::string of_agency(std::string event, const std::string& agency)
{
    const std::string said = R"("agency_id":"H21.12")";
    return event.replace(event.find(said), said.size(), R"("agency_id":")" + agency + "\"");
}

/// An event with another number.
std::string with_phone(std::string event, const std::string& phone)
{
    const std::string right = "0905 123 418";
    return event.replace(event.find(right), right.size(), phone);
}

class IntakeTest : public ::testing::Test {
protected:
    testing::TestDatabase database{migrations()};
    pg::Pool pool{database.app_target(), 8};
    const testing::ScratchFolder scratch;
    const PersonKeys keys{crypto::Keyring::load_or_create(scratch / "master.key")};
    const UnitDirectory units{data_file("gia-lai-units.tsv"), data_file("gia-lai-old-units.tsv")};
    const NoticeRules rules{data_file("notice-rules.tsv")};
    FakeClock clock{*parse_iso("2026-11-25T09:00:00+07:00")};
    metrics::Registry metrics;
    Senders senders{pool, {}};
    Intake intake{pool, keys, units, rules};
    std::atomic<int> woken{0};
    IntakePages pages{intake, senders, clock, metrics, [this] { ++woken; }};
    const std::string key = add_sender("Một cửa tỉnh", {"H21", "H08"});

    std::string add_sender(const std::string& name, const std::vector<std::string>& scope)
    {
        auto tx = pool.begin();
        const auto made = Senders::add(tx, name, scope, clock.now());
        tx.commit();
        return made.value();
    }

    static std::string event(
        const std::string& id, int state, const std::string& at = "08:00:00",
        const std::string& code = "H21.12.34-261124-0007"
    )
    {
        return R"({"event_id":")" + id + R"(","dossier_code":")" + code +
               R"(","occurred_at":"2026-11-25T)" + at + R"(+07:00","state":)" +
               std::to_string(state) +
               R"(,"agency_id":"H21.12","agency_name":"Phường Pleiku","unit_code":"21556","phone":"0905 123 418",)"
               R"("owner":{"name":"Rơ Châm H’Hoa","identity_number":"064179000001"},"detail":{"reason":"thiếu bản chính"}})";
    }
    http::Response post(const std::vector<std::string>& events, const std::string& bearer)
    {
        std::string body;
        for (const auto& one : events) body += (body.empty() ? "" : ",") + one;
        return pages.post_events(
            {.method = http::Method::post,
             .headers = {{"Authorization", "Bearer " + bearer}},
             .body = "{\"events\":[" + body + "]}"}
        );
    }
    http::Response post(const std::vector<std::string>& events) { return post(events, key); }

    std::vector<std::string> notice_kinds()
    {
        auto tx = pool.begin();
        const auto rows = tx.exec(notices_query);
        std::vector<std::string> kinds;
        for (std::size_t i = 0; i < rows.size(); ++i) kinds.emplace_back(rows.text(i, 0));
        return kinds;
    }
    std::vector<std::string> excuses()
    {
        auto tx = pool.begin();
        const auto rows = tx.exec(excuses_query);
        std::vector<std::string> all;
        for (std::size_t i = 0; i < rows.size(); ++i) all.emplace_back(rows.text(i, 0));
        return all;
    }
    std::int64_t unexplained()
    {
        auto tx = pool.begin();
        return tx.exec(unexplained_query).get<std::int64_t>(0, 0);
    }
};

TEST_F(IntakeTest, StoresAnEventWithItsDossierAndTheNoticeItOwes)
{
    const auto response = post({event("e1", 6)});
    EXPECT_EQ(response.status, 200);
    EXPECT_EQ(response.body, R"({"results":[{"event_id":"e1","status":"stored"}]})");
    EXPECT_EQ(notice_kinds(), std::vector<std::string>{"payment_asked"});
    EXPECT_EQ(woken, 1);
    auto tx = pool.begin();
    auto [state, raw, unit, agency] = tx.exec(dossier_query, "H21.12.34-261124-0007")
                                          .row<int, std::string, std::string, std::string>(0);
    EXPECT_EQ(state, 6);
    EXPECT_EQ(unit, "21583"); // the ward of before July 2025 became Phường Quy Nhơn
}

TEST_F(IntakeTest, ARepeatChangesNothing)
{
    post({event("e1", 2)});
    EXPECT_THAT(post({event("e1", 2)}).body, HasSubstr("\"repeated\""));
    EXPECT_THAT(
        post({event("e2", 5, "08:10:00"), event("e2", 5, "08:10:00")}).body,
        HasSubstr("\"stored\"},{\"event_id\":\"e2\",\"status\":\"repeated\"")
    );
    EXPECT_EQ(notice_kinds(), (std::vector<std::string>{"accepted", "supplement_asked"}));
}

TEST_F(IntakeTest, AnOlderEventThatComesLateIsKeptButNotTold)
{
    post({event("e2", 9, "08:30:00")});
    post({event("e1", 2, "08:00:00")});
    EXPECT_EQ(notice_kinds(), std::vector<std::string>{"result_ready"});
    EXPECT_EQ(excuses(), (std::vector<std::string>{"superseded", ""}));
    auto tx = pool.begin();
    EXPECT_EQ(tx.exec(dossier_query, "H21.12.34-261124-0007").get<int>(0, 0), 9);
}

/// Systems write whole seconds, and send in any order.
TEST_F(IntakeTest, OfTwoStatesInOneSecondTheLaterOfTheProcessStands)
{
    post({event("e1", 9)});
    post({event("e2", 4)});
    post(
        {event("e4", 9, "08:00:00", "H21.12.34-261124-0008"),
         event("e3", 4, "08:00:00", "H21.12.34-261124-0008")}
    );
    EXPECT_EQ(
        notice_kinds(), (std::vector<std::string>{"result_ready", "handling", "result_ready"})
    ) << "of one batch both, in their order";
    auto tx = pool.begin();
    for (const auto* code : {"H21.12.34-261124-0007", "H21.12.34-261124-0008"})
        EXPECT_EQ(tx.exec(dossier_query, code).get<int>(0, 0), 9) << code;
    tx.commit();
    EXPECT_EQ(unexplained(), 0);
}

TEST_F(IntakeTest, HandlingOnTheDayOfAcceptanceSaysNothingNew)
{
    post({event("e1", 2, "08:00:00"), event("e2", 4, "08:20:00")});
    EXPECT_EQ(notice_kinds(), std::vector<std::string>{"accepted"});
    EXPECT_EQ(excuses(), (std::vector<std::string>{"", "merged"}));
    clock.advance(std::chrono::hours(24));
    post({event("e3", 4, "09:20:00")});
    EXPECT_EQ(notice_kinds().back(), "handling");
}

TEST_F(IntakeTest, WhoSaidNotMeIsLeftInPeace)
{
    post({event("e1", 2)});
    {
        auto tx = pool.begin();
        tx.exec(stop_query);
        tx.commit();
    }
    post({event("e2", 6, "08:30:00")});
    EXPECT_EQ(excuses(), (std::vector<std::string>{"", "not_me"}));
}

TEST_F(IntakeTest, GoodItemsOfABatchAreKeptAndWrongOnesNamed)
{
    const auto response = post(
        {event("e1", 2), R"({"event_id":"e2"})",
         event("e3", 2, "08:00:00", "H21.12.34-261124-0008")}
    );
    EXPECT_EQ(response.status, 200);
    EXPECT_THAT(response.body, HasSubstr(R"({"field":"/events/1/dossier_code")"));
    EXPECT_EQ(notice_kinds().size(), 2u);
}

TEST_F(IntakeTest, AKeySpeaksForItsAgenciesOnly)
{
    const auto health = add_sender("Sở Y tế", {"H21.07"});
    EXPECT_THAT(post({event("e1", 2)}, health).body, HasSubstr("an agency this key may speak for"));
    EXPECT_EQ(post({event("e1", 2)}, "wrong").status, 401);
    EXPECT_TRUE(notice_kinds().empty());
}

TEST_F(IntakeTest, WhoHasNoKeyIsTurnedAwayWithTheHeadOfALargeBody)
{
    const auto refused = [&](const std::string& bearer, const std::string& length) {
        return pages.head_refusal(
            {.method = http::Method::post,
             .headers = {{"Authorization", "Bearer " + bearer}, {"Content-Length", length}}}
        );
    };
    EXPECT_FALSE(refused(key, "4000000"));
    EXPECT_FALSE(refused("wrong", "100")); // soon there: told when all of it is
    EXPECT_TRUE(refused("wrong", ""));     // in chunks, of any size
    const auto answer = refused("wrong", "4000000");
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 401);
}

TEST_F(IntakeTest, AClaimedAgencyTakesOverNoDossier)
{
    const auto building = add_sender("Sở Xây dựng", {"H21.5"}),
               health = add_sender("Sở Y tế", {"H21.9"});
    const std::string code = "H21.5.1-261124-0007";
    const auto tell = [&](const std::string& id, int state, const std::string& at,
                          const std::string& agency, const std::string& bearer,
                          const std::string& dossier) {
        return post({of_agency(event(id, state, at, dossier), agency)}, bearer).body;
    };
    EXPECT_THAT(tell("e1", 2, "08:00:00", "H21.5", building, code), HasSubstr("\"stored\""));
    EXPECT_THAT(
        tell("e2", 6, "08:30:00", "H21.9", health, code),
        HasSubstr("an agency this key may speak for")
    );
    // Nor is a code that is still to come taken before its agency comes.
    EXPECT_THAT(
        tell("e3", 2, "08:30:00", "H21.9", health, "H21.5.1-261124-0008"),
        HasSubstr("an agency this key may speak for")
    );
    EXPECT_THAT(tell("e4", 4, "08:40:00", "H21.5", building, code), HasSubstr("\"stored\""));
    // Nor by calling it the national code of one's own.
    auto claims = event("e5", 10, "08:50:00", "H21.9-261124-0001");
    claims.insert(1, R"("national_code":"H21.5.1-261124-0009",)");
    EXPECT_THAT(
        post({of_agency(claims, "H21.9")}, health).body,
        HasSubstr("an agency this key may speak for")
    );
    auto tx = pool.begin();
    EXPECT_EQ(tx.exec(dossier_query, code).get<int>(0, 0), 4);
    EXPECT_TRUE(tx.exec(dossier_query, "H21.5.1-261124-0008").empty());
}

TEST_F(IntakeTest, ACodeOfAnotherAuthorityGoesByTheAgencyThatIsStored)
{
    const auto building = add_sender("Sở Xây dựng", {"H21.5"}),
               health = add_sender("Sở Y tế", {"H21.9"});
    const std::string code = "G22.99-261124-000123";
    post({of_agency(event("e1", 2, "08:00:00", code), "H21.5")}, building);
    const auto mixed = post(
        {of_agency(event("e2", 6, "08:30:00", code), "H21.9"),
         of_agency(event("e3", 2, "08:30:00", "H21.9.1-261124-0001"), "H21.9")},
        health
    );
    EXPECT_THAT(mixed.body, HasSubstr(R"("event_id":"e2","status":"refused")"));
    EXPECT_THAT(mixed.body, HasSubstr(R"("event_id":"e3","status":"stored")"));
    EXPECT_EQ(excuses().size(), 2u); // nothing of e2 is stored
    auto tx = pool.begin();
    EXPECT_EQ(tx.exec(dossier_query, code).get<int>(0, 0), 2);
}

TEST_F(IntakeTest, CorrectionsGoToWhomTheCodeNamesWhateverAgencyIsWritten)
{
    const auto building = add_sender("Sở Xây dựng", {"H21.5"}),
               health = add_sender("Sở Y tế", {"H21.9"});
    const std::string code = "H21.5.1-261124-0007";
    post({of_agency(event("e1", 2, "08:00:00", code), "H21.5")}, building);
    pg::Connection owner(database.owner_target());
    owner.exec(claim_query, code); // as it was taken over once
    owner.exec(word_query, code);
    owner.exec(correction_query, code);
    CorrectionsPages corrections(pool, senders, clock, keys);
    const auto get = [&](const std::string& bearer) {
        return corrections.get({.headers = {{"Authorization", "Bearer " + bearer}}}).body;
    };
    EXPECT_THAT(get(building), HasSubstr("+84905123418"));
    EXPECT_THAT(get(health), Not(HasSubstr("+84905123418")));
}

TEST_F(IntakeTest, AnEventThatTellsNobodySaysSo)
{
    EXPECT_THAT(post({event("e1", 2, "07:00:00")}).body, Not(HasSubstr("remarks")));
    EXPECT_THAT(
        post({with_phone(event("e2", 4, "07:00:00", "H21.12.34-261124-0009"), "không có")}).body,
        HasSubstr(R"("remarks":[{"field":"/events/0/phone","expected":"a mobile number that can)")
    );
    {
        pg::Connection owner(database.owner_target());
        owner.script("UPDATE phone SET stopped_at = '2026-11-25'");
    }
    EXPECT_THAT(post({event("e3", 6)}).body, HasSubstr("by number nobody is told"));
    EXPECT_THAT(post({event("e3", 6)}).body, Not(HasSubstr("remarks"))) << "repeated";
}

TEST_F(IntakeTest, WhoGivesALandlineAloneIsCalled)
{
    const auto tasks = [&] {
        auto tx = pool.begin();
        std::vector<std::string> seen;
        const auto rows = tx.exec(doubtful_tasks_query);
        for (std::size_t i = 0; i < rows.size(); ++i)
            seen.push_back(
                opened(keys.phone, rows.get<Bytes>(i, 0), "phone.number") + " " +
                std::string(rows.text(i, 1))
            );
        return seen;
    };
    post({with_phone(event("e1", 2, "07:00:00"), "0593824123")});
    EXPECT_EQ(excuses(), std::vector<std::string>{"no_phone"});
    EXPECT_EQ(tasks(), std::vector<std::string>{"84593824123 open"});
    post({with_phone(event("e2", 4, "07:10:00"), "0593824123")});
    EXPECT_EQ(tasks().size(), 1u) << "asked once";
    post({with_phone(event("e3", 4, "07:00:00", "H21.12.34-261124-0009"), "059.3824123")});
    EXPECT_THAT(tasks(), ElementsAre("84593824123 open", "842693824123 open"));
    post({event("e4", 6)});
    EXPECT_THAT(tasks(), ElementsAre("84593824123 answered", "842693824123 open"));
    // Whoever gives a mobile number beside it is told there.
    post({with_phone(event("e5", 4, "07:00:00", "H21.12.34-261124-0010"), "0905123418 0593824123")}
    );
    EXPECT_EQ(tasks().size(), 2u);
    // Of two, the one that is surely a landline.
    post({with_phone(
        event("e6", 4, "07:00:00", "H21.12.34-261124-0011"), "0593824123 / 0269 3824 999"
    )});
    EXPECT_EQ(tasks().back(), "842693824999 open");
}

TEST_F(IntakeTest, ANameIsAsTheDossiersNewestEventSpellsIt)
{
    const auto spelled = [&](std::string event, const std::string& name) {
        const std::string right = "Rơ Châm H’Hoa";
        return event.replace(event.find(right), right.size(), name);
    };
    const auto name = [&](const std::string& code = "H21.12.34-261124-0007") {
        auto tx = pool.begin();
        return opened(keys.owner, tx.exec(owner_name_query, code).get<Bytes>(0, 0), "owner.name");
    };
    post({spelled(event("e1", 2, "07:00:00"), "Ro Cham H?Hoa")});
    EXPECT_EQ(name(), "Ro Cham H?Hoa");
    post({event("e2", 4)});
    EXPECT_EQ(name(), "Rơ Châm H’Hoa") << "corrected";
    post({spelled(event("e3", 1, "06:00:00"), "Ro Cham")});
    EXPECT_EQ(name(), "Rơ Châm H’Hoa") << "older, and came late";
    post({spelled(event("e4", 6, "08:30:00"), "")});
    EXPECT_EQ(name(), "Rơ Châm H’Hoa") << "says nothing of it";
    // Another dossier of the same person has its own spelling.
    post({spelled(event("e5", 2, "07:00:00", "H21.12.34-261124-0008"), "Rơ Châm Hoa")});
    EXPECT_EQ(name("H21.12.34-261124-0008"), "Rơ Châm Hoa");
    EXPECT_EQ(name(), "Rơ Châm H’Hoa");
    // Another owner without a name does not keep the former one's.
    auto other = spelled(event("e6", 9, "08:45:00"), "");
    other.replace(other.find("064179000001"), 12, "064179000002");
    post({other});
    EXPECT_EQ(name(), "");
}

TEST_F(IntakeTest, AnUnknownStateIsShownAsHandlingAndCounted)
{
    auto text = event("e1", 2);
    text.replace(text.find("\"state\":2"), 9, "\"state\":\"Chuyển sao Hỏa\"");
    post({text});
    EXPECT_TRUE(notice_kinds().empty()) << "nobody is told that there is nothing to do";
    EXPECT_EQ(excuses(), std::vector<std::string>{"unknown_state"});
    EXPECT_THAT(metrics.exposition(), HasSubstr("tnung_dossier_states_unknown_total 1"));
}

TEST_F(IntakeTest, RefusesBodiesThatAreNoBatch)
{
    const auto ask = [&](const std::string& body) {
        return pages.post_events({.headers = {{"Authorization", "Bearer " + key}}, .body = body})
            .status;
    };
    EXPECT_EQ(ask("nonsense"), 400);
    EXPECT_EQ(ask("[]"), 400);
    EXPECT_EQ(ask("{\"events\":{}}"), 400);
    std::string many = "{\"events\":[0";
    for (int i = 0; i < 1000; ++i) many += ",0";
    EXPECT_EQ(ask(many + "]}"), 413);
}

TEST_F(IntakeTest, NoNameNumberOrReasonStandsReadableInTheDatabase)
{
    post({event("e1", 5)});
    auto tx = pool.begin();
    const std::string all(tx.exec(everything_query).text(0, 0));
    for (const auto* secret : {"Hoa", "0905123418", "905123418", "064179000001", "bản chính"}) {
        EXPECT_EQ(all.find(secret), std::string::npos) << secret;
        EXPECT_EQ(all.find(hex_text(secret)), std::string::npos) << secret;
    }
    EXPECT_NE(all.find("Pleiku"), std::string::npos); // the search itself sees what is readable
}

TEST_F(IntakeTest, AnyOrderAndParallelSendersLeaveNothingUnexplained)
{
    std::vector<std::string> all;
    for (int dossier = 1; dossier <= 20; ++dossier)
        for (const int state : {1, 2, 4, 6, 4, 9, 10}) {
            const auto number = std::to_string(1000 + dossier);
            const auto minute = std::to_string(10 + int(all.size()) % 7);
            all.push_back(event(
                "d" + number + "-" + std::to_string(all.size()), state, "08:" + minute + ":00",
                "H21.12.34-261124-" + number
            ));
        }
    std::mt19937 random(7);
    std::vector<std::thread> senders;
    for (int thread = 0; thread < 4; ++thread) {
        std::shuffle(all.begin(), all.end(), random);
        senders.emplace_back([this, mine = all] {
            for (std::size_t i = 0; i < mine.size(); i += 10)
                EXPECT_EQ(
                    post({mine.begin() + std::ptrdiff_t(i),
                          mine.begin() + std::ptrdiff_t(std::min(i + 10, mine.size()))})
                        .status,
                    200
                );
        });
    }
    for (auto& sender : senders) sender.join();
    EXPECT_EQ(excuses().size(), all.size());
    EXPECT_EQ(unexplained(), 0);
    auto tx = pool.begin();
    EXPECT_EQ(tx.exec(dossier_query, "H21.12.34-261124-1001").get<int>(0, 0), 10);
}

} // namespace
} // namespace tnung::gateway
