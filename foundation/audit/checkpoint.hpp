#pragma once

#include "foundation/crypto/signing.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace tnung::audit {

/// How large a log is and what it holds (C2SP tlog-checkpoint).
struct Checkpoint {
    std::string origin; ///< the log's name
    std::uint64_t size = 0;
    std::string root; ///< 32 raw bytes
    bool operator==(const Checkpoint&) const = default;
};

/// A signed note (C2SP signed-note, Ed25519) whose key has the log's name.
std::string signed_note(const Checkpoint& checkpoint, const crypto::SigningKey& key);

/// Nothing where it is no checkpoint of that log, or none of its signatures is good. Signatures of
/// others are passed over.
std::optional<Checkpoint>
open_note(std::string_view note, std::string_view origin, std::string_view public_key);

/// `name+keyid+base64`, as verifiers want it (signed-note).
std::string verifier_key(std::string_view origin, std::string_view public_key);

} // namespace tnung::audit
