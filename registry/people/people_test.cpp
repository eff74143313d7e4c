#include "registry/people/people.hpp"

#include "foundation/crypto/hash.hpp"
#include "foundation/testing/beside.hpp"
#include "foundation/testing/data_file.hpp"
#include "foundation/testing/test_database.hpp"
#include "registry/migrations/migrations.hpp"
#include "registry/people/agencies.hpp"
#include "registry/people/control_bodies.hpp"
#include "registry/people/people_list.hpp"

#include "foundation/staff/staff_fixture.hpp"
#include <fmt/format.h>

#include <gmock/gmock.h>

namespace tnung::registry {
namespace {

using people_store::Imported;
using people_store::MoveObstacle;
using ::testing::ElementsAre;
using ::testing::HasSubstr;
using ::testing::IsEmpty;

class PeopleTest : public ::testing::Test {
protected:
    PeopleTest()
    {
        auto tx = pool.begin();
        for (const auto& person : {hoa, nghia, huong})
            people_store::import_person(tx, person, source, now);
        tx.commit();
        duyen =
            staff_fixture::somebody(accounts, "duyen", "personnel", "H21.5", now, "Lê Thị Mỹ Duyên")
                .id;
    }
    void give_account(const PersonLine& line, Id<Staff> staff)
    {
        auto tx = accounts.begin();
        EXPECT_TRUE(people_store::give_account(tx, known(tx, line).id, staff));
        tx.commit();
    }
    Declarant known(pg::Transaction& tx, const PersonLine& line)
    {
        return *people_store::find_number(tx, line.number);
    }
    PersonDifference only_difference(pg::Transaction& tx, const std::string& unit)
    {
        tx.exec(as_query, unit); // an officer there looks at it
        const auto all = people_store::differences(tx, unit);
        EXPECT_EQ(all.size(), 1u);
        return all.at(0);
    }
    static std::string unit_of(pg::Transaction& tx, Id<Staff> account)
    {
        return tx.exec(unit_query, account).get<std::string>(0, 0);
    }
    /// The filing of somebody in a campaign, in that state, as `unit`.
    void give_filing(pg::Transaction& tx, const Declarant& whose, const std::string& state)
    {
        tx.exec(campaign_query, now, duyen);
        tx.exec(as_query, whose.agency_code);
        tx.exec(filing_query, whose.id, whose.agency_code, state);
    }
    ListReport take(pg::Transaction& tx, const std::string& csv)
    {
        const auto table = read_table(csv, is_heading_of_people);
        if (!table) throw std::runtime_error(table.error().words);
        return take_list(tx, *table, source, now);
    }

    static constexpr std::string_view source = "danh sách";
    static constexpr pg::Query campaign_query{"test.campaign", R"sql(
        INSERT INTO campaign (kind, year, due_on, opened_at, opened_by)
        VALUES ('annual', 2026, '2026-12-30', $1, $2) ON CONFLICT DO NOTHING
    )sql"};
    static constexpr pg::Query unit_query{"test.unit", "SELECT unit_code FROM staff WHERE id = $1"};
    static constexpr pg::Query as_query{"test.as", R"sql(
        SELECT set_config('tnung.role', 'personnel', true), set_config('tnung.unit', $1, true)
    )sql"};
    static constexpr pg::Query filing_query{"test.filing", R"sql(
        INSERT INTO filing (campaign_id, declarant_id, agency_code, state, event_on, declare_by, due_on, occasion,
                            record_id, record_version, form)
        SELECT id, $1, $2, $3, '2026-01-01', due_on, due_on, '',
               CASE WHEN $3 <> 'listed' THEN 7 END, CASE WHEN $3 <> 'listed' THEN 1 END,
               CASE WHEN $3 <> 'listed' THEN 'nd130-pl1' END
          FROM campaign
    )sql"};
    const PersonLine hoa{"GL-0001", "Rơ Châm H’Hoa", "Trưởng phòng", "H21.5", "Sở Xây dựng", true};
    const PersonLine nghia{"GL-0002", "Đinh Văn Nghĩa", "Kế toán viên", "H21.5", "Sở Xây dựng", {}};
    const PersonLine huong{"GL-0003",        "Nguyễn Thị Hoàng Phương Quỳnh Hương",
                           "Thanh tra viên", "H21.9",
                           "Sở Y tế",        false};
    testing::TestDatabase database{migrations()};
    pg::Pool pool{database.app_target(), 3};
    pg::Pool accounts{database.authority_target(), 2};
    const Instant now = *parse_iso("2026-12-01T09:00:00+07:00");
    Id<Staff> duyen;
};

TEST_F(PeopleTest, AListNamesPeopleOnceAndOverwritesNobody)
{
    auto tx = pool.begin();
    EXPECT_EQ(people_store::import_person(tx, hoa, source, now), Imported::same);
    auto promoted = hoa;
    promoted.post = "Phó giám đốc";
    EXPECT_EQ(people_store::import_person(tx, promoted, source, now), Imported::differs);
    EXPECT_EQ(people_store::import_person(tx, promoted, source, now), Imported::differs);
    EXPECT_EQ(known(tx, hoa).post, "Trưởng phòng");
    EXPECT_EQ(only_difference(tx, "H21.5").post, "Phó giám đốc") << "told once";
    promoted.post = "Giám đốc";
    EXPECT_EQ(people_store::import_person(tx, promoted, source, now), Imported::differs);
    EXPECT_EQ(only_difference(tx, "H21.5").post, "Giám đốc") << "what it says now";
    EXPECT_EQ(people_store::import_person(tx, hoa, source, now), Imported::same);
    EXPECT_THAT(people_store::differences(tx, "H21.5"), IsEmpty()) << "the list came round";
}

TEST_F(PeopleTest, ALineThatDoesNotSayWhoDeclaresEveryYearDiffersFromNobody)
{
    auto tx = pool.begin();
    EXPECT_TRUE(known(tx, nghia).annual);
    EXPECT_FALSE(known(tx, huong).annual);
    auto silent = huong;
    silent.annual.reset();
    EXPECT_EQ(people_store::import_person(tx, silent, source, now), Imported::same);
    silent.annual = true;
    EXPECT_EQ(people_store::import_person(tx, silent, source, now), Imported::differs);
}

TEST_F(PeopleTest, WhatWasDecidedForTheRegisterIsNotRaisedAgain)
{
    auto tx = pool.begin();
    auto promoted = hoa;
    promoted.post = "Phó giám đốc";
    people_store::import_person(tx, promoted, source, now);
    people_store::keep(tx, only_difference(tx, "H21.5"), duyen, now);
    EXPECT_EQ(people_store::import_person(tx, promoted, source, now), Imported::kept);
    EXPECT_EQ(people_store::import_person(tx, promoted, "CSDL", now), Imported::differs)
        << "another list says so too";
    promoted.post = "Giám đốc";
    EXPECT_EQ(people_store::import_person(tx, promoted, source, now), Imported::differs);
}

TEST_F(PeopleTest, ADifferenceTakenChangesTheRegisterAndKeepsWhatWas)
{
    auto tx = pool.begin();
    auto promoted = hoa;
    promoted.name = "Rơ Châm H’Hoa Hồng";
    promoted.post = "Phó giám đốc";
    people_store::import_person(tx, promoted, source, now);
    const auto difference = only_difference(tx, "H21.5");
    EXPECT_FALSE(people_store::take(tx, difference, duyen, now));
    EXPECT_EQ(known(tx, hoa).post, "Phó giám đốc");
    EXPECT_EQ(people_store::of_agency(tx, {"H21.5", "hoa hong", 0, 10}).all, 1) << "found by it";
    const auto past = people_store::past(tx, known(tx, hoa).id);
    ASSERT_EQ(past.size(), 1u);
    EXPECT_EQ(past[0].post, "Trưởng phòng");
    EXPECT_EQ(past[0].changed_by, "Lê Thị Mỹ Duyên");
    EXPECT_FALSE(people_store::find_difference(tx, difference.id)) << "decided once";
}

TEST_F(PeopleTest, AChangeIsKeptOnlyWhereSomethingChanges)
{
    auto tx = pool.begin();
    people_store::change(tx, known(tx, hoa), hoa, duyen, now);
    EXPECT_THAT(people_store::past(tx, known(tx, hoa).id), IsEmpty());
    auto other = hoa;
    other.annual = false;
    people_store::change(tx, known(tx, hoa), other, duyen, now);
    EXPECT_FALSE(known(tx, hoa).annual);
    EXPECT_EQ(people_store::past(tx, known(tx, hoa).id).size(), 1u);
}

TEST_F(PeopleTest, WhoeverMovesBringsWhatIsNotBegun)
{
    const auto account =
        staff_fixture::somebody(accounts, "hoa", "declarant", "H21.5", now, "Rơ Châm H’Hoa").id;
    give_account(hoa, account);
    auto tx = pool.begin();
    give_filing(tx, known(tx, hoa), "listed");
    auto moved = hoa;
    moved.agency_code = huong.agency_code;
    people_store::import_person(tx, moved, source, now);
    EXPECT_EQ(people_store::differences(tx, "H21.9").size(), 1u) << "who comes";
    EXPECT_EQ(people_store::differences(tx, "H21.5").size(), 1u) << "who goes";
    EXPECT_FALSE(people_store::take(tx, only_difference(tx, "H21.9"), duyen, now));
    EXPECT_EQ(known(tx, hoa).agency_name, "Sở Y tế");
    EXPECT_EQ(unit_of(tx, account), "H21.9") << "where they begin to declare";
    tx.exec(as_query, std::string("H21.9"));
    EXPECT_EQ(
        tx.exec(pg::Query{"test.count", "SELECT count(*) FROM filing"}).get<std::int64_t>(0, 0), 1
    );
}

TEST_F(PeopleTest, WhoeverHasSomethingUnderWayStaysUntilItIsHandedOver)
{
    for (const auto* state : {"draft", "submitted", "returned", "received"}) {
        auto tx = pool.begin();
        give_filing(tx, known(tx, hoa), state);
        auto moved = hoa;
        moved.agency_code = huong.agency_code;
        people_store::import_person(tx, moved, source, now);
        const auto why = people_store::take(tx, only_difference(tx, "H21.9"), duyen, now);
        EXPECT_EQ(why, MoveObstacle::under_way) << state;
        EXPECT_EQ(known(tx, hoa).agency_code, "H21.5");
        EXPECT_THAT(people_store::past(tx, known(tx, hoa).id), IsEmpty());
    }
}

/// Whoever runs as the pages may call what moves people: it asks itself who, and by what.
TEST_F(PeopleTest, NobodyIsMovedByWhoMayNotOrByNothing)
{
    const pg::Query move{"test.move", "SELECT move_declarant($1, 'H21.9', $2)"};
    const auto by = [&](const std::string& role, const std::string& unit, bool said) {
        auto tx = pool.begin();
        if (said) {
            auto moved = hoa;
            moved.agency_code = "H21.9";
            people_store::import_person(tx, moved, source, now);
        }
        if (!role.empty())
            tx.exec(
                pg::Query{
                    "test.asker", "SELECT set_config('tnung.role', $1, true), "
                                  "set_config('tnung.unit', $2, true)"},
                role, unit
            );
        return tx.exec(move, known(tx, hoa).id, now).get<std::string>(0, 0);
    };
    EXPECT_THROW(by("", "", true), pg::Error) << "who asks is not said";
    for (const auto* role : {"declarant", "inspector", "head", "home_affairs", "program"})
        EXPECT_THROW(by(role, "H21.9", true), pg::Error) << role;
    EXPECT_THROW(by("personnel", "H21.5", true), pg::Error) << "the unit they leave";
    EXPECT_THROW(by("personnel", "H21.7", true), pg::Error) << "another unit";
    EXPECT_THROW(by("personnel", "H21.9", false), pg::Error) << "no list says so";
    EXPECT_EQ(by("personnel", "H21.9", true), "");
}

/// They moved while somebody waited to change them: there they are, not gone.
TEST_F(PeopleTest, WhoMovedWhileTheyWereWaitedForIsFoundWhereTheyAre)
{
    auto tx = pool.begin();
    auto moved = hoa;
    moved.agency_code = huong.agency_code;
    people_store::import_person(tx, moved, source, now);
    ASSERT_FALSE(people_store::take(tx, only_difference(tx, "H21.9"), duyen, now));
    const auto found = testing::beside(database, tx, [&] {
        auto other = pool.begin();
        return people_store::find_to_change(other, known(other, hoa).id);
    });
    ASSERT_TRUE(found);
    EXPECT_EQ(found->agency_code, "H21.9");
}

TEST_F(PeopleTest, NobodyIsAddedToAUnitThatIsJustEnding)
{
    const auto end = [&](pg::Transaction& tx) {
        people_store::add_agency(tx, "H21.6", "Sở Hạ tầng");
        return agency_store::end(
            tx, *agency_store::find(tx, "H21.9"),
            {*parse_iso_day("2026-12-01"), "H21.6", "Nghị quyết 88"}, duyen, now
        );
    };
    {
        auto adding = pool.begin();
        EXPECT_FALSE(agency_store::hold_ended_on(adding, "H21.9"));
        people_store::import_person(
            adding, {"GL-0060", "Siu Bích", "Kế toán viên", "H21.9", "Sở Y tế", {}}, source, now
        );
        const auto people = testing::beside(database, adding, [&] {
            auto tx = pool.begin();
            return end(tx); // is not committed
        });
        EXPECT_EQ(people, 2) << "who was added before it goes along";
    }
    auto ending = pool.begin();
    EXPECT_EQ(end(ending), 2);
    const auto ended_on = testing::beside(database, ending, [&] {
        auto tx = pool.begin();
        return agency_store::hold_ended_on(tx, "H21.9");
    });
    EXPECT_EQ(ended_on, parse_iso_day("2026-12-01"));
}

TEST_F(PeopleTest, TheRightsOfAnOfficeDoNotMoveWithItsPeople)
{
    give_account(hoa, duyen);
    auto tx = pool.begin();
    auto moved = hoa;
    moved.agency_code = huong.agency_code;
    people_store::import_person(tx, moved, source, now);
    EXPECT_EQ(
        people_store::take(tx, only_difference(tx, "H21.9"), duyen, now), MoveObstacle::office
    );
    EXPECT_EQ(unit_of(tx, duyen), "H21.5");
}

TEST_F(PeopleTest, APersonHasOneAccountAndPagesDoNotChangeWhose)
{
    give_account(hoa, duyen);
    const auto other = staff_fixture::somebody(accounts, "khac", "declarant", "H21.5", now).id;
    {
        auto tx = accounts.begin();
        EXPECT_FALSE(people_store::give_account(tx, known(tx, hoa).id, other)) << "they have one";
        EXPECT_FALSE(people_store::give_account(tx, known(tx, nghia).id, duyen)) << "another's";
    }
    auto tx = pool.begin();
    EXPECT_THROW(
        tx.exec(pg::Query{"test.take", "UPDATE declarant SET staff_id = NULL"}), pg::Error
    );
}

TEST_F(PeopleTest, EachRowOfAListThatSomebodyHasToLookAtIsTold)
{
    auto tx = pool.begin();
    const auto report = take(
        tx, "STT;Mã số;Họ và tên;Chức vụ;Mã cơ quan;Tên cơ quan;Hằng năm\n"
            "1;GL-0001;Rơ Châm H’Hoa;Trưởng phòng;H21.5;Sở Xây dựng;có\n"
            "2;GL-0002;Đinh Văn Nghĩa;Kế toán trưởng;H21.5;Sở Xây dựng;có\n"
            "3;GL-0010;Siu H’Bia;Kế toán viên;H21.7;Sở Công Thương;không\n"
            "4;GL-0011;;Kế toán viên;H21.7;Sở Công Thương;x\n"
            "5;GL-0010;Siu H’Bia;Kế toán viên;H21.7;Sở Công Thương;x\n"
            "6;GL-0012;Ksor Tuân;Kế toán viên;H21.9;Sở Y tế tỉnh;có thể\n"
            "7;GL-0013;Ksor Tuân;Kế toán viên;H21.9;Sở Y tế tỉnh;x\n"
    );
    EXPECT_EQ(report.rows, 7);
    EXPECT_EQ(report.same, 1);
    EXPECT_EQ(report.differs, 1);
    EXPECT_EQ(report.added, 2);
    EXPECT_EQ(report.refused, 3);
    std::vector<std::string> words;
    for (const auto& one : report.remarks)
        words.push_back(fmt::format("{} {} {}", one.line, one.number, one.words));
    EXPECT_THAT(
        words,
        ElementsAre(
            "3 GL-0002 khác sổ, chờ đơn vị xem: chức vụ: sổ ghi “Kế toán viên”, danh sách ghi “Kế "
            "toán trưởng”",
            "4 GL-0010 cơ quan mới trong sổ: H21.7 “Sở Công Thương”; xem lại nếu mã gõ nhầm",
            "5 GL-0011 không nhận: ô “Họ và tên” trống",
            "6 GL-0010 không nhận: mã số này đã có ở dòng 4",
            "7 GL-0012 không nhận: ô “Hằng năm” cần ghi có hoặc không",
            "8 GL-0013 cơ quan H21.9 trong sổ tên là “Sở Y tế”, danh sách ghi “Sở Y tế tỉnh”; giữ "
            "tên trong sổ"
        )
    );
    EXPECT_FALSE(people_store::find_number(tx, "GL-0010")->annual);
    EXPECT_TRUE(people_store::find_number(tx, "GL-0013")->annual);
}

TEST_F(PeopleTest, AnotherSpellingIsNoDifferenceAndACodeInOtherLettersNoAgency)
{
    auto tx = pool.begin();
    const auto report = take(
        tx, "Mã số;Họ và tên;Chức vụ;Mã cơ quan;Tên cơ quan\n"
            "GL-0001;RƠ CHÂM H'HOA;TRƯỞNG PHÒNG;H21.5;Sở Xây dựng\n"
            "GL-0020;Siu H’Bia;Kế toán viên;h21.5;Sở Xây dựng\n"
    );
    EXPECT_EQ(report.same, 1);
    EXPECT_EQ(report.refused, 1);
    EXPECT_EQ(people_store::find_number(tx, "GL-0001")->name, "Rơ Châm H’Hoa");
    EXPECT_FALSE(people_store::find_number(tx, "GL-0020"));
}

TEST_F(PeopleTest, AListWithoutItsColumnsSaysWhichIsMissing)
{
    auto tx = pool.begin();
    const auto said = [&](const std::string& csv) {
        try {
            take(tx, csv);
        } catch (const std::runtime_error& error) {
            return std::string(error.what());
        }
        return std::string();
    };
    EXPECT_THAT(said("Mã số,Họ và tên,Chức vụ,Mã cơ quan\nGL-1,a,b,c\n"), HasSubstr("Tên cơ quan"));
    EXPECT_THAT(
        said("Mã số,Mã cán bộ,Họ và tên,Chức vụ,Mã cơ quan,Tên cơ quan\n"), HasSubstr("Hai cột")
    );
    EXPECT_THAT(said(""), HasSubstr("tiêu đề"));
}

TEST(ControlBodies, HoldFromADayOnAndJustOneHasTheRegister)
{
    const ControlBodies bodies(testing::data_file("control-bodies.tsv"));
    EXPECT_EQ(bodies.own().name, "Thanh tra tỉnh");
    const auto before = *parse_iso_day("2026-06-30"), after = *parse_iso_day("2026-07-01");
    EXPECT_EQ(bodies.on(before).size() + 1, bodies.on(after).size());
    EXPECT_EQ(bodies.on(after).at(0), bodies.find("provincial_inspectorate", after));
    EXPECT_FALSE(bodies.find("party_above", before));
    const std::string heading = "from\tbody\tname\tregister\tsure\tsource\n",
                      one = "2020-01-01\ta\tThanh tra\tyes\tyes\tx\n";
    const ControlBodies ended(
        heading + one +
        "2020-01-01\tb\tỦy ban\tno\tyes\tx\n"
        "2026-07-01\tb\t-\tno\tyes\tx\n"
    );
    EXPECT_TRUE(ended.find("b", before));
    EXPECT_FALSE(ended.find("b", after));
    for (const auto& wrong :
         {std::string("2020-13-01\ta\tThanh tra\tyes\tyes\tx\n"),
          std::string("2020-01-01\t\tThanh tra\tyes\tyes\tx\n"),
          std::string("2020-01-01\ta\tThanh tra\tmaybe\tyes\tx\n"),
          std::string("2020-01-01\ta\tThanh tra\tno\tyes\tx\n"),
          one + "2026-01-01\ta\t-\tyes\tyes\tx\n", one + "2020-01-01\tb\tỦy ban\tyes\tyes\tx\n"})
        EXPECT_THROW(ControlBodies(heading + wrong), std::runtime_error) << wrong;
}

TEST_F(PeopleTest, IsControlledByOneBodyAtATimeAndWhatWasSaidStays)
{
    auto tx = pool.begin();
    const auto whose = known(tx, hoa).id, other = known(tx, nghia).id;
    tx.exec(as_query, std::string("H21.9"));
    EXPECT_TRUE(control_store::history(tx, whose).empty());
    tx.exec(as_query, std::string("H21.5"));
    const auto on = [&](const char* day) {
        const auto found = control_store::of(tx, {whose, other}, *parse_iso_day(day));
        EXPECT_FALSE(found.contains(other)) << "nobody said anything of them";
        const auto one = found.find(whose);
        return one == found.end() ? std::string() : one->second;
    };
    const auto set = [&](const char* body, const char* from) {
        control_store::set(
            tx, whose, {.body = body, .from = *parse_iso_day(from), .ground = "Quyết định 12"},
            duyen, now
        );
    };
    EXPECT_EQ(on("2026-12-01"), "");
    set("party_provincial", "2026-12-10");
    EXPECT_EQ(on("2026-12-09"), "") << "not yet";
    EXPECT_EQ(on("2026-12-10"), "party_provincial");
    set("provincial_inspectorate", "2027-01-01");
    EXPECT_EQ(on("2026-12-31"), "party_provincial");
    EXPECT_EQ(on("2027-01-01"), "provincial_inspectorate");
    set("party_above", "2026-12-10");
    EXPECT_EQ(on("2026-12-10"), "party_above") << "what was said last of a day";
    const auto history = control_store::history(tx, whose);
    ASSERT_EQ(history.size(), 3u);
    EXPECT_EQ(history[1].body, "party_above");
    EXPECT_EQ(history[2].body, "party_provincial") << "nothing is overwritten";
    EXPECT_EQ(history[2].set_by, "Lê Thị Mỹ Duyên");
    EXPECT_THROW(
        tx.exec(pg::Query{"test.rewrite", "UPDATE declarant_control SET body = 'x'"}), pg::Error
    );
}

TEST_F(PeopleTest, AnAgencyKeepsItsNamesOfBefore)
{
    auto tx = pool.begin();
    people_store::add_agency(tx, "UBND", "Ủy ban nhân dân tỉnh");
    const auto day = [](const char* text) { return *parse_iso_day(text); };
    const auto change = [&](const char* name, const char* above, const char* from) {
        const auto was = *agency_store::find(tx, "H21.5");
        agency_store::change(tx, was, {name, above, day(from), "Nghị quyết 12"}, duyen, now);
    };
    const auto first = agency_store::find(tx, "H21.5")->name;
    change("Sở Xây dựng và Giao thông", "UBND", "2025-03-01");
    change("Sở Xây dựng và Giao thông", "UBND", "2025-04-01"); // nothing differs
    change("Sở Hạ tầng", "UBND", "2026-07-01");
    EXPECT_EQ(agency_store::name_on(tx, "H21.5", day("2025-02-28")), first);
    EXPECT_EQ(agency_store::name_on(tx, "H21.5", day("2025-03-01")), "Sở Xây dựng và Giao thông");
    EXPECT_EQ(agency_store::name_on(tx, "H21.5", day("2026-06-30")), "Sở Xây dựng và Giao thông");
    EXPECT_EQ(agency_store::name_on(tx, "H21.5", day("2026-07-01")), "Sở Hạ tầng");
    EXPECT_EQ(agency_store::name_on(tx, "H99", day("2026-07-01")), "H99")
        << "nobody is known there";
    const auto past = agency_store::past(tx, "H21.5");
    ASSERT_EQ(past.size(), 2u);
    EXPECT_EQ(past[0].name, "Sở Xây dựng và Giao thông");
    EXPECT_EQ(past[0].parent_name, "Ủy ban nhân dân tỉnh");
    EXPECT_EQ(past[1].parent_name, "");
    const auto all = agency_store::all(tx);
    const auto one = std::ranges::find(all, "H21.5", &Agency::code);
    EXPECT_THAT(one->names_before, ElementsAre(first, "Sở Xây dựng và Giao thông"));
    EXPECT_EQ(one->officers, 1);
    EXPECT_TRUE(agency_store::stands_below(all, "H21.5", "UBND"));
    EXPECT_TRUE(agency_store::stands_below(all, "UBND", "UBND"));
    EXPECT_FALSE(agency_store::stands_below(all, "UBND", "H21.5"));
}

TEST_F(PeopleTest, WhoIsLeftByAnAgencyThatEndsStandsAtItsSuccessorToBeTaken)
{
    auto tx = pool.begin();
    people_store::add_agency(tx, "H21.6", "Sở Hạ tầng");
    const auto people = people_store::of_agency(tx, {"H21.5", "", 0, 100}).people.size();
    // Somebody of another agency was on the way here.
    people_store::import_person(
        tx, {huong.number, huong.name, huong.post, "H21.5", "Sở Xây dựng", {}}, source, now
    );
    EXPECT_EQ(
        agency_store::end(
            tx, *agency_store::find(tx, "H21.5"),
            {*parse_iso_day("2026-12-01"), "H21.6", "Nghị quyết 88"}, duyen, now
        ),
        std::int64_t(people)
    );
    const auto ended = *agency_store::find(tx, "H21.5");
    EXPECT_EQ(ended.ended_on, parse_iso_day("2026-12-01"));
    EXPECT_EQ(ended.successor_code, "H21.6");
    const auto waiting = people_store::differences(tx, "H21.6");
    ASSERT_EQ(waiting.size(), people + 1);
    const auto ours = std::ranges::find(waiting, "Nghị quyết 88", &PersonDifference::source);
    ASSERT_NE(ours, waiting.end());
    EXPECT_EQ(ours->agency_name, "Sở Hạ tầng");
    tx.exec(as_query, std::string("H21.6"));
    EXPECT_FALSE(people_store::take(tx, *ours, duyen, now));
    EXPECT_EQ(people_store::of_agency(tx, {"H21.6", "", 0, 100}).people.size(), 1u);
    // It was another: who waits at the first waits there, but for what a list of its own says.
    people_store::add_agency(tx, "H21.7", "Sở Giao thông");
    const auto left = people_store::of_agency(tx, {"H21.5", "", 0, 100}).people;
    ASSERT_FALSE(left.empty());
    people_store::import_person(
        tx, {left[0].number, left[0].name, left[0].post, "H21.6", "Sở Hạ tầng", {}}, source, now
    );
    EXPECT_EQ(
        agency_store::succeed(
            tx, ended, "Nghị quyết 88", {*parse_iso_day("2026-12-01"), "H21.7", "Nghị quyết 89"},
            now
        ),
        std::int64_t(left.size())
    );
    EXPECT_EQ(people_store::differences(tx, "H21.7").size(), left.size() + 1)
        << "and who was on the way to the one that ended";
    const auto still = people_store::differences(tx, "H21.6");
    ASSERT_EQ(still.size(), 1u);
    EXPECT_EQ(still[0].source, source);
    EXPECT_EQ(people_store::hold_only_moving(tx, "H21.5", "H21.7").size(), left.size() - 1)
        << "of one another list says otherwise";
    const auto report = take(
        tx, "Mã số;Họ và tên;Chức vụ;Mã cơ quan;Tên cơ quan\n"
            "GL-0050;Siu H’Bia;Kế toán viên;H21.5;Sở Xây dựng\n"
    );
    EXPECT_EQ(report.refused, 1);
    EXPECT_THAT(report.remarks.at(0).words, HasSubstr("đã chấm dứt từ 01/12/2026, người về H21.7"));
}

} // namespace
} // namespace tnung::registry
