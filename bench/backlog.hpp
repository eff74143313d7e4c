#pragma once

#include <cstdint>
#include <filesystem>

namespace tnung::bench {

struct BacklogOptions {
    std::filesystem::path programs;
    std::int64_t backlog = 50'000;
    int calls_per_minute = 4000;
    double payments_per_second = 5;
};
/// A backlog drains at the account's rate while obligations to pay arrive: how soon do those leave,
/// and does every other still leave while it is of use?
int run_backlog(const BacklogOptions& options);

} // namespace tnung::bench
