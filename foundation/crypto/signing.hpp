#pragma once

#include <string>
#include <string_view>

namespace tnung::crypto {

/// Ed25519 (RFC 8032).
class SigningKey {
public:
    /// From 32 bytes of seed.
    explicit SigningKey(std::string_view seed);
    /// 64 bytes.
    std::string sign(std::string_view message) const;
    /// 32 bytes.
    const std::string& public_key() const { return public_key_; }

private:
    std::string secret_key_;
    std::string public_key_;
};

bool signature_is_valid(
    std::string_view public_key, std::string_view message, std::string_view signature
);

} // namespace tnung::crypto
