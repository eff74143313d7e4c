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

/// Text as programs of offices save it: UTF-8, UTF-16 with its byte order mark (Excel's "Unicode
/// Text"), Windows-1258 where it is plainly Vietnamese written in it. UTF-8 that was taken for
/// Windows-1252 and saved again is undone. Never a letter that was guessed. UTF-8, NFC for what was
/// not UTF-8, without a byte order mark.
Result<std::string, Undecodable> decode(std::string_view bytes);

} // namespace tnung::text
