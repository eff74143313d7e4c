#pragma once

#include "foundation/base/instant.hpp"
#include "foundation/base/result.hpp"
#include "foundation/crypto/signing.hpp"
#include "foundation/http/message.hpp"

#include <string>
#include <string_view>
#include <vector>

/// Signed requests: HTTP Message Signatures (RFC 9421) with Ed25519 over the digest of the body
/// (RFC 9530). Strict: one signature, which covers method, path, query and body, names its key,
/// when it was made and a nonce; fields in the canonical form that RFC 8941 writes.
namespace tnung::signature {

enum class Refusal {
    absent,         ///< no Signature-Input at all
    malformed,      ///< not one well-formed signature
    not_covered,    ///< a required part is not signed, or an unknown part is
    digest_differs, ///< Content-Digest is missing, of another kind, or of another body
    outside_window, ///< made too long ago or ahead of now, or expired
};
/// For the sender's developer, in English.
std::string_view refusal_text(Refusal refusal);

/// What the request says; true only after `is_made_by`.
struct Claim {
    std::string key_id, nonce;
    Instant created;
    std::string base;      ///< what was signed (RFC 9421, section 2.5)
    std::string signature; ///< 64 bytes
};

inline constexpr std::chrono::minutes window{5};
inline constexpr std::size_t nonce_max = 64;

/// Everything but the key. Created within `window` of now, either way.
Result<Claim, Refusal> read(const http::Request& request, Instant now);
bool is_made_by(const Claim& claim, std::string_view public_key);

/// The three headers that sign a request, keyid being the public key in base64url; `target` is path
/// and query as they will be sent.
std::vector<http::Header> headers_for(
    http::Method method, std::string_view target, std::string_view body,
    const crypto::SigningKey& key, Instant now
);

} // namespace tnung::signature
