#include "foundation/door/door_fixture.hpp"

namespace tnung {
namespace {

/// Somebody who signed in, and their browser.
class SignInTest : public DoorFixture {
protected:
    http::Request request(const std::string& token) const
    {
        auto asked = request_of(session, http::Method::post);
        asked.query = "the=" + token;
        return asked;
    }
    std::optional<int> refusal(const http::Request& asked)
    {
        const auto response = sign_in.address_refusal(asked);
        return response ? std::optional(response->status) : std::nullopt;
    }

    const std::string session = session_of("duyen", "clerk");
};

/// Its token stands in an address, which a browser's history keeps longer than the session lives.
TEST_F(SignInTest, AnUploadsAddressIsGoodForALivingSessionAlone)
{
    const auto token = form_token_of(session);
    EXPECT_EQ(refusal(request(token)), std::nullopt);
    EXPECT_EQ(refusal(request("")), 403);
    auto elsewhere = request(token);
    elsewhere.headers.front().value = "https://evil.example";
    EXPECT_EQ(refusal(elsewhere), 403);
    {
        auto tx = accounts.begin();
        staff_store::sign_out(tx, session, clock.now());
        tx.commit();
    }
    EXPECT_EQ(refusal(request(token)), 401);
}

TEST_F(SignInTest, ASignOutThatFailedIsToldAndTheBrowserKeepsItsSession)
{
    const auto answer = sign_in.sign_out(request(form_token_of(session)));
    EXPECT_EQ(answer.status, 503);
    for (const auto& header : answer.headers) EXPECT_NE(header.name, "Set-Cookie");
    EXPECT_NE(answer.body.find("Chưa thoát được"), std::string::npos);
    EXPECT_TRUE(staff_store::living_session(pages, session, clock.now()));
}

} // namespace
} // namespace tnung
