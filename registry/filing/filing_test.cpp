#include "registry/filing/filing.hpp"

#include "foundation/audit/audit_log.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/pg/connection.hpp"
#include "foundation/testing/beside.hpp"
#include "foundation/testing/test_database.hpp"
#include "registry/filing/declarant_list.hpp"
#include "registry/filing/filing_fixture.hpp"
#include "registry/filing/invitation.hpp"
#include "registry/filing/publication.hpp"
#include "registry/filing/reminder.hpp"
#include "registry/migrations/migrations.hpp"
#include "registry/people/agencies.hpp"
#include "registry/people/control_bodies.hpp"
#include "registry/people/successions.hpp"

#include "foundation/staff/staff_fixture.hpp"
#include <fmt/format.h>

#include <gmock/gmock.h>

#include <array>
#include <thread>

namespace tnung::registry {
namespace {

using ::testing::ElementsAre;

class FilingTest : public ::testing::Test {
protected:
    FilingTest()
    {
        {
            auto tx = pool.begin();
            for (const auto& person : people)
                people_store::import_person(tx, person, "danh sách", now);
            tx.commit();
        }
        hoa =
            staff_fixture::somebody(accounts, "hoa", "declarant", "H21.5", now, "Rơ Châm H’Hoa").id;
        duyen =
            staff_fixture::somebody(accounts, "duyen", "personnel", "H21.5", now, "Lê Thị Mỹ Duyên")
                .id;
        EXPECT_TRUE(given_account("GL-0001", hoa));
        auto tx = pool.begin();
        filing_store::enter(tx, {filing_store::program_asker, "", {}});
        list_store::open_campaign(tx, 2026, due, duyen, now);
        tx.commit();
    }
    bool given_account(const std::string& number, Id<Staff> staff)
    {
        auto tx = accounts.begin();
        const bool given =
            people_store::give_account(tx, people_store::find_number(tx, number)->id, staff);
        tx.commit();
        return given;
    }
    /// Of the first unit, whose declarant Hoa is too: every step is hers.
    pg::Transaction unit_begins()
    {
        auto tx = pool.begin();
        enter(tx, "personnel", "H21.5", people_store::of_staff(tx, hoa)->id);
        return tx;
    }
    /// By an officer there, as a list says.
    void move_to_health(pg::Transaction& tx, const Declarant& who)
    {
        people_store::import_person(
            tx, {who.number, who.name, who.post, "H21.9", "Sở Y tế", {}}, "danh sách", now
        );
        enter(tx, "personnel", "H21.9");
        for (const auto& said : people_store::differences(tx, "H21.9"))
            if (said.declarant.id == who.id) {
                EXPECT_FALSE(people_store::take(tx, said, duyen, now));
            }
    }
    static void enter(
        pg::Transaction& tx, std::string_view role, const std::string& unit,
        Id<Declarant> declarant = {}
    )
    {
        filing_store::enter(tx, {role, unit, declarant});
    }
    Filing mine(pg::Transaction& tx)
    {
        return filing_store::of_declarant(tx, people_store::of_staff(tx, hoa)->id).at(0);
    }
    /// With an entry of its own in the log.
    filing_store::HandedIn handed_in(pg::Transaction& tx)
    {
        const auto entry = audit::append(tx, {"filing.submit", "staff:1", "filing:1", {}}, now);
        return {4, filing_store::new_receipt_code(), std::string(32, 'c'), entry};
    }
    /// A draft in the vault, submitted.
    Filing submitted(pg::Transaction& tx, std::optional<Instant> at = std::nullopt)
    {
        EXPECT_TRUE(filing_store::begin(tx, mine(tx), "nd130-pl1", Id<VaultRecord>{7}, 1));
        EXPECT_TRUE(filing_store::submit(tx, mine(tx), handed_in(tx), due, hoa, at.value_or(now)));
        return mine(tx);
    }

    /// Received, and with the control body.
    Filing handed_over(pg::Transaction& tx)
    {
        submitted(tx);
        EXPECT_TRUE(filing_store::receive(tx, mine(tx), due, duyen, now));
        EXPECT_TRUE(fixture::hand_over(tx, mine(tx), duyen, now));
        return mine(tx);
    }
    Publication planned(PublicationWay way) const
    {
        Publication one;
        one.agency_code = "H21.5";
        one.way = way;
        one.place = "Bảng tin tầng 1";
        one.from_on = due;
        one.until_on = way == PublicationWay::posting ? due + std::chrono::days(14) : due;
        one.head = "Nguyễn Văn Bình";
        one.union_ = "Ksor H’Nga";
        return one;
    }
    /// Another transaction of this database stands before a lock.
    void until_somebody_waits()
    {
        pg::Connection watch(database.owner_target());
        constexpr pg::Query waits{
            "test.waits", "SELECT 1 FROM pg_locks JOIN pg_stat_activity USING (pid)"
                          " WHERE NOT granted AND datname = current_database()"};
        for (int looks = 0; looks < 4000; ++looks) {
            if (!watch.exec(waits).empty()) return;
            std::this_thread::sleep_for(std::chrono::milliseconds(5));
        }
        ADD_FAILURE() << "nobody waits";
    }
    filing_store::BookPage
    book(pg::Transaction& tx, const std::string& typed = "", std::int64_t from = 0)
    {
        return filing_store::book(
            tx, {"H21.5", list_store::campaigns(tx).at(0).id, typed, from, 10}
        );
    }

    const std::vector<PersonLine> people = {
        {"GL-0001", "Rơ Châm H’Hoa", "Trưởng phòng", "H21.5", "Sở Xây dựng", {}},
        {"GL-0002", "Đinh Văn Nghĩa", "Kế toán viên", "H21.5", "Sở Xây dựng", {}},
        {"GL-0003",
         "Nguyễn Thị Hoàng Phương Quỳnh Hương",
         "Thanh tra viên",
         "H21.9",
         "Sở Y tế",
         {}}};
    testing::TestDatabase database{migrations()};
    pg::Pool pool{database.app_target(), 3};
    pg::Pool accounts{database.authority_target(), 2};
    const Instant now = *parse_iso("2026-12-01T09:00:00+07:00");
    const Day due = *parse_iso_day("2026-12-30");
    Id<Staff> hoa, duyen;
};

TEST_F(FilingTest, ACampaignListsEverybodyOnce)
{
    auto tx = pool.begin();
    enter(tx, "administrator", "");
    EXPECT_EQ(list_store::open_campaign(tx, 2026, due, duyen, now).listed, 0);
    const PersonLine late{"GL-0004", "Siu H’Bia", "Kế toán viên", "H21.9", "Sở Y tế", {}};
    people_store::import_person(tx, late, "danh sách", now);
    EXPECT_EQ(list_store::list_newcomers(tx, *parse_iso_day("2026-12-31")), 0) << "it is over";
    EXPECT_EQ(list_store::list_newcomers(tx, due), 1) << "whoever came since";
    EXPECT_EQ(list_store::list_newcomers(tx, due), 0);
    const auto progress =
        list_store::progress(tx, list_store::campaigns(tx).at(0).id, *parse_iso_day("2026-12-31"));
    ASSERT_EQ(progress.size(), 2u);
    EXPECT_EQ(progress[0].agency_name, "Sở Xây dựng");
    EXPECT_EQ(progress[0].listed, 2);
    EXPECT_EQ(progress[0].late, 2);
}

TEST_F(FilingTest, WhoeverDoesNotDeclareEveryYearIsNotListedForIt)
{
    auto tx = pool.begin();
    enter(tx, "administrator", "");
    people_store::import_person(
        tx, {"GL-0005", "Ksor Tuân", "Chuyên viên", "H21.9", "Sở Y tế", false}, "danh sách", now
    );
    EXPECT_EQ(list_store::list_newcomers(tx, due), 0);
    EXPECT_EQ(list_store::open_campaign(tx, 2027, due, duyen, now).listed, 3);
}

TEST_F(FilingTest, WhoIsStruckOffOwesNothingUntilTheyArePutBack)
{
    auto tx = unit_begins();
    const auto campaign = mine(tx).campaign.id;
    const auto listed = [&] { return list_store::progress(tx, campaign, due).at(0).listed; };
    EXPECT_TRUE(filing_store::strike(tx, mine(tx), "sealed", duyen, now));
    EXPECT_EQ(mine(tx).state, FilingState::struck);
    EXPECT_EQ(listed(), 1);
    EXPECT_THAT(filing_store::late(tx, "H21.5", *parse_iso_day("2027-01-05")), ::testing::SizeIs(1))
        << "the other one";
    EXPECT_FALSE(filing_store::strike(tx, mine(tx), "sealed", duyen, now)) << "twice";
    EXPECT_FALSE(filing_store::begin(tx, mine(tx), "nd130-pl1", Id<VaultRecord>{7}, 1));
    enter(tx, filing_store::program_asker, "");
    EXPECT_EQ(list_store::list_newcomers(tx, due), 0) << "whoever was struck off stays off";
    enter(tx, "personnel", "H21.5", people_store::of_staff(tx, hoa)->id);
    EXPECT_TRUE(filing_store::put_back(tx, mine(tx), duyen, now));
    EXPECT_FALSE(filing_store::put_back(tx, mine(tx), duyen, now)) << "twice";
    EXPECT_EQ(listed(), 2);
    EXPECT_EQ(filing_store::steps(tx, mine(tx).id).at(0).reason, "sealed");
}

TEST_F(FilingTest, ADraftThatWasStruckOffGoesOnWhereItWas)
{
    auto tx = unit_begins();
    EXPECT_TRUE(filing_store::begin(tx, mine(tx), "nd130-pl1", Id<VaultRecord>{7}, 1));
    EXPECT_TRUE(filing_store::strike(tx, mine(tx), "sealed", duyen, now));
    EXPECT_FALSE(filing_store::submit(tx, mine(tx), handed_in(tx), due, hoa, now));
    EXPECT_TRUE(filing_store::put_back(tx, mine(tx), duyen, now));
    EXPECT_EQ(mine(tx).state, FilingState::draft);
    EXPECT_EQ(mine(tx).record, Id<VaultRecord>{7});
    EXPECT_TRUE(filing_store::submit(tx, mine(tx), handed_in(tx), due, hoa, now));
    EXPECT_FALSE(filing_store::strike(tx, mine(tx), "sealed", duyen, now)) << "it is kept";
}

TEST_F(FilingTest, WhatWasReturnedAndPutBackWasReturnedOnce)
{
    auto tx = unit_begins();
    EXPECT_TRUE(filing_store::give_back(tx, submitted(tx), "sealed", due, duyen, now));
    EXPECT_TRUE(filing_store::strike(tx, mine(tx), "sealed", duyen, now));
    EXPECT_TRUE(filing_store::put_back(tx, mine(tx), duyen, now));
    EXPECT_EQ(mine(tx).state, FilingState::returned);
    EXPECT_EQ(book(tx, "GL-0001").lines.at(0).returned, 1);
    EXPECT_EQ(filing_store::steps(tx, mine(tx).id).back().state, FilingState::listed);
}

TEST_F(FilingTest, AnApprovedListIsFrozenUntilItIsOpenedAgain)
{
    auto tx = unit_begins();
    const auto campaign = mine(tx).campaign.id;
    const list_store::Approval approval{"H21.5", campaign, "Giám đốc Lê Văn Bình", "12/TTr-SXD"};
    EXPECT_TRUE(list_store::approve(tx, approval, duyen, now));
    EXPECT_FALSE(list_store::approve(tx, approval, duyen, now)) << "twice";
    people_store::import_person(
        tx, {"GL-0006", "Siu Thanh", "Chuyên viên", "H21.5", "Sở Xây dựng", true}, "danh sách", now
    );
    enter(tx, filing_store::program_asker, "");
    EXPECT_EQ(list_store::list_newcomers(tx, due), 0);
    enter(tx, "personnel", "H21.5", people_store::of_staff(tx, hoa)->id);
    ASSERT_THAT(list_store::left_out(tx, "H21.5", campaign), ::testing::SizeIs(1));
    const auto left_out = list_store::left_out(tx, "H21.5", campaign).front();
    const list_store::Owed owed{annual_kind, 2026, due, *parse_iso_day("2026-01-01"), due, ""};
    EXPECT_FALSE(list_store::add(tx, left_out, owed, duyen, now));
    EXPECT_TRUE(list_store::progress(tx, campaign, due).at(0).approved);
    tx.commit();
    {
        auto other = unit_begins();
        EXPECT_THROW(filing_store::strike(other, mine(other), "sealed", duyen, now), pg::Error)
            << "whatever the program says";
    }
    auto later = unit_begins();
    EXPECT_TRUE(list_store::reopen(later, "H21.5", campaign, "Có người mới về", duyen, now));
    EXPECT_FALSE(list_store::reopen(later, "H21.5", campaign, "Có người mới về", duyen, now));
    EXPECT_TRUE(list_store::add(later, left_out, owed, duyen, now));
    EXPECT_TRUE(filing_store::strike(later, mine(later), "sealed", duyen, now));
    EXPECT_TRUE(list_store::approve(later, approval, duyen, now));
    const auto approvals = list_store::approvals(later, "H21.5", campaign);
    ASSERT_EQ(approvals.size(), 2u);
    EXPECT_EQ(approvals[0].people, 2) << "of three one is struck off";
    EXPECT_EQ(approvals[1].people, 2);
    EXPECT_EQ(approvals[1].reason, "Có người mới về") << "what was approved first is not lost";
}

/// One draws the list for everybody while the other approves it: whoever comes second sees the
/// first.
TEST_F(FilingTest, AnApprovalAndAnImportThatComeTogetherWaitForEachOther)
{
    const auto campaign = [&] {
        auto tx = pool.begin();
        return list_store::campaigns(tx).at(0).id;
    }();
    auto importing = pool.begin();
    people_store::import_person(
        importing, {"GL-0004", "Siu H’Len", "Kế toán", "H21.5", "Sở Xây dựng", {}}, "danh sách", now
    );
    filing_store::enter(importing, {filing_store::program_asker, "", {}});
    ASSERT_EQ(list_store::list_newcomers(importing, day_of(now)), 1);
    std::thread approving([&] {
        auto tx = unit_begins();
        EXPECT_TRUE(list_store::approve(tx, {"H21.5", campaign, "Bình", "số 1", "h"}, duyen, now));
        EXPECT_EQ(list_store::approvals(tx, "H21.5", campaign).at(0).people, 3);
        tx.commit();
    });
    until_somebody_waits();
    importing.commit();
    approving.join();
    // The other way about: the list is not drawn for that unit any more, and nothing else fails.
    auto tx = pool.begin();
    for (const auto* number : {"GL-0005", "GL-0006"})
        people_store::import_person(
            tx,
            {number,
             "Kpă Thuận",
             "Chuyên viên",
             number == std::string("GL-0005") ? "H21.5" : "H21.9",
             "Sở",
             {}},
            "danh sách", now
        );
    filing_store::enter(tx, {filing_store::program_asker, "", {}});
    EXPECT_EQ(list_store::list_newcomers(tx, day_of(now)), 1);
}

/// They move while a campaign is opened: they are listed where they are then.
TEST_F(FilingTest, WhoMovesWhileACampaignIsOpenedIsListedWhereTheyCome)
{
    auto tx = unit_begins();
    const auto who = mine(tx).declarant;
    move_to_health(tx, who);
    const auto campaign = testing::beside(database, tx, [&] {
        auto other = pool.begin();
        enter(other, filing_store::program_asker, "");
        const auto opened =
            list_store::open_campaign(other, 2027, *make_day(2027, 12, 30), duyen, now);
        other.commit();
        return opened.id;
    });
    const auto listed_at = [&](const std::string& unit) {
        auto there = pool.begin();
        enter(there, "personnel", unit);
        return std::ranges::count_if(
            list_store::on_list(there, unit, campaign),
            [&](const auto& one) { return one.declarant.id == who.id; }
        );
    };
    EXPECT_EQ(listed_at("H21.5"), 0);
    EXPECT_EQ(listed_at("H21.9"), 1);
}

TEST_F(FilingTest, WhoMovesWhileNewcomersAreListedIsListedWhereTheyCome)
{
    {
        auto tx = pool.begin();
        people_store::import_person(
            tx, {"GL-0070", "Siu Bích", "Kế toán viên", "H21.5", "Sở Xây dựng", true}, "danh sách",
            now
        );
        tx.commit();
    }
    auto tx = unit_begins();
    const auto campaign = mine(tx).campaign.id;
    const auto who = *people_store::find_number(tx, "GL-0070");
    move_to_health(tx, who);
    const auto listed = testing::beside(database, tx, [&] {
        auto other = pool.begin();
        enter(other, filing_store::program_asker, "");
        const auto count = list_store::list_newcomers(other, day_of(now));
        other.commit();
        return count;
    });
    EXPECT_EQ(listed, 1);
    auto there = pool.begin();
    enter(there, "personnel", "H21.9");
    EXPECT_EQ(
        std::ranges::count_if(
            list_store::on_list(there, "H21.9", campaign),
            [&](const auto& one) { return one.declarant.id == who.id; }
        ),
        1
    );
}

/// Struck off where they were, they are listed where they come to, and are not put back beside
/// that.
TEST_F(FilingTest, WhoIsStruckOffAndMovesIsListedWhereTheyCome)
{
    auto tx = unit_begins();
    const auto filing = mine(tx);
    const auto campaign = filing.campaign.id;
    ASSERT_TRUE(filing_store::strike(tx, filing, "sealed", duyen, now));
    EXPECT_FALSE(list_store::owed_already(tx, mine(tx)));
    EXPECT_TRUE(list_store::left_out(tx, "H21.5", campaign).empty()) << "this unit struck them off";
    move_to_health(tx, filing.declarant);
    tx.commit();
    auto next = pool.begin();
    enter(next, "personnel", "H21.9");
    const auto left_out = list_store::left_out(next, "H21.9", campaign);
    ASSERT_EQ(left_out.size(), 1u);
    ASSERT_TRUE(list_store::add(
        next, left_out[0],
        {.kind = annual_kind,
         .year = 2026,
         .campaign_due_on = due,
         .event_on = *make_day(2026, 1, 1),
         .declare_by = due,
         .occasion = ""},
        duyen, now
    ));
    EXPECT_TRUE(list_store::left_out(next, "H21.9", campaign).empty());
    next.commit();
    auto old = pool.begin();
    enter(old, "personnel", "H21.5");
    const auto struck = *filing_store::find(old, filing.id);
    EXPECT_EQ(struck.state, FilingState::struck);
    EXPECT_TRUE(list_store::owed_already(old, struck));
    EXPECT_NE(struck.declarant.agency_code, struck.agency_code);
}

TEST_F(FilingTest, AnotherUnitNeitherSeesNorTouchesAList)
{
    auto tx = unit_begins();
    const auto campaign = mine(tx).campaign.id;
    EXPECT_TRUE(list_store::approve(tx, {"H21.5", campaign, "Bình", "12"}, duyen, now));
    enter(tx, "personnel", "H21.9");
    EXPECT_THAT(list_store::approvals(tx, "H21.5", campaign), ::testing::IsEmpty());
    EXPECT_FALSE(list_store::reopen(tx, "H21.5", campaign, "Cho tôi sửa", duyen, now));
}

TEST_F(FilingTest, APersonMayOweTwoOfAKindInOneYearButNotTheSameTwice)
{
    auto tx = unit_begins();
    const auto me = *people_store::of_staff(tx, hoa);
    list_store::Owed owed{
        personnel_kind,
        2027,
        *parse_iso_day("2027-12-31"),
        *parse_iso_day("2027-03-15"),
        *parse_iso_day("2027-03-05"),
        "Phó giám đốc"};
    const auto first = list_store::add(tx, me, owed, duyen, now);
    ASSERT_TRUE(first);
    EXPECT_FALSE(list_store::add(tx, me, owed, duyen, now)) << "pressed twice";
    owed.event_on = *parse_iso_day("2027-09-15");
    EXPECT_TRUE(list_store::add(tx, me, owed, duyen, now));
    const auto one = filing_store::find(tx, *first);
    EXPECT_EQ(one->declare_by, *parse_iso_day("2027-03-05"));
    EXPECT_EQ(one->due_on, one->declare_by);
    EXPECT_EQ(one->occasion, "Phó giám đốc");
    EXPECT_EQ(filing_store::steps(tx, *first).at(0).by, "Lê Thị Mỹ Duyên") << "who asked for it";
}

TEST_F(FilingTest, WhatWasDeclaredBeforeIsWhatWasHandedInLast)
{
    auto tx = unit_begins();
    const auto yearly = handed_over(tx);
    const auto me = *people_store::of_staff(tx, hoa);
    const auto owe = [&](std::string_view kind, const char* day) {
        const list_store::Owed owed{
            kind, 2026, due, *parse_iso_day(day), *parse_iso_day(day), "Phó giám đốc"};
        return *filing_store::find(tx, *list_store::add(tx, me, owed, duyen, now));
    };
    const auto personnel = owe(personnel_kind, "2026-12-20");
    const auto supplement = owe(supplement_kind, "2026-12-05");
    EXPECT_EQ(filing_store::before(tx, personnel)->id, yearly.id) << "of a campaign opened earlier";
    const auto hand_in = [&](const Filing& filing, Instant at) {
        EXPECT_TRUE(filing_store::begin(tx, filing, "nd130-pl1", Id<VaultRecord>{9}, 1));
        const auto draft = *filing_store::find(tx, filing.id);
        EXPECT_TRUE(filing_store::submit(tx, draft, handed_in(tx), due, hoa, at));
    };
    hand_in(supplement, now + std::chrono::hours(1));
    hand_in(personnel, now + std::chrono::hours(2));
    const auto next = owe(personnel_kind, "2026-12-28");
    EXPECT_EQ(filing_store::before(tx, next)->id, personnel.id) << "a supplement is no full one";
    EXPECT_EQ(filing_store::before(tx, *filing_store::find(tx, personnel.id))->id, yearly.id)
        << "not itself";
    EXPECT_FALSE(filing_store::before(tx, *filing_store::find(tx, yearly.id)))
        << "what came later was not there";
}

TEST_F(FilingTest, EachStepHappensOnceAndInItsOrder)
{
    auto tx = unit_begins();
    EXPECT_FALSE(filing_store::submit(tx, mine(tx), handed_in(tx), due, hoa, now))
        << "nothing begun";
    const auto first = submitted(tx);
    EXPECT_EQ(first.state, FilingState::submitted);
    EXPECT_EQ(first.version, 4);
    EXPECT_FALSE(filing_store::submit(tx, first, handed_in(tx), due, hoa, now)) << "twice";
    EXPECT_FALSE(fixture::hand_over(tx, first, duyen, now)) << "not received";
    EXPECT_TRUE(filing_store::give_back(tx, first, "sealed", due, duyen, now));
    EXPECT_TRUE(filing_store::begin(tx, mine(tx), "nd130-pl1", Id<VaultRecord>{8}, 1));
    EXPECT_FALSE(filing_store::receive(tx, first, due, duyen, now)) << "of what was returned";
    EXPECT_TRUE(filing_store::submit(tx, mine(tx), handed_in(tx), due, hoa, now));
    EXPECT_TRUE(filing_store::receive(tx, mine(tx), due, duyen, now));
    EXPECT_FALSE(filing_store::give_back(tx, mine(tx), "sealed", due, duyen, now)) << "received";
    EXPECT_TRUE(fixture::hand_over(tx, mine(tx), duyen, now));
    std::vector<FilingState> states;
    std::vector<std::int64_t> records;
    for (const auto& step : filing_store::steps(tx, first.id)) {
        states.push_back(step.state);
        records.push_back(step.record.value);
    }
    EXPECT_THAT(
        states, ElementsAre(
                    FilingState::submitted, FilingState::returned, FilingState::submitted,
                    FilingState::received, FilingState::handed_over
                )
    );
    EXPECT_THAT(records, ElementsAre(7, 7, 8, 8, 8)) << "what was handed in first stays on record";
    EXPECT_EQ(filing_store::handed_over(tx, "cham h").size(), 1u) << "found without marks";
    EXPECT_EQ(filing_store::handed_over(tx, "GL-0001").size(), 1u);
    EXPECT_EQ(filing_store::handed_over(tx, "nghia").size(), 0u);
}

TEST_F(FilingTest, AUnitSeesItsOwnAndWhatWaitsForItFirst)
{
    auto tx = unit_begins();
    submitted(tx);
    const auto all = filing_store::of_agency(tx, "H21.5", std::nullopt);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].declarant.number, "GL-0001");
    EXPECT_EQ(filing_store::of_agency(tx, "H21.5", FilingState::listed).size(), 1u);
    EXPECT_EQ(filing_store::of_agency(tx, "H21.9", FilingState::submitted).size(), 0u);
}

TEST_F(FilingTest, WhoIsLateIsRemindedTwiceAndNoMore)
{
    auto tx = unit_begins();
    const Day after = due + std::chrono::days(1), by = after + std::chrono::days(5);
    EXPECT_EQ(filing_store::late(tx, "H21.5", due).size(), 0u) << "the last day is still in time";
    EXPECT_EQ(reminder_store::late(tx, "H21.5", after).size(), 2u);
    EXPECT_EQ(reminder_store::late(tx, "H21.9", after).size(), 0u) << "of another unit";
    using reminder_store::Obstacle;
    const auto remind = [&](Day answer_by, Day today) {
        return reminder_store::remind(tx, mine(tx), answer_by, today, duyen, now);
    };
    EXPECT_EQ(remind(by, due), Obstacle::in_time);
    EXPECT_EQ(remind(by, after), std::nullopt);
    EXPECT_EQ(remind(by, by), Obstacle::still_running) << "on its last day too";
    const Day later = by + std::chrono::days(1);
    EXPECT_EQ(remind(later, later), std::nullopt);
    EXPECT_EQ(remind(later, later + std::chrono::days(9)), Obstacle::reminded_twice);
    const auto late = reminder_store::late(tx, "H21.5", later + std::chrono::days(9));
    ASSERT_EQ(late.size(), 2u);
    const auto& hers = late[late[0].filing.id == mine(tx).id ? 0 : 1];
    ASSERT_EQ(hers.reminders.size(), 2u);
    EXPECT_EQ(hers.reminders[1].number, 2);
    EXPECT_EQ(hers.reminders[1].made_by, "Lê Thị Mỹ Duyên");
    EXPECT_EQ(list_store::progress(tx, mine(tx).campaign.id, later).at(0).reminded_twice, 1);
    const auto twice = [&] {
        return list_store::progress(tx, mine(tx).campaign.id, later).at(0).reminded_twice;
    };
    submitted(tx, now + std::chrono::hours(1));
    EXPECT_EQ(reminder_store::late(tx, "H21.5", later).size(), 1u) << "who hands in is not late";
    EXPECT_EQ(remind(later, later), Obstacle::handed_in);
    EXPECT_EQ(twice(), 0);
    const auto written = reminder_store::of_filing(tx, mine(tx).id);
    ASSERT_EQ(written.size(), 2u) << "what was written stays";
    EXPECT_EQ(written[0].missed_on, due) << "as it was then";
    EXPECT_EQ(written[0].post, "Trưởng phòng");
    EXPECT_FALSE(written[0].returned_at);
    // What is returned has a time of its own; who misses that is reminded anew.
    const auto returned = now + std::chrono::hours(2);
    ASSERT_TRUE(filing_store::give_back(tx, mine(tx), "sealed", due, duyen, returned));
    EXPECT_EQ(twice(), 0);
    EXPECT_EQ(
        reminder_store::remind(tx, mine(tx), by, after, duyen, now + std::chrono::hours(3)),
        std::nullopt
    );
    const auto again = reminder_store::of_filing(tx, mine(tx).id).at(2);
    EXPECT_EQ(again.number, 1);
    EXPECT_EQ(again.returned_at, returned);
}

TEST_F(FilingTest, WhatWasHandedOverIsPublishedOnce)
{
    auto tx = unit_begins();
    submitted(tx);
    const auto posting = planned(PublicationWay::posting);
    EXPECT_FALSE(publication_store::begin(tx, posting, {mine(tx).id}, duyen, now))
        << "not handed over";
    EXPECT_TRUE(filing_store::receive(tx, mine(tx), due, duyen, now));
    EXPECT_TRUE(fixture::hand_over(tx, mine(tx), duyen, now));
    ASSERT_EQ(filing_store::unpublished(tx, "H21.5").size(), 1u);
    auto others = posting;
    others.agency_code = "H21.9";
    EXPECT_FALSE(publication_store::begin(tx, others, {mine(tx).id}, duyen, now))
        << "another unit's";
    EXPECT_FALSE(publication_store::begin(tx, posting, {}, duyen, now)) << "nothing";
    const auto first = publication_store::begin(tx, posting, {mine(tx).id}, duyen, now);
    ASSERT_TRUE(first);
    EXPECT_FALSE(publication_store::begin(tx, posting, {mine(tx).id}, duyen, now)) << "twice";
    EXPECT_EQ(filing_store::unpublished(tx, "H21.5").size(), 0u);
    // A slip is taken back; its declarations can be published again, and the slip stays on record.
    EXPECT_TRUE(
        publication_store::withdraw(tx, publication_store::find(tx, *first).value(), duyen, now)
    );
    EXPECT_EQ(filing_store::unpublished(tx, "H21.5").size(), 1u);
    EXPECT_FALSE(publication_store::of_filing(tx, mine(tx).id));
    const auto second = publication_store::begin(tx, posting, {mine(tx).id}, duyen, now);
    ASSERT_TRUE(second);
    EXPECT_EQ(filing_store::of_publication(tx, *second).size(), 1u);
    EXPECT_EQ(publication_store::of_agency(tx, "H21.5").size(), 2u);
    const auto progress = [&](Day day) {
        return list_store::progress(tx, mine(tx).campaign.id, day).at(0);
    };
    EXPECT_EQ(progress(due).posted, 1);
    EXPECT_EQ(progress(due - std::chrono::days(1)).posted, 0) << "not yet put up";
    const auto running = publication_store::find(tx, *second).value();
    EXPECT_TRUE(publication_store::end(tx, running, {}, duyen, now));
    EXPECT_FALSE(publication_store::end(tx, running, {}, duyen, now));
    EXPECT_FALSE(publication_store::withdraw(tx, running, duyen, now)) << "the minutes are signed";
    EXPECT_EQ(publication_store::of_filing(tx, mine(tx).id)->ended_at, now);
}

/// More than a page shows: whoever is received meanwhile moves none of them out of sight.
TEST_F(FilingTest, AllThatWasReceivedIsToHandOver)
{
    constexpr int received = filing_store::listed_max + 5;
    auto tx = pool.begin();
    for (int i = 0; i < received; ++i)
        people_store::import_person(
            tx,
            {fmt::format("GL-1{:03}", i), "Kpă Thuận", "Chuyên viên", "H21.5", "Sở Xây dựng", {}},
            "danh sách", now
        );
    filing_store::enter(tx, {filing_store::program_asker, "", {}});
    list_store::list_newcomers(tx, day_of(now));
    tx.commit();
    pg::Connection owner(database.owner_target());
    owner.script("UPDATE filing SET state = 'received', submitted_at = now(), record_id = 1, "
                 "record_version = 1, form = 'nd130-pl1'"
                 " WHERE declarant_id IN (SELECT id FROM declarant WHERE number LIKE 'GL-1%')");
    auto unit = unit_begins();
    EXPECT_EQ(filing_store::to_hand_over(unit, "H21.5").size(), std::size_t(received));
}

TEST_F(FilingTest, AMeetingIsOneWhereTwoOfThreeCame)
{
    EXPECT_TRUE(meeting_counts(3, 2));
    EXPECT_TRUE(meeting_counts(10, 7));
    EXPECT_FALSE(meeting_counts(10, 6));
    EXPECT_FALSE(meeting_counts(0, 0));
    EXPECT_FALSE(meeting_counts(3, 4)) << "more than were summoned";
    auto tx = unit_begins();
    handed_over(tx);
    const auto id =
        publication_store::begin(tx, planned(PublicationWay::meeting), {mine(tx).id}, duyen, now);
    ASSERT_TRUE(id);
    const auto meeting = publication_store::find(tx, *id).value();
    const auto read_out = [&] {
        return list_store::progress(tx, mine(tx).campaign.id, due).at(0).read_out;
    };
    EXPECT_FALSE(publication_store::end(tx, meeting, {30, 19, ""}, duyen, now)) << "too few";
    EXPECT_FALSE(publication_store::end(tx, meeting, {}, duyen, now)) << "uncounted";
    EXPECT_EQ(read_out(), 0) << "planned is not done";
    EXPECT_TRUE(publication_store::end(tx, meeting, {30, 21, "sealed"}, duyen, now));
    const auto ended = publication_store::find(tx, *id).value();
    EXPECT_EQ(ended.attended, 21);
    EXPECT_EQ(ended.sealed_remarks, "sealed");
    EXPECT_EQ(read_out(), 1);
    EXPECT_THROW(
        tx.exec(pg::Query{"test.unsign", "UPDATE publication SET ended_at = NULL, ended_by = NULL"}
        ),
        pg::Error
    ) << "what is signed stays, whatever the program says";
}

TEST_F(FilingTest, TwoWhoPublishTheSameAtOneTimePublishItOnce)
{
    {
        auto tx = unit_begins();
        handed_over(tx);
        tx.commit();
    }
    const auto posting = planned(PublicationWay::posting);
    std::optional<bool> second;
    auto tx = unit_begins();
    EXPECT_TRUE(publication_store::begin(tx, posting, {mine(tx).id}, duyen, now));
    std::thread other([&] {
        auto theirs = unit_begins();
        second =
            publication_store::begin(theirs, posting, {mine(theirs).id}, duyen, now).has_value();
        theirs.commit();
    });
    until_somebody_waits();
    tx.commit();
    other.join();
    EXPECT_EQ(second, false);
}

TEST_F(FilingTest, TheBookSaysHowEachDeclarationWent)
{
    auto tx = unit_begins();
    handed_over(tx);
    publication_store::begin(tx, planned(PublicationWay::posting), {mine(tx).id}, duyen, now);
    const auto page = book(tx);
    EXPECT_EQ(page.all, 2);
    ASSERT_EQ(page.lines.size(), 2u);
    EXPECT_EQ(page.lines[0].filing.declarant.name, "Đinh Văn Nghĩa") << "by name";
    EXPECT_EQ(page.lines[0].receipt_code, "");
    EXPECT_FALSE(page.lines[0].received_at);
    const auto& hers = page.lines[1];
    EXPECT_EQ(hers.receipt_code.size(), 16u);
    EXPECT_EQ(hers.handed_over_at, now);
    EXPECT_EQ(hers.published_way, "posting");
    EXPECT_EQ(hers.published_on, due);
    EXPECT_EQ(book(tx, "cham h").all, 1);
    EXPECT_EQ(book(tx, "GL-0002").lines.size(), 1u);
    EXPECT_EQ(book(tx, "", 1).lines.size(), 1u);
}

TEST_F(FilingTest, ATransactionSeesWhatItsAskerMay)
{
    constexpr std::array<pg::Query, 5> looks = {{
        {"look.filing", "SELECT count(*) FROM filing"},
        {"look.step", "SELECT count(*) FROM filing_step"},
        {"look.reminder", "SELECT count(*) FROM filing_reminder"},
        {"look.publication", "SELECT count(*) FROM publication"},
        {"look.publication_filing", "SELECT count(*) FROM publication_filing"},
    }};
    const auto seen = [&](std::string_view role, const std::string& unit, Id<Declarant> declarant) {
        auto tx = pool.begin();
        if (!role.empty()) enter(tx, role, unit, declarant);
        std::vector<std::int64_t> counts;
        for (const auto& look : looks) counts.push_back(tx.exec(look).get<std::int64_t>(0, 0));
        return counts;
    };
    Id<Declarant> hers, other;
    {
        auto tx = unit_begins();
        hers = people_store::of_staff(tx, hoa)->id;
        other = people_store::find_number(tx, "GL-0003")->id;
        const Day late = due + std::chrono::days(1);
        ASSERT_FALSE(
            reminder_store::remind(tx, mine(tx), late + std::chrono::days(1), late, duyen, now)
        );
        handed_over(tx);
        ASSERT_TRUE(publication_store::begin(
            tx, planned(PublicationWay::posting), {mine(tx).id}, duyen, now
        ));
        tx.commit();
    }
    EXPECT_THAT(seen("personnel", "H21.5", {}), ElementsAre(2, 3, 1, 1, 1)) << "its own two";
    EXPECT_THAT(seen("personnel", "H21.9", other), ElementsAre(1, 0, 0, 0, 0));
    EXPECT_THAT(seen("declarant", "H21.5", hers), ElementsAre(1, 3, 1, 1, 1));
    EXPECT_THAT(seen("declarant", "H21.5", other), ElementsAre(1, 0, 0, 0, 0));
    EXPECT_THAT(seen("inspector", "", {}), ElementsAre(1, 3, 1, 1, 1)) << "what was handed over";
    EXPECT_THAT(seen("head", "", {}), ElementsAre(1, 3, 1, 1, 1));
    for (const auto* role :
         {"", "auditor", "administrator", "home_affairs", "program", "declarant"})
        EXPECT_THAT(seen(role, "H21.5", {}), ElementsAre(0, 0, 0, 0, 0)) << role;
    EXPECT_THAT(seen("inspector", "", other), ElementsAre(2, 3, 1, 1, 1)) << "and one's own";
    // Nor is it written past the wall.
    auto tx = pool.begin();
    enter(tx, "personnel", "H21.9");
    EXPECT_EQ(tx.exec(pg::Query{"look.take", "UPDATE filing SET due_on = due_on"}).affected(), 1)
        << "its own alone";
    EXPECT_THROW(
        tx.exec(pg::Query{"look.give", "UPDATE filing SET agency_code = 'H21.5'"}), pg::Error
    ) << "none is pushed to another unit";
}

/// Whoever serves pages says of whom they ask: by no word of theirs a declaration moves.
TEST_F(FilingTest, NoDeclarationMovesByItself)
{
    for (const auto* moves :
         {"UPDATE filing SET agency_code = 'H21.9'",
          "UPDATE filing SET declarant_id = declarant_id",
          "UPDATE filing SET campaign_id = campaign_id"})
    {
        auto tx = pool.begin();
        enter(tx, "declarant", "H21.5", people_store::of_staff(tx, hoa)->id);
        EXPECT_THROW(tx.exec(pg::Query{moves, moves}), pg::Error) << moves;
    }
}

TEST_F(FilingTest, WhoHasToDeclareIsToldOnceByTheirUnit)
{
    const auto campaign = [&](pg::Transaction& tx) { return mine(tx).campaign.id; };
    auto tx = unit_begins();
    const invitation_store::Asked all{"H21.5", campaign(tx), {}};
    EXPECT_EQ(invitation_store::waiting(tx, all), 2);
    EXPECT_FALSE(invitation_store::told(tx, mine(tx)));
    const auto one = invitation_store::invite(tx, {"H21.5", campaign(tx), mine(tx).id}, duyen, now);
    ASSERT_TRUE(one);
    EXPECT_FALSE(invitation_store::invite(tx, {"H21.5", campaign(tx), mine(tx).id}, duyen, now));
    EXPECT_EQ(invitation_store::told(tx, mine(tx))->invitation, *one);
    const auto rest = invitation_store::invite(tx, all, duyen, now);
    ASSERT_TRUE(rest) << "those who were not told";
    EXPECT_EQ(invitation_store::all(tx, "H21.5", campaign(tx)).size(), 2u);
    EXPECT_EQ(invitation_store::find(tx, *rest)->people, 1);
    const auto people = invitation_store::invited(tx, *one);
    ASSERT_EQ(people.size(), 1u);
    EXPECT_EQ(people[0].login, "hoa");
    EXPECT_EQ(people[0].declare_by, mine(tx).declare_by);
    EXPECT_EQ(invitation_store::invited(tx, *rest).at(0).login, "") << "no account";
    EXPECT_EQ(invitation_store::waiting(tx, all), 0);
    const auto other_person = people_store::without_account(tx).at(0);
    const auto account = staff_fixture::somebody(accounts, "moi", "declarant", "H21.5", now).id;
    EXPECT_TRUE(given_account(other_person.number, account));
    const auto again = invitation_store::invite(tx, all, duyen, now);
    ASSERT_TRUE(again) << "they have an account by now";
    EXPECT_EQ(invitation_store::invited(tx, *again).at(0).login, "moi");
    EXPECT_FALSE(invitation_store::invite(tx, all, duyen, now));
    const auto hers = people_store::of_staff(tx, hoa)->id;
    tx.commit();
    // They see that they were told, not whom else; another unit sees nothing.
    auto declarant = pool.begin();
    enter(declarant, "declarant", "H21.5", hers);
    EXPECT_TRUE(invitation_store::told(declarant, mine(declarant)));
    EXPECT_TRUE(invitation_store::invited(declarant, *rest).empty());
    EXPECT_FALSE(invitation_store::find(declarant, *one));
    declarant.commit();
    auto other = pool.begin();
    enter(other, "personnel", "H21.9");
    EXPECT_TRUE(invitation_store::all(other, "H21.5", all.campaign).empty());
    EXPECT_TRUE(invitation_store::invited(other, *one).empty());
    EXPECT_FALSE(invitation_store::invite(other, all, duyen, now))
        << "nor does it tell another's people";
}

/// Two clerks press at one time.
TEST_F(FilingTest, NobodyIsToldTwiceWhereTwoPress)
{
    std::vector<std::thread> clerks;
    std::array<bool, 4> told{};
    Id<Campaign> campaign;
    {
        auto tx = unit_begins();
        campaign = mine(tx).campaign.id;
    }
    for (std::size_t i = 0; i < told.size(); ++i)
        clerks.emplace_back([&, i] {
            auto tx = unit_begins();
            told[i] = invitation_store::invite(tx, {"H21.5", campaign, {}}, duyen, now).has_value();
            tx.commit();
        });
    for (auto& clerk : clerks) clerk.join();
    EXPECT_EQ(std::ranges::count(told, true), 1);
    auto tx = unit_begins();
    EXPECT_EQ(invitation_store::all(tx, "H21.5", campaign).size(), 1u);
}

TEST_F(FilingTest, WhatAnotherBodyControlsIsNotTheInspectorates)
{
    {
        auto tx = unit_begins();
        submitted(tx);
        EXPECT_TRUE(filing_store::receive(tx, mine(tx), due, duyen, now));
        const auto first = mine(tx);
        EXPECT_TRUE(fixture::hand_over(tx, first, duyen, now, "party_provincial"));
        EXPECT_FALSE(fixture::hand_over(tx, first, duyen, now)) << "once";
        EXPECT_EQ(mine(tx).passed_to, "party_provincial");
        EXPECT_EQ(handover_store::all(tx, "H21.5").size(), 2u) << "and one of nothing";
        const auto minutes = *handover_store::find(tx, mine(tx).handover);
        EXPECT_EQ(minutes.filings, 1);
        EXPECT_EQ(minutes.passed_to, "party_provincial");
        people_store::change(
            tx, first.declarant, {"GL-0001", "Rơ Châm H’Hoà", "Phó Giám đốc", "", "", {}}, duyen,
            now
        );
        const auto line = handover_store::lines(tx, minutes.id).at(0);
        EXPECT_EQ(line.name, first.declarant.name) << "as it was signed";
        EXPECT_EQ(line.post, first.declarant.post);
        EXPECT_EQ(line.campaign.kind, annual_kind);
        EXPECT_TRUE(handover_store::passed_elsewhere(tx).empty()) << "for the inspectorate";
        EXPECT_EQ(filing_store::unpublished(tx, "H21.5").size(), 1u) << "the unit makes it public";
        tx.commit();
    }
    for (const auto* slip :
         {"UPDATE filing SET passed_to = NULL", "UPDATE filing SET handover_id = 2",
          "UPDATE filing SET handover_id = NULL, passed_to = NULL",
          "INSERT INTO handover_filing SELECT 2, id, 'x', 'x', 'x', now() FROM filing"})
    {
        auto other = unit_begins();
        EXPECT_THROW(other.exec(pg::Query{slip, slip}), pg::Error) << slip;
    }
    for (const auto* role : {"inspector", "head"}) {
        auto tx = pool.begin();
        enter(tx, role, "");
        EXPECT_TRUE(filing_store::handed_over(tx, "").empty()) << role;
        EXPECT_EQ(handover_store::all(tx, "").size(), 1u) << "the one to them";
        const auto passed = handover_store::passed_elsewhere(tx);
        ASSERT_EQ(passed.size(), 1u) << role << " is told who, and by what ground";
        EXPECT_EQ(passed[0].number, "GL-0001");
        EXPECT_EQ(passed[0].passed_to, "party_provincial");
    }
    auto tx = pool.begin();
    enter(tx, "personnel", "H21.9");
    EXPECT_TRUE(handover_store::all(tx, "H21.5").empty()) << "another unit's";
    EXPECT_THROW(
        tx.exec(pg::Query{"look.pass", "UPDATE filing SET passed_to = 'party_provincial'"}),
        pg::Error
    ) << "without minutes";
}

TEST_F(FilingTest, TheInspectorateIsToldByWhatGroundAnotherBodyHasIt)
{
    {
        auto tx = unit_begins();
        control_store::set(
            tx, people_store::of_staff(tx, hoa)->id,
            {"party_provincial", day_of(now), "12-QĐ/TU", now, ""}, duyen, now
        );
        submitted(tx);
        EXPECT_TRUE(filing_store::receive(tx, mine(tx), due, duyen, now));
        EXPECT_TRUE(fixture::hand_over(tx, mine(tx), duyen, now, "party_provincial"));
        tx.commit();
    }
    auto tx = pool.begin();
    enter(tx, "inspector", "");
    const auto passed = handover_store::passed_elsewhere(tx);
    ASSERT_EQ(passed.size(), 1u);
    EXPECT_EQ(passed[0].ground, "12-QĐ/TU");
}

/// As the vault puts it down.
TEST_F(FilingTest, WhatAUnitLeftIsWhollyItsSuccessors)
{
    const auto enter_successor = [&](pg::Transaction& tx) { enter(tx, "personnel", "H21.9"); };
    Id<Publication> posted;
    Id<Campaign> campaign;
    {
        auto tx = unit_begins();
        handed_over(tx);
        campaign = mine(tx).campaign.id;
        EXPECT_TRUE(list_store::approve(tx, {"H21.5", campaign, "Bình", "12", "x"}, duyen, now));
        EXPECT_TRUE(list_store::reopen(tx, "H21.5", campaign, "Sửa tên một người", duyen, now));
        control_store::set(
            tx, people_store::find_number(tx, "GL-0002")->id,
            {"party_provincial", day_of(now), "12-QĐ/TU", now, ""}, duyen, now
        );
        posted = *publication_store::begin(
            tx, planned(PublicationWay::posting), {mine(tx).id}, duyen, now
        );
        agency_store::end(
            tx, *agency_store::find(tx, "H21.5"), {day_of(now), "H21.9", "Nghị quyết 88"}, duyen,
            now
        );
        EXPECT_TRUE(succession_store::waiting(tx, "H21.9").empty()) << "the vault does not say so";
        tx.commit();
    }
    pg::Connection owner(database.owner_target());
    const auto home_affairs = [&] {
        return staff_fixture::somebody(accounts, "tam", "home_affairs", "", now).id;
    }();
    owner.exec(
        pg::Query{
            "test.name", "INSERT INTO unit_succession (from_code, to_code, document, named_at, "
                         "named_by) VALUES ('H21.5', 'H21.9', 'Nghị quyết 88', $1, $2)"},
        now, home_affairs
    );
    {
        auto tx = pool.begin();
        enter_successor(tx);
        const auto waiting = succession_store::waiting(tx, "H21.9");
        ASSERT_EQ(waiting.size(), 1u);
        EXPECT_EQ(waiting[0].from_name, "Sở Xây dựng");
        EXPECT_EQ(waiting[0].filings, 2);
        EXPECT_EQ(waiting[0].people, 2);
        EXPECT_TRUE(publication_store::of_agency(tx, "H21.9").empty()) << "not theirs yet";
        EXPECT_THROW(succession_store::take_over(tx, waiting[0], "H21.9", hoa, now), pg::Error)
            << "the vault does not say so";
    }
    owner.exec(
        pg::Query{
            "test.take", "UPDATE unit_succession SET taken_at = $1, taken_by = $2, taken_into = "
                         "'H21.9'"},
        now, duyen
    );
    auto tx = pool.begin();
    enter_successor(tx);
    const auto before = succession_store::waiting(tx, "H21.9").at(0);
    EXPECT_TRUE(list_store::approve(tx, {"H21.9", campaign, "Tâm", "7", "x"}, duyen, now));
    // Of one of them a list says more than the agency.
    const auto nghia = *people_store::find_number(tx, "GL-0002");
    people_store::import_person(
        tx, {nghia.number, nghia.name, "Kế toán trưởng", "H21.9", "Sở Y tế", {}}, "danh sách", now
    );
    const auto taken = succession_store::take_over(tx, before, "H21.9", duyen, now);
    EXPECT_EQ(taken.filings, 2);
    EXPECT_EQ(taken.people, 1);
    EXPECT_EQ(people_store::find_number(tx, "GL-0001")->agency_code, "H21.9");
    EXPECT_EQ(people_store::find_number(tx, "GL-0002")->agency_code, "H21.5") << "to be decided";
    EXPECT_TRUE(succession_store::waiting(tx, "H21.9").empty());
    EXPECT_FALSE(list_store::is_frozen(tx, "H21.9", campaign)) << "those who come were on no list";
    EXPECT_THAT(
        list_store::approvals(tx, "H21.9", campaign).at(0).reason,
        ::testing::HasSubstr("Tiếp nhận Sở Xây dựng, Nghị quyết 88")
    );
    // Who did not come along is controlled by whom the old unit said.
    const auto body = control_store::of(tx, {nghia.id}, day_of(now));
    EXPECT_EQ(body.at(nghia.id), "party_provincial");
    const auto all = filing_store::of_agency(tx, "H21.9", FilingState::handed_over);
    ASSERT_EQ(all.size(), 1u);
    const auto units = filing_store::units_before(tx, all[0].id);
    ASSERT_EQ(units.size(), 1u);
    EXPECT_EQ(units[0].agency_name, "Sở Xây dựng");
    EXPECT_EQ(units[0].document, "Nghị quyết 88");
    EXPECT_EQ(filing_store::unit_at(tx, all[0].id, now - std::chrono::hours(1)), "H21.5");
    EXPECT_EQ(filing_store::unit_at(tx, all[0].id, now), "H21.9");
    // Papers of before are there, in the old unit's name; what runs is ended by the successor.
    EXPECT_EQ(handover_store::all(tx, "H21.9").at(0).agency_code, "H21.5");
    EXPECT_EQ(
        list_store::approvals_before(tx, all[0].campaign.id).at(0).agency_name, "Sở Xây dựng"
    );
    const auto running = *publication_store::find(tx, posted);
    EXPECT_EQ(running.agency_code, "H21.5");
    EXPECT_TRUE(succession_store::took_over(tx, running.agency_code));
    EXPECT_TRUE(publication_store::withdraw(tx, running, duyen, now));
    EXPECT_EQ(filing_store::unpublished(tx, "H21.9").size(), 1u);
    // Who stayed behind owes here what they are asked for, and is not listed again where they were.
    auto of_here = nghia;
    of_here.agency_code = "H21.9";
    EXPECT_TRUE(list_store::add(
        tx, of_here,
        {.kind = personnel_kind,
         .year = 2026,
         .campaign_due_on = due,
         .event_on = due,
         .declare_by = due,
         .occasion = "Kế toán trưởng"},
        duyen, now
    ));
    const auto listed = filing_store::of_agency(tx, "H21.9", FilingState::listed);
    const auto hers = std::ranges::find_if(listed, [&](const Filing& one) {
        return one.declarant.id == nghia.id && one.campaign.id == campaign;
    });
    ASSERT_NE(hers, listed.end());
    EXPECT_TRUE(filing_store::strike(tx, *hers, "sealed", duyen, now));
    enter(tx, filing_store::program_asker, "");
    EXPECT_EQ(list_store::list_newcomers(tx, day_of(now)), 0);
    enter_successor(tx);
    // The next who comes with something listed here already is in nobody's way.
    const auto more = people_store::differences(tx, "H21.9");
    const auto accountant =
        std::ranges::find(more, nghia.id, [](const auto& one) { return one.declarant.id; });
    ASSERT_NE(accountant, more.end());
    EXPECT_FALSE(people_store::take(tx, *accountant, duyen, now));
    // The old unit has nothing any more.
    enter(tx, "personnel", "H21.5");
    EXPECT_TRUE(filing_store::of_agency(tx, "H21.5", std::nullopt).empty());
    EXPECT_FALSE(succession_store::took_over(tx, "H21.5"));
    EXPECT_THROW(
        tx.exec(pg::Query{"look.take", "SELECT take_over_filings('H21.9', 1, now())"}), pg::Error
    );
}

} // namespace
} // namespace tnung::registry
