#include "foundation/crypto/shares.hpp"

#include "foundation/crypto/hash.hpp"
#include "foundation/testing/judge.hpp"
#include "foundation/testing/scratch_folder.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <fstream>

namespace tnung::crypto {
namespace {

TEST(Shares, AnyThreeOfFiveAreTheSecretAndNoTwoAre)
{
    const auto secret = random_bytes(32);
    const auto shares = split_secret(secret, 3, 5);
    ASSERT_EQ(shares.size(), 5u);
    for (std::size_t a = 0; a < 5; ++a)
        for (std::size_t b = 0; b < 5; ++b)
            for (std::size_t c = 0; c < 5; ++c) {
                if (a == b || b == c || a == c) continue;
                EXPECT_EQ(join_secret({shares[a], shares[b], shares[c]}), secret);
            }
    EXPECT_EQ(join_secret(shares), secret) << "more than are needed";
    for (std::size_t a = 0; a < 5; ++a)
        for (std::size_t b = 0; b < a; ++b) EXPECT_NE(join_secret({shares[a], shares[b]}), secret);
    EXPECT_NE(split_secret(secret, 3, 5)[0].bytes, shares[0].bytes) << "drawn anew each time";
}

TEST(Shares, OfAnotherSecretGiveSomethingElse)
{
    const auto ours = split_secret(std::string(32, 'a'), 2, 3);
    const auto other = split_secret(std::string(32, 'b'), 2, 3);
    const auto joined = join_secret({ours[0], other[1]});
    EXPECT_NE(joined, std::string(32, 'a'));
    EXPECT_NE(joined, std::string(32, 'b'));
}

TEST(Shares, WhatCannotBeSharedOrJoinedIsAnError)
{
    EXPECT_THROW(split_secret("", 2, 3), std::logic_error);
    EXPECT_THROW(split_secret("x", 1, 3), std::logic_error);
    EXPECT_THROW(split_secret("x", 4, 3), std::logic_error);
    EXPECT_THROW(split_secret("x", 2, 256), std::logic_error);
    const auto shares = split_secret("khóa", 2, 255);
    EXPECT_EQ(join_secret({shares[7], shares[254]}), "khóa");
    EXPECT_THROW(join_secret({}), std::logic_error);
    EXPECT_THROW(join_secret({shares[0], shares[0]}), std::logic_error);
    EXPECT_THROW(join_secret({shares[0], {2, "x"}}), std::logic_error);
}

/// In twenty years somebody joins them without us.
TEST(Shares, AreJoinedByAnothersProgramToo)
{
    const testing::ScratchFolder scratch;
    const std::string secret = "bí mật của tỉnh";
    const auto shares = split_secret(secret, 2, 3);
    for (const auto& share : shares)
        std::ofstream(scratch / fmt::format("key.{:03}", share.number), std::ios::binary)
            << share.bytes;
    EXPECT_EQ(
        testing::said_by(fmt::format(
            "cd '{}' && gfcombine -o joined key.001 key.003 && cat joined", (scratch / "").string()
        )),
        secret
    );
}

} // namespace
} // namespace tnung::crypto
