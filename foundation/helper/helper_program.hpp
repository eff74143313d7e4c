#pragma once

#include "foundation/base/result.hpp"

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>

namespace tnung {

struct HelperLimits {
    std::chrono::milliseconds time_max{10'000};
    std::size_t output_bytes_max = 1u << 20;
};

enum class HelperFailure {
    not_started,
    too_slow,      ///< killed
    said_too_much, ///< killed
    failed,        ///< ended by a signal or with another status than 0
};

/// Runs a program once over some bytes: they are its standard input, what it writes is the answer.
/// It gets no arguments, no environment and no other open file. For work on strangers' bytes that
/// nothing of ours should be near. Thread-safe.
Result<std::string, HelperFailure> run_helper(
    const std::filesystem::path& program, std::string_view input, const HelperLimits& limits = {}
);

} // namespace tnung
