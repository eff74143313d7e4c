#include "foundation/http/forwarded.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/http/address.hpp"

#include <algorithm>

namespace tnung::http {

std::string client_address(
    const std::string& connected, const std::vector<Header>& headers,
    const std::vector<std::string>& proxies
)
{
    const auto is_ours = [&](const std::string& address) {
        return std::ranges::any_of(proxies, [&](const std::string& proxy) {
            return normal_address(proxy) == address;
        });
    };
    auto client = normal_address(connected).value_or(connected);
    for (auto header = headers.rbegin(); header != headers.rend(); ++header) {
        if (!same_name(header->name, "X-Forwarded-For")) continue;
        const auto hops = words_of(header->value);
        for (auto hop = hops.rbegin(); hop != hops.rend(); ++hop) {
            const auto address = normal_address(*hop);
            if (!is_ours(client) || !address) return client;
            client = *address;
        }
    }
    return client;
}

} // namespace tnung::http
