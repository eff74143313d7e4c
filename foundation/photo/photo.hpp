#pragma once

#include "foundation/base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tnung::photo {

/// Gray pixels, row by row; 0 is black.
struct Canvas {
    int width = 0, height = 0;
    std::vector<unsigned char> pixels;
};

enum class Problem {
    not_a_picture, ///< neither JPEG nor PNG, or broken
    too_large,     ///< more pixels than a phone takes
};

/// More than any phone's picture; what is larger is refused before a pixel is unpacked.
inline constexpr long pixels_max = 120'000'000;
inline constexpr int side_max = 20'000;
/// A PNG is unpacked whole: a screen, or a page at 400 dots an inch, not more.
inline constexpr long png_pixels_max = 20'000'000;
bool too_large(long width, long height);
inline constexpr std::size_t bytes_max = 10u << 20;
inline constexpr std::size_t codes_max = 8;

/// What the QR codes in a photo say, as UTF-8; empty where there is none. Large photos are read at
/// a fraction of their size. Strangers' bytes are for `tnung-photo-reader`, not for a process that
/// holds anything.
Result<std::vector<std::string>, Problem> read_codes(std::string_view bytes);
std::vector<std::string> read_codes(const Canvas& canvas);

} // namespace tnung::photo
