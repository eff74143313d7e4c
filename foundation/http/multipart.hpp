#pragma once

#include "foundation/http/message.hpp"

#include <cstddef>
#include <optional>

namespace tnung::http {

inline constexpr std::size_t form_parts_max = 200;
inline constexpr std::size_t part_head_bytes_max = 4096;

/// A form with files in it (multipart/form-data, RFC 7578) as if it had been sent without them: its
/// texts are the body in application/x-www-form-urlencoded, where `field` finds them, and what was
/// chosen to be sent stands in `files`. Any other request as it is; nothing where the body is
/// broken or has too many parts.
std::optional<Request> unfolded(Request request);

} // namespace tnung::http
