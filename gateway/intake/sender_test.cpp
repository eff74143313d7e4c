#include "gateway/intake/sender.hpp"

#include "foundation/base/clock.hpp"
#include "foundation/signature/signature.hpp"
#include "foundation/testing/test_database.hpp"
#include "gateway/migrations/migrations.hpp"

#include <gtest/gtest.h>

namespace tnung::gateway {
namespace {

class SenderTest : public ::testing::Test {
protected:
    testing::TestDatabase database{migrations()};
    pg::Pool pool{database.app_target(), 4};
    FakeClock clock{*parse_iso("2026-11-25T09:00:00+07:00")};
    Senders senders{pool, {.events_per_minute = 600}};
    /// Each sender signs with a key of its own.
    static crypto::SigningKey key_of(const std::string& name)
    {
        return crypto::SigningKey(std::string(32, name.front()));
    }

    std::string add(const std::string& name)
    {
        auto tx = pool.begin();
        const auto key = Senders::add(tx, name, {"H21"}, clock.now());
        tx.commit();
        return *key;
    }
    void must_sign(const std::string& name)
    {
        auto tx = pool.begin();
        ASSERT_TRUE(
            Senders::set_verify_key(tx, senders.find(name)->id, Bytes{key_of(name).public_key()})
        );
        tx.commit();
    }
    static http::Request call(const std::string& key = "")
    {
        http::Request request{
            .method = http::Method::post,
            .path = "/api/v1/dossier-events",
            .query = "",
            .body = "{}"};
        if (!key.empty()) request.headers.push_back({"Authorization", "Bearer " + key});
        return request;
    }
    http::Request signed_call(const std::string& name, const std::string& key = "")
    {
        auto request = call(key);
        for (auto& header : signature::headers_for(
                 request.method, request.path, request.body, key_of(name), clock.now()
             ))
            request.headers.push_back(std::move(header));
        return request;
    }
    std::string refusal(const http::Request& request)
    {
        const auto sender = senders.admit(request, clock.now());
        return sender ? "" : sender.error().title;
    }
};

TEST_F(SenderTest, AKeyAdmitsAndAStrangerDoesNot)
{
    const auto key = add("one");
    EXPECT_EQ(senders.admit(call(key), clock.now())->name, "one");
    EXPECT_EQ(refusal(call()), "Unknown key");
    EXPECT_EQ(refusal(call("x")), "Unknown key");
    EXPECT_EQ(refusal(signed_call("one")), "Signature not valid"); // left no key to verify with
}

TEST_F(SenderTest, WhoMustSignIsNotHeardWithoutOrWithAnothersSignature)
{
    const auto key = add("one"), other = add("two");
    must_sign("one");
    EXPECT_EQ(refusal(call(key)), "Signature needed");
    EXPECT_EQ(refusal(signed_call("one")), "");
    EXPECT_EQ(refusal(signed_call("one", key)), "");
    EXPECT_EQ(refusal(signed_call("one", other)), "Signature needed");
    const auto stranger = crypto::SigningKey(std::string(32, 't'));
    auto forged = call(key);
    for (auto& header :
         signature::headers_for(forged.method, forged.path, forged.body, stranger, clock.now()))
        forged.headers.push_back(std::move(header));
    EXPECT_EQ(refusal(forged), "Signature not valid");
}

TEST_F(SenderTest, ASignedCallCountsOnceAndNotAfterTheWindow)
{
    add("one");
    must_sign("one");
    const auto request = signed_call("one");
    EXPECT_EQ(refusal(request), "");
    EXPECT_EQ(refusal(request), "Signature used already");
    const auto late = signed_call("one");
    clock.advance(std::chrono::minutes(6));
    EXPECT_EQ(refusal(late), "Signature not valid");
    EXPECT_EQ(refusal(signed_call("one")), "");
    // Nonces whose window is over are let go, and their signatures stay refused.
    clock.advance(std::chrono::minutes(30));
    EXPECT_EQ(refusal(signed_call("one")), "");
    EXPECT_EQ(refusal(request), "Signature not valid");
}

TEST_F(SenderTest, ASessionEndsAndIsSignedLikeTheRest)
{
    const auto key = add("one");
    EXPECT_FALSE(senders.log_in(call(), "two", key, clock.now()));
    EXPECT_FALSE(senders.log_in(call(), "one", "x", clock.now()));
    const auto session = senders.log_in(call(), "one", key, clock.now());
    ASSERT_TRUE(session);
    EXPECT_EQ(senders.admit_session(call(), *session, clock.now())->name, "one");
    EXPECT_FALSE(senders.admit_session(call(), *session + "x", clock.now()));
    must_sign("one");
    EXPECT_FALSE(senders.admit_session(call(), *session, clock.now()));
    EXPECT_TRUE(senders.admit_session(signed_call("one"), *session, clock.now()));
    clock.advance(Senders::session_life + std::chrono::seconds(1));
    EXPECT_FALSE(senders.admit_session(signed_call("one"), *session, clock.now()));
}

TEST_F(SenderTest, WhoTellsTooMuchIsToldWhenToComeBack)
{
    add("one");
    add("two");
    const auto one = *senders.find("one"), two = *senders.find("two");
    EXPECT_EQ(senders.wait_for_room(one, 400, clock.now()), std::nullopt);
    EXPECT_EQ(senders.wait_for_room(one, 400, clock.now()), std::chrono::seconds(20));
    EXPECT_EQ(senders.wait_for_room(two, 400, clock.now()), std::nullopt); // each has its own share
    clock.advance(std::chrono::seconds(20));
    EXPECT_EQ(senders.wait_for_room(one, 400, clock.now()), std::nullopt);
    // More than a minute's share at once: taken when there is a whole minute, waited for after.
    EXPECT_NE(senders.wait_for_room(one, 1000, clock.now()), std::nullopt);
    clock.advance(std::chrono::minutes(1));
    EXPECT_EQ(senders.wait_for_room(one, 1000, clock.now()), std::nullopt);
    EXPECT_EQ(senders.wait_for_room(one, 1, clock.now()), std::chrono::seconds(41));
}

TEST(MaySpeakFor, TheCodeSaysWhoseADossierIsElseTheAgency)
{
    struct Case {
        const char *scope, *code, *agency;
        bool may;
    };
    const Case cases[] = {
        {"H21.9", "H21.9.1-261124-0007", "", true},
        {"H21.9", "H21.5.1-261124-0007", "H21.9", false}, // claimed
        {"H21.5", "H21.5.1-261124-0007", "H21.9", true},  // taken over once
        {"H21.9", "H21.90-261124-0007", "", false},
        {"H21", "000.00.12.H21-210713-0001", "000.00.12.H21", true},
        {"H21.12", "000.00.12.H21-210713-0001", "", true},
        {"H21.9", "000.00.12.H21-210713-0001", "H21.9", false},
        {"H21", "000.00.00.H21-210713-0001", "000.00.00.H21", true},
        {"H21.9", "H21-261124-0007", "H21.9", true}, // the top alone says nothing
        {"H21.9", "H21-261124-0007", "H21.5", false},
        {"H21.9", "G22.99-261124-000123", "H21.9", true}, // another authority's code
        {"H21.9", "G22.99-261124-000123", "H21.5", false},
        {"H21.9", "G22.99-261124-000123", "", false},
    };
    for (const auto& one : cases) {
        Sender sender;
        sender.agency_scope = {one.scope};
        EXPECT_EQ(may_speak_for(sender, one.code, one.agency), one.may)
            << one.scope << " " << one.code << " " << one.agency;
    }
}

} // namespace
} // namespace tnung::gateway
