#include "foundation/http/server.hpp"

#include "foundation/http/address.hpp"
#include "foundation/http/answer_head.hpp"
#include "foundation/http/descriptors.hpp"
#include "foundation/http/forwarded.hpp"
#include "foundation/http/large_bodies.hpp"
#include "foundation/http/open_connections.hpp"
#include "foundation/http/router.hpp"
#include "foundation/http/worker_pool.hpp"

#include <fcntl.h>

#include <boost/asio.hpp>
#include <boost/asio/ssl.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/stream_traits.hpp>
#include <boost/beast/http.hpp>
#include <fmt/format.h>

#include <array>
#include <limits>
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
constexpr std::chrono::seconds linger_max{2};
constexpr std::size_t linger_bytes_max = 8u << 20;
constexpr std::chrono::milliseconds accept_pause{100};
/// TLS 1.2: a key of its own for each connection, and no CBC (RFC 9325, 4.2).
constexpr const char* tls12_ciphers = "ECDHE+AESGCM:ECDHE+CHACHA20";
constexpr int retry_after_seconds = 2;
constexpr std::size_t small_body_bytes = 64u << 10;
constexpr int status_admitted = 100; ///< of no answer: the body may come

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

/// What is told of what cannot be read as a request; nothing where the other side went away.
std::optional<int> status_of(const boost::system::error_code& error)
{
    using Http = beast::http::error;
    static const auto& of_http = beast::http::make_error_code(Http::bad_field).category();
    if (error.category() != of_http) return std::nullopt;
    if (error == Http::end_of_stream || error == Http::partial_message) return std::nullopt;
    if (error == Http::header_limit || error == Http::buffer_overflow) return 431;
    return error == Http::body_limit ? 413 : 400;
}

/// What is wrong with a head that could be read: RFC 9112, 3.2 (one Host) and 6.1 (a coding that
/// nobody here decodes leaves no way to tell where the message ends).
std::optional<int> head_refusal(const beast::http::request_header<>& head)
{
    const auto hosts = head.count(beast::http::field::host);
    const bool host_needed = head.version() >= 11;
    if (hosts > 1 || (host_needed && hosts == 0)) return 400;
    const auto codings = head.equal_range(beast::http::field::transfer_encoding);
    for (auto coding = codings.first; coding != codings.second; ++coding)
        if (!beast::iequals(coding->value(), "chunked")) return 501;
    // Nobody here unpacks a body: whoever sent one is told by name.
    const auto packed = head.find(beast::http::field::content_encoding);
    if (packed != head.end() && !packed->value().empty() &&
        !beast::iequals(packed->value(), "identity"))
        return 415;
    return std::nullopt;
}

/// Of a target in absolute form (RFC 9112, 3.2.2) what stands after the authority.
std::string_view origin_form(std::string_view target)
{
    for (const std::string_view scheme : {"http://", "https://"})
        if (beast::iequals(
                {target.data(), std::min(target.size(), scheme.size())},
                {scheme.data(), scheme.size()}
            ))
        {
            const auto path = target.find('/', scheme.size());
            return path == std::string_view::npos ? "/" : target.substr(path);
        }
    return target;
}

/// Lets a coroutine wait for a thread: the timer never fires, it is cancelled.
struct Gate {
    explicit Gate(net::io_context& context) : timer(context, steady_clock::time_point::max()) {}
    net::steady_timer timer;
    bool opened = false;
};

/// A program that we start (the database) must not hold our port after us.
void keep_from_children(int socket)
{
    ::fcntl(socket, F_SETFD, ::fcntl(socket, F_GETFD) | FD_CLOEXEC);
}

/// A place of a holder's in a lane, while it lives. Who has no name has none.
class Held {
public:
    Held(std::map<std::string, std::size_t>& places, std::string holder)
        : places_(places), holder_(std::move(holder))
    {
        if (!holder_.empty()) ++places_[holder_];
    }
    ~Held()
    {
        if (!holder_.empty() && --places_[holder_] == 0) places_.erase(holder_);
    }
    Held(const Held&) = delete;
    Held& operator=(const Held&) = delete;

private:
    std::map<std::string, std::size_t>& places_;
    const std::string holder_;
};

} // namespace

struct Server::Core {
    ServerOptions options;
    Router router;
    struct Pool {
        std::unique_ptr<WorkerPool> workers;
        std::size_t each_max = 0;
        std::map<std::string, std::size_t> held; ///< by holder; I/O thread only
    };
    std::map<std::string, Pool> pools;
    net::io_context context{1};
    std::optional<net::ssl::context> tls;
    tcp::acceptor acceptor{context};
    net::steady_timer sweep_timer{context}, accept_timer{context};
    OpenConnections connections;    ///< I/O thread only
    LargeBody::Places large_bodies; ///< I/O thread only
    AnswerHead answer_head;         ///< I/O thread only
    bool stopping = false;          ///< I/O thread only
    std::thread io_thread;
    unsigned short port = 0;
    bool stopped = false;

    Core(ServerOptions given, const std::vector<Lane>& lanes, std::vector<Route> routes)
        : options(std::move(given)), router(std::move(routes)),
          connections(connections_of(options)),
          answer_head(options.strict_transport || !options.certificate_file.empty())
    {
        for (const auto& lane : lanes)
            pools.emplace(
                lane.name,
                Pool{
                    std::make_unique<WorkerPool>(lane.name, lane.threads, lane.queue_max),
                    lane.each_max,
                    {}}
            );
        for (const auto& route : router.routes())
            if (!pools.contains(route.lane)) throw std::logic_error("no lane " + route.lane);
        if (!options.certificate_file.empty()) {
            tls.emplace(net::ssl::context::tls_server);
            tls->use_certificate_chain_file(options.certificate_file);
            tls->use_private_key_file(options.private_key_file, net::ssl::context::pem);
            tls->set_options(
                net::ssl::context::no_tlsv1 | net::ssl::context::no_tlsv1_1 |
                net::ssl::context::no_compression
            );
            if (SSL_CTX_set_cipher_list(tls->native_handle(), tls12_ciphers) != 1)
                throw std::runtime_error("OpenSSL knows none of our ciphers for TLS 1.2");
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
            run();
        });
    }

    static OpenConnections connections_of(const ServerOptions& options)
    {
        const auto all = connections_within(
            raise_descriptor_limit(), options.descriptors_kept, options.connections_max
        );
        const auto share = std::clamp<std::size_t>(all / 8, 32, std::max<std::size_t>(all, 32));
        return {
            all,
            options.connections_each_max ? std::min(options.connections_each_max, all) : share};
    }

    void run();
    net::awaitable<void> accept();
    net::awaitable<void> sweep();
    net::awaitable<void> greet(tcp::socket socket, std::string peer, OpenConnections::Place place);
    template <class Stream>
    net::awaitable<void> converse(Stream& stream, std::string peer, OpenConnections::Place place);
    /// Whether the connection goes on.
    template <class Stream>
    net::awaitable<bool> exchange(
        Stream& stream, beast::flat_buffer& buffer, const std::string& peer,
        OpenConnections::Place place
    );
    /// An answer that is the last of its connection, to a request that was not read to its end.
    template <class Stream>
    net::awaitable<void> turn_away(Stream& stream, Response response, OpenConnections::Place place);
    template <class Stream>
    net::awaitable<bool> write(
        Stream& stream, const Response& response, bool keep_alive, bool head_only,
        OpenConnections::Place place
    );
    net::awaitable<Response>
    on_lane(const Request& request, const Route& route, const Handler& work);
    net::awaitable<Response> answer(Request request, const Route& route);
    template <class Stream>
    net::awaitable<void> stream_events(
        Stream& stream, std::shared_ptr<EventStream> events, OpenConnections::Place place
    );
    void told(const std::string& route, const char* what) const
    {
        if (options.failed) options.failed(route, what);
    }
    Response failure(int status, const Request& request) const;
    void stop();
};

Response Server::Core::failure(int status, const Request& request) const
{
    auto page = options.failure_page ? options.failure_page(status, request) : std::nullopt;
    auto response =
        page ? std::move(*page) : text_response(status, std::string(reason_of(status)) + "\n");
    if (status == 503) response.with("Retry-After", std::to_string(retry_after_seconds));
    return response;
}

/// What escapes a connection's coroutine ends that connection alone.
void Server::Core::run()
{
    while (true) {
        try {
            context.run();
            return;
        } catch (const std::exception& error) {
            told("connection", error.what());
        }
    }
}

net::awaitable<void> Server::Core::accept()
{
    while (!stopping) {
        boost::system::error_code error;
        tcp::socket socket(context);
        co_await acceptor.async_accept(socket, net::redirect_error(net::use_awaitable, error));
        if (error == net::error::operation_aborted) co_return;
        if (error) { // no descriptor, no memory: nothing is gained by asking again at once
            accept_timer.expires_after(accept_pause);
            co_await accept_timer.async_wait(net::redirect_error(net::use_awaitable, error));
            continue;
        }
        const auto endpoint = socket.remote_endpoint(error);
        if (error) continue;
        const auto text = endpoint.address().to_string();
        const auto peer = normal_address(text).value_or(text);
        const bool bounded = std::ranges::find(options.proxies, peer) == options.proxies.end();
        const auto network = network_of(peer, sizeof(in_addr));
        if (!connections.make_room(network, bounded)) continue;
        const auto place = connections.add(
            network, steady_clock::now() + (tls ? options.handshake_max : options.idle_max)
        );
        net::co_spawn(context, greet(std::move(socket), peer, place), net::detached);
    }
}

net::awaitable<void> Server::Core::sweep()
{
    while (!stopping || !connections.empty()) {
        boost::system::error_code error;
        sweep_timer.expires_after(stopping ? sweep_when_stopping : sweep_every);
        co_await sweep_timer.async_wait(net::redirect_error(net::use_awaitable, error));
        connections.close_overdue(steady_clock::now(), stopping);
    }
}

net::awaitable<void>
Server::Core::greet(tcp::socket socket, std::string peer, OpenConnections::Place place)
{
    boost::system::error_code error;
    keep_from_children(socket.native_handle());
    socket.set_option(tcp::no_delay(true), error);
    try {
        if (tls) {
            net::ssl::stream<tcp::socket> stream(std::move(socket), *tls);
            place->close = [&stream] {
                boost::system::error_code ignored;
                stream.lowest_layer().close(ignored);
            };
            co_await stream.async_handshake(
                net::ssl::stream_base::server, net::redirect_error(net::use_awaitable, error)
            );
            if (!error) co_await converse(stream, peer, place);
            place->close = {};
        } else {
            place->close = [&socket] {
                boost::system::error_code ignored;
                socket.close(ignored);
            };
            co_await converse(socket, peer, place);
        }
    } catch (const std::exception& failure) {
        told("connection", failure.what());
    }
    connections.remove(place);
}

template <class Stream>
net::awaitable<void>
Server::Core::converse(Stream& stream, std::string peer, OpenConnections::Place place)
{
    beast::flat_buffer buffer;
    buffer.reserve(read_buffer_bytes);
    bool goes_on = true;
    while (goes_on && !stopping) {
        goes_on = co_await exchange(stream, buffer, peer, place);
    }
}

/// One request and its answer. What a coroutine is given by value has a name here: GCC 12 destroys
/// an unnamed one twice. Nothing is asked of the parser after an error but the error: what
/// was read until then is no message.
template <class Stream>
net::awaitable<bool> Server::Core::exchange(
    Stream& stream, beast::flat_buffer& buffer, const std::string& peer,
    OpenConnections::Place place
)
{
    boost::system::error_code error;
    beast::http::request_parser<beast::http::string_body> parser;
    parser.header_limit(header_bytes_max);
    parser.body_limit(std::numeric_limits<std::uint64_t>::max()); // by route, below
    place->waiting = place->idle = true;
    place->deadline = steady_clock::now() + options.idle_max;
    if (buffer.size() == 0) { // a head that has begun is to end sooner than one may be idle
        const auto room = buffer.prepare(read_buffer_bytes);
        const auto came =
            co_await stream.async_read_some(room, net::redirect_error(net::use_awaitable, error));
        if (error) co_return false;
        buffer.commit(came);
    }
    place->idle = false;
    place->deadline = steady_clock::now() + options.request_max;
    co_await beast::http::async_read_header(
        stream, buffer, parser, net::redirect_error(net::use_awaitable, error)
    );
    if (error) {
        if (const auto status = status_of(error)) {
            const Request unread{.peer = peer};
            auto refusal = failure(*status, unread);
            co_await turn_away(stream, std::move(refusal), place);
        }
        co_return false;
    }
    place->waiting = false;
    place->deadline = steady_clock::now() + options.request_max;

    Request request;
    const auto& message = parser.get();
    for (const auto& field : message)
        request.headers.push_back(
            {{field.name_string().data(), field.name_string().size()},
             {field.value().data(), field.value().size()}}
        );
    request.peer = client_address(peer, request.headers, options.proxies);
    const auto target =
        origin_form(std::string_view(message.target().data(), message.target().size()));
    const auto question = std::min(target.find('?'), target.size());
    const auto path = url_decoded(target.substr(0, question), false);
    request.query = target.substr(std::min(question + 1, target.size()));
    const auto method = to_method(message.method());
    Response response;
    if (const auto status = head_refusal(message)) {
        response = failure(*status, request);
        co_await turn_away(stream, std::move(response), place);
        co_return false;
    }
    const bool has_body = !parser.is_done();
    Router::Match found;
    if (path) request.path = *path;
    if (method && path) {
        request.method = *method;
        found = router.match(*method, *path);
    }
    const bool keep_alive = message.keep_alive() && !stopping;
    if (!found.route) {
        const auto allowed = path ? router.allowed(*path) : "";
        response = failure(!path ? 400 : allowed.empty() ? 404 : 405, request);
        if (!allowed.empty()) response.with("Allow", allowed);
        // Redirects `/tra-cuu/` to `/tra-cuu`: people type the slash.
        if (allowed.empty() && method == Method::get && path && path->size() > 1 &&
            path->ends_with('/') && !path->starts_with("//") && target[question - 1] == '/' &&
            router.match(*method, std::string_view(*path).substr(0, path->size() - 1)).route)
            response = see_other(
                std::string(target.substr(0, question - 1)) + std::string(target.substr(question))
            );
        if (has_body) {
            co_await turn_away(stream, std::move(response), place);
            co_return false;
        }
        const bool goes_on =
            co_await write(stream, response, keep_alive, method == Method::head, place);
        co_return goes_on;
    }
    const auto& route = *found.route;
    request.path_values = std::move(found.path_values);
    const auto declared = parser.content_length();
    if (declared.value_or(0) > route.body_bytes_max) {
        response = failure(413, request);
        co_await turn_away(stream, std::move(response), place);
        co_return false;
    }
    if (route.admit && has_body) {
        const Handler ask = [&route](const Request& asked) {
            return route.admit(asked).value_or(Response{.status = status_admitted});
        };
        auto refusal = co_await on_lane(request, route, ask);
        if (refusal.status != status_admitted) {
            co_await turn_away(stream, std::move(refusal), place);
            co_return false;
        }
    }
    const auto bytes_max =
        declared ? std::min<std::uint64_t>(*declared, route.body_bytes_max) : route.body_bytes_max;
    const LargeBody large(
        large_bodies,
        {options.large_bodies_max, options.large_bodies_each_max, options.large_bodies_unknown_max},
        route.holder ? route.holder(request) : request.peer,
        has_body && bytes_max > large_body_bytes
    );
    if (large.refused()) {
        response = failure(503, request);
        co_await turn_away(stream, std::move(response), place);
        co_return false;
    }
    if (route.body_max.count() > 0) place->deadline = steady_clock::now() + route.body_max;
    if (has_body && message.find(beast::http::field::expect) != message.end()) {
        const std::string_view go_on = "HTTP/1.1 100 Continue\r\n\r\n";
        co_await net::async_write(
            stream, net::buffer(go_on), net::redirect_error(net::use_awaitable, error)
        );
        if (error) co_return false;
    }
    parser.body_limit(route.body_bytes_max);
    place->waiting =
        has_body && bytes_max <= small_body_bytes; // its end is waited for as its head's
    co_await beast::http::async_read(
        stream, buffer, parser, net::redirect_error(net::use_awaitable, error)
    );
    place->waiting = false;
    if (error) {
        if (const auto status = status_of(error)) {
            response = failure(*status, request);
            co_await turn_away(stream, std::move(response), place);
        }
        co_return false;
    }
    request.body = std::move(parser.get().body());
    place->deadline = steady_clock::now() + options.answer_max;
    response = co_await answer(std::move(request), route);
    const bool written =
        co_await write(stream, response, keep_alive, method == Method::head, place);
    if (written && response.events) co_await stream_events(stream, response.events, place);
    co_return written&& keep_alive && !response.events;
}

template <class Stream>
net::awaitable<bool> Server::Core::write(
    Stream& stream, const Response& response, bool keep_alive, bool head_only,
    OpenConnections::Place place
)
{
    boost::system::error_code error;
    place->deadline = steady_clock::now() + options.write_max;
    const auto head = answer_head.of(response, keep_alive);
    std::string_view body = response.body;
    if (head_only) body = {}; // its length is told as for GET
    const std::array<net::const_buffer, 2> parts = {net::buffer(head), net::buffer(body)};
    co_await net::async_write(stream, parts, net::redirect_error(net::use_awaitable, error));
    co_return !error && (keep_alive || response.events);
}

/// Reads on for a while what the other side still sends: closing at once would take the answer
/// back from who has not read it yet (RFC 9112, 9.6).
template <class Stream>
net::awaitable<void>
Server::Core::turn_away(Stream& stream, Response response, OpenConnections::Place place)
{
    response.events.reset();
    co_await write(stream, response, false, false, place);
    boost::system::error_code error;
    place->deadline = steady_clock::now() + linger_max;
    place->waiting = true; // whoever comes may have its place
    auto& socket = beast::get_lowest_layer(stream);
    socket.shutdown(tcp::socket::shutdown_send, error);
    std::array<char, read_buffer_bytes> unread;
    for (std::size_t bytes = 0; !error && bytes < linger_bytes_max;) {
        const auto came = co_await socket.async_read_some(
            net::buffer(unread), net::redirect_error(net::use_awaitable, error)
        );
        bytes += came;
    }
}

net::awaitable<Response>
Server::Core::on_lane(const Request& request, const Route& route, const Handler& work)
{
    auto gate = std::make_shared<Gate>(context);
    auto response = std::make_shared<Response>();
    // Whoever waits here outlives the job: the gate opens when it ends, whatever happens to the
    // connection meanwhile. Routes live with the server.
    const auto give_up = steady_clock::now() + options.lane_wait_max;
    auto job = [this, gate, response, give_up, &request, &route, &work] {
        try {
            *response = steady_clock::now() > give_up ? failure(503, request) : work(request);
        } catch (const std::exception& error) {
            told(route.pattern, error.what());
            *response = failure(500, request);
        }
        net::post(context, [gate] {
            gate->opened = true;
            gate->timer.cancel();
        });
    };
    auto& pool = pools.at(route.lane_of ? route.lane_of(request) : route.lane);
    const auto holder = pool.each_max > 0 && route.holder ? route.holder(request) : std::string();
    const Held held(pool.held, holder);
    if (!holder.empty() && pool.held[holder] > pool.each_max) co_return failure(429, request);
    if (!pool.workers->try_submit(std::move(job))) co_return failure(503, request);
    boost::system::error_code error;
    while (!gate->opened)
        co_await gate->timer.async_wait(net::redirect_error(net::use_awaitable, error));
    co_return std::move(*response);
}

net::awaitable<Response> Server::Core::answer(Request request, const Route& route)
{
    const auto begun = steady_clock::now();
    auto response = co_await on_lane(request, route, route.handler);
    if (options.observe)
        options.observe(
            route.pattern, response.status,
            std::chrono::duration_cast<std::chrono::microseconds>(steady_clock::now() - begun)
        );
    co_return response;
}

template <class Stream>
net::awaitable<void> Server::Core::stream_events(
    Stream& stream, std::shared_ptr<EventStream> events, OpenConnections::Place place
)
{
    auto wake = std::make_shared<net::steady_timer>(context);
    events->on_ready([this, wake] {
        net::post(context, [wake] { wake->expires_at(steady_clock::time_point::min()); });
    });
    // A stop does not wait for the next heartbeat.
    place->close = [close = place->close, wake] {
        close();
        wake->cancel();
    };
    place->idle = true;
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
        place->deadline = steady_clock::now() + options.write_max + heartbeat_every;
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
        accept_timer.cancel();
        for (auto& one : connections.all())
            one.deadline = std::min(one.deadline, steady_clock::now() + drain_max);
        connections.close_overdue(steady_clock::now(), true);
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
