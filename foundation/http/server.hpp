#pragma once

#include "foundation/http/event_stream.hpp"
#include "foundation/http/message.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tnung::http {

using Handler = std::function<Response(const Request&)>;

/// A bounded pool of threads: what it serves cannot starve another lane. A full queue answers 503
/// with Retry-After.
struct Lane {
    std::string name;
    std::size_t threads;
    std::size_t queue_max;
    /// Of one holder (Route::holder) at once, running and waiting; more are told 429. 0: any.
    std::size_t each_max = 0;
};

/// One line of a program's table of routes. A pattern's `{name}` matches one segment; `{name...}`
/// at the end matches the rest.
struct Route {
    Method method;
    std::string pattern;
    std::string lane;
    Handler handler;
    std::size_t body_bytes_max = 64u << 10;
    /// Longer than an ordinary request's where a phone sends a file: from the first byte to the
    /// last.
    std::chrono::seconds body_max{0};
    /// Asked on the lane with the head alone, before a body that is still to come is read; what it
    /// returns is the answer, and the body is not read.
    std::function<std::optional<Response>(const Request&)> admit;
    /// Chooses the lane of one request, where not all use the route's: known users then do not wait
    /// behind strangers. Called with the head alone before `admit`, with the whole request before
    /// the handler. Must be quick: it runs on the thread that reads all connections.
    std::function<std::string(const Request&)> lane_of;
    /// Names who holds a place among large bodies, by the head of an admitted request. Not set: the
    /// client's address. An empty name is an unknown holder; all unknown ones share
    /// ServerOptions::large_bodies_unknown_max. Must be quick: it runs on the thread that reads all
    /// connections.
    std::function<std::string(const Request&)> holder;
};

/// Bodies that may be larger than this count as large: their memory is held while they are read.
inline constexpr std::size_t large_body_bytes = 1u << 20;

struct ServerOptions {
    std::string address = "127.0.0.1"; ///< loopback unless the operator says otherwise
    unsigned short port = 0;           ///< 0: any free one
    std::string certificate_file;      ///< PEM; both empty: plain HTTP behind a proxy
    std::string private_key_file;
    /// Other processes of the same user may listen there too: the system spreads connections.
    bool share_port = false;
    std::vector<std::string> proxies; ///< addresses of ours in front, which say who asks
    /// Most connections at once; fewer where the process may not open that many files beside
    /// `descriptors_kept`. At the bound a new connection replaces the longest waiting one without a
    /// whole request, of the address that has most; where there is none, the new one is closed.
    std::size_t connections_max = 10'000;
    /// Most connections of one address (IPv6: of one /64) at once; addresses in `proxies` have no
    /// such bound. 0: one eighth of the connections that may be open, but at least 32.
    std::size_t connections_each_max = 0;
    std::size_t descriptors_kept = 160;     ///< files, sockets and pipes of the rest of the process
    std::size_t large_bodies_max = 64;      ///< at once; more are told 503
    std::size_t large_bodies_each_max = 64; ///< of one holder
    std::size_t large_bodies_unknown_max = 8;       ///< of all whom no head names
    std::chrono::milliseconds handshake_max{5'000}; ///< TLS
    std::chrono::seconds idle_max{75};
    std::chrono::seconds request_max{20};   ///< from the first byte to the last of a request
    std::chrono::seconds lane_wait_max{15}; ///< what waited longer for its lane is told 503
    std::chrono::seconds answer_max{180};   ///< from the whole request to its answer
    std::chrono::seconds write_max{30};
    bool strict_transport = false; ///< people reach it over TLS, here or at a proxy: HSTS
    /// Makes the page for 404, 405, 413, 500, 503.
    std::function<std::optional<Response>(int status, const Request&)> failure_page;
    /// Told of every answer: route pattern, status, time in the handler.
    std::function<void(const std::string& route, int status, std::chrono::microseconds)> observe;
    /// Told of what escaped a handler; the client sees a plain 500.
    std::function<void(const std::string& route, const std::string& what)> failed;
};

/// HTTP/1.1 (RFC 9112) on one socket: keep-alive, limits on header, body, time, connections and
/// queues, graceful stop. Every answer bears `Date`, `nosniff`, a referrer and a content policy,
/// and may not be stored unless its handler says so.
class Server {
public:
    /// Binds at once; throws std::runtime_error where it cannot, or where the process may open so
    /// few files that nobody could be served.
    Server(ServerOptions options, std::vector<Lane> lanes, std::vector<Route> routes);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    unsigned short port() const;
    std::string origin() const;
    /// Takes no more connections, lets what runs finish (at most ten seconds), then returns.
    void stop();
    const std::vector<Route>& routes() const;

private:
    struct Core;
    std::unique_ptr<Core> core_;
};

} // namespace tnung::http
