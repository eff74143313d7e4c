#pragma once

#include <chrono>
#include <condition_variable>
#include <cstddef>
#include <exception>
#include <functional>
#include <mutex>
#include <thread>

namespace tnung {

/// A thread that takes turns at some work: at once while there is some, else when woken or after
/// the poll. A turn that throws is told to `trouble` and tried again after a pause; nothing else
/// stops it. Thread-safe.
class BackgroundLoop {
public:
    struct Options {
        const char* name; ///< of the thread, as the system shows it: at most 15 letters
        std::function<std::size_t()> turn; ///< how much it found to do
        std::function<void(const std::exception&)> trouble;
        std::chrono::milliseconds poll{250};
        std::chrono::milliseconds pause_after_trouble{2000};
    };

    explicit BackgroundLoop(Options options) : options_(std::move(options)) {}
    ~BackgroundLoop() { stop(); }
    BackgroundLoop(const BackgroundLoop&) = delete;
    BackgroundLoop& operator=(const BackgroundLoop&) = delete;

    void start();
    void wake();
    /// Lets the turn that runs finish.
    void stop();
    /// For a turn that must wait: returns earlier when the loop is to stop.
    void wait_until(std::chrono::steady_clock::time_point time);

private:
    void run();

    const Options options_;
    std::mutex mutex_; ///< guards what follows
    std::condition_variable woken_;
    bool work_waits_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

} // namespace tnung
