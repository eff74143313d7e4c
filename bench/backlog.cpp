#include "bench/backlog.hpp"

#include "bench/load.hpp"
#include "foundation/pg/connection.hpp"

#include <fmt/format.h>

#include <stdexcept>
#include <thread>

namespace tnung::bench {

namespace {

constexpr std::chrono::seconds looks_every{5};
constexpr int answers_after_ms = 30; ///< about what the real platform takes
constexpr pg::Query urgent_query{"backlog.urgent", R"sql(
    SELECT count(*), count(*) FILTER (WHERE handed_over_at IS NULL),
           coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM handed_over_at - created_at) * 1000), 0)::bigint,
           coalesce(percentile_cont(0.99) WITHIN GROUP (ORDER BY extract(epoch FROM handed_over_at - created_at) * 1000), 0)::bigint
      FROM notice WHERE urgency <= 1
)sql"};
constexpr pg::Query others_query{"backlog.others", R"sql(
    SELECT count(*), count(*) FILTER (WHERE handed_over_at IS NULL OR handed_over_at > useful_until)
      FROM notice WHERE urgency > 1
)sql"};
constexpr pg::Query waiting_query{"backlog.waiting", "SELECT count(*) FROM outbox_item"};
/// Zalo's limit counts in any minute, rolled anywhere.
constexpr pg::Query fullest_minute_query{"backlog.fullest_minute", R"sql(
    SELECT coalesce(max(calls), 0) FROM (
        SELECT count(*) OVER (ORDER BY at RANGE BETWEEN interval '1 minute' PRECEDING AND CURRENT ROW) AS calls
          FROM notice_attempt WHERE outcome = 'accepted') minutes
)sql"};

} // namespace

int run_backlog(const BacklogOptions& options)
{
    Setting setting(options.programs);
    http::Client client({.authority_file = setting.authority_file()});
    setting.start_endpoint(std::chrono::milliseconds(answers_after_ms));
    setting.write_gateway_config({.calls_per_minute = options.calls_per_minute});
    Load load(
        setting, client, setting.gateway_command({"add-sender", "Hệ thống một cửa tỉnh", "H21"})
    );
    {
        auto gateway = setting.start_gateway({"--only", "web"});
        load.fill(options.backlog);
        gateway.stop();
    }
    auto gateway = setting.start_gateway({});
    pg::Connection database(setting.cluster().app_target("gateway"));
    const auto begun = std::chrono::steady_clock::now();
    std::int64_t waiting = options.backlog;
    while (waiting > std::int64_t(options.payments_per_second)) {
        load.pace(options.payments_per_second, looks_every, Load::What::payment, 1);
        waiting = database.exec(waiting_query).get<std::int64_t>(0, 0);
        fmt::print(stderr, "\r{} wait ", waiting);
        if (gateway.ended()) throw std::runtime_error("the gateway ended");
    }
    while (database.exec(waiting_query).get<std::int64_t>(0, 0) > 0)
        std::this_thread::sleep_for(std::chrono::milliseconds(200)); // the pace of looking
    const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
    fmt::print(stderr, "\n");
    const auto urgent = database.exec(urgent_query);
    const auto others = database.exec(others_query);
    const auto fullest = database.exec(fullest_minute_query).get<std::int64_t>(0, 0);
    gateway.stop();
    const auto count = [&](const pg::Rows& rows, int column) {
        return rows.get<std::int64_t>(0, column);
    };
    const json::Object line{
        {"backlog", count(others, 0)},         {"seconds", std::int64_t(took.count())},
        {"calls_in_fullest_minute", fullest},  {"payments", count(urgent, 0)},
        {"payments_unsent", count(urgent, 1)}, {"p50_ms_payment", count(urgent, 2)},
        {"p99_ms_payment", count(urgent, 3)},  {"others_late", count(others, 1)}};
    fmt::print("{}\n", json::text(line));
    constexpr std::int64_t payment_ms_max = 5000;
    const bool good = count(urgent, 1) == 0 && count(urgent, 3) <= payment_ms_max &&
                      count(others, 1) == 0 && fullest <= options.calls_per_minute;
    return good ? 0 : 1;
}

} // namespace tnung::bench
