#pragma once

#include <qpdf/QPDFObjectHandle.hh>

#include <string>
#include <vector>

namespace tnung::returned {

/// What QR codes in the images of a paper say, of its last pages first; four at most, all of one
/// page. Looked for in JPEGs, and in images of 8 bits a colour or black and white ones that are not
/// fax-coded. Only so many points are unpacked for it, in all images together: what comes after
/// them is not looked at.
std::vector<std::string> codes_on(const std::vector<std::vector<QPDFObjectHandle>>& pages);

} // namespace tnung::returned
