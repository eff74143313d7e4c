#pragma once

#include <array>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <deque>
#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <string_view>

/// Counters, gauges and histograms in the Prometheus text format 0.0.4. Labels hold classes of
/// things, never a person, number or code.
namespace tnung::metrics {

class Counter {
public:
    void add(std::int64_t count = 1) { value_.fetch_add(count, std::memory_order_relaxed); }
    std::int64_t value() const { return value_.load(std::memory_order_relaxed); }

private:
    std::atomic<std::int64_t> value_{0};
};

class Histogram {
public:
    /// Upper bounds in seconds; one more bucket holds the rest.
    static constexpr std::array<double, 11> bounds = {0.005, 0.01, 0.025, 0.05, 0.1, 0.25,
                                                      0.5,   1.0,  2.5,   5.0,  10.0};
    void observe(std::chrono::duration<double> duration);
    std::string exposition(std::string_view name, std::string_view labels) const;

private:
    std::array<std::atomic<std::int64_t>, bounds.size() + 1> buckets_{};
    std::atomic<std::int64_t> microseconds_{0};
};

/// Owns every metric of a process; what it hands out lives as long as it does. Thread-safe.
class Registry {
public:
    /// `labels` as written in the exposition, e.g. `lane="zalo",class="retry"`.
    Counter& counter(std::string_view name, std::string_view help, std::string_view labels = "");
    Histogram&
    histogram(std::string_view name, std::string_view help, std::string_view labels = "");
    /// Asked anew at each exposition.
    void gauge(std::string_view name, std::string_view help, std::function<double()> value);

    std::string exposition() const;

private:
    struct Family {
        std::string help;
        std::string type;
        std::map<std::string, Counter*, std::less<>> counters;
        std::map<std::string, Histogram*, std::less<>> histograms;
        std::function<double()> gauge;
    };
    Family& family(std::string_view name, std::string_view help, std::string_view type);

    mutable std::mutex mutex_; ///< guards everything below
    std::map<std::string, Family, std::less<>> families_;
    std::deque<Counter> counters_;
    std::deque<Histogram> histograms_;
};

} // namespace tnung::metrics
