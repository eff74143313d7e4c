#include "foundation/http/public_address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <cstdint>

namespace tnung::http {

namespace {

struct Block {
    std::uint32_t network;
    int bits;
};

constexpr std::uint32_t ip(std::uint32_t a, std::uint32_t b, std::uint32_t c, std::uint32_t d)
{
    return a << 24 | b << 16 | c << 8 | d;
}

/// Not "globally reachable" in the IANA IPv4 special-purpose address registry, and groups.
constexpr std::array<Block, 16> special = {{
    {ip(0, 0, 0, 0), 8},
    {ip(10, 0, 0, 0), 8},
    {ip(100, 64, 0, 0), 10},
    {ip(127, 0, 0, 0), 8},
    {ip(169, 254, 0, 0), 16},
    {ip(172, 16, 0, 0), 12},
    {ip(192, 0, 0, 0), 24},
    {ip(192, 0, 2, 0), 24},
    {ip(192, 88, 99, 0), 24},
    {ip(192, 168, 0, 0), 16},
    {ip(198, 18, 0, 0), 15},
    {ip(198, 51, 100, 0), 24},
    {ip(203, 0, 113, 0), 24},
    {ip(224, 0, 0, 0), 4},
    {ip(240, 0, 0, 0), 4},
    {ip(255, 255, 255, 255), 32},
}};

bool is_public(std::uint32_t address)
{
    return std::ranges::none_of(special, [&](const Block& block) {
        return (address ^ block.network) >> (32 - block.bits) == 0;
    });
}

/// Of the global unicast block alone, without what leads back to IPv4 or is for papers.
bool is_public(const std::array<std::uint8_t, 16>& a)
{
    const bool global = (a[0] & 0xe0) == 0x20;
    const bool special_purpose = a[0] == 0x20 && a[1] == 0x01 && a[2] < 0x02; // 2001::/23
    const bool documentation = (a[0] == 0x20 && a[1] == 0x01 && a[2] == 0x0d && a[3] == 0xb8) ||
                               (a[0] == 0x3f && a[1] == 0xff);
    const bool six_to_four = a[0] == 0x20 && a[1] == 0x02;
    return global && !special_purpose && !documentation && !six_to_four;
}

} // namespace

bool is_public_address(const std::string& address)
{
    in_addr four;
    if (inet_pton(AF_INET, address.c_str(), &four) == 1) return is_public(ntohl(four.s_addr));
    std::array<std::uint8_t, 16> six{};
    return inet_pton(AF_INET6, address.c_str(), six.data()) == 1 && is_public(six);
}

} // namespace tnung::http
