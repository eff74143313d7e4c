#pragma once

#include "foundation/base/result.hpp"

#include <string>
#include <string_view>

namespace tnung::text {

/// In which way bytes are no text that anybody can be sure of.
enum class Undecodable {
    broken,    ///< a part of it is no UTF-8, or it holds U+FFFD: letters were lost before it came
    old_fonts, ///< Vietnamese in a font's own code (TCVN3, VNI), or in a code nobody can tell
};

/// Decodes text as office programs save it: UTF-8, UTF-16 with a byte order mark (Excel's "Unicode
/// Text"), or Windows-1258 where it is plainly Vietnamese. Repairs UTF-8 that was read as
/// Windows-1252 and saved again. Returns UTF-8 without a byte order mark, in NFC where it was not
/// UTF-8. Refuses text instead of guessing letters.
Result<std::string, Undecodable> decode(std::string_view bytes);

} // namespace tnung::text
