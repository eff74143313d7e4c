#pragma once

#include <cstddef>

namespace tnung::http {

/// Raises the process's soft limit on open files (RLIMIT_NOFILE) to its hard limit; returns what it
/// is then.
std::size_t raise_descriptor_limit();

/// How many connections there may be at once where `kept` descriptors are left to the rest of the
/// process, at most `wanted`. Throws std::runtime_error where so few are left that nobody could be
/// served, saying how many files the process must be allowed to open.
std::size_t connections_within(std::size_t limit, std::size_t kept, std::size_t wanted);

} // namespace tnung::http
