#pragma once

#include "foundation/returned/paper_fault.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tnung::returned {

struct Scan {
    int pages = 0;
    std::vector<std::string> codes; ///< what QR codes on it say, of its last pages first
    std::string pdf;                ///< made of photos; empty: what came is one
};

/// A paper as a scanner or a phone saw it: one PDF that holds nothing that acts, or photos of its
/// pages in their order, which are drawn anew. A QR code is found in images of 8 bits a colour and
/// in black and white ones that are not fax-coded. Strangers' bytes are for `tnung-paper-reader`.
Result<Scan, PaperFault> read_scan(const std::vector<std::string_view>& files);

} // namespace tnung::returned
