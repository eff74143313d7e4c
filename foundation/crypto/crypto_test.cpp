#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/crypto/password.hpp"
#include "foundation/crypto/seal.hpp"
#include "foundation/crypto/signing.hpp"
#include "foundation/testing/scratch_folder.hpp"

#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>

namespace tnung::crypto {
namespace {

TEST(Hash, KnownAnswers)
{
    EXPECT_EQ(
        hex_text(sha256("84905000111")),
        "58cc03992d334230a234f28ffe695347628f379d19d3629fe185b73049fefdcb"
    );
    EXPECT_EQ(
        hex_text(hmac_sha256("AppSecretDemo", "AccessTokenDemo")),
        "adbdf693a2fe6a274687da0f82f40edf6c67d1050c409643904b9f4e7b730600"
    );
}

TEST(Derive, KnownAnswerOfRfc5869Case3)
{
    // Test case 3: IKM 22 × 0x0b, no salt, no info.
    EXPECT_EQ(
        hex_text(derive(std::string(22, '\x0b'), "", 42)),
        "8da4e775a563c18f715f802a063c5a31b8a11f5c5ee1879ec3454e5f3c738d2d9d201395faa4b61a96c8"
    );
}

TEST(Seal, OpensOnlyWhatItSealedInItsPlace)
{
    const Sealer sealer(std::string(32, 'k'), 1);
    const auto sealed = sealer.seal("0905 123 418", "phone.number");
    EXPECT_EQ(sealer.open(sealed, "phone.number"), "0905 123 418");
    EXPECT_FALSE(sealer.open(sealed, "owner.name"));
    EXPECT_FALSE(Sealer(std::string(32, 'x'), 1).open(sealed, "phone.number"));
    EXPECT_NE(sealed, sealer.seal("0905 123 418", "phone.number"));
}

TEST(Seal, RefusesEveryFlippedBitAndEveryTruncation)
{
    const Sealer sealer(std::string(32, 'k'), 1);
    const auto sealed = sealer.seal("Rơ Châm H’Hoa", "owner.name");
    for (std::size_t bit = 0; bit < sealed.size() * 8; ++bit) {
        auto altered = sealed;
        altered[bit / 8] = char(altered[bit / 8] ^ (1 << (bit % 8)));
        EXPECT_FALSE(sealer.open(altered, "owner.name")) << bit;
    }
    for (std::size_t size = 0; size < sealed.size(); ++size)
        EXPECT_FALSE(sealer.open(sealed.substr(0, size), "owner.name"));
}

TEST(Keyring, RefusesAFileOpenToOthers)
{
    const testing::ScratchFolder scratch;
    const auto file = scratch / "keys" / "master.key";
    const auto made = Keyring::load_or_create(file);
    EXPECT_EQ(made.key("a"), Keyring::load(file).key("a"));
    EXPECT_NE(made.key("a"), made.key("b"));
    std::filesystem::permissions(
        file, std::filesystem::perms::group_read, std::filesystem::perm_options::add
    );
    EXPECT_THROW(Keyring::load(file), std::runtime_error);
}

TEST(Totp, KnownAnswersOfRfc6238)
{
    const auto at = [](int seconds) { return Instant(std::chrono::seconds(seconds)); };
    EXPECT_EQ(totp("12345678901234567890", at(59)), "287082");
    EXPECT_EQ(totp("12345678901234567890", at(1111111109)), "081804");
    EXPECT_EQ(matching_totp_step("12345678901234567890", "287082", at(85)), 1);
    EXPECT_FALSE(matching_totp_step("12345678901234567890", "287082", at(130)));
}

TEST(Password, MatchesItselfOnly)
{
    const auto hash = hash_password("Mặt hồ trong xanh 7");
    EXPECT_TRUE(hash.starts_with("$argon2id$"));
    EXPECT_TRUE(password_matches(hash, "Mặt hồ trong xanh 7"));
    EXPECT_FALSE(password_matches(hash, "Mặt hồ trong xanh 8"));
}

TEST(Signing, KnownAnswerOfRfc8032Test2)
{
    const auto seed =
        *parse_hex("4ccd089b28ff96da9db6c346ec114e0f5b8a319f35aba624da8cf6ed4fb8a6fb");
    const SigningKey key(seed);
    EXPECT_EQ(
        hex_text(key.public_key()),
        "3d4017c3e843895a92b70aa74d1b7ebc9c982ccf2ec4968cc0cd55f12af4660c"
    );
    const auto signature = key.sign("\x72");
    EXPECT_TRUE(hex_text(signature).starts_with(
        "92a009a9f0d4cab8720e820b5f642540a2b27b5416503f8fb3762223ebdb69da"
    ));
    EXPECT_TRUE(signature_is_valid(key.public_key(), "\x72", signature));
    EXPECT_FALSE(signature_is_valid(key.public_key(), "\x73", signature));
}

} // namespace
} // namespace tnung::crypto
