#include "registry/filing/filing.hpp"

#include "foundation/audit/audit_log.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/testing/test_database.hpp"
#include "registry/migrations/migrations.hpp"

#include <gmock/gmock.h>

namespace tnung::registry {
namespace {

using filing_store::Imported;
using ::testing::ElementsAre;

class FilingTest : public ::testing::Test {
protected:
    FilingTest()
    {
        auto tx = pool.begin();
        for (const auto& person : people) filing_store::import_person(tx, person);
        hoa = staff_store::make(tx, sealer, "hoa", "Rơ Châm H’Hoa", "declarant", "H21.5", now)->id;
        duyen = staff_store::make(tx, sealer, "duyen", "Lê Thị Mỹ Duyên", "personnel", "H21.5", now)
                    ->id;
        filing_store::give_account(tx, filing_store::find_person(tx, "GL-0001")->id, hoa);
        filing_store::open_campaign(tx, "annual", 2026, due, duyen, now);
        tx.commit();
    }
    Filing mine(pg::Transaction& tx)
    {
        return filing_store::of_declarant(tx, filing_store::of_staff(tx, hoa)->id).at(0);
    }
    /// With an entry of its own in the log.
    filing_store::HandedIn handed_in(pg::Transaction& tx)
    {
        const auto entry = audit::append(tx, {"filing.submit", "staff:1", "filing:1", {}}, now);
        return {4, filing_store::new_receipt_code(), std::string(32, 'c'), entry};
    }
    /// A draft in the vault, submitted.
    Filing submitted(pg::Transaction& tx)
    {
        EXPECT_TRUE(filing_store::begin(tx, mine(tx), "nd130-pl1", Id<VaultRecord>{7}, 1));
        EXPECT_TRUE(filing_store::submit(tx, mine(tx), handed_in(tx), due, hoa, now));
        return mine(tx);
    }

    const std::vector<filing_store::Person> people = {
        {"GL-0001", "Rơ Châm H’Hoa", "Trưởng phòng", "H21.5", "Sở Xây dựng"},
        {"GL-0002", "Đinh Văn Nghĩa", "Kế toán viên", "H21.5", "Sở Xây dựng"},
        {"GL-0003", "Nguyễn Thị Hoàng Phương Quỳnh Hương", "Thanh tra viên", "H21.9", "Sở Y tế"}};
    testing::TestDatabase database{migrations()};
    pg::Pool pool{database.app_target(), 2};
    const crypto::Sealer sealer{crypto::random_bytes(32), 1};
    const Instant now = *parse_iso("2026-12-01T09:00:00+07:00");
    const Day due = *parse_iso_day("2026-12-30");
    Id<Staff> hoa, duyen;
};

TEST_F(FilingTest, AListNamesPeopleOnceAndOverwritesNobody)
{
    auto tx = pool.begin();
    EXPECT_EQ(filing_store::import_person(tx, people[0]), Imported::same);
    auto moved = people[0];
    moved.post = "Phó giám đốc";
    EXPECT_EQ(filing_store::import_person(tx, moved), Imported::differs);
    EXPECT_EQ(filing_store::find_person(tx, "GL-0001")->post, "Trưởng phòng");
    EXPECT_FALSE(filing_store::give_account(tx, filing_store::find_person(tx, "GL-0002")->id, hoa))
        << "an account is one person's";
}

TEST_F(FilingTest, ACampaignListsEverybodyOnce)
{
    auto tx = pool.begin();
    EXPECT_EQ(filing_store::open_campaign(tx, "annual", 2026, due, duyen, now).listed, 0);
    const filing_store::Person late{"GL-0004", "Siu H’Bia", "Kế toán viên", "H21.9", "Sở Y tế"};
    filing_store::import_person(tx, late);
    EXPECT_EQ(filing_store::list_newcomers(tx, *parse_iso_day("2026-12-31")), 0) << "it is over";
    EXPECT_EQ(filing_store::list_newcomers(tx, due), 1) << "whoever came since";
    EXPECT_EQ(filing_store::list_newcomers(tx, due), 0);
    const auto progress = filing_store::progress(
        tx, filing_store::campaigns(tx).at(0).id, *parse_iso_day("2026-12-31")
    );
    ASSERT_EQ(progress.size(), 2u);
    EXPECT_EQ(progress[0].agency_name, "Sở Xây dựng");
    EXPECT_EQ(progress[0].listed, 2);
    EXPECT_EQ(progress[0].late, 2);
}

TEST_F(FilingTest, EachStepHappensOnceAndInItsOrder)
{
    auto tx = pool.begin();
    EXPECT_FALSE(filing_store::submit(tx, mine(tx), handed_in(tx), due, hoa, now))
        << "nothing begun";
    const auto first = submitted(tx);
    EXPECT_EQ(first.state, FilingState::submitted);
    EXPECT_EQ(first.version, 4);
    EXPECT_FALSE(filing_store::submit(tx, first, handed_in(tx), due, hoa, now)) << "twice";
    EXPECT_FALSE(filing_store::hand_over(tx, first, due, duyen, now)) << "not received";
    EXPECT_TRUE(filing_store::give_back(tx, first, "sealed", due, duyen, now));
    EXPECT_TRUE(filing_store::begin(tx, mine(tx), "nd130-pl1", Id<VaultRecord>{8}, 1));
    EXPECT_FALSE(filing_store::receive(tx, first, due, duyen, now)) << "of what was returned";
    EXPECT_TRUE(filing_store::submit(tx, mine(tx), handed_in(tx), due, hoa, now));
    EXPECT_TRUE(filing_store::receive(tx, mine(tx), due, duyen, now));
    EXPECT_FALSE(filing_store::give_back(tx, mine(tx), "sealed", due, duyen, now)) << "received";
    EXPECT_TRUE(filing_store::hand_over(tx, mine(tx), due, duyen, now));
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
    auto tx = pool.begin();
    submitted(tx);
    const auto all = filing_store::of_agency(tx, "H21.5", std::nullopt);
    ASSERT_EQ(all.size(), 2u);
    EXPECT_EQ(all[0].declarant.number, "GL-0001");
    EXPECT_EQ(filing_store::of_agency(tx, "H21.5", FilingState::listed).size(), 1u);
    EXPECT_EQ(filing_store::of_agency(tx, "H21.9", FilingState::submitted).size(), 0u);
}

} // namespace
} // namespace tnung::registry
