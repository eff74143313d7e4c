#pragma once

#include "foundation/http/message.hpp"

#include <string_view>

namespace tnung::gateway {

/// `application/problem+json` (RFC 9457).
http::Response problem(int status, std::string_view title, std::string_view detail);
http::Response unknown_key();

} // namespace tnung::gateway
