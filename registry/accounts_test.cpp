#include "registry/accounts.hpp"

#include "foundation/crypto/hash.hpp"
#include "foundation/testing/beside.hpp"
#include "registry/filing/filing.hpp"
#include "registry/migrations/migrations.hpp"
#include "registry/people/people.hpp"

#include <gtest/gtest.h>

namespace tnung::registry {
namespace {

constexpr pg::Query unit_query{"test.unit", "SELECT unit_code FROM staff WHERE login = $1"};

/// Somebody whose unit changes while an operator does something about their account.
class AccountsTest : public ::testing::Test {
protected:
    AccountsTest()
    {
        auto tx = pool.begin();
        people_store::import_person(
            tx, {"GL-0001", "Rơ Châm H’Hoa", "Trưởng phòng", "H21.5", "Sở Xây dựng", true},
            "danh sách", clock.now()
        );
        people_store::import_person(
            tx, {"GL-0001", "Rơ Châm H’Hoa", "Trưởng phòng", "H21.9", "Sở Y tế", true}, "danh sách",
            clock.now()
        );
        tx.commit();
        accounts.add("quyen", "Quyên", "personnel", "H21.9", "");
        auto found = authority.begin();
        officer = staff_store::find(found, "quyen")->id;
    }
    /// Not committed.
    void move(pg::Transaction& tx)
    {
        filing_store::enter(tx, {"personnel", "H21.9", {}});
        const auto said = people_store::differences(tx, "H21.9");
        ASSERT_EQ(said.size(), 1u);
        ASSERT_FALSE(people_store::take(tx, said[0], officer, clock.now()));
    }
    std::string unit_of(const std::string& login)
    {
        auto tx = pool.begin();
        return tx.exec(unit_query, login).get<std::string>(0, 0);
    }

    testing::TestDatabase database{migrations()};
    pg::Pool pool{database.app_target(), 2};
    pg::Pool authority{database.authority_target(), 2};
    const StaffKeys keys{crypto::Sealer{crypto::random_bytes(32), 1}};
    FakeClock clock{*parse_iso("2026-11-25T09:00:00+07:00")};
    Accounts accounts{authority, keys, clock};
    Id<Staff> officer;
};

TEST_F(AccountsTest, AnAccountIsOfTheUnitThatThePersonComesToMeanwhile)
{
    auto moving = pool.begin();
    move(moving);
    testing::beside(database, moving, [&] {
        return accounts.add("hoa", "Hoa", "declarant", "", "GL-0001");
    });
    EXPECT_EQ(unit_of("hoa"), "H21.9");
    auto tx = pool.begin();
    EXPECT_NE(people_store::find_number(tx, "GL-0001")->staff, Id<Staff>{}) << "it is theirs";
}

TEST_F(AccountsTest, ARoleIsOfTheUnitThatThePersonComesToMeanwhile)
{
    accounts.add("hoa", "Hoa", "declarant", "", "GL-0001");
    auto moving = pool.begin();
    move(moving);
    testing::beside(database, moving, [&] {
        accounts.change_role("hoa", "personnel");
        return 0;
    });
    EXPECT_EQ(unit_of("hoa"), "H21.9");
}

} // namespace
} // namespace tnung::registry
