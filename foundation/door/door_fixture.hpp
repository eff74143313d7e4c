#pragma once

#include "foundation/base/embedded.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/door/sign_in.hpp"
#include "foundation/testing/scratch_folder.hpp"
#include "foundation/testing/test_database.hpp"

#include <gtest/gtest.h>

#include <string>

namespace tnung::embedded {
std::span<const EmbeddedFile> desk_schema();
std::span<const EmbeddedFile> desk_assets();
} // namespace tnung::embedded

namespace tnung {

/// A desk that people sign in to; the process that signs them in is away. The test embeds
/// `desk_schema` and `desk_assets`.
class DoorFixture : public ::testing::Test {
protected:
    /// The secret of somebody's session.
    std::string session_of(const std::string& login, const std::string& role)
    {
        auto tx = accounts.begin();
        const auto made =
            *staff_store::make(tx, keys.sealer, login, "Duyên", role, "23575", clock.now());
        const auto code = *staff_store::code_of(tx, keys, login, clock.now());
        tx.commit();
        return staff_store::sign_in(
                   accounts, keys, {login, made.password, code, "10.0.0.0", ""}, clock.now()
        )
            ->token;
    }
    /// From a page of ours, in the browser of that session.
    static http::Request request_of(const std::string& session, http::Method method)
    {
        http::Request request{.method = method};
        request.headers = {
            {"Origin", "https://dvc.example.vn"}, {"Cookie", "__Host-can-bo=" + session}};
        return request;
    }
    /// Empty where the session does not live.
    std::string form_token_of(const std::string& session)
    {
        auto tx = pages.begin();
        const auto guest = sign_in.who(tx, request_of(session, http::Method::get), clock.now());
        return guest ? guest->form_token : "";
    }

    const testing::ScratchFolder scratch;
    testing::TestDatabase database{embedded::desk_schema()};
    pg::Pool accounts{database.authority_target(), 4};
    pg::Pool pages{database.app_target(), 8};
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
};

} // namespace tnung
