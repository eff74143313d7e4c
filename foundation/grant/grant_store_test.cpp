#include "foundation/grant/grant_store.hpp"

#include "foundation/staff/staff_fixture.hpp"
#include "foundation/testing/beside.hpp"
#include "foundation/testing/test_database.hpp"

#include <gtest/gtest.h>

namespace tnung::embedded {
std::span<const EmbeddedFile> grant_schema();
}

namespace tnung {
namespace {

class GrantStoreTest : public ::testing::Test {
protected:
    GrantStoreTest()
    {
        thu = staff_fixture::somebody(accounts, "thu", "", "", now).id;
        an = staff_fixture::somebody(accounts, "an", "", "", now).id;
        hoa = staff_fixture::somebody(accounts, "hoa", "", "", now).id;
    }
    Result<Id<StaffGrant>, GrantRefusal>
    give(Id<Staff> to, const std::string& role, std::optional<Id<Staff>> by)
    {
        auto tx = accounts.begin();
        auto given = grant_store::give(
            tx, rules, {.staff = to, .role = role, .organisation = "23575", .from = day_of(now)},
            by, now
        );
        tx.commit();
        return given;
    }
    template <class Act>
    auto change(Act act, Id<StaffGrant> grant, Id<Staff> by)
    {
        auto tx = accounts.begin();
        auto changed = act(tx, grant, by, now);
        tx.commit();
        return changed;
    }
    std::size_t counting(Id<Staff> staff)
    {
        auto tx = pages.begin();
        return grant_store::counting(tx, staff, day_of(now)).size();
    }

    testing::TestDatabase database{embedded::grant_schema()};
    pg::Pool accounts{database.authority_target(), 4};
    pg::Pool pages{database.app_target(), 2};
    const Instant now = *parse_iso("2026-11-30T09:00:00+07:00");
    const GrantRules rules{
        "role\tunit\tconfirmed\ttext\n"
        "cashier\tyes\tno\tThu ngân\naccountant\tyes\tno\tKế toán\nhead\tyes\tyes\tLãnh đạo\n",
        "one\tother\twhere\twhy\ncashier\taccountant\tunit\tCùng một sổ.\n"};
    Id<Staff> thu, an, hoa;
};

TEST_F(GrantStoreTest, ASensitiveRoleCountsOnceAnotherConfirmedIt)
{
    ASSERT_TRUE(give(hoa, "cashier", thu));
    EXPECT_EQ(counting(hoa), 1u);
    const auto head = give(hoa, "head", thu);
    ASSERT_TRUE(head);
    EXPECT_EQ(counting(hoa), 1u);
    EXPECT_EQ(change(grant_store::confirm, *head, thu).error(), GrantRefusal::same_person);
    EXPECT_EQ(change(grant_store::confirm, *head, hoa).error(), GrantRefusal::oneself);
    ASSERT_TRUE(change(grant_store::confirm, *head, an));
    EXPECT_EQ(counting(hoa), 2u);
    EXPECT_EQ(change(grant_store::confirm, *head, an).error(), GrantRefusal::not_waiting);
    EXPECT_EQ(change(grant_store::end, *head, hoa).error(), GrantRefusal::oneself);
    ASSERT_TRUE(change(grant_store::end, *head, thu));
    EXPECT_EQ(counting(hoa), 1u);
    EXPECT_EQ(change(grant_store::end, *head, thu).error(), GrantRefusal::not_waiting);
    EXPECT_EQ(change(grant_store::end, Id<StaffGrant>{999}, thu).error(), GrantRefusal::nobody);
}

TEST_F(GrantStoreTest, NobodyGivesToThemselvesAndTheServersCommandConfirms)
{
    EXPECT_EQ(give(thu, "cashier", thu).error(), GrantRefusal::oneself);
    EXPECT_EQ(give(Id<Staff>{999}, "cashier", thu).error(), GrantRefusal::nobody);
    ASSERT_TRUE(give(thu, "head", std::nullopt));
    EXPECT_EQ(counting(thu), 1u);
}

TEST_F(GrantStoreTest, OfAForbiddenPairGivenSideBySideOneIsRefused)
{
    auto first = accounts.begin();
    ASSERT_TRUE(grant_store::give(
        first, rules,
        {.staff = hoa, .role = "cashier", .organisation = "23575", .from = day_of(now)}, thu, now
    ));
    const auto second =
        testing::beside(database, first, [&] { return give(hoa, "accountant", an); });
    ASSERT_FALSE(second);
    EXPECT_EQ(second.error(), GrantRefusal::forbidden);
    EXPECT_EQ(counting(hoa), 1u);
}

TEST_F(GrantStoreTest, PagesGiveNothing)
{
    pg::Connection taken_over(database.app_target());
    constexpr pg::Query insert{"test.insert", R"sql(
        INSERT INTO staff_grant (staff_id, role, from_on, given_at, confirmed_at) VALUES ($1, 'head', now(), now(), now())
    )sql"};
    EXPECT_THROW(taken_over.exec(insert, hoa), pg::Error);
    constexpr pg::Query update{"test.update", "UPDATE staff_grant SET confirmed_at = now()"};
    EXPECT_THROW(taken_over.exec(update), pg::Error);
}

TEST_F(GrantStoreTest, TheDatabaseItselfWantsTwo)
{
    pg::Connection authority(database.authority_target());
    constexpr pg::Query oneself{"test.oneself", R"sql(
        INSERT INTO staff_grant (staff_id, role, from_on, given_by, given_at) VALUES ($1, 'head', now(), $1, now())
    )sql"};
    EXPECT_THROW(authority.exec(oneself, hoa), pg::Error);
    constexpr pg::Query alone{"test.alone", R"sql(
        INSERT INTO staff_grant (staff_id, role, from_on, given_by, given_at, confirmed_by, confirmed_at)
        VALUES ($1, 'head', now(), $2, now(), $2, now())
    )sql"};
    EXPECT_THROW(authority.exec(alone, hoa, thu), pg::Error);
}

} // namespace
} // namespace tnung
