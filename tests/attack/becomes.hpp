#pragma once

#include <chrono>
#include <functional>
#include <thread>

namespace tnung::attack {

/// Whether it becomes true within that time.
inline bool becomes(const std::function<bool()>& true_, std::chrono::seconds within)
{
    constexpr std::chrono::milliseconds look_every{100};
    const auto until = std::chrono::steady_clock::now() + within;
    while (!true_()) {
        if (std::chrono::steady_clock::now() > until) return false;
        std::this_thread::sleep_for(look_every);
    }
    return true;
}

} // namespace tnung::attack
