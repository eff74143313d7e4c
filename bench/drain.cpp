#include "bench/drain.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

namespace tnung::bench {

namespace {

using Wall = std::chrono::system_clock;

constexpr std::chrono::milliseconds looks_every{50};
constexpr std::chrono::minutes drain_max{10};
constexpr pg::Query outbox_query{"bench.outbox", "SELECT EXISTS (SELECT 1 FROM outbox_item)"};

} // namespace

Baseline::Baseline(const Setting& setting)
    : postmaster(setting.cluster().postmaster_pid()),
      database_cpu(database_cpu_seconds(postmaster)),
      endpoint_cpu(cpu_seconds(setting.endpoint_pid()))
{
}

Round drain(
    const Setting& setting, http::Client& client, const Baseline& before, testing::Child program,
    const pg::Query& waits, const std::string& database_target, std::int64_t notices
)
{
    pg::Connection database(database_target);
    const auto deadline = Wall::now() + drain_max;
    // The database is asked only when the last call was made: each look reads what is dead there.
    while (taken(client, setting).count < notices || database.exec(waits).get<bool>(0, 0)) {
        if (Wall::now() > deadline) throw std::runtime_error("it does not drain");
        if (program.ended()) throw std::runtime_error("the program under test ended");
        std::this_thread::sleep_for(looks_every); // the pace of looking
    }
    const auto ended = Wall::now();
    const auto calls = taken(client, setting);
    if (calls.count != notices)
        throw std::runtime_error(fmt::format("{} calls for {} notices", calls.count, notices));
    const std::chrono::duration<double> took = ended - calls.first;
    const auto thousands = double(notices) / 1000;
    const Round round{
        double(notices) / took.count(), peak_mib(program.pid()),
        cpu_seconds(program.pid()) / thousands,
        (database_cpu_seconds(before.postmaster) - before.database_cpu) / thousands,
        (cpu_seconds(setting.endpoint_pid()) - before.endpoint_cpu) / thousands};
    program.stop();
    return round;
}

Round drain_ours(const Setting& setting, http::Client& client, std::int64_t notices)
{
    forget_taken(client, setting);
    const Baseline before(setting);
    return drain(
        setting, client, before, setting.start_gateway({"--only", "delivery"}), outbox_query,
        setting.cluster().app_target("gateway"), notices
    );
}

void wait_for_empty_outbox(const Setting& setting)
{
    pg::Connection database(setting.cluster().app_target("gateway"));
    while (database.exec(outbox_query).get<bool>(0, 0))
        std::this_thread::sleep_for(looks_every); // the pace of looking
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.at(values.size() / 2);
}

double rounded(double value)
{
    return double(std::int64_t(value * 100)) / 100;
}

} // namespace tnung::bench
