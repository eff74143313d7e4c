#include "foundation/staff/staff.hpp"

#include "foundation/base/embedded.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/testing/test_database.hpp"

#include <gtest/gtest.h>

#include <future>

namespace tnung::embedded {
std::span<const EmbeddedFile> staff_schema();
}

namespace tnung {
namespace {

class StaffTest : public ::testing::Test {
protected:
    StaffTest()
    {
        auto tx = pool.begin();
        made = *staff_store::make(
            tx, keys.sealer, "duyen", "Lê Thị Mỹ Duyên", "clerk", "23575", clock.now()
        );
        tx.commit();
    }
    std::string code()
    {
        auto tx = pool.begin();
        return *staff_store::code_of(tx, keys, "duyen", clock.now());
    }
    Result<staff_store::SignedIn, SignInRefusal> enter(
        const std::string& password, const std::string& code,
        const std::string& network = "10.0.0.0", const std::string& login = "duyen"
    )
    {
        return staff_store::sign_in(pool, keys, {login, password, code, network, ""}, clock.now());
    }
    bool is_open(const std::string& token)
    {
        const bool living = staff_store::living_session(pool, token, clock.now()).has_value();
        auto tx = pool.begin();
        const bool open = staff_store::session(tx, token, clock.now()).has_value();
        EXPECT_EQ(open, living);
        tx.commit();
        return open;
    }

    testing::TestDatabase database{embedded::staff_schema()};
    pg::Pool pool{database.authority_target(), 4};
    const StaffKeys keys{crypto::Sealer{crypto::random_bytes(32), 1}};
    FakeClock clock{*parse_iso("2026-11-25T09:00:00+07:00")};
    staff_store::Made made;
};

TEST_F(StaffTest, ACodeServesOnceAndEachSignInHasASessionOfItsOwn)
{
    const auto first_code = code();
    const auto first = enter(made.password, first_code);
    ASSERT_TRUE(first);
    EXPECT_FALSE(enter(made.password, first_code)) << "seen over the shoulder";
    clock.advance(std::chrono::seconds(60));
    const auto second = enter(made.password, code());
    ASSERT_TRUE(second);
    EXPECT_NE(first->token, second->token);
    auto tx = pool.begin();
    staff_store::sign_out(tx, second->token, clock.now());
    tx.commit();
    EXPECT_FALSE(is_open(second->token));
    EXPECT_TRUE(is_open(first->token));
}

TEST_F(StaffTest, AnActThatBindsTakesPasswordAndAFreshCodeOnceMore)
{
    const auto first_code = code();
    const auto in = enter(made.password, first_code);
    ASSERT_TRUE(in);
    const auto confirmed = [&](const std::string& password, const std::string& code) {
        return !staff_store::confirm(pool, keys, in->token, password, code, clock.now());
    };
    EXPECT_FALSE(confirmed(made.password, first_code)) << "the code of the sign-in";
    clock.advance(std::chrono::seconds(60));
    EXPECT_FALSE(confirmed("x", code()));
    EXPECT_TRUE(confirmed(made.password, code()));
    EXPECT_FALSE(confirmed(made.password, code())) << "twice";
}

TEST_F(StaffTest, WhoFailsTooOftenWaitsAndDoesNotKeepTheOwnerOutElsewhere)
{
    for (int i = 0; i < staff_store::failures_max; ++i)
        EXPECT_EQ(enter("x", "000000", "203.0.113.0").error(), SignInRefusal::wrong);
    EXPECT_EQ(enter(made.password, code(), "203.0.113.0").error(), SignInRefusal::too_often);
    EXPECT_TRUE(enter(made.password, code(), "10.0.0.0"));
    clock.advance(staff_store::failures_within + std::chrono::minutes(1));
    EXPECT_TRUE(enter(made.password, code(), "203.0.113.0"));
}

TEST_F(StaffTest, OneNetworkMayNotTryEverybody)
{
    int refused = 0;
    for (int i = 0; i <= staff_store::network_failures_max; ++i)
        refused += enter("x", "000000", "203.0.113.0", "login" + std::to_string(i)).error() ==
                   SignInRefusal::too_often;
    EXPECT_EQ(refused, 1);
    EXPECT_TRUE(enter(made.password, code(), "10.0.0.0"));
}

TEST_F(StaffTest, NoConnectionIsHeldWhileAPasswordIsHashed)
{
    pg::Pool one(database.authority_target(), 1);
    EXPECT_TRUE(staff_store::sign_in(
        one, keys, {"duyen", made.password, code(), "10.0.0.0", ""}, clock.now()
    ));
}

TEST_F(StaffTest, ALongRequestKeepsNoOtherOfItsSessionWaiting)
{
    const auto token = enter(made.password, code())->token;
    auto looks_at_a_paper = pool.begin();
    ASSERT_TRUE(staff_store::session(looks_at_a_paper, token, clock.now()));
    auto other = std::async(std::launch::async, [&] { return is_open(token); });
    EXPECT_EQ(other.wait_for(std::chrono::seconds(10)), std::future_status::ready);
    looks_at_a_paper.commit();
    EXPECT_TRUE(other.get());
}

TEST_F(StaffTest, ASessionEndsByRestByLengthAndWithItsOwnersRight)
{
    const auto enter_now = [&] {
        clock.advance(std::chrono::minutes(1));
        return enter(made.password, code())->token;
    };
    const auto rested = enter_now();
    clock.advance(staff_store::idle_max + std::chrono::minutes(1));
    EXPECT_FALSE(is_open(rested));
    const auto used = enter_now();
    for (auto spent = std::chrono::minutes(0); spent < staff_store::session_max;
         spent += std::chrono::minutes(20))
    {
        EXPECT_TRUE(is_open(used));
        clock.advance(std::chrono::minutes(20));
    }
    clock.advance(std::chrono::minutes(1));
    EXPECT_FALSE(is_open(used));
    const auto dismissed = enter_now();
    auto tx = pool.begin();
    staff_store::set_disabled(tx, made.id, true, clock.now());
    tx.commit();
    EXPECT_FALSE(is_open(dismissed));
    clock.advance(std::chrono::minutes(1));
    EXPECT_FALSE(enter(made.password, code()));
}

} // namespace
} // namespace tnung
