#include "foundation/http/forwarded.hpp"

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
    EXPECT_EQ(asks("127.0.0.1", {"203.0.113.9:4711"}), "127.0.0.1");
    EXPECT_EQ(asks("127.0.0.1", {""}), "127.0.0.1");
}

} // namespace
} // namespace tnung::http
