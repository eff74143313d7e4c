#include "foundation/web_guard/web_guard.hpp"

#include <gtest/gtest.h>

namespace tnung {
namespace {

TEST(SameOrigin, AReferrerIsOfOurPagesOrOfNone)
{
    const auto comes_from = [](const char* header, const char* value) {
        const http::Request request{.headers = {{header, value}}};
        return same_origin(request, "https://hoso.example.vn");
    };
    EXPECT_TRUE(comes_from("Origin", "https://hoso.example.vn"));
    EXPECT_TRUE(comes_from("Referer", "https://hoso.example.vn/can-bo"));
    EXPECT_TRUE(comes_from("Referer", "https://hoso.example.vn"));
    EXPECT_TRUE(comes_from("Sec-Fetch-Site", "same-origin"));
    EXPECT_FALSE(comes_from("Origin", "https://hoso.example.vn.evil.example"));
    EXPECT_FALSE(comes_from("Referer", "https://hoso.example.vn.evil.example/can-bo"));
    EXPECT_FALSE(comes_from("Referer", "https://hoso.example.vn@evil.example/"));
    EXPECT_FALSE(comes_from("Sec-Fetch-Site", "same-site"));
}

/// As Chromium sends it from a page without a referrer, and from anybody's frame.
TEST(SameOrigin, NullIsOursWhereTheFetchMetadataSayIt)
{
    const auto comes_from = [](const char* site) {
        const http::Request request{
            .headers = {
                {"Origin", "null"},
                {"Sec-Fetch-Site", site},
                {"Referer", "https://hoso.example.vn/"}}};
        return same_origin(request, "https://hoso.example.vn");
    };
    EXPECT_TRUE(comes_from("same-origin"));
    EXPECT_FALSE(comes_from("same-site"));
    EXPECT_FALSE(comes_from("cross-site"));
    EXPECT_FALSE(comes_from("none"));
    EXPECT_FALSE(comes_from(""));
}

TEST(AskLimit, IsOfANetworkAndAMinute)
{
    AskLimit limit(2);
    const auto now = *parse_iso("2026-11-25T09:00:00+07:00");
    const auto asks = [&](const char* address) { return limit.may_ask(network_of(address), now); };
    EXPECT_TRUE(asks("2001:db8::1"));
    EXPECT_TRUE(asks("2001:db8:0:0:1::"));
    EXPECT_FALSE(asks("2001:db8::ffff:1")) << "one household, however its addresses are written";
    EXPECT_TRUE(asks("2001:db8:0:1::1"));
    EXPECT_TRUE(limit.may_ask(network_of("2001:db8::1"), now + std::chrono::minutes(1)));
}

} // namespace
} // namespace tnung
