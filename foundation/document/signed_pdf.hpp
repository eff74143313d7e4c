#pragma once

#include "foundation/base/instant.hpp"
#include "foundation/crypto/certificate.hpp"

#include <string>
#include <string_view>

namespace tnung::document {

/// The PDF with a signature of everything in it but the signature itself (ISO 32000-1, 12.8; PAdES
/// baseline B, ETSI EN 319 142-1). Throws std::runtime_error where `pdf` is none.
std::string signed_pdf(
    std::string_view pdf, const crypto::SigningCertificate& certificate, const std::string& reason,
    Instant at
);

} // namespace tnung::document
