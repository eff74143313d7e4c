#pragma once

#include "foundation/html/html.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tnung::qr {

/// How much of the picture may be lost: `medium` for screens and slips, `high` for posters.
enum class Correction { medium, high };

/// The modules of a QR code (ISO/IEC 18004), without the quiet zone of four modules around it.
struct Code {
    int size = 0;
    std::vector<bool> dark; ///< size × size, row by row
    bool is_dark(int x, int y) const { return dark[std::size_t(y * size + x)]; }
};

inline constexpr int quiet_zone = 4;

/// Throws std::length_error beyond what a code can hold (about 2,300 bytes).
Code encode(std::string_view text, Correction correction);

/// The picture with its quiet zone; `said` is what a screen reader says.
html::Node picture(std::string_view text, Correction correction, const std::string& said);

} // namespace tnung::qr
