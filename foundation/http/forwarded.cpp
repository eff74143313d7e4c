#include "foundation/http/forwarded.hpp"

#include "foundation/base/bytes.hpp"

#include <arpa/inet.h>

#include <algorithm>

namespace tnung::http {

bool is_address(const std::string& text)
{
    in6_addr room;
    return inet_pton(AF_INET, text.c_str(), &room) == 1 ||
           inet_pton(AF_INET6, text.c_str(), &room) == 1;
}

std::string client_address(
    const std::string& connected, const std::vector<Header>& headers,
    const std::vector<std::string>& proxies
)
{
    const auto is_ours = [&](const std::string& address) {
        return std::ranges::find(proxies, address) != proxies.end();
    };
    auto client = connected;
    for (auto header = headers.rbegin(); header != headers.rend(); ++header) {
        if (!same_name(header->name, "X-Forwarded-For")) continue;
        const auto hops = words_of(header->value);
        for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
            if (!is_ours(client) || !is_address(*hop)) return client;
            client = *hop;
        }
    }
    return client;
}

} // namespace tnung::http
