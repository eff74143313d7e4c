#include "foundation/testing/beside.hpp"

#include <stdexcept>
#include <thread>

namespace tnung::testing {

namespace {

constexpr std::chrono::seconds patience{10};
constexpr std::chrono::milliseconds poll{5};

constexpr pg::Query waiting_query{"test.waiting", R"sql(
    SELECT count(*)::int FROM pg_stat_activity
     WHERE datname = current_database() AND wait_event_type = 'Lock'
)sql"};

} // namespace

void await_waiting(const TestDatabase& database, int count, const std::function<bool()>& over)
{
    pg::Connection admin(database.admin_target());
    const auto until = std::chrono::steady_clock::now() + patience;
    while (!over() && admin.exec(waiting_query).get<int>(0, 0) < count) {
        if (std::chrono::steady_clock::now() > until)
            throw std::runtime_error("nobody waits for what is held, and nobody is through");
        std::this_thread::sleep_for(poll);
    }
}

} // namespace tnung::testing
