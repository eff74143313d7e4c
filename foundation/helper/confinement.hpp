#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace tnung {

/// Times a helper's bounds of time are multiplied by: under ThreadSanitizer the same work takes so
/// much longer.
#if defined(__SANITIZE_THREAD__)
constexpr unsigned sanitizer_slowdown = 8;
#else
constexpr unsigned sanitizer_slowdown = 1;
#endif

/// What a program that looks at strangers' bytes leaves itself (security.md, "Web").
struct Confinement {
    unsigned seconds_max = 8; ///< of CPU
    /// CPU seconds after which the program gets SIGXCPU, and again each second, so that it can stop
    /// in time. 0: never.
    unsigned seconds_told = 0;
    std::size_t memory_max = 1u << 30;
};

/// Gives up everything but memory, the standard streams and the given time: no files, no sockets,
/// no other programs, no executable memory. Call it before reading any input; where it returns
/// false, read none. Under a sanitizer only the time is bounded.
bool confine(const Confinement& left);

/// All of standard input, up to one byte more than `bytes_max`.
std::string standard_input(std::size_t bytes_max);
/// False where whoever waits for it went.
bool write_standard_output(std::string_view bytes);

} // namespace tnung
