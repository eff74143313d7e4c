#pragma once

#include "foundation/photo/photo.hpp"

namespace tnung::photo {

/// A photo of a page, drawn anew.
struct PagePicture {
    std::string jpeg; ///< nothing of the camera's in it: no place, no time, no thumbnail
    int width = 0, height = 0;
    int turn = 0; ///< clockwise, to see it upright: 0, 90, 180 or 270 degrees
};

/// The longer side of it: A4 at some 210 dots an inch, on which handwriting is read well.
inline constexpr int page_side_max = 2480;

/// Decodes a JPEG and encodes it anew, scaled down to `page_side_max` where it is larger. The
/// result is no larger in bytes than the input, unless that needs a quality too low for paper.
Result<PagePicture, Problem> page_picture(std::string_view bytes);

/// Returns width times height in pixels as the JPEG's head states them; 0 where the bytes are no
/// JPEG.
double points_of(std::string_view jpeg);

/// The same picture, point for point, without what a camera or a program wrote beside it: Exif, and
/// what stands behind its end; a few bytes before its beginning go too. Refuses what is no JPEG or
/// does not end as one.
Result<std::string, Problem> picture_alone(std::string_view jpeg);

/// Whether each point of it can be decoded.
bool is_whole(std::string_view jpeg);

} // namespace tnung::photo
