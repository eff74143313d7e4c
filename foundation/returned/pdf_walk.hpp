#pragma once

#include <qpdf/QPDFObjectHandle.hh>

#include <functional>

namespace tnung::returned {

struct Walked {
    bool acts = false;         ///< a script, a program, a file, an address to send to
    bool within_bounds = true; ///< false: more objects than were to be looked at
};

/// Goes through an object and what it refers to, each once; `enters`: whether it goes there.
Walked walk(
    const QPDFObjectHandle& top, std::size_t objects_max,
    const std::function<bool(const QPDFObjectHandle&)>& enters
);

/// Whether this dictionary by itself does something beside being shown (ISO 32000-1, 12.6, 7.11,
/// 13).
bool acts(const QPDFObjectHandle& dictionary);

} // namespace tnung::returned
