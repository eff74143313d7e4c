#pragma once

#include <cstdint>
#include <filesystem>

namespace tnung::bench {

struct NoticesOptions {
    std::filesystem::path programs, peers;
    std::int64_t notices = 30'000;
    int rounds = 3;
    int connections = 64;
    int half_load_seconds = 20;
    int answers_after_ms = 0;
};
/// How many notices a second leave: ours, the same job on graphile-worker, and the least it can be.
/// Contenders take turns; the median round counts.
int run_notices(const NoticesOptions& options);

} // namespace tnung::bench
