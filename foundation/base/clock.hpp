#pragma once

#include "foundation/base/instant.hpp"

#include <atomic>

namespace tnung {

/// Where the time comes from. Rules take an Instant; programs own one Clock. Thread-safe.
class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
};

/// The machine's clock, shifted: rehearsals and tests live on a day of their choice while every
/// second lasts a second. A production configuration refuses a shift (gateway/settings).
class SystemClock final : public Clock {
public:
    explicit SystemClock(std::chrono::seconds shift = std::chrono::seconds(0)) : shift_(shift) {}
    Instant now() const override
    {
        return std::chrono::floor<std::chrono::microseconds>(std::chrono::system_clock::now()) +
               shift_.load(std::memory_order_relaxed);
    }
    void set_shift(std::chrono::seconds shift) { shift_.store(shift, std::memory_order_relaxed); }

private:
    std::atomic<std::chrono::seconds> shift_;
};

/// Stands still until told otherwise.
class FakeClock final : public Clock {
public:
    explicit FakeClock(Instant now) : now_(now) {}
    Instant now() const override { return now_.load(); }
    void set(Instant now) { now_.store(now); }
    void advance(std::chrono::microseconds by) { now_.store(now_.load() + by); }

private:
    std::atomic<Instant> now_;
};

} // namespace tnung
