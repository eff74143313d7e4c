#pragma once

#include "foundation/photo/photo.hpp"

#include <string>
#include <vector>

namespace tnung::photo {

/// How a slip with a square pattern lies before the camera.
struct Shot {
    int width = 1200, height = 1600;
    double module_pixels = 9; ///< how large one square of the pattern is in the photo
    double turn = 0.2;        ///< radians
    unsigned seed = 7;        ///< of the grain
};

/// The pattern, `side` × `side` squares row by row, on white paper on a table, turned, in uneven
/// light, with grain: what rehearsals and tests send as a photo.
Canvas photographed(const std::vector<bool>& dark_squares, int side, const Shot& shot);
/// `quality` 1 to 100.
std::string as_jpeg(const Canvas& canvas, int quality);

} // namespace tnung::photo
