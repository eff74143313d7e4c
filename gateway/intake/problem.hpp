#pragma once

#include "foundation/http/message.hpp"
#include "gateway/intake/sender.hpp"

#include <string_view>

namespace tnung::gateway {

/// `application/problem+json` (RFC 9457).
http::Response problem(int status, std::string_view title, std::string_view detail);
/// What a request gets that no page was asked about: too large, too busy.
http::Response intake_failure(int status);
http::Response not_admitted(const SenderRefusal& refusal);

} // namespace tnung::gateway
