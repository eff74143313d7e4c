#include "foundation/base/background_loop.hpp"

#include "foundation/base/thread_name.hpp"

namespace tnung {

void BackgroundLoop::start()
{
    thread_ = std::thread([this] {
        name_this_thread(options_.name);
        run();
    });
}

void BackgroundLoop::wake()
{
    {
        const std::lock_guard lock(mutex_);
        work_waits_ = true;
    }
    woken_.notify_all();
}

void BackgroundLoop::stop()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    woken_.notify_all();
    if (thread_.joinable()) thread_.join();
}

void BackgroundLoop::wait_until(std::chrono::steady_clock::time_point time)
{
    std::unique_lock lock(mutex_);
    woken_.wait_until(lock, time, [this] { return stopping_; });
}

void BackgroundLoop::run()
{
    while (true) {
        std::size_t found = 0;
        auto pause = options_.poll;
        try {
            found = options_.turn();
        } catch (const std::exception& error) {
            options_.trouble(error);
            pause = options_.pause_after_trouble;
        }
        std::unique_lock lock(mutex_);
        if (stopping_) return;
        if (found > 0) continue;
        woken_.wait_for(lock, pause, [this] { return stopping_ || work_waits_; });
        work_waits_ = false;
        if (stopping_) return;
    }
}

} // namespace tnung
