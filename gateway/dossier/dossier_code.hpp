#pragma once

#include "foundation/base/instant.hpp"
#include "foundation/base/result.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tnung::gateway {

/// A dossier code (mã hồ sơ) of any generation: QCVN 102 (`000.00.12.H21-210713-0001`), Decision
/// 20/2020 (`H21.12.34-251027-0007`), Circular 04/2025 (`H21.012.34-260301-120045`), ministries'
/// variants. An opaque, case-insensitive key: parsed for typing errors only, never built by us.
struct DossierCode {
    std::string text; ///< upper case, as shown
    bool operator==(const DossierCode&) const = default;
};

enum class CodeRefusal { not_a_code, no_real_date };

/// Reads a code as people type and copy it: any case, blanks, long dashes, commas for dots. The
/// date must be real, from 2010 to tomorrow.
Result<DossierCode, CodeRefusal> parse_dossier_code(std::string_view typed, Day today);

/// A code anywhere in a text: "cho hỏi H21.12.34 - 261124 - 0007 tới đâu", or in an address that a
/// QR code carried. The first of several. Any bytes; bounded.
std::optional<DossierCode> find_dossier_code(std::string_view text, Day today);

/// `…0007`: what may stand on a lock screen.
std::string code_tail(std::string_view code);

} // namespace tnung::gateway
