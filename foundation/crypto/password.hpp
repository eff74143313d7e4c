#pragma once

#include "foundation/base/instant.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tnung::crypto {

/// Argon2id, 19 MiB, two passes (OWASP 2024); at most a few at once in a process, others wait.
std::string hash_password(std::string_view password);
bool password_matches(std::string_view hash, std::string_view password);

/// RFC 6238 with SHA-1, 30 seconds, six digits, as authenticator apps expect. `secret` is raw
/// bytes.
std::string totp(std::string_view secret, Instant now);
/// The step that the code belongs to (one step of drift either way), so that the caller can refuse
/// a second use of the same step; nothing where it does not match.
std::optional<std::int64_t>
matching_totp_step(std::string_view secret, std::string_view code, Instant now);

} // namespace tnung::crypto
