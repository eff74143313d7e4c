#pragma once

#include "foundation/photo/photo.hpp"

#include <turbojpeg.h>

#include <memory>

namespace tnung::photo {

// What this room's own files need of TurboJPEG; no header that others include does.

using Codec = std::unique_ptr<void, int (*)(tjhandle)>;

struct JpegHead {
    int width = 0, height = 0;
    bool four_colours = false; ///< CMYK, as printers' programs save
};
/// What a picture says of itself, before a pixel is unpacked.
Result<JpegHead, Problem> read_head(const Codec& decoder, std::string_view bytes);
/// How far it is unpacked: the largest that is no enlargement and has no longer side than that.
tjscalingfactor factor_for(const JpegHead& head, int side_max);

} // namespace tnung::photo
