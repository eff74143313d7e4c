#include "foundation/http/forwarded.hpp"

#include "foundation/http/address.hpp"

#include <gtest/gtest.h>

namespace tnung::http {
namespace {

const std::vector<std::string> proxies = {"127.0.0.1", "10.0.0.2"};

std::string asks(const std::string& connected, const std::vector<std::string>& forwarded)
{
    std::vector<Header> headers = {{"Host", "example.vn"}};
    for (const auto& one : forwarded) headers.push_back({"x-forwarded-for", one});
    return client_address(connected, headers, proxies);
}

TEST(ClientAddress, IsTheConnectionWhereNoProxyOfOursStands)
{
    EXPECT_EQ(asks("203.0.113.9", {}), "203.0.113.9");
    EXPECT_EQ(asks("203.0.113.9", {"198.51.100.1"}), "203.0.113.9");
}

TEST(ClientAddress, IsTheLastHopThatIsNotOurs)
{
    EXPECT_EQ(asks("127.0.0.1", {"203.0.113.9"}), "203.0.113.9");
    EXPECT_EQ(asks("127.0.0.1", {"198.51.100.1, 203.0.113.9, 10.0.0.2"}), "203.0.113.9");
    EXPECT_EQ(asks("127.0.0.1", {"198.51.100.1", "203.0.113.9"}), "203.0.113.9");
    EXPECT_EQ(asks("10.0.0.2", {"2001:db8::7"}), "2001:db8::7");
}

TEST(ClientAddress, KeepsToWhatIsKnownWhereAHopIsNoAddress)
{
    EXPECT_EQ(asks("127.0.0.1", {}), "127.0.0.1");
    EXPECT_EQ(asks("127.0.0.1", {"203.0.113.9, unknown"}), "127.0.0.1");
    EXPECT_EQ(asks("127.0.0.1", {"203.0.113.9:"}), "127.0.0.1");
    EXPECT_EQ(asks("127.0.0.1", {"203.0.113.9:http"}), "127.0.0.1");
    EXPECT_EQ(asks("127.0.0.1", {"[2001:db8::7"}), "127.0.0.1");
    EXPECT_EQ(asks("127.0.0.1", {""}), "127.0.0.1");
}

TEST(ClientAddress, HasOneTextHoweverAProxyWritesIt)
{
    EXPECT_EQ(asks("127.0.0.1", {"203.0.113.9:4711"}), "203.0.113.9");
    EXPECT_EQ(asks("127.0.0.1", {"[2001:0db8::0007]:4711"}), "2001:db8::7");
    EXPECT_EQ(asks("::ffff:127.0.0.1", {"::ffff:203.0.113.9"}), "203.0.113.9");
}

TEST(NetworkOf, IsReckonedOnBytes)
{
    EXPECT_EQ(network_of("203.0.113.9", 3), network_of("203.0.113.200", 3));
    EXPECT_NE(network_of("203.0.113.9", 3), network_of("203.0.114.9", 3));
    EXPECT_NE(network_of("203.0.113.9", 4), network_of("203.0.113.8", 4));
    for (const char* other :
         {"2001:db8::1", "2001:db8:0:0:1::", "2001:db8:0:0:ffff::1",
          "2001:db8::ffff:ffff:ffff:ffff"})
        EXPECT_EQ(network_of(other, 3), network_of("2001:db8::", 3)) << other;
    EXPECT_NE(network_of("2001:db8:0:1::1", 3), network_of("2001:db8::1", 3));
    EXPECT_EQ(network_of("::ffff:203.0.113.9", 3), network_of("203.0.113.1", 3));
    EXPECT_EQ(network_of("unknown", 3), "unknown");
}

} // namespace
} // namespace tnung::http
