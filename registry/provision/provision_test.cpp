#include "registry/provision/provision_store.hpp"

#include "foundation/audit/audit_log.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/pg/connection.hpp"
#include "foundation/staff/staff_fixture.hpp"
#include "foundation/testing/beside.hpp"
#include "foundation/testing/test_database.hpp"
#include "registry/filing/declarant_list.hpp"
#include "registry/filing/filing_fixture.hpp"
#include "registry/migrations/migrations.hpp"
#include "registry/vault/second_word.hpp"

#include <gmock/gmock.h>

namespace tnung::registry {
namespace {

class ProvisionTest : public ::testing::Test {
protected:
    ProvisionTest()
    {
        auto tx = pool.begin();
        people_store::import_person(
            tx, {"GL-0001", "Rơ Châm H’Hoa", "Trưởng phòng", "H21.5", "Sở Xây dựng", {}},
            "danh sách", now
        );
        hoa = people_store::find_number(tx, "GL-0001")->id;
        pg::Connection(database.owner_target())
            .script(
                "INSERT INTO vault_domain (id, name, made_at) OVERRIDING SYSTEM VALUE VALUES "
                "(1, 'inspectorate', now());"
                "INSERT INTO vault_domain_key (domain_id, version, master_version, wrapped, "
                "made_at) VALUES (1, 1, 1, '', now());"
                "INSERT INTO vault_record (id, domain_id, key_version, wrapped, made_at, draft) "
                "OVERRIDING SYSTEM VALUE VALUES (7, 1, 1, '', now(), false)"
            );
        duyen = staff_fixture::somebody(accounts, "duyen", "personnel", "H21.5", now);
        yen = staff_fixture::somebody(accounts, "yen", "inspector", "", now);
        bich = staff_fixture::somebody(accounts, "bich", "inspector", "", now);
        long_ = staff_fixture::somebody(accounts, "long", "head", "", now);
        filing_store::enter(tx, {filing_store::program_asker, "", {}});
        list_store::open_campaign(tx, 2026, due, duyen.id, now);
        filing_store::enter(tx, {"personnel", "H21.5", hoa});
        const auto mine = [&] { return filing_store::of_declarant(tx, hoa).at(0); };
        EXPECT_TRUE(filing_store::begin(tx, mine(), "nd130-pl1", Id<VaultRecord>{7}, 3));
        const auto entry = audit::append(tx, {"filing.submit", "staff:1", "filing:1", {}}, now);
        EXPECT_TRUE(filing_store::submit(
            tx, mine(), {3, filing_store::new_receipt_code(), std::string(32, 'c'), entry}, due,
            duyen.id, now
        ));
        EXPECT_TRUE(filing_store::receive(tx, mine(), due, duyen.id, now));
        EXPECT_TRUE(fixture::hand_over(tx, mine(), duyen.id, now));
        filing = mine();
        tx.commit();
    }
    pg::Transaction inspector()
    {
        auto tx = pool.begin();
        filing_store::enter(tx, {"inspector", "", {}});
        return tx;
    }
    Id<ProvisionRequest> made()
    {
        auto tx = inspector();
        ProvisionRequest request;
        request.body = "Cơ quan Cảnh sát điều tra";
        request.document = "812/CSĐT ngày 20/12/2026";
        request.purpose = "Phục vụ điều tra vụ án";
        request.scope = "Bản kê khai năm 2026";
        request.received_on = due;
        request.answer_by = due + std::chrono::days(10);
        const auto id = provision_store::make(tx, request, yen.id, now);
        tx.commit();
        return id;
    }
    bool decide(Id<ProvisionRequest> id, bool given, const Staff& by, std::string seen = "")
    {
        if (seen.empty()) {
            auto page = inspector();
            seen = provision_store::code(page, id);
        }
        auto tx = vault_pool.begin();
        const bool decided =
            second_word::decide_provision(tx, {id, given, seen, "ngoài thẩm quyền"}, by, now);
        tx.commit();
        return decided;
    }
    bool is_provided(Id<ProvisionRequest> id, std::int64_t record = 7, int version = 3)
    {
        return second_word::is_provided(vault_pool, id, Id<VaultRecord>{record}, version);
    }

    testing::TestDatabase database{migrations()};
    pg::Pool pool{database.app_target(), 3};
    pg::Pool vault_pool{database.vault_target(), 2};
    pg::Pool accounts{database.authority_target(), 2};
    const Instant now = *parse_iso("2026-12-21T09:00:00+07:00");
    const Day due = *parse_iso_day("2026-12-30");
    Id<Declarant> hoa;
    Staff duyen, yen, bich, long_;
    Filing filing;
};

TEST_F(ProvisionTest, IsDecidedByTheHeadForWhatStandsInIt)
{
    const auto id = made();
    EXPECT_FALSE(decide(id, true, long_)) << "it names no declaration yet";
    {
        auto tx = inspector();
        const auto request = *provision_store::find(tx, id);
        EXPECT_TRUE(provision_store::put(tx, request, filing, yen.id));
        EXPECT_FALSE(provision_store::put(tx, request, filing, yen.id)) << "twice";
        tx.commit();
    }
    EXPECT_FALSE(is_provided(id));
    EXPECT_FALSE(decide(id, true, yen)) << "who put it down";
    EXPECT_FALSE(decide(id, true, duyen)) << "another office";
    EXPECT_FALSE(decide(id, true, bich)) << "no head";
    EXPECT_FALSE(decide(id, true, long_, "khác")) << "not what was seen";
    EXPECT_TRUE(decide(id, true, long_));
    EXPECT_FALSE(decide(id, false, long_)) << "once";
    EXPECT_TRUE(is_provided(id));
    EXPECT_FALSE(is_provided(id, 8));
    EXPECT_FALSE(is_provided(id, 7, 2)) << "another version";
    {
        auto tx = inspector();
        const auto request = *provision_store::find(tx, id);
        EXPECT_EQ(request.given, true);
        EXPECT_FALSE(provision_store::take_out(tx, request, filing.id)) << "decided";
        provision_store::note_copy(tx, id, filing.id, yen.id, now);
        EXPECT_EQ(provision_store::filings(tx, id).at(0).copies, 1);
        EXPECT_EQ(provision_store::filings(tx, id).at(0).filing.declarant.name, "Rơ Châm H’Hoa");
        EXPECT_TRUE(provision_store::answer(tx, id, "45/TTr", yen.id, now));
        EXPECT_FALSE(provision_store::answer(tx, id, "46/TTr", yen.id, now));
        tx.commit();
    }
    EXPECT_FALSE(is_provided(id)) << "answered: no copy more";
}

TEST_F(ProvisionTest, WhoPutADeclarationIntoAnothersRequestDoesNotDecideEither)
{
    const auto id = made();
    {
        auto tx = inspector();
        ASSERT_TRUE(provision_store::put(tx, *provision_store::find(tx, id), filing, long_.id));
        tx.commit();
    }
    EXPECT_FALSE(decide(id, true, long_));
}

TEST_F(ProvisionTest, ARefusalHasAReasonAndIsAnsweredToo)
{
    const auto id = made();
    auto tx = inspector();
    EXPECT_FALSE(provision_store::answer(tx, id, "45/TTr", yen.id, now)) << "not decided";
    tx.commit();
    EXPECT_TRUE(decide(id, false, long_));
    auto later = inspector();
    EXPECT_EQ(provision_store::find(later, id)->refused_why, "ngoài thẩm quyền");
    EXPECT_TRUE(provision_store::answer(later, id, "45/TTr", yen.id, now));
    EXPECT_EQ(provision_store::all(later).size(), 1u);
}

/// The program that serves pages was taken over, or asks for somebody else.
TEST_F(ProvisionTest, NoCopyIsMadeBesideTheAnswer)
{
    const auto id = made();
    {
        auto tx = inspector();
        ASSERT_TRUE(provision_store::put(tx, *provision_store::find(tx, id), filing, yen.id));
        tx.commit();
    }
    ASSERT_TRUE(decide(id, true, long_));
    const auto answer = [&](pg::Transaction& tx) {
        return provision_store::answer(tx, id, "15/TTr", yen.id, now);
    };
    {
        auto copying = inspector();
        ASSERT_TRUE(provision_store::hold_open(copying, id));
        provision_store::note_copy(copying, id, filing.id, yen.id, now);
        const auto copies = testing::beside(database, copying, [&] {
            auto tx = inspector();
            EXPECT_TRUE(answer(tx)); // is not committed
            return provision_store::filings(tx, id).at(0).copies;
        });
        EXPECT_EQ(copies, 1) << "who answers knows of it";
    }
    auto answering = inspector();
    ASSERT_TRUE(answer(answering));
    EXPECT_FALSE(testing::beside(database, answering, [&] {
        auto tx = inspector();
        return provision_store::hold_open(tx, id);
    }));
}

TEST_F(ProvisionTest, WhoServesPagesDecidesNothingAndOthersSeeNone)
{
    const auto id = made();
    {
        auto tx = inspector();
        provision_store::put(tx, *provision_store::find(tx, id), filing, yen.id);
        tx.commit();
    }
    for (const auto* statement :
         {"UPDATE provision_request SET given = true, decided_at = now(), decided_by = 3",
          "INSERT INTO provision_request (body, document, purpose, scope, received_on, answer_by, "
          "made_at, made_by, given, decided_at, decided_by) VALUES ('', '', '', '', now(), now(), "
          "now(), 2, true, now(), 3)",
          "UPDATE provision_filing SET record_id = 8"})
    {
        pg::Connection taken(database.app_target());
        EXPECT_THROW(
            taken.script(std::string("SET tnung.role = 'inspector'; ") + statement), pg::Error
        ) << statement;
    }
    // Under another's name it is another list; of a draft, or another declaration's, none is given.
    const auto code = [&] {
        auto page = inspector();
        return provision_store::code(page, id);
    };
    const auto seen = code();
    pg::Connection owner(database.admin_target());
    owner.script("BEGIN; ALTER TABLE provision_filing DISABLE TRIGGER USER;"
                 "UPDATE provision_filing SET put_by = put_by + 1");
    owner.script("COMMIT");
    EXPECT_NE(code(), seen);
    EXPECT_FALSE(decide(id, true, long_, seen));
    EXPECT_FALSE(decide(id, false, long_, seen)) << "a refusal is of what was seen too";
    owner.script("UPDATE provision_filing SET put_by = put_by - 1");
    for (const char* untrue : {"draft = true", "filing_id = 999"}) {
        owner.script("ALTER TABLE vault_record DISABLE TRIGGER USER");
        owner.script(std::string("UPDATE vault_record SET ") + untrue);
        EXPECT_FALSE(decide(id, true, long_)) << untrue;
        owner.script("UPDATE vault_record SET draft = false, filing_id = NULL");
    }
    ASSERT_TRUE(decide(id, true, long_));
    pg::Connection taken(database.app_target());
    EXPECT_THROW(
        taken.script(
            "SET tnung.role = 'inspector'; INSERT INTO provision_filing VALUES (1, 1, 8, 1, 2)"
        ),
        pg::Error
    ) << "nothing comes into it once it is decided";
    for (const auto* role : {"personnel", "declarant", "auditor", "administrator", ""}) {
        auto tx = pool.begin();
        filing_store::enter(tx, {role, "H21.5", hoa});
        EXPECT_TRUE(provision_store::all(tx).empty()) << role;
    }
}

} // namespace
} // namespace tnung::registry
