#pragma once

#include "foundation/pg/pool.hpp"
#include "foundation/testing/test_database.hpp"

#include <chrono>
#include <functional>
#include <future>
#include <utility>

namespace tnung::testing {

/// Waits until so many connections of that database wait for a lock, or `over` says that none
/// will. Throws std::runtime_error after ten seconds.
void await_waiting(const TestDatabase& database, int count, const std::function<bool()>& over);

/// What `act` comes to beside `first`, whose changes are not committed when it begins: it runs on a
/// connection of its own until it waits for `first` or is through; then `first` commits.
template <class Act>
auto beside(const TestDatabase& database, pg::Transaction& first, Act act)
{
    auto done = std::async(std::launch::async, std::move(act));
    await_waiting(database, 1, [&] {
        return done.wait_for(std::chrono::seconds(0)) == std::future_status::ready;
    });
    first.commit();
    return done.get();
}

} // namespace tnung::testing
