#include "foundation/base/embedded.hpp"
#include "foundation/json/json.hpp"
#include "sandbox/onestop/onestop.hpp"
#include "sandbox/zalo/zalo_sandbox.hpp"

#include <CLI/CLI.hpp>
#include <fmt/format.h>

#include <csignal>
#include <cstdio>

namespace tnung::embedded {
std::span<const EmbeddedFile> sandbox_data();
}

namespace {

using namespace tnung;

std::string_view data_file(std::string_view name)
{
    for (const auto& file : embedded::sandbox_data())
        if (file.name == name) return file.bytes;
    throw std::logic_error("a data file is missing from the program");
}

} // namespace

int main(int argc, char** argv)
{
    CLI::App app("tnung-sandbox: the outside world, for trying, teaching and testing");
    app.require_subcommand(1);
    std::int64_t shift = 0;
    app.add_option("--clock-shift", shift, "seconds to add to the clock");

    auto* zalo = app.add_subcommand("zalo", "the Zalo platform");
    sandbox::ZaloSandboxSettings settings;
    unsigned short port = 8091;
    zalo->add_option("--port", port, "loopback port, 0 for any");
    zalo->add_option("--webhook-url", settings.webhook_url, "where webhooks go");
    zalo->add_option("--quota", settings.quota_daily, "messages a day");
    zalo->add_option("--calls-per-minute", settings.calls_per_minute, "rate limit of the app");

    auto* onestop =
        app.add_subcommand("onestop", "the one-stop system: pushes a day's dossiers and ends");
    sandbox::OneStop::Feed feed;
    std::uint32_t seed = 1;
    onestop->add_option("--gateway", feed.gateway_origin, "origin of the gateway")->required();
    onestop->add_option("--key", feed.key, "the sender's key")->required();
    onestop->add_option("--dossiers", feed.dossiers, "how many at least");
    onestop->add_option("--events", feed.events_min, "how many events at least");
    onestop->add_option("--rate", feed.events_per_second, "events a second");
    onestop->add_option("--seed", seed, "another province from another seed");
    CLI11_PARSE(app, argc, argv);

    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGINT);
    sigaddset(&signals, SIGTERM);
    std::signal(SIGPIPE, SIG_IGN);

    try {
        const SystemClock clock{std::chrono::seconds(shift)};
        if (*zalo) {
            pthread_sigmask(SIG_BLOCK, &signals, nullptr);
            sandbox::ZaloSandbox platform(settings, clock, data_file("zalo-templates.tsv"));
            http::Server server({.port = port}, platform.lanes(), platform.routes());
            fmt::print("listening on 127.0.0.1:{}\n", server.port());
            std::fflush(stdout);
            int signal = 0;
            sigwait(&signals, &signal);
            server.stop();
        } else {
            sandbox::OneStop system(seed, clock, data_file("gia-lai-units.tsv"));
            const auto pushed = system.run(feed);
            fmt::print(
                "{}\n", json::text(json::Object{
                            {"dossiers", pushed.dossiers},
                            {"events", pushed.events},
                            {"stored", pushed.stored},
                            {"repeated", pushed.repeated},
                            {"refused", pushed.refused},
                            {"retried_calls", pushed.retried_calls}})
            );
        }
        return 0;
    } catch (const std::exception& error) {
        fmt::print(stderr, "tnung-sandbox: {}\n", error.what());
        return 1;
    }
}
