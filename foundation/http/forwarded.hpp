#pragma once

#include "foundation/http/message.hpp"

namespace tnung::http {

/// Who asks, as http::normal_address writes it. Behind proxies of ours it is the last address in
/// X-Forwarded-For that is none of them: whatever stands before it came from outside and may be
/// invented. A connection that comes from anywhere else is itself who asks, whatever it claims.
std::string client_address(
    const std::string& connected, const std::vector<Header>& headers,
    const std::vector<std::string>& proxies
);

} // namespace tnung::http
