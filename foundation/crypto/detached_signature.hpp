#pragma once

#include "foundation/base/instant.hpp"
#include "foundation/base/result.hpp"

#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::crypto {

/// Certificates of those who are trusted to say whose a key is. Thread-safe.
class Anchors {
public:
    /// Some certificates in PEM, one after the other; throws std::runtime_error where one is none.
    explicit Anchors(std::string_view pem);
    ~Anchors();
    Anchors(Anchors&&) noexcept;

private:
    friend struct AnchorsAccess;
    struct Core;
    std::unique_ptr<Core> core_;
};

/// Who signed, as the certificate in the signature says.
struct Signer {
    std::string holder, issuer; ///< common names
    std::string serial;         ///< hex
    Instant valid_from, valid_until;
    std::optional<Instant> said_at; ///< by the signer's own clock
    bool trusted = false;           ///< an anchor vouches for it, it was valid then and may sign
};

enum class SignatureFault {
    malformed, ///< no CMS SignedData with one signer and his certificate
    outdated,  ///< by a hash function that can be forged (MD5, SHA-1)
    broken,    ///< these bytes are not what was signed
};

/// CMS SignedData in DER (RFC 5652), perhaps with bytes after it, as the signature of `bytes`.
/// Whether a certificate was revoked is not asked: that needs its issuer.
Result<Signer, SignatureFault> check_detached(
    std::string_view bytes, std::string_view signature, const Anchors& anchors, Instant at
);

/// Initialises OpenSSL without its configuration file. Call it before a program gives up opening
/// files.
void open_nothing_later();

} // namespace tnung::crypto
