#pragma once

#include <qpdf/QPDFObjectHandle.hh>

#include <cstddef>
#include <string>

namespace tnung::returned {

/// What a stream's filters make of it, up to a bound: a few bytes may stand for gigabytes.
struct Unpacked {
    std::string bytes;    ///< empty where they were to be counted only
    std::size_t size = 0; ///< no more than was asked for
    bool more = false;    ///< there was more than that
    bool broken = false;  ///< a filter failed, or is none of those that lose nothing
};

/// Whether it parts words of a file (ISO 32000-1, table 1).
inline bool is_blank(char c)
{
    return c == ' ' || c == '\t' || c == '\r' || c == '\n' || c == '\f' || c == '\0';
}

enum class Unpack { keep, count };

Unpacked unpacked(const QPDFObjectHandle& stream, std::size_t bytes_max, Unpack how);

} // namespace tnung::returned
