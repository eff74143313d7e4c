#pragma once

#include "foundation/returned/scan_geometry.hpp"
#include "foundation/returned/scan_layers.hpp"

#include <qpdf/QPDFObjectHandle.hh>

#include <vector>

namespace tnung::returned {

/// Looks at what lies over a page (ISO 32000-1, 12.5). Links, empty fields and what readers never
/// show may be left out; throws `Refused` for the rest: `active` for films, sounds, models, files;
/// `drawn_over` for notes, stamps, drawings, fields with something in them.
///
/// Returns the frames that readers draw around links, as they do where nothing is said of it.
std::vector<Box> look_at_annotations(QPDFObjectHandle page, const Layers& layers);

} // namespace tnung::returned
