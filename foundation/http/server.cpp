#include "foundation/http/server.hpp"

#include "foundation/http/forwarded.hpp"

#include "foundation/http/router.hpp"
#include "foundation/http/worker_pool.hpp"

#include <fcntl.h>

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

#include <limits>
#include <list>
#include <map>
#include <stdexcept>
#include <thread>

namespace tnung::http {

namespace net = boost::asio;
namespace beast = boost::beast;
using tcp = net::ip::tcp;
using std::chrono::steady_clock;

namespace {

constexpr std::size_t header_bytes_max = 16u << 10;
constexpr std::size_t read_buffer_bytes = 16u << 10; // one read for an ordinary request
constexpr std::chrono::milliseconds sweep_every{1000};
constexpr std::chrono::milliseconds sweep_when_stopping{20};
constexpr std::chrono::seconds heartbeat_every{15};
constexpr std::chrono::seconds drain_max{10};
constexpr int retry_after_seconds = 2;

std::optional<Method> to_method(beast::http::verb verb)
{
    switch (verb) {
    case beast::http::verb::get: return Method::get;
    case beast::http::verb::head: return Method::head;
    case beast::http::verb::post: return Method::post;
    case beast::http::verb::put: return Method::put;
    case beast::http::verb::delete_: return Method::del;
    default: return std::nullopt;
    }
}

std::string_view reason_of(int status)
{
    const auto text = beast::http::obsolete_reason(beast::http::status(status));
    return {text.data(), text.size()};
}

std::string head_of(const Response& response, bool keep_alive)
{
    std::string head =
        fmt::format("HTTP/1.1 {} {}\r\n", response.status, reason_of(response.status));
    for (const auto& [name, value] : response.headers) {
        // A header comes from us, but a value may hold what a person typed: no line end gets out.
        if (value.find_first_of("\r\n") != std::string::npos) continue;
        head += fmt::format("{}: {}\r\n", name, value);
    }
    if (response.events)
        head += "Content-Type: text/event-stream\r\nCache-Control: no-store\r\nConnection: "
                "close\r\n\r\n";
    else
        head += fmt::format(
            "Content-Length: {}\r\nConnection: {}\r\n\r\n", response.body.size(),
            keep_alive ? "keep-alive" : "close"
        );
    return head;
}

/// One open connection as the sweeper sees it. Lives in the I/O thread only.
struct Watched {
    steady_clock::time_point deadline;
    std::function<void()> close;
    bool idle = true; ///< between requests: may be closed by a stop
};

/// Lets a coroutine wait for a thread: the timer never fires, it is cancelled.
struct Gate {
    explicit Gate(net::io_context& context) : timer(context, steady_clock::time_point::max()) {}
    net::steady_timer timer;
    bool opened = false;
};

/// A place among the large bodies that are read and worked on now; I/O thread only.
class LargeBody {
public:
    /// By whose they are.
    struct Places {
        std::size_t all = 0;
        std::map<std::string, std::size_t> of;
    };
    LargeBody(Places& places, const ServerOptions& options, std::string holder, std::size_t bytes)
        : places_(places), holder_(std::move(holder)), counts_(bytes > large_body_bytes),
          refused_(
              counts_ &&
              (places.all >= options.large_bodies_max || held() >= options.large_bodies_each_max)
          )
    {
        if (!counts_ || refused_) return;
        ++places_.all;
        ++places_.of[holder_];
    }
    ~LargeBody()
    {
        if (!counts_ || refused_) return;
        --places_.all;
        const auto mine = places_.of.find(holder_);
        if (--mine->second == 0) places_.of.erase(mine);
    }
    LargeBody(const LargeBody&) = delete;
    LargeBody& operator=(const LargeBody&) = delete;
    bool refused() const { return refused_; }

private:
    std::size_t held() const
    {
        const auto mine = places_.of.find(holder_);
        return mine == places_.of.end() ? 0 : mine->second;
    }

    Places& places_;
    const std::string holder_;
    const bool counts_, refused_;
};

/// A program that we start (the database) must not hold our port after us.
void keep_from_children(int socket)
{
    ::fcntl(socket, F_SETFD, ::fcntl(socket, F_GETFD) | FD_CLOEXEC);
}

} // namespace

struct Server::Core {
    ServerOptions options;
    Router router;
    std::map<std::string, std::unique_ptr<WorkerPool>> pools;
    net::io_context context{1};
    std::optional<net::ssl::context> tls;
    tcp::acceptor acceptor{context};
    net::steady_timer sweep_timer{context};
    std::list<Watched> connections; ///< I/O thread only
    LargeBody::Places large_bodies; ///< I/O thread only
    bool stopping = false;          ///< I/O thread only
    std::thread io_thread;
    unsigned short port = 0;
    bool stopped = false;

    Core(ServerOptions given, const std::vector<Lane>& lanes, std::vector<Route> routes)
        : options(std::move(given)), router(std::move(routes))
    {
        for (const auto& lane : lanes)
            pools.emplace(
                lane.name, std::make_unique<WorkerPool>(lane.name, lane.threads, lane.queue_max)
            );
        for (const auto& route : router.routes())
            if (!pools.contains(route.lane)) throw std::logic_error("no lane " + route.lane);
        if (!options.certificate_file.empty()) {
            tls.emplace(net::ssl::context::tls_server);
            tls->use_certificate_chain_file(options.certificate_file);
            tls->use_private_key_file(options.private_key_file, net::ssl::context::pem);
            tls->set_options(net::ssl::context::no_tlsv1 | net::ssl::context::no_tlsv1_1);
        }
        const tcp::endpoint endpoint(net::ip::make_address(options.address), options.port);
        acceptor.open(endpoint.protocol());
        acceptor.set_option(net::socket_base::reuse_address(true));
        keep_from_children(acceptor.native_handle());
        using share_port = net::detail::socket_option::boolean<SOL_SOCKET, SO_REUSEPORT>;
        if (options.share_port) acceptor.set_option(share_port(true));
        acceptor.bind(endpoint);
        acceptor.listen(net::socket_base::max_listen_connections);
        port = acceptor.local_endpoint().port();
        net::co_spawn(context, accept(), net::detached);
        net::co_spawn(context, sweep(), net::detached);
        io_thread = std::thread([this] {
            name_this_thread("http");
            context.run();
        });
    }

    net::awaitable<void> accept();
    net::awaitable<void> sweep();
    template <class Stream>
    net::awaitable<void>
    converse(Stream& stream, std::string peer, std::list<Watched>::iterator watched);
    net::awaitable<void> greet(tcp::socket socket);
    net::awaitable<Response> answer(Request request, const Route& route);
    template <class Stream>
    net::awaitable<void> stream_events(
        Stream& stream, std::shared_ptr<EventStream> events, std::list<Watched>::iterator watched
    );
    Response failure(int status, const Request& request) const;
    void stop();
};

Response Server::Core::failure(int status, const Request& request) const
{
    auto response = options.failure_page
                        ? options.failure_page(status, request)
                        : text_response(status, std::string(reason_of(status)) + "\n");
    if (status == 503) response.with("Retry-After", std::to_string(retry_after_seconds));
    return response;
}

net::awaitable<void> Server::Core::accept()
{
    while (!stopping) {
        boost::system::error_code error;
        tcp::socket socket(context);
        co_await acceptor.async_accept(socket, net::redirect_error(net::use_awaitable, error));
        if (error == net::error::operation_aborted) co_return;
        if (error || connections.size() >= options.connections_max) continue;
        net::co_spawn(context, greet(std::move(socket)), net::detached);
    }
}

net::awaitable<void> Server::Core::sweep()
{
    while (!stopping || !connections.empty()) {
        boost::system::error_code error;
        sweep_timer.expires_after(stopping ? sweep_when_stopping : sweep_every);
        co_await sweep_timer.async_wait(net::redirect_error(net::use_awaitable, error));
        const auto now = steady_clock::now();
        for (auto& watched : connections)
            if (watched.deadline < now || (stopping && watched.idle)) watched.close();
    }
}

net::awaitable<void> Server::Core::greet(tcp::socket socket)
{
    boost::system::error_code error;
    keep_from_children(socket.native_handle());
    socket.set_option(tcp::no_delay(true), error);
    const auto endpoint = socket.remote_endpoint(error);
    if (error) co_return;
    const auto peer = endpoint.address().to_string();
    const auto watched = connections.insert(connections.end(), Watched{});
    watched->deadline = steady_clock::now() + options.request_max;
    try {
        if (tls) {
            net::ssl::stream<tcp::socket> stream(std::move(socket), *tls);
            watched->close = [&stream] {
                boost::system::error_code ignored;
                stream.lowest_layer().close(ignored);
            };
            co_await stream.async_handshake(
                net::ssl::stream_base::server, net::redirect_error(net::use_awaitable, error)
            );
            if (!error) co_await converse(stream, peer, watched);
        } else {
            watched->close = [&socket] {
                boost::system::error_code ignored;
                socket.close(ignored);
            };
            co_await converse(socket, peer, watched);
        }
    } catch (const std::exception& failure) {
        if (options.failed) options.failed("connection", failure.what());
    }
    connections.erase(watched);
}

template <class Stream>
net::awaitable<void>
Server::Core::converse(Stream& stream, std::string peer, std::list<Watched>::iterator watched)
{
    beast::flat_buffer buffer;
    buffer.reserve(read_buffer_bytes);
    boost::system::error_code error;
    while (!stopping) {
        beast::http::request_parser<beast::http::string_body> parser;
        parser.header_limit(header_bytes_max);
        parser.body_limit(std::numeric_limits<std::uint64_t>::max()); // by route, below
        watched->idle = true;
        watched->deadline = steady_clock::now() + options.idle_max;
        co_await beast::http::async_read_header(
            stream, buffer, parser, net::redirect_error(net::use_awaitable, error)
        );
        if (error == beast::http::error::header_limit) {
            const auto head = head_of(text_response(431, ""), false);
            co_await net::async_write(
                stream, net::buffer(head), net::redirect_error(net::use_awaitable, error)
            );
        }
        if (error) co_return;
        watched->idle = false;
        watched->deadline = steady_clock::now() + options.request_max;

        Request request;
        const auto& message = parser.get();
        for (const auto& field : message)
            request.headers.push_back(
                {{field.name_string().data(), field.name_string().size()},
                 {field.value().data(), field.value().size()}}
            );
        request.peer = client_address(peer, request.headers, options.proxies);
        const std::string_view target(message.target().data(), message.target().size());
        const auto question = std::min(target.find('?'), target.size());
        const auto path = url_decoded(target.substr(0, question), false);
        request.query = target.substr(std::min(question + 1, target.size()));
        const auto method = to_method(message.method());
        bool keep_alive = message.keep_alive() && !stopping;

        Response response;
        Router::Match found;
        if (path) request.path = *path;
        if (method && path) {
            request.method = *method;
            found = router.match(*method, *path);
        }
        if (!found.route) {
            response = failure(found.path_known || !method ? 405 : (path ? 404 : 400), request);
            keep_alive = keep_alive && parser.is_done();
        } else if (parser.content_length().value_or(0) > found.route->body_bytes_max) {
            response = failure(413, request);
            keep_alive = false;
        } else if (found.route->admit && !found.route->admit(request)) {
            response = failure(403, request);
            keep_alive = keep_alive && parser.is_done();
        } else if (const LargeBody large(
                       large_bodies, options,
                       found.route->holder ? found.route->holder(request) : request.peer,
                       std::min(
                           std::size_t(parser.content_length()
                                           .value_or(std::numeric_limits<std::size_t>::max())),
                           found.route->body_bytes_max
                       )
                   );
                   large.refused())
        {
            response = failure(503, request);
            keep_alive = false;
        } else {
            if (found.route->body_max.count() > 0)
                watched->deadline = steady_clock::now() + found.route->body_max;
            if (message.find(beast::http::field::expect) != message.end()) {
                const std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
                co_await net::async_write(
                    stream, net::buffer(go_on), net::redirect_error(net::use_awaitable, error)
                );
                if (error) co_return;
            }
            parser.body_limit(found.route->body_bytes_max);
            co_await beast::http::async_read(
                stream, buffer, parser, net::redirect_error(net::use_awaitable, error)
            );
            if (error == beast::http::error::body_limit) {
                response = failure(413, request);
                keep_alive = false;
            } else if (error) {
                co_return;
            } else {
                request.body = std::move(parser.get().body());
                request.path_values = std::move(found.path_values);
                response = co_await answer(std::move(request), *found.route);
            }
        }
        watched->deadline = steady_clock::now() + options.write_max;
        const auto head = head_of(response, keep_alive);
        if (method == Method::head) response.body.clear(); // its length was told, as for GET
        const std::array<net::const_buffer, 2> parts = {
            net::buffer(head), net::buffer(response.body)};
        co_await net::async_write(stream, parts, net::redirect_error(net::use_awaitable, error));
        if (error) co_return;
        if (response.events) {
            co_await stream_events(stream, response.events, watched);
            co_return;
        }
        if (!keep_alive) co_return;
    }
}

net::awaitable<Response> Server::Core::answer(Request request, const Route& route)
{
    auto gate = std::make_shared<Gate>(context);
    auto response = std::make_shared<Response>();
    auto shared_request = std::make_shared<Request>(std::move(request));
    const auto begun = steady_clock::now();
    // The job owns what it needs, the coroutine may be gone when it ends; routes live with the
    // server.
    auto job = [this, gate, response, shared_request, &route] {
        try {
            *response = route.handler(*shared_request);
        } catch (const std::exception& error) {
            if (options.failed) options.failed(route.pattern, error.what());
            *response = failure(500, *shared_request);
        }
        net::post(context, [gate] {
            gate->opened = true;
            gate->timer.cancel();
        });
    };
    if (!pools.at(route.lane)->try_submit(std::move(job))) {
        *response = failure(503, *shared_request);
    } else {
        boost::system::error_code error;
        while (!gate->opened)
            co_await gate->timer.async_wait(net::redirect_error(net::use_awaitable, error));
    }
    if (options.observe)
        options.observe(
            route.pattern, response->status,
            std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - begun)
        );
    co_return std::move(*response);
}

template <class Stream>
net::awaitable<void> Server::Core::stream_events(
    Stream& stream, std::shared_ptr<EventStream> events, std::list<Watched>::iterator watched
)
{
    auto wake = std::make_shared<net::steady_timer>(context);
    events->on_ready([this, wake] {
        net::post(context, [wake] { wake->expires_at(steady_clock::time_point::min()); });
    });
    // A stop does not wait for the next heartbeat.
    watched->close = [close = watched->close, wake] {
        close();
        wake->cancel();
    };
    watched->idle = true;
    boost::system::error_code error;
    while (!stopping) {
        const bool open =
            events->is_open(); // asked first: what was pushed before the end still goes
        auto text = events->take();
        if (text.empty() && !open) break;
        if (text.empty()) {
            wake->expires_after(heartbeat_every);
            co_await wake->async_wait(net::redirect_error(net::use_awaitable, error));
            text = events->take();
            if (text.empty()) text = ": still here\n\n";
        }
        watched->deadline = steady_clock::now() + options.write_max + heartbeat_every;
        co_await net::async_write(
            stream, net::buffer(text), net::redirect_error(net::use_awaitable, error)
        );
        if (error) break;
    }
    events->on_ready({});
    events->close();
}

void Server::Core::stop()
{
    if (std::exchange(stopped, true)) return;
    net::post(context, [this] {
        stopping = true;
        boost::system::error_code ignored;
        acceptor.close(ignored);
        sweep_timer.cancel();
        for (auto& watched : connections) {
            watched.deadline = std::min(watched.deadline, steady_clock::now() + drain_max);
            if (watched.idle) watched.close();
        }
    });
    io_thread.join();
    pools.clear();
}

Server::Server(ServerOptions options, std::vector<Lane> lanes, std::vector<Route> routes)
    : core_(std::make_unique<Core>(std::move(options), lanes, std::move(routes)))
{
}

Server::~Server()
{
    stop();
}
void Server::stop()
{
    core_->stop();
}
unsigned short Server::port() const
{
    return core_->port;
}
const std::vector<Route>& Server::routes() const
{
    return core_->router.routes();
}

std::string Server::origin() const
{
    return fmt::format(
        "{}://{}:{}", core_->tls ? "https" : "http", core_->options.address, core_->port
    );
}

} // namespace tnung::http
