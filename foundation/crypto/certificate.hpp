#pragma once

#include "foundation/base/instant.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>

namespace tnung::crypto {

/// A certificate (X.509) with its private key, in PEM: what an organisation signs papers with.
class SigningCertificate {
public:
    /// Throws std::runtime_error where a file is missing or malformed, the key is not the
    /// certificate's, or is open to others.
    SigningCertificate(
        const std::filesystem::path& certificate_file, const std::filesystem::path& key_file
    );
    ~SigningCertificate();
    SigningCertificate(SigningCertificate&&) noexcept;

    /// The holder, as the certificate's subject names him (CN).
    std::string holder() const;
    bool is_valid_at(Instant now) const;
    /// CMS SignedData in DER without the bytes themselves (RFC 5652), with the attribute that
    /// names the certificate (CAdES, ETSI EN 319 122-1).
    std::string sign_detached(std::string_view bytes, Instant at) const;

private:
    struct Core;
    std::unique_ptr<Core> core_;
};

/// Makes both files where there are none: a certificate that nobody vouches for, for rehearsals.
void make_self_signed(
    const std::filesystem::path& certificate_file, const std::filesystem::path& key_file,
    const std::string& holder, Instant now
);

} // namespace tnung::crypto
