#pragma once

#include "foundation/audit/audit_log.hpp"
#include "foundation/base/background_loop.hpp"
#include "foundation/base/clock.hpp"
#include "foundation/http/server.hpp"
#include "foundation/metrics/metrics.hpp"
#include "foundation/pg/pool.hpp"
#include "foundation/pg/private_cluster.hpp"
#include "foundation/service/web_settings.hpp"

#include <functional>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace tnung {

/// What each program of ours answers to those who run it: whether it lives and its database does,
/// its metrics, and the hashes of its audit log. All must outlive it.
class OperatorPages {
public:
    OperatorPages(pg::Pool& pool, metrics::Registry& metrics, audit::Log& log);

    /// Asked by `/ready`: what is wrong with the program's own work; nothing where all is well.
    using Trouble = std::function<std::optional<std::string>(pg::Transaction&)>;

    /// Serves `/health`, `/ready` and `/metrics` on a port of their own, so that no citizen asks
    /// and no flood of questions keeps whoever watches from asking. `/ready/pages` leaves `trouble`
    /// out: pages are served though nothing leaves. Returns the port.
    unsigned short start(const WebSettings& web, Trouble trouble = {});
    void stop();
    /// `/audit/checkpoint` and tiles, on lane `operator`. Hashes only: entries are for people who
    /// are signed in.
    std::vector<http::Route> audit_routes();
    /// What start() serves.
    std::vector<http::Route> routes();
    /// Of those settings; each answer is a figure of the metrics, each failure a line of the log.
    http::ServerOptions server_options(const WebSettings& web);

private:
    pg::Pool& pool_;
    metrics::Registry& metrics_;
    audit::Log& log_;
    Trouble trouble_;
    std::optional<http::Server> server_;
};

/// Each route in a line, with who may where `may` knows it by its http::route_name: nobody named is
/// anybody. For a program's table of routes.
std::vector<std::string>
route_lines(const std::vector<http::Route>& routes, const std::map<std::string, std::string>& may);

/// Starts a private cluster again that died, by whichever process looks first.
BackgroundLoop watch_of(std::optional<pg::PrivateCluster>& cluster);

} // namespace tnung
