#pragma once

#include "foundation/base/thread_name.hpp"

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

namespace tnung::http {

/// Threads that take jobs in order. Thread-safe.
class WorkerPool {
public:
    WorkerPool(const std::string& name, std::size_t threads, std::size_t queue_max)
        : queue_max_(queue_max)
    {
        for (std::size_t i = 0; i < threads; ++i)
            threads_.emplace_back([this, name] {
                name_this_thread(name);
                work();
            });
    }
    /// Finishes what is queued.
    ~WorkerPool()
    {
        {
            const std::lock_guard lock(mutex_);
            stopping_ = true;
        }
        ready_.notify_all();
        for (auto& thread : threads_) thread.join();
    }
    WorkerPool(const WorkerPool&) = delete;
    WorkerPool& operator=(const WorkerPool&) = delete;

    bool try_submit(std::function<void()> job)
    {
        {
            const std::lock_guard lock(mutex_);
            if (queue_.size() >= queue_max_) return false;
            queue_.push_back(std::move(job));
        }
        ready_.notify_one();
        return true;
    }

private:
    void work()
    {
        while (true) {
            std::function<void()> job;
            {
                std::unique_lock lock(mutex_);
                ready_.wait(lock, [this] { return stopping_ || !queue_.empty(); });
                if (queue_.empty()) return;
                job = std::move(queue_.front());
                queue_.pop_front();
            }
            job();
        }
    }

    const std::size_t queue_max_;
    std::mutex mutex_; ///< guards what follows
    std::condition_variable ready_;
    std::deque<std::function<void()>> queue_;
    bool stopping_ = false;
    std::vector<std::thread> threads_; ///< constant after construction
};

} // namespace tnung::http
