#pragma once

#include "foundation/returned/paper_fault.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::returned {

struct Scan {
    int pages = 0;
    std::vector<std::string> codes; ///< what QR codes on it say, of its last pages first
    std::string pdf;                ///< what is kept: drawn anew
};

/// A paper as a scanner or a phone saw it: one PDF of pictures, or photos of its pages in their
/// order. Either is drawn anew (drawn_anew.hpp): what is kept is a PDF that was made here and holds
/// pictures only, at most `paper_bytes_max` large. The same bytes make the same one. Strangers'
/// bytes are for `tnung-paper-reader`.
///
/// `goes_on` is asked with all but the codes whether they are to be looked for: some pictures hold
/// whoever looks for codes in them for as long as they like.
Result<Scan, PaperRefusal> read_scan(
    const std::vector<std::string_view>& files,
    const std::function<bool(const Scan&)>& goes_on = [](const Scan&) { return true; }
);

} // namespace tnung::returned
