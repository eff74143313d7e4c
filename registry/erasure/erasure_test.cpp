#include "registry/erasure/erasure_store.hpp"

#include "foundation/audit/audit_log.hpp"
#include "foundation/audit/sequencer.hpp"
#include "foundation/base/durable_file.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/pg/connection.hpp"
#include "foundation/staff/staff_fixture.hpp"
#include "foundation/testing/beside.hpp"
#include "foundation/testing/scratch_folder.hpp"
#include "foundation/testing/test_database.hpp"
#include "registry/erasure/retention.hpp"
#include "registry/filing/declarant_list.hpp"
#include "registry/filing/filing_fixture.hpp"
#include "registry/migrations/migrations.hpp"
#include "registry/vault/second_word.hpp"

#include <fmt/format.h>
#include <gmock/gmock.h>

namespace tnung::registry {
namespace {

using namespace std::chrono_literals;

const std::string heading = "from\tyears\tsure\tsource\n";

TEST(RetentionTerms, TheRowOfTheDayHoldsAndATermEndsWithAYear)
{
    const Retention retention(
        heading + "2019-07-01\tpermanent\tno\tchưa có\n2027-01-01\t10\tyes\tQuyết định số 5\n"
    );
    EXPECT_FALSE(retention.past_before(*parse_iso_day("2026-12-31")));
    EXPECT_EQ(retention.past_before(*parse_iso_day("2040-06-15")), *parse_iso_day("2030-01-01"))
        << "of 2029 the ten years are over with 2039";
    EXPECT_THROW(retention.term(*parse_iso_day("2019-01-01")), std::runtime_error);
    for (const auto* row :
         {"2019-07-01\t1\tno\tx\n", "2019-07-01\tlâu\tno\tx\n", "2019-13-01\t5\tno\tx\n",
          "2019-07-01\t5\tno\t\n"})
        EXPECT_THROW(Retention(heading + row), std::runtime_error) << row;
}

TEST(RetentionTerms, OursKeepsForEver)
{
    const Retention ours(
        *whole_file(std::filesystem::path(TNUNG_SOURCE_DIR) / "data/registry-retention.tsv")
    );
    EXPECT_FALSE(ours.past_before(*parse_iso_day("2099-01-01")));
}

class ErasureTest : public ::testing::Test {
protected:
    ErasureTest()
    {
        auto tx = pool.begin();
        for (const auto* number : {"GL-0001", "GL-0002"})
            people_store::import_person(
                tx, {number, "Rơ Châm H’Hoa", "Trưởng phòng", "H21.5", "Sở Xây dựng", {}},
                "danh sách", then
            );
        duyen = staff_fixture::somebody(accounts, "duyen", "personnel", "H21.5", then);
        yen = staff_fixture::somebody(accounts, "yen", "inspector", "", then);
        bich = staff_fixture::somebody(accounts, "bich", "inspector", "", then);
        long_ = staff_fixture::somebody(accounts, "long", "head", "", then);
        filing_store::enter(tx, {filing_store::program_asker, "", {}});
        list_store::open_campaign(tx, 2026, due, duyen.id, then);
        tx.commit();
        handed_over("GL-0001");
        handed_over("GL-0002");
    }
    /// Returned once, and handed over as another record.
    void handed_over(const char* number)
    {
        const auto domain = vault.domain("inspectorate", then);
        auto tx = pool.begin();
        const auto declarant = people_store::find_number(tx, number)->id;
        filing_store::enter(tx, {"personnel", "H21.5", declarant});
        const auto mine = [&] { return filing_store::of_declarant(tx, declarant).at(0); };
        for (int round = 0; round < 2; ++round) {
            const auto record = vault.put(domain, "tài sản", then);
            records.push_back(record);
            ASSERT_TRUE(filing_store::begin(tx, mine(), "nd130-pl1", record, 1));
            const auto entry =
                audit::append(tx, {"filing.submit", "staff:1", "filing:1", {}}, then);
            ASSERT_TRUE(filing_store::submit(
                tx, mine(), {1, filing_store::new_receipt_code(), std::string(32, 'c'), entry}, due,
                duyen.id, then
            ));
            if (round == 1) break;
            ASSERT_TRUE(filing_store::give_back(tx, mine(), "sealed", due, duyen.id, then));
        }
        ASSERT_TRUE(filing_store::receive(tx, mine(), due, duyen.id, then));
        ASSERT_TRUE(fixture::hand_over(tx, mine(), duyen.id, then));
        tx.commit();
    }
    pg::Transaction inspector()
    {
        auto tx = pool.begin();
        filing_store::enter(tx, {"inspector", "", {}});
        return tx;
    }
    std::optional<Id<ErasureList>> made()
    {
        auto tx = inspector();
        ErasureList list;
        list.before_on = *parse_iso_day("2032-01-01");
        list.years = 5;
        list.source = "Quyết định số 5";
        list.document = "12/TTr-TTr";
        const auto id = erasure_store::make(tx, list, yen.id, later);
        tx.commit();
        return id;
    }
    /// What the page shows the head, in one word.
    std::string seen(Id<ErasureList> id)
    {
        auto tx = inspector();
        return erasure_store::find(tx, id)->code;
    }
    bool decide(Id<ErasureList> id, bool given, const Staff& by, const std::string& code)
    {
        auto tx = vault_pool.begin();
        const bool decided = second_word::decide_erasure(
            tx, {id, given, code, "còn vụ việc"}, past_before, by, later
        );
        tx.commit();
        return decided;
    }
    bool decide(Id<ErasureList> id, bool given, const Staff& by)
    {
        return decide(id, given, by, seen(id));
    }
    Vault::Erasure erase(Id<ErasureList> id, Instant at)
    {
        return vault.destroy_listed(id.value, at, [](const auto&) {});
    }
    /// By a body, in writing.
    void ask_for_the_first()
    {
        pg::Connection app(database.app_target());
        app.script(
            "SET tnung.role = 'inspector'; INSERT INTO provision_request (body, document, purpose, "
            "scope, received_on, answer_by, "
            "made_at, made_by) VALUES ('x', 'x', 'x', 'x', now(), now(), now(), 2);"
            "INSERT INTO provision_filing SELECT 1, id, record_id, record_version, 2 FROM filing "
            "WHERE id "
            "= 1"
        );
    }
    std::string read(Id<VaultRecord> record)
    {
        const auto content = vault.read(record, 1, {"staff:1", "declaration.read", "x"}, later);
        return content ? *content : content.error() == OpenRefusal::destroyed ? "!" : "?";
    }

    testing::TestDatabase database{migrations()};
    pg::Pool pool{database.app_target(), 3};
    pg::Pool vault_pool{database.vault_target(), 6};
    pg::Pool owner_pool{database.admin_target(), 1};
    pg::Pool accounts{database.authority_target(), 2};
    const MasterKeys master{{{1, std::string(32, 'm')}}};
    Vault vault{vault_pool, master};
    const Instant then = *parse_iso("2026-12-21T09:00:00+07:00");
    const Instant later = *parse_iso("2032-02-01T09:00:00+07:00");
    const Day due = *parse_iso_day("2026-12-30");
    std::optional<Day> past_before = *parse_iso_day("2032-01-01"); ///< of the vault's own table
    Staff duyen, yen, bich, long_;
    std::vector<Id<VaultRecord>> records;
};

TEST_F(ErasureTest, WhatIsPastItsTermGoesByTwoPersonsAndTheLogStillVerifies)
{
    {
        auto tx = inspector();
        EXPECT_EQ(erasure_store::due(tx, *parse_iso_day("2026-12-21")), 0);
        EXPECT_EQ(erasure_store::due(tx, *parse_iso_day("2032-01-01")), 2);
    }
    const auto id = made();
    ASSERT_TRUE(id);
    EXPECT_FALSE(made()) << "all of it stands on a list";
    EXPECT_EQ(erase(*id, later).records, 0) << "nobody decided";
    EXPECT_FALSE(decide(*id, true, yen)) << "who put it down";
    EXPECT_FALSE(decide(*id, true, duyen)) << "another office";
    EXPECT_FALSE(decide(*id, true, bich)) << "no head";
    EXPECT_TRUE(vault.lists_to_destroy().empty());
    EXPECT_TRUE(decide(*id, true, long_));
    EXPECT_FALSE(decide(*id, false, long_)) << "once";
    ASSERT_EQ(vault.lists_to_destroy(), std::vector<std::int64_t>{id->value});
    const auto erased = erase(*id, later);
    EXPECT_EQ(erased.records, 4) << "what was returned too";
    EXPECT_EQ(erase(*id, later).records, 0);
    for (const auto record : records) EXPECT_EQ(read(record), "!");
    EXPECT_TRUE(vault.lists_to_destroy().empty());
    auto tx = inspector();
    const auto list = *erasure_store::find(tx, *id);
    EXPECT_TRUE(list.done_at);
    EXPECT_EQ(list.declarations, 2);
    EXPECT_EQ(list.erased, 4);
    EXPECT_EQ(erasure_store::filings(tx, *id).size(), 2u);
    const crypto::SigningKey key(std::string(32, 'k'));
    pg::Pool sequencer_pool{database.authority_target(), 1};
    const testing::ScratchFolder folder;
    const auto kept_head = audit::kept_head_file(folder / "", "test/audit");
    audit::Sequencer sequencer(sequencer_pool, "test/audit", key, kept_head);
    sequencer.start(later);
    while (sequencer.sequence(later) > 0) {
    }
    EXPECT_NO_THROW(audit::Log(pool, "test/audit", kept_head).require_whole());
}

/// Two commands at once: each record is destroyed, and told of, by one of them.
TEST_F(ErasureTest, TwoCommandsAtOnceTellEachDestructionOnce)
{
    const auto id = made();
    ASSERT_TRUE(decide(*id, true, long_));
    auto owner = owner_pool.begin(); // both have looked, and wait
    owner.exec(pg::Query{
        "test.hold", "SELECT count(*) FROM (SELECT 1 FROM erasure_record FOR UPDATE) held"});
    std::vector<std::future<Vault::Erasure>> both;
    for (int i = 0; i < 2; ++i)
        both.push_back(std::async(std::launch::async, [&] { return erase(*id, later); }));
    testing::await_waiting(database, 2, [] { return false; });
    owner.commit();
    EXPECT_EQ(both[0].get().records + both[1].get().records, 4);
    for (const auto record : records) EXPECT_EQ(read(record), "!");
    auto tx = pool.begin();
    EXPECT_EQ(
        tx.exec(pg::Query{
                    "test.told", "SELECT count(*)::int FROM audit_entry WHERE convert_from(body, "
                                 "'UTF8') LIKE '%\"vault.destroyed\"%'"})
            .get<int>(0, 0),
        4
    );
}

/// The head looked, somebody who has taken the pages over put one more record onto the list, and
/// the head's word came after that.
TEST_F(ErasureTest, TheWordIsOfTheListThatWasSeen)
{
    const auto id = made();
    const auto code = seen(*id);
    const auto more = vault.put(vault.domain("inspectorate", then), "tài sản", then);
    const auto as_pages = [&](const std::string& statement) {
        pg::Connection taken(database.app_target());
        taken.script("SET tnung.role = 'inspector'; " + statement);
    };
    as_pages(fmt::format(
        "INSERT INTO erasure_record (list_id, record_id, filing_id) VALUES ({}, {}, 1)", id->value,
        more.value
    ));
    EXPECT_FALSE(decide(*id, true, long_, code));
    EXPECT_FALSE(decide(*id, false, long_, code)) << "a refusal is of what was seen too";
    EXPECT_NE(seen(*id), code);
    EXPECT_THROW(
        as_pages(fmt::format("UPDATE erasure_list SET document = 'khác' WHERE id = {}", id->value)),
        pg::Error
    );
    ASSERT_TRUE(decide(*id, true, long_));
    EXPECT_EQ(erase(*id, later).records, 5);
}

/// What a list says of its records is so by the vault's own rows, or nothing of it is destroyed.
TEST_F(ErasureTest, TheVaultAsksItsOwnRowsAndItsOwnTable)
{
    pg::Connection owner(database.admin_target());
    const auto id = made();
    past_before = *parse_iso_day("2031-12-31");
    EXPECT_FALSE(decide(*id, true, long_)) << "by the vault's table it is not past its term";
    past_before.reset();
    EXPECT_FALSE(decide(*id, true, long_)) << "for ever kept";
    past_before = *parse_iso_day("2032-01-01");
    for (const char* untrue :
         {"UPDATE vault_record SET draft = true WHERE id = (SELECT min(record_id) FROM "
          "erasure_record)",
          "UPDATE vault_record SET filing_id = 999 WHERE id = (SELECT min(record_id) FROM "
          "erasure_record)",
          "UPDATE vault_record SET made_at = '2032-01-15' WHERE id = (SELECT min(record_id) FROM "
          "erasure_record)",
          "UPDATE erasure_record SET record_id = 999 WHERE record_id = (SELECT min(record_id) FROM "
          "erasure_record)"})
    {
        owner.script("BEGIN; ALTER TABLE vault_record DISABLE TRIGGER USER");
        owner.script(untrue);
        owner.script("ALTER TABLE vault_record ENABLE TRIGGER USER; COMMIT");
        EXPECT_FALSE(decide(*id, true, long_)) << untrue;
        owner.script(
            "BEGIN; ALTER TABLE vault_record DISABLE TRIGGER USER;"
            "UPDATE vault_record SET draft = false, filing_id = NULL, made_at = '2026-12-21';"
            "UPDATE erasure_record SET record_id = (SELECT min(id) FROM vault_record) WHERE "
            "record_id = 999;"
            "ALTER TABLE vault_record ENABLE TRIGGER USER; COMMIT"
        );
    }
    ASSERT_TRUE(decide(*id, true, long_));
    // Changed by whoever may after the word: it is no list that somebody decided of.
    owner.script("UPDATE erasure_record SET filing_id = 2 WHERE filing_id = 1");
    EXPECT_TRUE(vault.lists_to_destroy().empty());
    EXPECT_EQ(erase(*id, later).records, 0);
}

TEST_F(ErasureTest, WhatIsYoungerThanAnyTermStaysWhateverAListSays)
{
    const auto id = made();
    ASSERT_TRUE(decide(*id, true, long_));
    const auto erased = erase(*id, then + 24h * 365);
    EXPECT_EQ(erased.records, 0);
    EXPECT_EQ(erased.kept, 4);
    EXPECT_EQ(read(records[0]), "tài sản");
    EXPECT_EQ(vault.lists_to_destroy().size(), 1u) << "it is not done";
}

/// Asked for after the list was drawn, and decided.
TEST_F(ErasureTest, WhatABodyAskedForMeanwhileIsNotDestroyed)
{
    const auto id = made();
    ask_for_the_first();
    ASSERT_TRUE(decide(*id, true, long_));
    const auto erased = erase(*id, later);
    EXPECT_EQ(erased.records, 2);
    EXPECT_EQ(erased.kept, 2) << "what was returned of it too";
    EXPECT_EQ(read(records[0]), "tài sản");
    EXPECT_EQ(read(records[1]), "tài sản");
    EXPECT_EQ(read(records[2]), "!");
}

TEST_F(ErasureTest, WhatABodyAskedForStaysUntilItIsAnswered)
{
    ask_for_the_first();
    auto tx = inspector();
    EXPECT_EQ(erasure_store::due(tx, *parse_iso_day("2032-01-01")), 1);
}

TEST_F(ErasureTest, ARefusedListIsDrawnAgainAndPagesDecideNothing)
{
    const auto id = made();
    pg::Connection taken(database.app_target());
    for (const auto* statement :
         {"UPDATE erasure_list SET given = true, decided_at = now(), decided_by = 3",
          "UPDATE erasure_record SET erased_at = now()", "DELETE FROM erasure_record",
          "UPDATE vault_record SET wrapped = NULL"})
    {
        pg::Connection other(database.app_target());
        EXPECT_THROW(
            other.script(std::string("SET tnung.role = 'inspector'; ") + statement), pg::Error
        ) << statement;
    }
    ASSERT_TRUE(decide(*id, false, long_));
    EXPECT_THROW(
        taken.script(
            "SET tnung.role = 'inspector'; INSERT INTO erasure_record (list_id, record_id, "
            "filing_id) VALUES (1, 99, 1)"
        ),
        pg::Error
    ) << "nothing comes onto it once it is decided";
    auto tx = inspector();
    EXPECT_EQ(erasure_store::find(tx, *id)->refused_why, "còn vụ việc");
    EXPECT_EQ(erasure_store::due(tx, *parse_iso_day("2032-01-01")), 2);
}

} // namespace
} // namespace tnung::registry
