// Whoever takes over the program that serves pages has its role in the database, this socket, and
// the tokens that pass through it. What of that makes a session, a role or an account?
#include "foundation/authority/authority_client.hpp"
#include "foundation/authority/authority_service.hpp"
#include "foundation/authority/taken_over_pages.hpp"
#include "foundation/base/embedded.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/pg/connection.hpp"
#include "foundation/testing/test_database.hpp"

#include <gtest/gtest.h>

#include <atomic>
#include <cstdlib>
#include <thread>

namespace tnung::embedded {
std::span<const EmbeddedFile> authority_schema();
}

namespace tnung::authority {
namespace {

constexpr pg::Query noted_query{"test.noted", R"sql(
    SELECT count(*) FROM audit_entry WHERE position(convert_to($1, 'UTF8') IN body) > 0
)sql"};

class AuthorityTest : public ::testing::Test {
protected:
    AuthorityTest()
    {
        std::string made = "/tmp/tnung-authority-XXXXXX";
        folder = mkdtemp(made.data());
        pg::Connection(database.owner_target())
            .script("GRANT INSERT, SELECT (id) ON audit_entry TO tnung_authority");
        admin = add("quantri", "administrator", std::nullopt);
        clerk = add("duyen", "clerk", "23575");
        service.emplace(
            pool, clock, keys,
            AuthorityService::Settings{
                .socket = folder / "authority.sock",
                .peers = {},
                .sign_in_act = "test.sign_in",
                .administrator_role = "administrator",
                .may_have = [](const std::string& role,
                               const std::optional<std::string>&) { return role == "clerk"; },
                .words =
                    {{"decide",
                      [](pg::Transaction&, const Staff& staff, std::int64_t about, Instant) {
                          return staff.role == "clerk" ? std::optional(about + 1) : std::nullopt;
                      }}}}
        );
        service->start();
        client.emplace(folder / "authority.sock");
    }
    ~AuthorityTest() override
    {
        service->stop();
        std::filesystem::remove_all(folder);
    }
    staff_store::Made
    add(const std::string& login, const std::string& role, const std::optional<std::string>& unit)
    {
        auto tx = pool.begin();
        auto made = *staff_store::make(tx, keys.sealer, login, login, role, unit, clock.now());
        tx.commit();
        return made;
    }
    std::string code(const std::string& login)
    {
        clock.advance(std::chrono::minutes(1));
        auto tx = pool.begin();
        return *staff_store::code_of(tx, keys, login, clock.now());
    }
    Result<staff_store::SignedIn, SignInRefusal> enter(
        const std::string& login, const std::string& password, const std::string& device = "",
        const std::string& network = "10.0.0.0"
    )
    {
        return client->sign_in({login, password, code(login), network, device});
    }
    std::int64_t noted(const std::string& act)
    {
        pg::Connection owner(database.owner_target());
        return owner.exec(noted_query, act).get<std::int64_t>(0, 0);
    }
    std::int64_t tries()
    {
        pg::Connection owner(database.owner_target());
        constexpr pg::Query query{"test.tries", "SELECT count(*) FROM sign_in_try"};
        return owner.exec(query).get<std::int64_t>(0, 0);
    }

    testing::TestDatabase database{embedded::authority_schema()};
    pg::Pool pool{database.authority_target(), 20};
    pg::Pool pages{database.app_target(), 4};
    const StaffKeys keys{crypto::Sealer{crypto::random_bytes(32), 1}};
    FakeClock clock{*parse_iso("2026-11-25T09:00:00+07:00")};
    std::filesystem::path folder;
    staff_store::Made admin, clerk;
    std::optional<AuthorityService> service;
    std::optional<AuthorityClient> client;
};

TEST_F(AuthorityTest, SignsInConfirmsAndSignsOut)
{
    const auto in = enter("duyen", clerk.password);
    ASSERT_TRUE(in);
    EXPECT_EQ(in->staff.unit_code, "23575");
    EXPECT_EQ(noted("test.sign_in"), 1);
    EXPECT_TRUE(staff_store::living_session(pages, in->token, clock.now()));
    EXPECT_FALSE(client->confirm(in->token, clerk.password, code("duyen")));
    EXPECT_EQ(client->confirm(in->token, "x", code("duyen")), SignInRefusal::wrong);
    client->sign_out(in->token);
    EXPECT_FALSE(staff_store::living_session(pages, in->token, clock.now()));
    EXPECT_EQ(client->confirm(in->token, clerk.password, code("duyen")), SignInRefusal::wrong);
}

TEST_F(AuthorityTest, ATakenOverPagesProcessMakesNoSessionRoleOrAccount)
{
    const auto in = enter("duyen", clerk.password);
    pg::Connection taken(database.app_target());
    for (const char* statement : taken_over_statements)
        EXPECT_THROW(taken.script(statement), pg::Error) << statement;
    // By the socket, with a clerk's token and with none.
    EXPECT_EQ(
        client->make_staff({in->token, "moi", "Mới", "clerk", "23575"}).error(), Refusal::denied
    );
    EXPECT_EQ(
        client->make_staff({"guessed", "moi", "Mới", "clerk", "23575"}).error(), Refusal::signed_out
    );
    EXPECT_EQ(client->set_disabled(in->token, admin.id, true), Refusal::denied);
    EXPECT_EQ(client->set_disabled("", admin.id, true), Refusal::signed_out);
    EXPECT_EQ(client->say("", "decide", 7).error(), Refusal::signed_out);
    EXPECT_EQ(noted("authority.denied"), 2);
}

TEST_F(AuthorityTest, AnAdministratorMakesAndLocksAccounts)
{
    const auto in = enter("quantri", admin.password);
    ASSERT_TRUE(in);
    const auto made = client->make_staff({in->token, "moi", "Người mới", "clerk", "23575"});
    ASSERT_TRUE(made);
    EXPECT_EQ(
        client->make_staff({in->token, "moi", "Người mới", "clerk", "23575"}).error(),
        Refusal::taken
    );
    EXPECT_EQ(
        client->make_staff({in->token, "khac", "Khác", "chief", std::nullopt}).error(),
        Refusal::unreadable
    );
    const auto theirs = enter("moi", made->password);
    ASSERT_TRUE(theirs);
    EXPECT_FALSE(client->set_disabled(in->token, made->id, true));
    EXPECT_FALSE(staff_store::living_session(pages, theirs->token, clock.now()));
    EXPECT_FALSE(enter("moi", made->password));
    EXPECT_FALSE(client->set_disabled(in->token, made->id, false));
    EXPECT_TRUE(enter("moi", made->password));
    EXPECT_EQ(client->set_disabled(in->token, admin.id, true), Refusal::denied) << "oneself";
    EXPECT_EQ(client->set_disabled(in->token, Id<Staff>{999}, true), Refusal::not_found);
}

TEST_F(AuthorityTest, OfTwoWhoLockEachOtherOneStays)
{
    const auto other = add("quantri2", "administrator", std::nullopt);
    const auto first = enter("quantri", admin.password);
    const auto second = enter("quantri2", other.password);
    ASSERT_TRUE(first && second);
    std::thread at_once([&] { (void)client->set_disabled(first->token, other.id, true); });
    (void)client->set_disabled(second->token, admin.id, true);
    at_once.join();
    const auto lives = [&](const std::string& token) {
        return staff_store::living_session(pages, token, clock.now()).has_value();
    };
    EXPECT_NE(lives(first->token), lives(second->token));
}

TEST_F(AuthorityTest, AWordIsOfWhoeverTheSessionIs)
{
    const auto by_clerk = enter("duyen", clerk.password);
    const auto by_admin = enter("quantri", admin.password);
    EXPECT_EQ(client->say(by_clerk->token, "decide", 7), 8);
    EXPECT_EQ(client->say(by_admin->token, "decide", 7).error(), Refusal::denied);
    EXPECT_EQ(client->say(by_clerk->token, "undo", 7).error(), Refusal::unreadable);
}

TEST_F(AuthorityTest, WhatIsTooLongIsRefusedBeforeAnythingIsLookedUp)
{
    const std::string much(12'000, 'a');
    EXPECT_EQ(client->sign_in({much, "x", "1", "10.0.0.0", ""}).error(), SignInRefusal::wrong);
    EXPECT_EQ(
        client->sign_in({"duyen", std::string(300, 'a'), "1", "10.0.0.0", ""}).error(),
        SignInRefusal::wrong
    );
    EXPECT_EQ(
        client->sign_in({std::string(101, 'a'), "x", "1", "10.0.0.0", ""}).error(),
        SignInRefusal::wrong
    );
    EXPECT_EQ(tries(), 0);
}

/// What is tried at once is counted at once: the sixth is not looked at.
TEST_F(AuthorityTest, TriesSideBySideAreCounted)
{
    std::atomic<int> wrong{0}, too_often{0};
    std::vector<std::thread> at_once;
    for (int i = 0; i < 12; ++i)
        at_once.emplace_back([&] {
            const auto why =
                client->sign_in({"duyen", "guess", "000000", "203.0.113.0", ""}).error();
            ++(why == SignInRefusal::wrong ? wrong : too_often);
        });
    for (auto& one : at_once) one.join();
    EXPECT_EQ(wrong, staff_store::failures_max);
    EXPECT_EQ(too_often, 12 - staff_store::failures_max);
}

/// A stranger who tries logins at random from an office's address keeps nobody out who has signed
/// in from there before.
TEST_F(AuthorityTest, ABrowserThatIsKnownIsNotLockedOutByOthersOfItsNetwork)
{
    const auto first = enter("duyen", clerk.password);
    ASSERT_TRUE(first);
    ASSERT_FALSE(first->device.empty());
    for (int i = 0; i < staff_store::network_failures_max; ++i)
        client->sign_in({"login" + std::to_string(i), "x", "000000", "10.0.0.0", ""});
    for (int i = 0; i < staff_store::failures_max; ++i)
        client->sign_in({"duyen", "x", "000000", "10.0.0.0", ""});
    EXPECT_EQ(enter("duyen", clerk.password).error(), SignInRefusal::too_often);
    EXPECT_TRUE(enter("duyen", clerk.password, first->device));
    EXPECT_EQ(enter("quantri", admin.password, first->device).error(), SignInRefusal::too_often)
        << "somebody else's browser";
    EXPECT_EQ(enter("duyen", clerk.password, "guessed").error(), SignInRefusal::too_often);
    // The browser itself is bounded, and only it.
    for (int i = 0; i < staff_store::failures_max; ++i)
        client->sign_in({"duyen", "x", "000000", "10.0.0.0", first->device});
    EXPECT_EQ(enter("duyen", clerk.password, first->device).error(), SignInRefusal::too_often);
}

/// Its ninety days count from a sign-in: whoever has the browser and guesses keeps nothing alive.
TEST_F(AuthorityTest, ATryThatFailsRenewsNoBrowser)
{
    const auto first = enter("duyen", clerk.password);
    ASSERT_TRUE(first);
    clock.advance(staff_store::device_max - std::chrono::hours(1));
    EXPECT_FALSE(enter("duyen", "x", first->device));
    clock.advance(std::chrono::hours(2));
    const auto later = enter("duyen", clerk.password, first->device);
    ASSERT_TRUE(later);
    EXPECT_FALSE(later->device.empty()) << "not known any more: it is given another";
    clock.advance(staff_store::device_max - std::chrono::hours(1));
    EXPECT_TRUE(enter("duyen", clerk.password, later->device)->device.empty());
    clock.advance(std::chrono::hours(2));
    EXPECT_TRUE(enter("duyen", clerk.password, later->device)->device.empty())
        << "a sign-in renews it";
}

/// A session that did not end is not told as ended.
TEST_F(AuthorityTest, ASignOutThatFailedIsAFailure)
{
    local_call::LocalServer failing(
        {.name = "failing", .socket = folder / "failing.sock", .peers = {}, .limits = limits},
        [](const local_call::Frame&) {
            Answer answer;
            answer.refusal = Refusal::failed;
            return to_frame(answer);
        }
    );
    failing.start();
    EXPECT_THROW(AuthorityClient(folder / "failing.sock").sign_out("x"), local_call::Away);
    EXPECT_THROW(AuthorityClient(folder / "nobody.sock").sign_out("x"), local_call::Away);
}

TEST_F(AuthorityTest, WhatNothingAsksForIsForgotten)
{
    ASSERT_TRUE(enter("duyen", clerk.password));
    ASSERT_TRUE(enter("quantri", admin.password));
    clock.advance(staff_store::device_max - std::chrono::hours(1));
    ASSERT_TRUE(enter("duyen", clerk.password));
    clock.advance(std::chrono::days(1));
    auto tx = pool.begin();
    staff_store::prune(tx, clock.now() - std::chrono::days(30), clock.now());
    tx.commit();
    EXPECT_EQ(tries(), 1) << "the last of them";
    constexpr pg::Query sessions{"test.sessions", "SELECT count(*) FROM staff_session"};
    constexpr pg::Query devices{"test.devices", "SELECT count(*) FROM staff_device"};
    pg::Connection owner(database.owner_target());
    EXPECT_EQ(owner.exec(sessions).get<std::int64_t>(0, 0), 1);
    EXPECT_EQ(owner.exec(devices).get<std::int64_t>(0, 0), 1);
}

} // namespace
} // namespace tnung::authority
