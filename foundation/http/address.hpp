#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace tnung::http {

/// An IPv4 or IPv6 address as inet_ntop writes it, so that one address has one text. Takes a port
/// behind it (`10.0.0.1:443`, `[2001:db8::1]:443`), as some proxies write, and drops it; an IPv4
/// address mapped into IPv6 (`::ffff:10.0.0.1`, RFC 4291 2.5.5.2) is the IPv4 address. Nothing
/// where it is no address.
std::optional<std::string> normal_address(std::string_view text);

/// Which network an address is of: its first `v4_bytes` or, of IPv6, its first eight bytes (/64),
/// reckoned on the address and not on its text. What is no address is itself.
std::string network_of(const std::string& address, std::size_t v4_bytes);

} // namespace tnung::http
