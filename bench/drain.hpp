#pragma once

#include "bench/load.hpp"
#include "foundation/pg/connection.hpp"

#include <vector>

namespace tnung::bench {

struct Round {
    double per_second = 0, mib = 0;
    double own_cpu = 0, database_cpu = 0, endpoint_cpu = 0; ///< seconds for 1,000 notices
};

/// What the database and the endpoint had used before the program under test began.
struct Baseline {
    explicit Baseline(const Setting& setting);
    pid_t postmaster;
    double database_cpu, endpoint_cpu;
};

/// From the first call until `waits` says that nothing waits any more: everything was called and
/// recorded. Then the program is ended.
Round drain(
    const Setting& setting, http::Client& client, const Baseline& before, testing::Child program,
    const pg::Query& waits, const std::string& database_target, std::int64_t notices
);
/// The same of a gateway that only delivers.
Round drain_ours(const Setting& setting, http::Client& client, std::int64_t notices);
/// Waits until nothing is in the gateway's outbox.
void wait_for_empty_outbox(const Setting& setting);

double median(std::vector<double> values);
/// To two places, as it stands in the line of JSON.
double rounded(double value);

} // namespace tnung::bench
