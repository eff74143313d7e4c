#include "bench/notices.hpp"

#include "bench/drain.hpp"
#include "bench/limit.hpp"
#include "foundation/base/instant.hpp"
#include "foundation/pg/connection.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>
#include <thread>

namespace tnung::bench {

namespace {

using Wall = std::chrono::system_clock;

/// Claimed and on their way to the wire: so many times what is on it.
constexpr int claimed_rounds = 6;
constexpr pg::Query peer_waits_query{
    "bench.peer_waits", "SELECT EXISTS (SELECT 1 FROM graphile_worker._private_jobs)"};

class Notices {
public:
    explicit Notices(const NoticesOptions& options) : options_(options), setting_(options.programs)
    {
    }

    int run()
    {
        setting_.start_endpoint(std::chrono::milliseconds(options_.answers_after_ms));
        setting_.write_gateway_config(
            {.connections = options_.connections,
             .calls_in_flight = claimed_rounds * options_.connections}
        );
        const auto key = setting_.gateway_command({"add-sender", "Hệ thống một cửa tỉnh", "H21"});
        Load load(setting_, client_, key);
        auto cluster = setting_.cluster();
        cluster.ensure_database("bench");
        std::vector<Round> ours, peer;
        std::vector<double> limit, filled;
        for (int round = 0; round < options_.rounds; ++round) {
            {
                auto gateway = setting_.start_gateway({"--only", "web"});
                filled.push_back(load.fill(options_.notices));
                gateway.stop();
            }
            ours.push_back(drain_ours(setting_, client_, options_.notices));
            peer.push_back(peer_drains());
            forget_taken(client_, setting_);
            limit.push_back(run_limit(
                cluster.owner_target("bench"), setting_.endpoint_origin(),
                setting_.authority_file(), options_.notices, options_.connections
            ));
            fmt::print(
                "round {}: ours {:.0f}, peer {:.0f}, limit {:.0f} a second; taken in {:.0f}\n",
                round + 1, ours.back().per_second, peer.back().per_second, limit.back(),
                filled.back()
            );
        }
        const auto of = [](const std::vector<Round>& rounds, auto member) {
            std::vector<double> values;
            for (const auto& round : rounds) values.push_back(round.*member);
            return median(values);
        };
        const auto ours_per_s = of(ours, &Round::per_second),
                   peer_per_s = of(peer, &Round::per_second), limit_per_s = median(limit);
        fmt::print("processor seconds for 1,000 notices:\n");
        for (const auto& [name, rounds] : {std::pair{"ours", &ours}, std::pair{"peer", &peer}})
            fmt::print(
                "  {}: the program {:.3f}, PostgreSQL {:.3f}, the endpoint {:.3f}\n", name,
                of(*rounds, &Round::own_cpu), of(*rounds, &Round::database_cpu),
                of(*rounds, &Round::endpoint_cpu)
            );
        const auto through_per_s = through(load);
        const auto half = half_load(load, through_per_s / 2);
        const auto rss = std::max(of(ours, &Round::mib), half.mib);
        const json::Object line{
            {"ours_per_s", std::int64_t(ours_per_s)},
            {"peer_per_s", std::int64_t(peer_per_s)},
            {"limit_per_s", std::int64_t(limit_per_s)},
            {"ratio_peer", rounded(ours_per_s / peer_per_s)},
            {"ratio_limit", rounded(ours_per_s / limit_per_s)},
            {"taken_in_per_s", std::int64_t(median(filled))},
            {"through_per_s", std::int64_t(through_per_s)},
            {"half_load_per_s", std::int64_t(half.per_second)},
            {"p50_ms_at_half_load", half.p50_ms},
            {"p99_ms_at_half_load", half.p99_ms},
            {"rss_mib", std::int64_t(rss)},
            {"peer_rss_mib", std::int64_t(of(peer, &Round::mib))}};
        fmt::print("{}\n", json::text(line));
        const bool good = ours_per_s >= 0.6 * limit_per_s && ours_per_s >= 3 * peer_per_s &&
                          half.p99_ms < 250 && rss < 120;
        return good ? 0 : 1;
    }

private:
    Round peer_drains()
    {
        const auto target = setting_.cluster().owner_target("bench");
        const auto program = (options_.peers / "graphile-worker" / "worker.mjs").string();
        testing::Child filler(setting_.folder(), "peer-fill");
        const auto arguments = [&](const std::string& what) -> std::vector<std::string> {
            return {"/usr/bin/env",  "node",
                    program,         what,
                    "--database",    target,
                    "--endpoint",    setting_.endpoint_origin(),
                    "--authority",   setting_.authority_file(),
                    "--notices",     fmt::format("{}", options_.notices),
                    "--connections", fmt::format("{}", options_.connections)};
        };
        filler.start(arguments("fill"));
        if (filler.wait() != 0) throw std::runtime_error("the peer takes no notices");
        forget_taken(client_, setting_);
        const Baseline before(setting_);
        testing::Child worker(setting_.folder(), "peer");
        worker.start(arguments("work"));
        return drain(
            setting_, client_, before, std::move(worker), peer_waits_query, target, options_.notices
        );
    }

    /// Events come as fast as they are taken and leave as notices at the same time, in one process.
    double through(Load& load)
    {
        forget_taken(client_, setting_);
        auto gateway = setting_.start_gateway({});
        const auto begun = Wall::now();
        load.fill(options_.notices);
        wait_for_empty_outbox(setting_);
        const auto calls = taken(client_, setting_);
        if (calls.count != options_.notices) throw std::runtime_error("not all went through");
        const std::chrono::duration<double> took = calls.last - begun;
        gateway.stop();
        return double(options_.notices) / took.count();
    }

    struct HalfLoad {
        double per_second = 0, mib = 0;
        std::int64_t p50_ms = 0, p99_ms = 0;
    };
    /// Events come at that pace, in small batches, and leave as notices, in one process.
    HalfLoad half_load(Load& load, double per_second)
    {
        forget_taken(client_, setting_);
        auto gateway = setting_.start_gateway({});
        const auto since =
            Instant(std::chrono::duration_cast<Instant::duration>(Wall::now().time_since_epoch()));
        load.pace(per_second, std::chrono::seconds(options_.half_load_seconds));
        wait_for_empty_outbox(setting_);
        const auto calls = taken(client_, setting_);
        HalfLoad half{
            double(calls.count) / std::chrono::duration<double>(calls.last - calls.first).count(),
            peak_mib(gateway.pid())};
        gateway.stop();
        const auto line =
            json::parse(setting_.gateway_command({"reconcile", "--since", iso_text(since)}));
        if (!line) throw std::runtime_error("reconcile says nothing");
        const auto& told = line->as_object();
        if (told.at("unexplained").as_int64() != 0) throw std::runtime_error("something is lost");
        half.p50_ms = told.at("p50_ms_event_to_handover").as_int64();
        half.p99_ms = told.at("p99_ms_event_to_handover").as_int64();
        return half;
    }

    const NoticesOptions options_;
    Setting setting_;
    http::Client client_{{.authority_file = setting_.authority_file()}};
};

} // namespace

int run_notices(const NoticesOptions& options)
{
    return Notices(options).run();
}

} // namespace tnung::bench
