#include "foundation/door/sign_in.hpp"

#include "foundation/base/embedded.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/testing/scratch_folder.hpp"
#include "foundation/testing/test_database.hpp"

#include <gtest/gtest.h>

namespace tnung::embedded {
std::span<const EmbeddedFile> desk_schema();
std::span<const EmbeddedFile> desk_assets();
} // namespace tnung::embedded

namespace tnung {
namespace {

/// Somebody who signed in, and their browser.
class SignInTest : public ::testing::Test {
protected:
    SignInTest()
    {
        auto tx = accounts.begin();
        const auto made =
            *staff_store::make(tx, keys.sealer, "duyen", "Duyên", "clerk", "23575", clock.now());
        const auto code = *staff_store::code_of(tx, keys, "duyen", clock.now());
        tx.commit();
        session = staff_store::sign_in(
                      accounts, keys, {"duyen", made.password, code, "10.0.0.0", ""}, clock.now()
        )
                      ->token;
    }
    http::Request request(const std::string& token) const
    {
        http::Request asked;
        asked.method = http::Method::post;
        asked.query = "the=" + token;
        asked.headers = {
            {"Origin", "https://dvc.example.vn"}, {"Cookie", "__Host-can-bo=" + session}};
        return asked;
    }
    std::string form_token()
    {
        auto tx = pages.begin();
        return sign_in.who(tx, request(""), clock.now())->form_token;
    }
    std::optional<int> refusal(const http::Request& asked)
    {
        const auto response = sign_in.address_refusal(asked);
        return response ? std::optional(response->status) : std::nullopt;
    }

    const testing::ScratchFolder scratch;
    testing::TestDatabase database{embedded::desk_schema()};
    pg::Pool accounts{database.authority_target(), 4};
    pg::Pool pages{database.app_target(), 4};
    const StaffKeys keys{crypto::Sealer{crypto::random_bytes(32), 1}};
    FakeClock clock{*parse_iso("2026-11-25T09:00:00+07:00")};
    const Assets assets{embedded::desk_assets()};
    authority::AuthorityClient nobody{scratch / "nobody.sock"};
    const SignIn sign_in{
        pages,
        clock,
        assets,
        nobody,
        {.root = "/can-bo",
         .cookie = "can-bo",
         .title = "",
         .help = "",
         .form_key = "key",
         .page_origin = "https://dvc.example.vn"}};
    std::string session;
};

/// Its token stands in an address, which a browser's history keeps longer than the session lives.
TEST_F(SignInTest, AnUploadsAddressIsGoodForALivingSessionAlone)
{
    const auto token = form_token();
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
    const auto answer = sign_in.sign_out(request(form_token()));
    EXPECT_EQ(answer.status, 503);
    for (const auto& header : answer.headers) EXPECT_NE(header.name, "Set-Cookie");
    EXPECT_NE(answer.body.find("Chưa thoát được"), std::string::npos);
    EXPECT_TRUE(staff_store::living_session(pages, session, clock.now()));
}

} // namespace
} // namespace tnung
