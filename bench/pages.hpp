#pragma once

#include <cstdint>
#include <filesystem>

namespace tnung::bench {

struct PagesOptions {
    std::filesystem::path programs;
    std::int64_t requests = 20'000; ///< each round and contender
    int rounds = 3;
    int connections = 64;
};
/// Each hot page against a handler that runs the same prepared queries and writes the same bytes;
/// and how soon webhooks are answered meanwhile.
int run_pages(const PagesOptions& options);

} // namespace tnung::bench
