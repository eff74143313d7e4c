#pragma once

#include <qpdf/QPDFObjectHandle.hh>

#include <string>
#include <vector>

namespace tnung::returned {

/// Reads QR codes in the images of a paper, from the last page backwards, until a page has some; at
/// most four. Reads JPEGs, images of 8 bits a colour, and black and white ones without fax coding.
/// Stops after a bounded number of images and pixels.
std::vector<std::string> codes_on(const std::vector<std::vector<QPDFObjectHandle>>& pages);

} // namespace tnung::returned
