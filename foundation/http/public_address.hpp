#pragma once

#include <string>

namespace tnung::http {

/// Whether an address (IPv4 or IPv6, as text) leads to the public Internet: not to this machine, a
/// private or shared network, a link, a group or what is reserved (IANA special-purpose address
/// registries, RFC 6890). What is no address leads nowhere.
bool is_public_address(const std::string& address);

} // namespace tnung::http
