#pragma once

#include <cstdint>
#include <filesystem>

namespace tnung::bench {

struct ScaleOptions {
    std::filesystem::path programs;
    std::int64_t dossiers = 1'000'000; ///< each with three events, told in three notices
    std::int64_t fresh = 30'000;       ///< measured with so many more, each round
    int rounds = 3;
};
/// Does it stay as fast with years of dossiers in its tables as it was empty?
int run_scale(const ScaleOptions& options);

} // namespace tnung::bench
