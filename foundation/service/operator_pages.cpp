#include "foundation/service/operator_pages.hpp"

#include "foundation/log/log.hpp"

#include <fmt/format.h>

#include <cmath>
#include <functional>

namespace tnung {

namespace {

constexpr const char* lane = "operator";
constexpr const char* metrics_lane = "metrics";
constexpr std::size_t connections_max = 64;

http::Response ready(pg::Pool& pool, const OperatorPages::Trouble& trouble)
{
    try {
        auto tx = pool.begin();
        tx.script("SELECT 1");
        const auto what = trouble ? trouble(tx) : std::nullopt;
        return what ? http::text_response(503, *what + "\n") : http::text_response(200, "ready\n");
    } catch (const pg::Error&) {
        return http::text_response(503, "the database does not answer\n");
    }
}

/// Asked of the database; not a number while it does not answer, which `/ready` tells.
double figure(const std::function<double()>& ask)
{
    try {
        return ask();
    } catch (const pg::Error&) {
        return std::nan("");
    }
}

http::Response checkpoint(audit::Log& log)
{
    const auto head = log.checkpoint();
    return head ? http::text_response(200, *head)
                : http::text_response(503, "no head was signed yet\n");
}

http::Response tile(audit::Log& log, const http::Request& request)
{
    const auto found = log.hash_tile(request.path_value("path"));
    if (!found) return http::text_response(404, "no such tile\n");
    http::Response response{.body = *found};
    return response.with("Content-Type", "application/octet-stream");
}

} // namespace

OperatorPages::OperatorPages(pg::Pool& pool, metrics::Registry& metrics, audit::Log& log)
    : pool_(pool), metrics_(metrics), log_(log)
{
    metrics_.gauge(
        "tnung_database_waiting", "Who waits for a connection to the database just now",
        [&pool] { return double(pool.waiting()); }
    );
    metrics_.gauge(
        "tnung_audit_stopped",
        "1: the log's head is not the one that was signed; nothing is signed",
        [&log] { return figure([&] { return log.stopped() ? 1.0 : 0.0; }); }
    );
    metrics_.gauge(
        "tnung_audit_waiting", "Entries of the log that have no place yet, up to a thousand",
        [&log] { return figure([&] { return double(log.waiting()); }); }
    );
}

std::vector<http::Route> OperatorPages::routes()
{
    using http::Method;
    return {
        {Method::get, "/health", lane,
         [](const auto&) { return http::text_response(200, "alive\n"); }},
        {Method::get, "/ready", lane, [this](const auto&) { return ready(pool_, trouble_); }},
        {Method::get, "/ready/pages", lane, [this](const auto&) { return ready(pool_, {}); }},
        {Method::get, "/metrics", metrics_lane,
         [this](const auto&) { return http::text_response(200, metrics_.exposition()); }}};
}

unsigned short OperatorPages::start(const WebSettings& web, Trouble trouble)
{
    trouble_ = std::move(trouble);
    auto options = server_options(web);
    options.address = web.operator_address;
    options.port = web.operator_port;
    options.proxies.clear();
    options.connections_max = connections_max;
    options.certificate_file = options.private_key_file = "";
    server_.emplace(
        std::move(options), std::vector<http::Lane>{{lane, 2, 64}, {metrics_lane, 1, 64}}, routes()
    );
    return server_->port();
}

void OperatorPages::stop()
{
    if (server_) server_->stop();
}

std::vector<http::Route> OperatorPages::audit_routes()
{
    using http::Method;
    return {
        {Method::get, "/audit/checkpoint", lane, [this](const auto&) { return checkpoint(log_); }},
        {Method::get, "/audit/tile/{path...}", lane,
         [this](const auto& request) { return tile(log_, request); }}};
}

http::ServerOptions OperatorPages::server_options(const WebSettings& web)
{
    return {
        .address = web.address,
        .port = web.port,
        .certificate_file = web.certificate_file,
        .private_key_file = web.private_key_file,
        .share_port = web.share_port,
        .proxies = web.proxies,
        .strict_transport = web.page_origin.starts_with("https://"),
        .observe =
            [this](const std::string& route, int status, std::chrono::microseconds took) {
                metrics_
                    .histogram(
                        "tnung_http_seconds", "Time in the handler",
                        fmt::format("route=\"{}\",status=\"{}\"", route, status)
                    )
                    .observe(took);
            },
        .failed =
            [](const std::string& route, const std::string& what) {
                log::error("http.failed", {{"route", route}, {"what", what}});
            }};
}

std::vector<std::string>
route_lines(const std::vector<http::Route>& routes, const std::map<std::string, std::string>& may)
{
    std::vector<std::string> lines;
    for (const auto& route : routes) {
        auto line = http::route_name(route.method, route.pattern);
        if (const auto found = may.find(line); found != may.end())
            line += " " + (found->second.empty() ? std::string("anybody") : found->second);
        lines.push_back(std::move(line));
    }
    return lines;
}

BackgroundLoop watch_of(std::optional<pg::PrivateCluster>& cluster)
{
    return BackgroundLoop(
        {.name = "database-watch",
         .turn =
             [&cluster] {
                 if (cluster) cluster->ensure_running();
                 return std::size_t(0);
             },
         .trouble =
             [](const std::exception& error) {
                 log::error("database.watch", {{"what", error.what()}});
             },
         .poll = std::chrono::seconds(1)}
    );
}

} // namespace tnung
