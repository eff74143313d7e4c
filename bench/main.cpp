#include "bench/backlog.hpp"
#include "bench/endpoint.hpp"
#include "bench/notices.hpp"
#include "bench/pages.hpp"
#include "bench/scale.hpp"
#include "bench/setting.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <csignal>

int main(int argc, char** argv)
{
    using namespace tnung;
    CLI::App app("tnung-bench: questions about speed, each with its answer as a line of JSON");
    app.require_subcommand(1);
    std::string programs = "build", peers = "bench/peers";
    app.add_option("--programs", programs, "where they were built");
    app.add_option("--peers", peers, "where others' programs are");

    bench::NoticesOptions notices_options;
    auto* notices = app.add_subcommand("notices", "the engine with its limits lifted");
    notices->add_option("--notices", notices_options.notices, "for each round and contender");
    notices->add_option("--rounds", notices_options.rounds, "the median counts");
    notices->add_option("--connections", notices_options.connections, "calls at once");
    notices->add_option("--answers-after", notices_options.answers_after_ms, "milliseconds");
    notices->add_option("--half-load-seconds", notices_options.half_load_seconds, "how long");

    bench::BacklogOptions backlog_options;
    auto* backlog = app.add_subcommand("backlog", "what is urgent, while a backlog drains");
    backlog->add_option("--backlog", backlog_options.backlog, "how many wait");
    backlog->add_option("--calls-per-minute", backlog_options.calls_per_minute, "Zalo's limit");

    bench::ScaleOptions scale_options;
    auto* scale = app.add_subcommand("scale", "with years of dossiers in the tables");
    scale->add_option("--dossiers", scale_options.dossiers, "each with three notices");
    scale->add_option("--fresh", scale_options.fresh, "measured with so many more");
    scale->add_option("--rounds", scale_options.rounds, "the median counts");

    bench::PagesOptions pages_options;
    auto* pages = app.add_subcommand("pages", "hot pages against a bare handler");
    pages->add_option("--requests", pages_options.requests, "for each round and contender");
    pages->add_option("--rounds", pages_options.rounds, "the median counts");

    bench::EndpointOptions endpoint_options;
    int answers_after = 0;
    auto* endpoint = app.add_subcommand("endpoint", "what stands in Zalo's place (internal)");
    endpoint->add_option("--port", endpoint_options.port)->required();
    endpoint->add_option("--certificate", endpoint_options.certificate_file)->required();
    endpoint->add_option("--private-key", endpoint_options.private_key_file)->required();
    endpoint->add_option("--answers-after", answers_after);
    CLI11_PARSE(app, argc, argv);
    std::signal(SIGPIPE, SIG_IGN);

    try {
        if (*endpoint) {
            endpoint_options.answers_after = std::chrono::milliseconds(answers_after);
            bench::run_endpoint(endpoint_options);
            return 0;
        }
        bench::clear_away_when_stopped();
        if (*backlog) {
            backlog_options.programs = programs;
            return bench::run_backlog(backlog_options);
        }
        if (*pages) {
            pages_options.programs = programs;
            return bench::run_pages(pages_options);
        }
        if (*scale) {
            scale_options.programs = programs;
            return bench::run_scale(scale_options);
        }
        notices_options.programs = programs;
        notices_options.peers = peers;
        return bench::run_notices(notices_options);
    } catch (const std::exception& error) {
        fmt::print(stderr, "bin/bench: {}\n", error.what());
        return 1;
    }
}
