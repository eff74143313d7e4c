#pragma once

#include "foundation/base/instant.hpp"
#include "foundation/crypto/signing.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tnung::audit {

/// Somebody else who saw that a log only grows, and signs what they saw (C2SP tlog-cosignature,
/// Ed25519).
struct Witness {
    std::string name, public_key; ///< 32 bytes
};
/// Of `name+keyid+base64` as verifiers have it (signed-note), of type 4; nothing where it is none.
std::optional<Witness> parse_witness(std::string_view verifier_key);
std::string verifier_key(const Witness& witness);

struct Cosignature {
    std::string line; ///< as it stands below a checkpoint, with its line end
    Instant at;       ///< when it was the newest that they had seen
};
/// The witness's own among lines of signatures, over a checkpoint's text; nothing where none is
/// good.
std::optional<Cosignature>
cosignature_of(const Witness& witness, std::string_view text, std::string_view signatures);
/// What a witness of that name writes below it.
std::string
cosigned(std::string_view name, std::string_view text, const crypto::SigningKey& key, Instant at);

} // namespace tnung::audit
