#include "foundation/http/address.hpp"

#include <arpa/inet.h>

#include <algorithm>
#include <array>
#include <vector>

namespace tnung::http {

namespace {

constexpr std::size_t v6_network_bytes = 8; ///< what one household or one machine is given
constexpr std::array<unsigned char, 12> mapped_prefix = {0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff};

/// Returns the address as 4 bytes (IPv4, also one mapped into IPv6) or 16 bytes (IPv6); empty where
/// the text is no address.
std::vector<unsigned char> bytes_of(const std::string& text)
{
    in6_addr v6{};
    in_addr v4{};
    if (inet_pton(AF_INET, text.c_str(), &v4) == 1) {
        const auto* first = reinterpret_cast<const unsigned char*>(&v4);
        return {first, first + sizeof v4};
    }
    if (inet_pton(AF_INET6, text.c_str(), &v6) != 1) return {};
    const auto* first = v6.s6_addr;
    if (std::equal(mapped_prefix.begin(), mapped_prefix.end(), first))
        return {first + mapped_prefix.size(), first + sizeof v6.s6_addr};
    return {first, first + sizeof v6.s6_addr};
}

std::string text_of(const std::vector<unsigned char>& bytes)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    const int family = bytes.size() == sizeof(in_addr) ? AF_INET : AF_INET6;
    inet_ntop(family, bytes.data(), text.data(), text.size());
    return text.data();
}

bool is_port(std::string_view text)
{
    return text.size() > 1 && text.front() == ':' &&
           std::ranges::all_of(text.substr(1), [](char c) { return c >= '0' && c <= '9'; });
}

/// Empty where brackets or port are broken.
std::string without_port(std::string_view text)
{
    const bool bracketed = text.starts_with('[');
    const bool has_port = !bracketed && std::ranges::count(text, ':') == 1;
    if (!bracketed && !has_port) return std::string(text);
    const auto end = text.find(bracketed ? ']' : ':');
    if (end == std::string_view::npos) return {};
    const auto rest = text.substr(bracketed ? end + 1 : end);
    if (!rest.empty() && !is_port(rest)) return {};
    return std::string(bracketed ? text.substr(1, end - 1) : text.substr(0, end));
}

} // namespace

std::optional<std::string> normal_address(std::string_view text)
{
    const auto bytes = bytes_of(without_port(text));
    if (bytes.empty()) return std::nullopt;
    return text_of(bytes);
}

std::string network_of(const std::string& address, std::size_t v4_bytes)
{
    auto bytes = bytes_of(address);
    if (bytes.empty()) return address;
    const auto kept = bytes.size() == sizeof(in_addr) ? v4_bytes : v6_network_bytes;
    std::fill(bytes.begin() + std::ptrdiff_t(std::min(kept, bytes.size())), bytes.end(), 0);
    return text_of(bytes);
}

} // namespace tnung::http
