#pragma once

#include <qpdf/QPDF.hh>
#include <qpdf/QPDFObjectHandle.hh>

#include <vector>

namespace tnung::returned {

/// Draws a scanned PDF again: of each page its size, how it is turned, and its images where they
/// were, into `file`, an empty one. Nothing else of the original is in it: no text that OCR found,
/// no links, no fields, no layers, no scripts, nothing that another reader would find in it.
///
/// Throws `Refused`, with the page: `no_scan` for one without an image; `drawn_over` where
/// something that is seen on a page would be lost. Lost are only what is not seen (text that is
/// invisible, what an image lies over later, white on nothing) and a line of an app's own in the
/// upper or lower tenth of a page, beside all images.
///
/// The images of each page, in the order in which they are drawn, as objects of `file`.
std::vector<std::vector<QPDFObjectHandle>> drawn_anew(QPDF& original, QPDF& file);

} // namespace tnung::returned
