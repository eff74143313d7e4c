#include "registry/vault/vault_service.hpp"

#include "foundation/crypto/hash.hpp"
#include "foundation/pg/connection.hpp"
#include "foundation/testing/province_calendar.hpp"
#include "foundation/testing/scratch_folder.hpp"
#include "foundation/testing/test_database.hpp"
#include "registry/migrations/migrations.hpp"
#include "registry/vault/reader_rights.hpp"
#include "registry/vault/stand_in.hpp"
#include "registry/vault/vault_client.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

#include <algorithm>
#include <thread>

namespace tnung::registry {
namespace {

constexpr pg::Query count_query{
    "test.count",
    "SELECT count(*) FROM audit_entry WHERE convert_from(body, 'UTF8')::jsonb->>'act' = $1"};
constexpr pg::Query by_query{
    "test.by",
    "SELECT count(*) FROM audit_entry WHERE convert_from(body, 'UTF8')::jsonb->>'actor' = $1"};

class VaultServiceTest : public ::testing::Test {
protected:
    /// Somebody of the registry with a living session.
    struct Person {
        Id<Staff> id;
        std::string session;
    };
    Person somebody(const std::string& login, std::string_view role, const std::string& unit)
    {
        auto tx = accounts.begin();
        const auto made = *staff_store::make(
            tx, keys.sealer, login, login, role, unit.empty() ? std::nullopt : std::optional(unit),
            clock.now()
        );
        const auto code = *staff_store::code_of(tx, keys, login, clock.now());
        tx.commit();
        const auto in = staff_store::sign_in(
            accounts, keys, {login, made.password, code, login, ""}, clock.now()
        );
        return {made.id, in->token};
    }
    VaultClient::Draft draft(const Person& whose, const std::string& content = "bản nháp")
    {
        return *client.put_draft(whose.session, unit_domain("H21.5"), next_filing(), content);
    }
    Id<Filing> next_filing() { return {++filings}; }
    std::int64_t noted(const std::string& act)
    {
        return owner.exec(count_query, act).get<std::int64_t>(0, 0);
    }
    /// Kinds of what the auditor is told of, in order.
    std::string alarms()
    {
        const auto rows = owner.exec(pg::Query{
            "test.alarms",
            "SELECT coalesce(string_agg(kind || ' ', '' ORDER BY id), '') FROM reading_alarm"});
        return rows.get<std::string>(0, 0);
    }
    Result<VaultClient::Opened, VaultRefusal>
    read(const Person& who, const VaultClient::Draft& what, const std::string& purpose = "kiểm tra")
    {
        return client.read(who.session, what.record, what.version, ReadAct::read, purpose);
    }

    std::int64_t filings = 0;
    testing::TestDatabase database{migrations()};
    pg::Pool app{database.app_target(), 4};
    pg::Pool pool{database.vault_target(), 8};
    pg::Connection owner{database.owner_target()};
    pg::Pool accounts{database.authority_target(), 4};
    const StaffKeys keys{crypto::Sealer{crypto::random_bytes(32), 1}};
    FakeClock clock{*parse_iso("2026-12-15T09:00:00+07:00")};
    const MasterKeys master{{{1, std::string(32, 'm')}}};
    Vault vault{pool, master};
    const testing::ScratchFolder scratch;
    const calendar::WorkingDays calendar = testing::province_calendar();
    ReadingWatch watch{
        pool, calendar, {.per_minute_max = 20, .per_day_max = 60, .own_per_minute_max = 50}};
    VaultService service{
        vault, pool, clock, watch, {.socket = scratch / "vault.sock", .peers = {}}};
    VaultClient client{scratch / "vault.sock"};
    const Person hoa = somebody("hoa", role::declarant, "H21.5");
    const Person duyen = somebody("duyen", role::personnel, "H21.5");
    const Person other_unit = somebody("nghia", role::personnel, "H21.9");
    const Person inspector = somebody("yen", role::inspector, "");
    const Person head = somebody("long", role::head, "");
    const Person home_affairs = somebody("tam", role::home_affairs, "");
    const Person auditor = somebody("khanh", role::auditor, "");
    const Person administrator = somebody("an", role::administrator, "");

    void SetUp() override { service.start(); }
    /// As Home Affairs does after it named who takes over.
    void end_unit(const std::string& code, const std::string& successor)
    {
        owner.exec(
            pg::Query{
                "test.end", "UPDATE agency SET ended_on = '2026-12-01', successor_code = $2 WHERE "
                            "code = $1"},
            code, successor
        );
    }
};

TEST_F(VaultServiceTest, EachStepOfADeclarationIsReadByThoseItIsFor)
{
    struct Step {
        const char* name;
        std::vector<Person> may, may_not;
    };
    auto paper = draft(hoa);
    const auto check = [&](const Step& step) {
        for (const auto& who : step.may) EXPECT_TRUE(read(who, paper)) << step.name;
        for (const auto& who : step.may_not)
            EXPECT_EQ(read(who, paper).error(), VaultRefusal::denied) << step.name;
    };
    check({"a draft", {hoa}, {duyen, other_unit, inspector, head, auditor, administrator}});
    ASSERT_FALSE(client.settle(hoa.session, paper));
    check({"submitted", {hoa, duyen}, {other_unit, inspector, head, auditor, administrator}});
    EXPECT_EQ(
        client.hand_over(other_unit.session, paper.record, std::string(inspectorate_domain)),
        VaultRefusal::denied
    );
    EXPECT_EQ(
        client.hand_over(duyen.session, paper.record, unit_domain("H21.9")), VaultRefusal::denied
    );
    for (int i = 0; i < 2; ++i) // again: nothing happens
        EXPECT_FALSE(client.hand_over(duyen.session, paper.record, std::string(inspectorate_domain))
        );
    check(
        {"handed over",
         {hoa, inspector, head},
         {duyen, other_unit, home_affairs, auditor, administrator}}
    );
    EXPECT_EQ(noted("vault.denied"), 6 + 5 + 5 + 2);
    EXPECT_EQ(read(inspector, paper, "").error(), VaultRefusal::unreadable) << "without a purpose";
}

TEST_F(VaultServiceTest, ADraftIsWrittenByItsDeclarantFromTheNewestVersionUntilItIsSettled)
{
    auto paper = draft(hoa, "một");
    EXPECT_EQ(client.write_draft(hoa.session, paper, "hai"), 2);
    EXPECT_EQ(client.write_draft(hoa.session, paper, "trang cũ").error(), VaultRefusal::stale);
    EXPECT_EQ(
        client.write_draft(duyen.session, {paper.record, 2}, "x").error(), VaultRefusal::denied
    );
    EXPECT_EQ(client.settle(hoa.session, paper), VaultRefusal::stale);
    EXPECT_EQ(read(hoa, paper).error(), VaultRefusal::not_found) << "what was overwritten is gone";
    paper.version = 0; // the newest
    EXPECT_EQ(read(hoa, paper)->version, 2);
    paper.version = 2;
    EXPECT_EQ(read(hoa, paper)->content, "hai");
    for (int i = 0; i < 2; ++i) EXPECT_FALSE(client.settle(hoa.session, paper));
    EXPECT_EQ(client.write_draft(hoa.session, paper, "sau khi nộp").error(), VaultRefusal::settled);
    EXPECT_EQ(read(hoa, paper)->content, "hai");
    EXPECT_EQ(
        client.put_draft(hoa.session, unit_domain("H21.9"), next_filing(), "x").error(),
        VaultRefusal::denied
    ) << "another unit's";
    // The database holds it too, whatever the vault says.
    pg::Connection as_vault(database.vault_target());
    EXPECT_THROW(as_vault.script("DELETE FROM vault_version"), pg::Error);
    EXPECT_THROW(as_vault.script("UPDATE vault_record SET draft = true"), pg::Error);
}

// security.md, "Inside": the program that serves pages was taken over. It knows the socket and the
// living sessions, and asks for all there is.
TEST_F(VaultServiceTest, AMaliciousWebProcessGetsNothingThatIsNotLoggedFirst)
{
    std::vector<VaultClient::Draft> papers;
    for (int i = 0; i < 60; ++i) {
        papers.push_back(draft(hoa, fmt::format("tài sản {}", i)));
        ASSERT_FALSE(client.settle(hoa.session, papers.back()));
    }
    std::atomic<std::int64_t> opened{0}, too_often{0}, denied{0};
    const std::vector<std::string> sessions = {
        duyen.session,           other_unit.session, inspector.session, auditor.session, "",
        "0000000000000000000000"};
    std::vector<std::thread> threads;
    for (const auto& session : sessions)
        threads.emplace_back([&, session] {
            VaultClient thief(scratch / "vault.sock");
            for (const auto& paper : papers) {
                const auto got =
                    thief.read(session, paper.record, 1, ReadAct::read, "không có lý do nào");
                opened += got.has_value();
                too_often += !got && got.error() == VaultRefusal::too_often;
                denied += !got && (got.error() == VaultRefusal::denied ||
                                   got.error() == VaultRefusal::signed_out);
            }
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(opened, 20) << "the unit's own person reads so many in a minute, and no more";
    EXPECT_EQ(too_often, 40);
    EXPECT_EQ(denied, 60 * 5);
    EXPECT_EQ(noted("declaration.read"), opened);
    EXPECT_EQ(noted("vault.too_often"), 40);
    EXPECT_EQ(noted("vault.denied") + noted("vault.signed_out"), denied);
    EXPECT_EQ(
        owner.exec(by_query, fmt::format("staff:{}", duyen.id.value)).get<std::int64_t>(0, 0), 60
    ) << "each by the person whose session it was";
    // Nothing is opened where it cannot be logged.
    clock.advance(std::chrono::minutes(2));
    owner.script("REVOKE INSERT ON audit_entry FROM tnung_vault");
    EXPECT_EQ(read(duyen, papers[0]).error(), VaultRefusal::failed);
}

TEST_F(VaultServiceTest, WhoMustNotReadSomebodyDoesNotWhateverTheirOffice)
{
    auto paper = draft(hoa);
    ASSERT_FALSE(client.settle(hoa.session, paper));
    const auto recuse = [&](const char* set) {
        owner.exec(pg::Query{"test.recuse", set}, duyen.id, hoa.id, clock.now());
    };
    recuse(
        "INSERT INTO recusal (reader_id, owner_id, reason_sealed, made_at) VALUES ($1, $2, '', $3)"
    );
    EXPECT_EQ(read(duyen, paper).error(), VaultRefusal::recused);
    EXPECT_EQ(noted("vault.recused"), 1);
    EXPECT_EQ(noted("declaration.read"), 0);
    EXPECT_TRUE(read(hoa, paper)) << "one's own stays one's own";
    EXPECT_EQ(alarms(), "recused ");
    owner.exec(
        pg::Query{
            "test.lift", "UPDATE recusal SET lifted_at = $3, lifted_by = $4 WHERE reader_id = $1 "
                         "AND owner_id = $2"},
        duyen.id, hoa.id, clock.now(), inspector.id
    );
    EXPECT_TRUE(read(duyen, paper));
}

TEST_F(VaultServiceTest, ADayHasItsMeasureThatARestartDoesNotForgetAndAnotherPersonMayWiden)
{
    auto paper = draft(hoa);
    ASSERT_FALSE(client.settle(hoa.session, paper));
    const auto read_on = [&](VaultClient& by, int times) {
        int opened = 0;
        for (int i = 0; i < times; ++i) {
            clock.advance(std::chrono::seconds(5)); // within the measure of a minute
            opened +=
                by.read(duyen.session, paper.record, 1, ReadAct::read, "kiểm tra").has_value();
        }
        return opened;
    };
    EXPECT_EQ(read_on(client, 40), 40);
    service.stop();
    ReadingWatch new_watch(pool, calendar, {.per_minute_max = 20, .per_day_max = 60});
    VaultService next(
        vault, pool, clock, new_watch, {.socket = scratch / "vault.sock", .peers = {}}
    );
    next.start();
    VaultClient again(scratch / "vault.sock");
    EXPECT_EQ(read_on(again, 30), 20);
    EXPECT_EQ(
        again.read(duyen.session, paper.record, 1, ReadAct::read, "kiểm tra").error(),
        VaultRefusal::day_used_up
    );
    EXPECT_EQ(alarms(), "day_nearly day_used_up ");
    EXPECT_TRUE(again.read(hoa.session, paper.record, 1, ReadAct::read, "")) << "one's own";
    const auto permit = [&](const char* given) {
        owner.exec(
            pg::Query{"test.permit", R"sql(
                INSERT INTO reading_permit (reader_id, on_day, readings, reason, asked_at, given, decided_at, decided_by)
                VALUES ($1, $2, 7, 'cuối đợt', $3, $4::boolean, $3, $5)
            )sql"},
            duyen.id, day_of(clock.now()), clock.now(), std::string(given), other_unit.id
        );
    };
    permit("false");
    EXPECT_EQ(read_on(again, 3), 0) << "it was refused";
    permit("true");
    EXPECT_EQ(read_on(again, 10), 7);
}

TEST_F(VaultServiceTest, WhoStandsInWorksAsPersonnelOnThoseDaysAlone)
{
    owner.exec(pg::Query{
        "test.agency", "INSERT INTO agency (code, name) VALUES ('H21.5', 'Sở Xây dựng')"});
    const auto bia = somebody("bia", role::declarant, "H21.5");
    const auto stranger = somebody("lan", role::declarant, "H21.9");
    auto paper = draft(hoa);
    ASSERT_FALSE(client.settle(hoa.session, paper));
    const Day first = day_of(clock.now()) + std::chrono::days(1), last = first;
    const auto name = [&](const Person& by, const Person& whom, Day from, Day until) {
        return client.name_stand_in(by.session, {whom.id, from, until, "12/QĐ-SXD"});
    };
    for (const auto& by : {hoa, bia, other_unit, inspector, head, auditor, administrator})
        EXPECT_EQ(name(by, bia, first, last), VaultRefusal::denied) << by.id.value;
    EXPECT_EQ(name(duyen, stranger, first, last), VaultRefusal::denied) << "of another unit";
    EXPECT_EQ(name(duyen, other_unit, first, last), VaultRefusal::denied);
    EXPECT_EQ(name(duyen, bia, last, first - std::chrono::days(1)), VaultRefusal::denied);
    EXPECT_EQ(name(duyen, bia, first, first + std::chrono::days(92)), VaultRefusal::denied);
    EXPECT_EQ(name(duyen, bia, first - std::chrono::days(2), last), VaultRefusal::denied);
    EXPECT_EQ(
        client.name_stand_in(duyen.session, {bia.id, first, last, ""}), VaultRefusal::unreadable
    );
    ASSERT_FALSE(name(duyen, bia, first, last));
    EXPECT_EQ(noted("unit.stand_in"), 1);
    EXPECT_EQ(name(duyen, bia, first, last), VaultRefusal::denied)
        << "those days are theirs already";
    EXPECT_EQ(
        name(duyen, bia, first + std::chrono::days(400), first + std::chrono::days(401)),
        VaultRefusal::denied
    );
    EXPECT_GT(noted("vault.denied"), 10) << "each try";
    EXPECT_EQ(read(bia, paper).error(), VaultRefusal::denied) << "not yet";

    clock.set(clock.now() + std::chrono::hours(24));
    const auto still_signed_in = [&] {
        owner.exec(
            pg::Query{"test.session", "UPDATE staff_session SET made_at = $1, used_at = $1"},
            clock.now()
        );
    };
    still_signed_in();
    EXPECT_TRUE(read(bia, paper));
    EXPECT_EQ(name(bia, hoa, first, last), VaultRefusal::denied) << "stands in, names nobody";
    EXPECT_EQ(client.attach(bia.session, paper.record, "bản ký"), 1);
    const auto id =
        owner.exec(pg::Query{"test.id", "SELECT max(id) FROM stand_in"}).get<std::int64_t>(0, 0);
    using Act = VaultRequest::Act;
    for (const auto& by : {bia, other_unit, inspector})
        EXPECT_EQ(client.decide(by.session, Act::end_stand_in, id, true), VaultRefusal::denied);
    EXPECT_FALSE(client.decide(duyen.session, Act::end_stand_in, id, true));
    EXPECT_EQ(client.decide(duyen.session, Act::end_stand_in, id, true), VaultRefusal::denied);
    EXPECT_EQ(read(bia, paper).error(), VaultRefusal::denied) << "ended before its last day";
    ASSERT_FALSE(name(duyen, bia, first, first));
    EXPECT_TRUE(read(bia, paper));
    // Nor is theirs another person's word: whom the officer named does not speak for the officer.
    owner.exec(
        pg::Query{
            "test.permit", "INSERT INTO reading_permit (reader_id, on_day, readings, reason, "
                           "asked_at) VALUES ($1, $2, 50, 'x', $3)"},
        duyen.id, day_of(clock.now()), clock.now()
    );
    const auto code =
        owner.exec(pg::Query{"test.code", "SELECT permit_code(1)"}).get<std::string>(0, 0);
    EXPECT_EQ(
        client.decide(bia.session, Act::decide_permit, 1, true, "", code), VaultRefusal::not_found
    );
    EXPECT_EQ(
        client.decide(inspector.session, Act::decide_permit, 1, true), VaultRefusal::not_found
    ) << "of nothing that was seen";
    EXPECT_FALSE(client.decide(inspector.session, Act::decide_permit, 1, true, "", code))
        << "nobody else there";
    // A year has so many days of it, and who is gone names nobody.
    for (int quarter = 1; quarter <= 3; ++quarter) {
        const Day from = first + std::chrono::days(100 * quarter);
        const bool refused = name(duyen, bia, from, from + std::chrono::days(90)).has_value();
        EXPECT_EQ(refused, quarter == 3) << quarter;
    }
    owner.exec(
        pg::Query{"test.gone", "UPDATE staff SET disabled_at = now() WHERE id = $1"}, duyen.id
    );
    EXPECT_EQ(read(bia, paper).error(), VaultRefusal::denied);
    const auto runs = [&] {
        auto tx = pool.begin();
        return std::ranges::any_of(stand_in_store::of_unit(tx, "H21.5"), [&](const auto& one) {
            return stand_in_store::runs_on(one, day_of(clock.now()));
        });
    };
    EXPECT_FALSE(runs()) << "and pages say so";
    owner.exec(
        pg::Query{"test.back", "UPDATE staff SET disabled_at = NULL WHERE id = $1"}, duyen.id
    );
    EXPECT_TRUE(runs());
    clock.set(clock.now() + std::chrono::hours(24));
    still_signed_in();
    EXPECT_EQ(read(bia, paper).error(), VaultRefusal::denied) << "its days are over";
}

/// Home Affairs says who takes over from a unit, an officer there takes over: neither alone.
TEST_F(VaultServiceTest, WhatAUnitLeftIsReadByItsSuccessorAfterTwoPeoplesWord)
{
    owner.script("INSERT INTO agency (code, name) VALUES ('H21.5', 'Sở Xây dựng'), ('H21.9', 'Sở Y "
                 "tế'), ('H21.1', 'Sở Hạ tầng')");
    auto paper = draft(hoa), begun = draft(hoa);
    ASSERT_FALSE(client.settle(hoa.session, paper));
    const second_word::SuccessorWord word{"H21.5", "H21.9", "Nghị quyết 88"};
    EXPECT_EQ(client.take_over(other_unit.session, "H21.5"), VaultRefusal::denied) << "unnamed";
    for (const auto& who : {hoa, duyen, other_unit, inspector, head, auditor, administrator})
        EXPECT_EQ(client.name_successor(who.session, word), VaultRefusal::denied);
    EXPECT_EQ(
        client.name_successor(home_affairs.session, {"H21.5", "H21.9", ""}),
        VaultRefusal::unreadable
    ) << "by no paper";
    EXPECT_EQ(
        client.name_successor(home_affairs.session, {"H21.5", "H99", "x"}), VaultRefusal::denied
    ) << "nobody knows it";
    EXPECT_EQ(
        client.name_successor(home_affairs.session, {"H21.5", "H21.5", "x"}), VaultRefusal::denied
    );
    ASSERT_FALSE(client.name_successor(home_affairs.session, {"H21.5", "H21.1", "nhầm"}));
    ASSERT_FALSE(client.name_successor(home_affairs.session, word)) << "the last word holds";
    EXPECT_EQ(client.take_over(other_unit.session, "H21.5"), VaultRefusal::denied)
        << "it has not ended";
    end_unit("H21.5", "H21.1");
    EXPECT_EQ(client.take_over(other_unit.session, "H21.5"), VaultRefusal::denied)
        << "it ended otherwise than was said";
    end_unit("H21.5", "H21.9");
    EXPECT_EQ(
        client.name_successor(home_affairs.session, {"H21.9", "H21.5", "x"}), VaultRefusal::denied
    ) << "in a circle";
    EXPECT_EQ(read(other_unit, paper).error(), VaultRefusal::denied) << "named is not taken over";
    for (const auto& who : {hoa, duyen, home_affairs, inspector, head, auditor, administrator})
        EXPECT_EQ(client.take_over(who.session, "H21.5"), VaultRefusal::denied);
    EXPECT_EQ(noted("unit.taken_over"), 0);
    ASSERT_FALSE(client.take_over(other_unit.session, "H21.5"));
    ASSERT_FALSE(client.take_over(other_unit.session, "H21.5")) << "again: nothing happens";
    EXPECT_EQ(noted("unit.taken_over"), 1);
    EXPECT_EQ(noted("unit.successor"), 2);
    EXPECT_TRUE(read(other_unit, paper));
    EXPECT_EQ(read(duyen, paper).error(), VaultRefusal::denied) << "the unit is no more";
    EXPECT_EQ(
        client.name_successor(home_affairs.session, {"H21.5", "H21.1", "x"}), VaultRefusal::denied
    ) << "taken over is taken over";
    // Whoever is still of the old unit goes on with theirs, and begins what the successor receives.
    const auto next = client.write_draft(hoa.session, begun, "sửa");
    ASSERT_TRUE(next);
    begun.version = *next;
    ASSERT_FALSE(client.settle(hoa.session, begun));
    EXPECT_TRUE(read(other_unit, begun));
    auto late = draft(hoa);
    ASSERT_FALSE(client.settle(hoa.session, late));
    EXPECT_TRUE(read(other_unit, late));
    EXPECT_FALSE(client.hand_over(other_unit.session, late.record, std::string(inspectorate_domain))
    );
    EXPECT_TRUE(read(inspector, late));
    // The successor's successor holds what both had.
    const auto third = somebody("binh", role::personnel, "H21.1");
    ASSERT_FALSE(client.name_successor(home_affairs.session, {"H21.9", "H21.1", "Nghị quyết 90"}));
    end_unit("H21.9", "H21.1");
    EXPECT_EQ(client.take_over(third.session, "H21.5"), VaultRefusal::denied) << "it has another";
    ASSERT_FALSE(client.take_over(third.session, "H21.9"));
    EXPECT_TRUE(read(third, paper));
    EXPECT_FALSE(client.take_over(third.session, "H21.5")) << "theirs already";
    EXPECT_EQ(read(other_unit, paper).error(), VaultRefusal::denied);
    // Nobody is named and takes over alone, whatever their role was before.
    owner.script("DELETE FROM unit_succession");
    owner.script("UPDATE agency SET successor_code = NULL, ended_on = NULL WHERE code = 'H21.9'");
    ASSERT_FALSE(client.name_successor(home_affairs.session, word));
    owner.exec(
        pg::Query{
            "test.change",
            "UPDATE staff SET role = 'personnel', unit_code = 'H21.9' WHERE id = $1"},
        home_affairs.id
    );
    EXPECT_EQ(client.take_over(home_affairs.session, "H21.5"), VaultRefusal::denied);
    EXPECT_FALSE(client.take_over(other_unit.session, "H21.5")) << "a colleague does";
}

TEST_F(VaultServiceTest, WhatWasStoppedWhileItWasTakenOverGoesOn)
{
    owner.script("INSERT INTO agency (code, name) VALUES ('H21.5', 'Sở Xây dựng'), ('H21.9', 'Sở Y "
                 "tế')");
    auto paper = draft(hoa);
    ASSERT_FALSE(client.settle(hoa.session, paper));
    ASSERT_FALSE(client.name_successor(home_affairs.session, {"H21.5", "H21.9", "88"}));
    end_unit("H21.5", "H21.9");
    owner.script("REVOKE UPDATE (domain_id) ON vault_record FROM tnung_vault");
    EXPECT_EQ(client.take_over(other_unit.session, "H21.5"), VaultRefusal::failed);
    EXPECT_EQ(noted("unit.taken_over"), 1) << "noted before anything is wrapped anew";
    EXPECT_EQ(read(other_unit, paper).error(), VaultRefusal::denied);
    auto late = draft(hoa);
    ASSERT_FALSE(client.settle(hoa.session, late));
    EXPECT_TRUE(read(other_unit, late)) << "what comes meanwhile comes to the successor";
    owner.script("GRANT UPDATE (domain_id) ON vault_record TO tnung_vault");
    ASSERT_FALSE(client.take_over(other_unit.session, "H21.5"));
    EXPECT_EQ(noted("unit.taken_over"), 1);
    EXPECT_TRUE(read(other_unit, paper));
}

/// Whoever serves pages was taken over: it gives nobody rights.
/// Whoever serves pages was taken over: it gives nobody rights, whomever it says that it asks for.
TEST_F(VaultServiceTest, PagesNameNobody)
{
    owner.exec(pg::Query{
        "test.agency", "INSERT INTO agency (code, name) VALUES ('H21.5', 'Sở Xây dựng')"});
    for (const auto* statement :
         {"INSERT INTO stand_in (unit_code, staff_id, from_on, until_on, document, named_at, "
          "named_by) VALUES ('H21.5', 1, '2026-12-15', '2026-12-20', 'x', now(), 2)",
          "UPDATE stand_in SET until_on = '2027-01-01'", "UPDATE stand_in SET ended_at = NULL"})
    {
        pg::Connection taken(database.app_target());
        EXPECT_THROW(taken.script(std::string("SET tnung.unit = 'H21.5'; ") + statement), pg::Error)
            << statement;
    }
}

TEST_F(VaultServiceTest, WhatIsReadAtNightIsReadAndTold)
{
    auto paper = draft(hoa);
    ASSERT_FALSE(client.settle(hoa.session, paper));
    EXPECT_TRUE(read(duyen, paper));
    EXPECT_EQ(alarms(), "");
    clock.set(*parse_iso("2026-12-15T05:59:00+07:00"));
    EXPECT_TRUE(read(duyen, paper));
    EXPECT_TRUE(read(duyen, paper));
    EXPECT_EQ(alarms(), "out_of_hours ") << "once";
}

TEST_F(VaultServiceTest, WhoRecusedThemselvesHandsNothingOverAndAddsNothing)
{
    auto paper = draft(hoa);
    ASSERT_FALSE(client.settle(hoa.session, paper));
    owner.exec(
        pg::Query{
            "test.recuse", "INSERT INTO recusal (reader_id, owner_id, reason_sealed, made_at) "
                           "VALUES ($1, $2, '', $3)"},
        duyen.id, hoa.id, clock.now()
    );
    EXPECT_EQ(
        client.hand_over(duyen.session, paper.record, std::string(inspectorate_domain)),
        VaultRefusal::recused
    );
    EXPECT_EQ(client.attach(duyen.session, paper.record, "bản ký").error(), VaultRefusal::recused);
}

TEST_F(VaultServiceTest, ASignedPaperLiesBesideWhatWasHandedInForTheSameReaders)
{
    auto paper = draft(hoa);
    EXPECT_EQ(client.attach(hoa.session, paper.record, "sớm quá").error(), VaultRefusal::denied);
    ASSERT_FALSE(client.settle(hoa.session, paper));
    const std::string scan(5u << 20, 's');
    EXPECT_EQ(client.attach(hoa.session, paper.record, scan), 1);
    EXPECT_EQ(client.attach(duyen.session, paper.record, "bản ký số"), 2);
    EXPECT_EQ(noted("vault.attach"), 2);
    for (const auto& who : {other_unit, inspector, auditor, administrator}) {
        EXPECT_EQ(client.attach(who.session, paper.record, "x").error(), VaultRefusal::denied);
        EXPECT_EQ(
            client.read_attachment(who.session, paper.record, 1, "xem").error(),
            VaultRefusal::denied
        );
    }
    EXPECT_EQ(client.read_attachment(duyen.session, paper.record, 1, "xem")->content, scan);
    EXPECT_EQ(client.read_attachment(hoa.session, paper.record, 2, "")->content, "bản ký số");
    EXPECT_EQ(noted("declaration.paper"), 2);
    EXPECT_EQ(
        client.read_attachment(hoa.session, paper.record, 3, "").error(), VaultRefusal::not_found
    );
    EXPECT_EQ(
        client.read_attachment(duyen.session, paper.record, 1, "").error(), VaultRefusal::unreadable
    ) << "for what?";
    EXPECT_EQ(client.attach(hoa.session, paper.record, "").error(), VaultRefusal::unreadable);
    // With the declaration it goes to the inspectorate.
    ASSERT_FALSE(client.hand_over(duyen.session, paper.record, std::string(inspectorate_domain)));
    EXPECT_EQ(
        client.read_attachment(inspector.session, paper.record, 2, "xác minh")->content, "bản ký số"
    );
    EXPECT_EQ(
        client.read_attachment(duyen.session, paper.record, 2, "xem").error(), VaultRefusal::denied
    );
    EXPECT_EQ(client.attach(hoa.session, paper.record, "muộn").error(), VaultRefusal::denied);
    // Swapped with its neighbour, it is not shown.
    owner.script("UPDATE vault_attachment SET sealed = other.sealed FROM vault_attachment other "
                 "WHERE other.number <> vault_attachment.number");
    EXPECT_EQ(
        client.read_attachment(inspector.session, paper.record, 1, "xác minh").error(),
        VaultRefusal::tampered
    );
    EXPECT_EQ(noted("vault.tampered"), 1);
    EXPECT_EQ(alarms(), "denied denied denied denied denied denied tampered ")
        << "the declarant's own, and one of each person's";
    // With the key they are gone too.
    ASSERT_TRUE(vault.destroy(paper.record, clock.now()));
    EXPECT_EQ(
        client.read_attachment(hoa.session, paper.record, 1, "").error(), VaultRefusal::destroyed
    );
}

TEST_F(VaultServiceTest, ACopyLeavesByAnotherPersonsWordAlone)
{
    auto paper = draft(hoa);
    ASSERT_FALSE(client.settle(hoa.session, paper));
    ASSERT_FALSE(client.hand_over(duyen.session, paper.record, std::string(inspectorate_domain)));
    for (const auto& who : {inspector, head}) {
        EXPECT_TRUE(read(who, paper));
        const auto copy = client.provide(who.session, paper.record, 1, 1, "cung cấp");
        ASSERT_FALSE(copy);
        EXPECT_EQ(copy.error(), VaultRefusal::denied);
    }
    EXPECT_EQ(noted("declaration.provide"), 0);
}

TEST_F(VaultServiceTest, NoMoreThanSoManyPapersLieBesideOne)
{
    auto paper = draft(hoa);
    ASSERT_FALSE(client.settle(hoa.session, paper));
    for (int i = 1; i <= attachments_max; ++i)
        ASSERT_EQ(client.attach(hoa.session, paper.record, "x"), i);
    EXPECT_EQ(client.attach(hoa.session, paper.record, "x").error(), VaultRefusal::full);
}

TEST_F(VaultServiceTest, WhatWasNotOpenedIsNoReadingOfTheDay)
{
    auto paper = draft(hoa);
    ASSERT_FALSE(client.settle(hoa.session, paper));
    for (int i = 0; i < 100; ++i) {
        clock.advance(std::chrono::seconds(5));
        EXPECT_EQ(
            client.read(duyen.session, paper.record, 99, ReadAct::read, "x").error(),
            VaultRefusal::not_found
        );
    }
    EXPECT_TRUE(read(duyen, paper));
}

TEST_F(VaultServiceTest, EachRecordThatWasTamperedWithIsToldAndEachNight)
{
    std::vector<VaultClient::Draft> papers{draft(hoa), draft(hoa)};
    for (const auto& paper : papers) ASSERT_FALSE(client.settle(hoa.session, paper));
    owner.script("UPDATE vault_version SET sealed = overlay(sealed placing 'xx' from 40)");
    for (const auto& paper : papers)
        for (int i = 0; i < 2; ++i) EXPECT_EQ(read(duyen, paper).error(), VaultRefusal::tampered);
    EXPECT_EQ(alarms(), "tampered tampered ");
    const auto other = draft(hoa);
    ASSERT_FALSE(client.settle(hoa.session, other));
    owner.script("DELETE FROM reading_alarm");
    for (const auto* time :
         {"2026-12-15T20:30:00+07:00", "2026-12-15T20:40:00+07:00", "2026-12-16T05:00:00+07:00"})
    {
        clock.set(*parse_iso(time));
        owner.script("UPDATE staff_session SET used_at = '2026-12-16T05:00:00+07', made_at = "
                     "'2026-12-15T20:00:00+07'");
        ASSERT_TRUE(read(duyen, other)) << time;
    }
    EXPECT_EQ(alarms(), "out_of_hours out_of_hours ") << "once each day";
}

TEST_F(VaultServiceTest, AnEndedSessionOpensNothing)
{
    auto paper = draft(hoa);
    clock.advance(staff_store::idle_max + std::chrono::minutes(1));
    EXPECT_EQ(read(hoa, paper).error(), VaultRefusal::signed_out);
    EXPECT_EQ(noted("vault.signed_out"), 1);
}

TEST_F(VaultServiceTest, ADeclarationHasOneDraftHoweverOftenItIsBegun)
{
    const auto duc = somebody("duc", role::declarant, "H21.5");
    const auto filing = next_filing();
    const auto begin = [&](const Person& who, const std::string& unit = "H21.5") {
        return *client.put_draft(who.session, unit_domain(unit), filing, "lần đầu");
    };
    auto heard_of = begin(hoa);
    const auto others = begin(duc);
    EXPECT_FALSE(heard_of.found || others.found);
    EXPECT_NE(heard_of.record, others.record);
    heard_of.version = *client.write_draft(hoa.session, heard_of, "đã ghi thêm");
    const auto late = begin(hoa); // on its way since before
    EXPECT_TRUE(late.found);
    EXPECT_EQ(late.record, heard_of.record);
    EXPECT_EQ(late.version, heard_of.version);
    EXPECT_EQ(read(hoa, heard_of)->content, "đã ghi thêm");

    // Who moved before anything was begun there is read by the unit they came to.
    owner.exec(
        pg::Query{"test.move", "UPDATE staff SET unit_code = 'H21.9' WHERE id = $1"}, hoa.id
    );
    EXPECT_EQ(begin(hoa, "H21.9").record, heard_of.record);
    EXPECT_FALSE(client.settle(hoa.session, heard_of));
    EXPECT_TRUE(read(other_unit, heard_of));
    EXPECT_EQ(read(duyen, heard_of).error(), VaultRefusal::denied);

    const auto returned = begin(hoa, "H21.9");
    EXPECT_FALSE(returned.found);
    EXPECT_EQ(read(hoa, heard_of)->content, "đã ghi thêm") << "what was handed in stays";
    EXPECT_EQ(
        client.put_draft(hoa.session, unit_domain("H21.9"), {}, "x").error(),
        VaultRefusal::unreadable
    );
}

TEST_F(VaultServiceTest, TabsThatBeginAtOnceGetTheSameDraft)
{
    constexpr int tabs = 8;
    const auto filing = next_filing();
    std::vector<VaultClient::Draft> begun(tabs);
    std::vector<std::thread> threads;
    for (auto& one : begun)
        threads.emplace_back([&] {
            one = *client.put_draft(hoa.session, unit_domain("H21.5"), filing, "cùng lúc");
        });
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(std::ranges::count(begun, false, &VaultClient::Draft::found), 1);
    for (const auto& one : begun) EXPECT_EQ(one.record, begun.front().record);
}

TEST_F(VaultServiceTest, WhatIsSettledWhileABeginningWaitsStaysAsItWas)
{
    const auto filing = next_filing();
    const auto begin = [&] {
        return *client.put_draft(hoa.session, unit_domain("H21.5"), filing, "lần đầu");
    };
    const auto settled = begin();
    VaultClient::Draft late;
    std::optional<pg::Transaction> handing_in(pool.begin());
    handing_in->exec(
        pg::Query{"test.settle", "UPDATE vault_record SET draft = false WHERE id = $1"},
        settled.record
    );
    std::thread tab([&] { late = begin(); });
    constexpr pg::Query waits{
        "test.waits", "SELECT count(*) FROM pg_locks JOIN pg_stat_activity USING (pid)"
                      " WHERE datname = current_database() AND NOT granted"};
    while (owner.exec(waits).get<std::int64_t>(0, 0) == 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(1)); // a lock tells nobody
    handing_in->commit();
    handing_in.reset();
    tab.join();
    EXPECT_FALSE(late.found);
    EXPECT_NE(late.record, settled.record);
    EXPECT_TRUE(read(duyen, settled)) << "of its unit, as it was";
}

TEST_F(VaultServiceTest, ADraftThatWasTamperedWithHoldsNobodyUp)
{
    const auto filing = next_filing();
    const auto begin = [&] {
        return *client.put_draft(hoa.session, unit_domain("H21.5"), filing, "lần đầu");
    };
    const auto broken = begin();
    owner.exec(
        pg::Query{"test.break", "UPDATE vault_record SET wrapped = '\\x00' WHERE id = $1"},
        broken.record
    );
    const auto next = begin();
    EXPECT_FALSE(next.found);
    EXPECT_EQ(read(hoa, next)->content, "lần đầu");
    EXPECT_EQ(begin().record, next.record);
    EXPECT_EQ(noted("vault.tampered"), 1);
}

TEST_F(VaultServiceTest, WhatWasTamperedWithIsReportedByWhoeverComesUponIt)
{
    auto paper = draft(hoa);
    ASSERT_FALSE(client.settle(hoa.session, paper));
    const auto unwritten = draft(hoa);
    owner.script("UPDATE vault_record SET wrapped = '\\x00'");
    EXPECT_EQ(
        client.hand_over(duyen.session, paper.record, std::string(inspectorate_domain)),
        VaultRefusal::tampered
    );
    EXPECT_EQ(client.attach(hoa.session, paper.record, "bản ký").error(), VaultRefusal::tampered);
    EXPECT_EQ(client.write_draft(hoa.session, unwritten, "x").error(), VaultRefusal::tampered);
    EXPECT_EQ(noted("vault.tampered"), 3);
    EXPECT_EQ(alarms(), "tampered tampered tampered ");
}

TEST_F(VaultServiceTest, ADraftThatIsDestroyedIsHandedInByNobody)
{
    const auto paper = draft(hoa);
    ASSERT_TRUE(vault.destroy(paper.record, clock.now()));
    EXPECT_EQ(client.settle(hoa.session, paper), VaultRefusal::destroyed);
}

TEST_F(VaultServiceTest, BytesThatAreNoRequestEndTheirConnectionAlone)
{
    const auto path = scratch / "vault.sock";
    auto hostile = *local_call::FrameSocket::connect(path);
    ASSERT_TRUE(hostile.send({"{\"act\":", ""}, std::chrono::seconds(5)));
    const auto answer = hostile.receive(vault_limits, std::chrono::seconds(5));
    ASSERT_TRUE(answer);
    EXPECT_EQ(parse_vault_reply(*answer)->refusal, VaultRefusal::unreadable);
    ASSERT_TRUE(hostile.send(
        {std::string(vault_limits.head_bytes_max + 1, 'x'), ""}, std::chrono::seconds(5)
    ));
    EXPECT_FALSE(hostile.receive(vault_limits, std::chrono::seconds(5)));
    EXPECT_TRUE(client.put_draft(hoa.session, unit_domain("H21.5"), next_filing(), "khác"));
    EXPECT_THROW(
        VaultService(vault, pool, clock, watch, {.socket = path, .peers = {}}).start(),
        std::runtime_error
    );
}

TEST_F(VaultServiceTest, WhoWaitedForAVaultThatStartsAgainIsAnsweredByTheNewOne)
{
    auto paper = draft(hoa);
    service.stop();
    EXPECT_THROW(read(hoa, paper), VaultAway);
    VaultService next(vault, pool, clock, watch, {.socket = scratch / "vault.sock", .peers = {}});
    next.start();
    EXPECT_EQ(read(hoa, paper)->content, "bản nháp");
}

} // namespace
} // namespace tnung::registry
