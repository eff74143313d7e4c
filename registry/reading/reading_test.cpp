#include "registry/reading/reading_store.hpp"

#include "foundation/base/durable_file.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/pg/connection.hpp"
#include "foundation/staff/staff_fixture.hpp"
#include "foundation/testing/test_database.hpp"
#include "registry/migrations/migrations.hpp"
#include "registry/reading/purposes.hpp"
#include "registry/reading/usage_rules.hpp"
#include "registry/vault/second_word.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace tnung::registry {
namespace {

const std::string heading = "from\trole\tpurpose\tcase\twords\tsure\tsource\n";

std::vector<std::string>
words_of(const ReadingPurposes& purposes, const char* role, const char* day)
{
    std::vector<std::string> words;
    for (const auto* one : purposes.of(role, *parse_iso_day(day))) words.push_back(one->words);
    return words;
}

TEST(Purposes, TheRowOfTheDayHolds)
{
    const ReadingPurposes purposes(
        heading + "2020-12-20\tinspector\tfollow\tno\tTheo dõi\tyes\tđiều 40\n"
                  "2020-12-20\tinspector\tplan\tyes\tXác minh\tyes\tđiều 41\n"
                  "2027-01-01\tinspector\tfollow\tyes\tTheo dõi theo vụ việc\tno\tđiều 40\n"
                  "2027-01-01\tinspector\tplan\tyes\t-\tyes\tđiều 41\n"
    );
    using ::testing::ElementsAre;
    EXPECT_THAT(words_of(purposes, "inspector", "2026-12-31"), ElementsAre("Theo dõi", "Xác minh"));
    EXPECT_THAT(
        words_of(purposes, "inspector", "2027-01-01"), ElementsAre("Theo dõi theo vụ việc")
    );
    EXPECT_THAT(words_of(purposes, "personnel", "2026-12-31"), ElementsAre());
    const auto* before = purposes.find("inspector", "follow", *parse_iso_day("2026-12-31"));
    EXPECT_FALSE(before->needs_case);
    EXPECT_FALSE(purposes.find("inspector", "plan", *parse_iso_day("2027-01-01")))
        << "not any more";
}

TEST(Purposes, ARowThatCannotBeReadIsNamed)
{
    for (const auto* row :
         {"2020-13-20\tinspector\tfollow\tno\tTheo dõi\tyes\tx\n",
          "2020-12-20\tinspector\tfollow\tmaybe\tTheo dõi\tyes\tx\n",
          "2020-12-20\tinspector\tfollow\tno\t\tyes\tx\n"})
        EXPECT_THROW(ReadingPurposes(heading + row), std::runtime_error) << row;
}

TEST(Purposes, OursAreReadableAndEachOfficeHasSome)
{
    const ReadingPurposes ours(
        *whole_file(std::filesystem::path(TNUNG_SOURCE_DIR) / "data/reading-purposes.tsv")
    );
    const auto day = *parse_iso_day("2026-11-26");
    EXPECT_FALSE(ours.of("personnel", day).empty());
    EXPECT_FALSE(ours.of("inspector", day).empty());
    for (const auto* role : {"declarant", "auditor", "administrator"})
        EXPECT_TRUE(ours.of(role, day).empty()) << role << " reads nobody's";
}

TEST(UsageRulesText, OursSaysSomethingAndEachWordIsAVersionOfItsOwn)
{
    const auto text =
        *whole_file(std::filesystem::path(TNUNG_SOURCE_DIR) / "data/registry-rules/2026-11-01.txt");
    const auto ours = parse_usage_rules("ours", text);
    EXPECT_GE(ours.sections.size(), 5u);
    for (const auto& section : ours.sections) EXPECT_FALSE(section.paragraphs.empty());
    EXPECT_NE(parse_usage_rules("other", text + "Thêm.\n").version, ours.version);
    EXPECT_EQ(parse_usage_rules("same", text).version, ours.version);
    auto next = ours;
    next.from = *parse_iso_day("2027-01-01");
    next.title = "Mới";
    EXPECT_EQ(rules_of({next, ours}, *parse_iso_day("2026-12-31")).title, ours.title);
    EXPECT_EQ(rules_of({next, ours}, *parse_iso_day("2027-01-01")).title, "Mới");
    EXPECT_THROW(rules_of({next}, *parse_iso_day("2026-12-31")), std::runtime_error);
}

TEST(UsageRulesText, WhatCannotBeReadIsNamed)
{
    for (const auto* text :
         {"", "Tên\nfrom: hôm qua\nsource: x\n# A\nb\n", "Tên\nfrom: 2026-11-01\n# A\nb\n",
          "Tên\nfrom: 2026-11-01\nsource: x\nđoạn trước đề mục\n# A\n",
          "Tên\nfrom: 2026-11-01\nsource: x\n"})
        EXPECT_THROW(parse_usage_rules("x.txt", text), std::runtime_error) << text;
}

class ReadingTest : public ::testing::Test {
protected:
    Staff somebody(const char* login, const char* role, const char* unit)
    {
        return staff_fixture::somebody(accounts, login, role, unit, now);
    }
    testing::TestDatabase database{migrations()};
    pg::Pool pool{database.app_target(), 2};
    pg::Pool vault_pool{database.vault_target(), 2};
    pg::Connection owner{database.owner_target()};
    pg::Pool accounts{database.authority_target(), 2};
    const Instant now = *parse_iso("2026-12-01T09:00:00+07:00");
    const Day today = day_of(now);
    const Staff hoa = somebody("hoa", "declarant", "H21.5"),
                duyen = somebody("duyen", "personnel", "H21.5"),
                binh = somebody("binh", "personnel", "H21.5"),
                nghia = somebody("nghia", "personnel", "H21.9"),
                yen = somebody("yen", "inspector", ""), long_ = somebody("long", "inspector", ""),
                chanh = somebody("chanh", "head", "");
};

TEST_F(ReadingTest, WhoDoesNotReadSomebodyCannotLiftItThemselves)
{
    const auto recuse = [&](const Staff& who, const Staff& whom) {
        auto tx = pool.begin();
        const bool said = reading_store::recuse(tx, who.id, whom.id, "sealed", now);
        tx.commit();
        return said;
    };
    const auto recusals = [&](const Staff& asker) {
        auto tx = pool.begin();
        return reading_store::recusals(tx, hoa.id, asker);
    };
    EXPECT_TRUE(recuse(duyen, hoa));
    EXPECT_FALSE(recuse(duyen, hoa)) << "twice";
    const auto one = recusals(binh).at(0);
    EXPECT_EQ(one.sealed_reason, "sealed");
    EXPECT_TRUE(recusals(nghia).empty());
    EXPECT_TRUE(recusals(yen).empty()) << "whom a unit's people do not read is theirs to know";
    const auto lift = [&](const Staff& by) {
        auto tx = vault_pool.begin();
        const bool lifted = second_word::lift_recusal(tx, one.id, by, now);
        tx.commit();
        return lifted;
    };
    for (const auto& who : {duyen, hoa, nghia, yen}) EXPECT_FALSE(lift(who)) << who.role;
    EXPECT_TRUE(lift(binh));
    EXPECT_FALSE(lift(binh));
    EXPECT_TRUE(recusals(binh).empty());
    EXPECT_TRUE(recuse(duyen, hoa)) << "again, later";
    // Somebody of the office is the one whom it is about.
    EXPECT_TRUE(recuse(duyen, binh));
    const auto about_binh = [&] {
        auto tx = pool.begin();
        return reading_store::recusals(tx, binh.id, duyen).at(0).id;
    }();
    auto tx = vault_pool.begin();
    EXPECT_FALSE(second_word::lift_recusal(tx, about_binh, binh, now));
}

TEST_F(ReadingTest, TheHeadOfTheInspectorateSaysItForInspectors)
{
    auto tx = pool.begin();
    ASSERT_TRUE(reading_store::recuse(tx, yen.id, hoa.id, "sealed", now));
    ASSERT_TRUE(reading_store::recuse(tx, chanh.id, hoa.id, "sealed", now));
    ASSERT_TRUE(reading_store::ask_permit(tx, yen.id, 40, "Cuối đợt kê khai", now));
    ASSERT_TRUE(reading_store::ask_permit(tx, chanh.id, 40, "Cuối đợt kê khai", now));
    EXPECT_EQ(reading_store::recused_from(tx, yen.id), std::set<Id<Staff>>{hoa.id});
    EXPECT_TRUE(reading_store::recused_from(tx, long_.id).empty());
    EXPECT_EQ(reading_store::permits_waiting(tx, chanh, today), 1) << "not one's own";
    const auto seen_by_head = reading_store::recusals(tx, hoa.id, chanh);
    ASSERT_EQ(seen_by_head.size(), 2u);
    EXPECT_EQ(reading_store::recusals(tx, hoa.id, long_).size(), 1u) << "an inspector's alone";
    const auto permits = reading_store::permits(tx, chanh, today); // newest first
    tx.commit();
    ASSERT_EQ(permits.size(), 2u);
    auto vault = vault_pool.begin();
    const second_word::PermitWord own{permits[0].id, true, permits[0].code};
    EXPECT_FALSE(second_word::decide_permit(vault, own, chanh, now)) << "one's own";
    EXPECT_FALSE(second_word::decide_permit(vault, own, yen, now)) << "a head's";
    const second_word::PermitWord other{permits[1].id, true, permits[1].code};
    EXPECT_TRUE(second_word::decide_permit(vault, other, chanh, now));
    EXPECT_FALSE(second_word::lift_recusal(vault, seen_by_head[1].id, chanh, now)) << "one's own";
    EXPECT_FALSE(second_word::lift_recusal(vault, seen_by_head[1].id, long_, now)) << "a head's";
    EXPECT_TRUE(second_word::lift_recusal(vault, seen_by_head[0].id, chanh, now));
}

TEST_F(ReadingTest, MoreThanADaysMeasureIsGivenByAColleagueAlone)
{
    const auto ask = [&](const Staff& who, int readings) {
        auto tx = pool.begin();
        const bool asked = reading_store::ask_permit(tx, who.id, readings, "Cuối đợt kê khai", now);
        tx.commit();
        return asked;
    };
    EXPECT_TRUE(ask(duyen, 50));
    EXPECT_FALSE(ask(duyen, 50)) << "it waits";
    const auto waiting = [&](const Staff& who) {
        auto tx = pool.begin();
        return reading_store::permits_waiting(tx, who, today);
    };
    const auto permits = [&](const Staff& who) {
        auto tx = pool.begin();
        return reading_store::permits(tx, who, today);
    };
    EXPECT_EQ(waiting(duyen), 0) << "one's own";
    EXPECT_EQ(waiting(binh), 1);
    EXPECT_EQ(waiting(nghia), 0) << "of another unit";
    EXPECT_EQ(waiting(yen), 0) << "of another office, where the unit has somebody else";
    const auto decide = [&](const ReadingPermit& permit, bool given, const Staff& by,
                            Instant then) {
        auto tx = vault_pool.begin();
        const bool decided =
            second_word::decide_permit(tx, {permit.id, given, permit.code}, by, then);
        tx.commit();
        return decided;
    };
    const auto permit = permits(binh).at(0);
    for (const auto& who : {duyen, nghia, yen, hoa})
        EXPECT_FALSE(decide(permit, true, who, now)) << who.role;
    EXPECT_FALSE(decide(permit, true, binh, now + std::chrono::hours(24))) << "the day is over";
    EXPECT_TRUE(decide(permit, true, binh, now));
    EXPECT_FALSE(decide(permit, false, binh, now)) << "decided once";
    EXPECT_EQ(permits(duyen).at(0).given, true);
    EXPECT_TRUE(ask(duyen, 20));
    EXPECT_THROW(
        owner.exec(
            pg::Query{
                "test.own", "UPDATE reading_permit SET given = true, decided_at = $2, decided_by = "
                            "$1 WHERE given IS NULL"},
            duyen.id, now
        ),
        pg::Error
    ) << "the schema holds it too";
    // Whoever is alone in a unit asks the inspectorate.
    EXPECT_TRUE(ask(nghia, 30));
    EXPECT_EQ(waiting(yen), 1);
    EXPECT_EQ(waiting(binh), 1) << "duyen's second one alone";
    EXPECT_TRUE(decide(permits(yen).at(0), true, yen, now));
}

/// Whoever serves pages may show one thing and put down another: the word is of what was seen.
TEST_F(ReadingTest, TheWordForMoreReadingsIsOfWhatWasSeen)
{
    const auto ask = [&](const Staff& who, int readings) {
        auto tx = pool.begin();
        ASSERT_TRUE(reading_store::ask_permit(tx, who.id, readings, "Cuối đợt kê khai", now));
        tx.commit();
    };
    ask(yen, 20);
    const auto seen = [&] {
        auto tx = pool.begin();
        return reading_store::permits(tx, chanh, today).at(0);
    };
    const auto shown = seen();
    const auto decide = [&](const std::string& code) {
        auto tx = vault_pool.begin();
        const bool decided = second_word::decide_permit(tx, {shown.id, true, code}, chanh, now);
        tx.commit();
        return decided;
    };
    EXPECT_FALSE(decide("")) << "of nothing";
    for (const auto* change :
         {"readings = 200", "reason = 'Việc khác'", "on_day = on_day + 1, asked_at = asked_at",
          "asked_at = asked_at + interval '1 second'"})
    {
        owner.script(fmt::format("UPDATE reading_permit SET {}", change));
        EXPECT_FALSE(decide(shown.code)) << change;
        owner.script("UPDATE reading_permit SET readings = 20, reason = 'Cuối đợt kê khai'");
        owner.exec(
            pg::Query{"test.back", "UPDATE reading_permit SET on_day = $1, asked_at = $2"}, today,
            now
        );
    }
    owner.exec(pg::Query{"test.who", "UPDATE reading_permit SET reader_id = $1"}, long_.id);
    EXPECT_FALSE(decide(shown.code)) << "of another reader";
    owner.exec(pg::Query{"test.who", "UPDATE reading_permit SET reader_id = $1"}, yen.id);
    EXPECT_TRUE(decide(shown.code));
    const auto kept = owner.exec(pg::Query{"test.kept", "SELECT seen FROM reading_permit"});
    EXPECT_EQ(kept.get<std::string>(0, 0), shown.code);
}

/// The program that serves pages was taken over: what another person alone may say it cannot.
TEST_F(ReadingTest, WhoServesPagesDecidesNothingByItself)
{
    auto tx = pool.begin();
    ASSERT_TRUE(reading_store::recuse(tx, duyen.id, hoa.id, "sealed", now));
    ASSERT_TRUE(reading_store::ask_permit(tx, duyen.id, 20, "Cuối đợt", now));
    tx.commit();
    for (const auto* statement :
         {"UPDATE reading_permit SET given = true, decided_at = now(), decided_by = 1",
          "INSERT INTO reading_permit (reader_id, on_day, readings, reason, asked_at, given, "
          "decided_at, decided_by) VALUES (2, '2026-12-01', 500, 'x', now(), true, now(), 3)",
          "INSERT INTO reading_permit (reader_id, on_day, readings, reason, asked_at) VALUES (3, "
          "'2026-12-01', 1001, 'x', now())",
          "UPDATE recusal SET lifted_at = now(), lifted_by = 3",
          "INSERT INTO recusal (reader_id, owner_id, reason_sealed, made_at, lifted_at, lifted_by) "
          "VALUES (3, 1, '', now(), now(), 4)",
          "DELETE FROM recusal", "DELETE FROM reading_alarm"})
    {
        pg::Connection taken(database.app_target());
        EXPECT_THROW(taken.script(statement), pg::Error) << statement;
    }
}

TEST_F(ReadingTest, AnAlarmIsLookedAtOnceAndKeepsWhatWasSaid)
{
    for (const auto* kind : {"denied", "tampered"})
        owner.exec(
            pg::Query{
                "test.alarm",
                "INSERT INTO reading_alarm (kind, staff_id, record_id, at) VALUES ($1, $2, 7, $3)"},
            std::string(kind), duyen.id, now
        );
    auto tx = pool.begin();
    EXPECT_EQ(reading_store::alarms_waiting(tx), 2);
    const auto first = reading_store::alarms(tx, 10).at(0);
    EXPECT_EQ(first.kind, AlarmKind::denied);
    EXPECT_FALSE(reading_store::look_at(tx, first.id, "Không sao", duyen.id, now)) << "about them";
    EXPECT_TRUE(reading_store::look_at(tx, first.id, "Gõ nhầm địa chỉ", yen.id, now));
    EXPECT_FALSE(reading_store::look_at(tx, first.id, "Khác", yen.id, now));
    const auto all = reading_store::alarms(tx, 10);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].kind, AlarmKind::tampered) << "what waits first";
    EXPECT_EQ(all[1].said, "Gõ nhầm địa chỉ");
    EXPECT_EQ(reading_store::alarms_waiting(tx), 1);
}

} // namespace
} // namespace tnung::registry
