#pragma once

#include "foundation/base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tnung::photo {

enum class Problem {
    not_a_picture, ///< neither JPEG nor PNG, or broken
    too_large,     ///< more pixels than a phone takes
};

/// More than any phone's picture; what is larger is refused before a pixel is unpacked.
inline constexpr long pixels_max = 120'000'000;
inline constexpr std::size_t bytes_max = 10u << 20;
inline constexpr std::size_t codes_max = 8;

/// What the QR codes in a photo say, as UTF-8; empty where there is none. Large photos are read at
/// a fraction of their size. Strangers' bytes are for `tnung-photo-reader`, not for a process that
/// holds anything.
Result<std::vector<std::string>, Problem> read_codes(std::string_view bytes);

} // namespace tnung::photo
