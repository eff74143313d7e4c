#pragma once

#include <cstdint>
#include <string>
#include <string_view>

namespace tnung::crypto {

/// 32 raw bytes.
std::string sha256(std::string_view bytes);
/// 32 raw bytes; RFC 2104.
std::string hmac_sha256(std::string_view key, std::string_view message);
/// 20 raw bytes; for TOTP alone (RFC 6238).
std::string hmac_sha1(std::string_view key, std::string_view message);
/// HKDF-SHA256 (RFC 5869) without salt: `length` bytes bound to the purpose.
std::string derive(std::string_view key, std::string_view purpose, std::size_t length);
/// Compares without telling by time where they differ; lengths are public.
bool equal_in_constant_time(std::string_view left, std::string_view right);

std::string random_bytes(std::size_t count);
/// Uniform in [0, bound).
std::uint32_t random_below(std::uint32_t bound);
/// 128 random bits in base64url, 22 characters: links, session tokens, tracking ids.
std::string random_token();

} // namespace tnung::crypto
