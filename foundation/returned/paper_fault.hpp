#pragma once

#include "foundation/base/result.hpp"

#include <cstddef>
#include <optional>
#include <string_view>

namespace tnung::returned {

/// Why a file is not taken.
enum class PaperFault {
    no_paper,      ///< neither a PDF nor a photo (JPEG), or broken
    no_scan,       ///< a page that is no picture: drawn by a program, not scanned
    drawn_over,    ///< a page that shows more than its pictures: text, lines, notes, fields
    hidden_layer,  ///< what a page draws is in a layer that readers hide
    unknown_image, ///< a picture that is stored in a way that is not known here
    locked,        ///< opens with a password only
    active,        ///< holds scripts, files, or acts of its own
    too_many_pages,
    too_large,          ///< more pixels than a page has
    mixed,              ///< more than one file, and not all of them photos
    not_signed,         ///< nothing was added to what was issued
    changed,            ///< more was added to it than signatures
    signature_broken,   ///< a signature is not of this file
    signature_outdated, ///< by a hash function that can be forged
    failed,             ///< it could not be looked at
};
std::string_view paper_fault_name(PaperFault fault);
std::optional<PaperFault> parse_paper_fault(std::string_view name);

struct PaperRefusal {
    PaperFault why;
    int page = 0; ///< which one it is about, from 1; 0: none of them alone
};

inline constexpr std::size_t paper_bytes_max = 20u << 20; ///< of all files together
inline constexpr std::size_t paper_pages_max = 100;

} // namespace tnung::returned
