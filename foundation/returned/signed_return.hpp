#pragma once

#include "foundation/crypto/detached_signature.hpp"
#include "foundation/returned/paper_fault.hpp"

#include <string_view>
#include <vector>

namespace tnung::returned {

struct SignedReturn {
    int pages = 0;
    std::vector<crypto::Signer> signers; ///< in the order in which they signed
    bool shows = false; ///< a signature is drawn on a page, and may lie over what is written there
};

inline constexpr std::size_t signatures_max = 20;

/// A PDF that we issued, as it comes back signed (ISO 32000-1, 7.5.6 and 12.8; PAdES, ETSI EN 319
/// 142-1): its first `issued_bytes` are what we issued, and what was added are signatures and what
/// belongs to them, nothing else that anybody could see or that acts; the last one is of all of the
/// file. Changes that a signature does not cover are refused, and what another reader could take
/// for something else: what qpdf only warns of, objects beside those that the file's own table
/// names. Strangers' bytes are for `tnung-paper-reader`.
Result<SignedReturn, PaperFault> read_signed(
    std::string_view file, std::size_t issued_bytes, const crypto::Anchors& anchors, Instant at
);

} // namespace tnung::returned
