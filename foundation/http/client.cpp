#include "foundation/http/client.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/base/thread_name.hpp"
#include "foundation/http/public_address.hpp"

#include <curl/curl.h>

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <deque>
#include <future>
#include <map>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace tnung::http {

namespace {

constexpr int poll_milliseconds_max = 1000;
constexpr int events_at_once = 256;
constexpr long hosts_kept = 4;
constexpr std::size_t lanes_kept = 64;
constexpr long connect_milliseconds_max = 5000;

struct Transfer;

/// What goes to one host: as many at once as it may, the rest in order.
struct HostLane {
    std::size_t active = 0;
    std::deque<std::unique_ptr<Transfer>> waiting;
};

struct Transfer {
    Call call;
    Client::Done done;
    HostLane* lane = nullptr;
    Answer answer;
    curl_slist* headers = nullptr;
    bool too_large = false;

    ~Transfer() { curl_slist_free_all(headers); }
};

/// Checks the address that is connected to, after the name was resolved, and opens the socket only
/// if it is public. A name may resolve to a private address.
curl_socket_t open_public_socket(void*, curlsocktype, curl_sockaddr* to)
{
    std::array<char, INET6_ADDRSTRLEN> text{};
    const void* address =
        to->family == AF_INET6
            ? static_cast<const void*>(&reinterpret_cast<sockaddr_in6*>(&to->addr)->sin6_addr)
            : static_cast<const void*>(&reinterpret_cast<sockaddr_in*>(&to->addr)->sin_addr);
    if (!inet_ntop(to->family, address, text.data(), text.size()) ||
        !is_public_address(text.data()))
        return CURL_SOCKET_BAD;
    return socket(to->family, to->socktype | SOCK_CLOEXEC, to->protocol);
}

std::size_t take_body(char* data, std::size_t, std::size_t size, void* user)
{
    auto& transfer = *static_cast<Transfer*>(user);
    if (transfer.answer.body.size() + size > transfer.call.answer_bytes_max) {
        transfer.too_large = true;
        return 0;
    }
    transfer.answer.body.append(data, size);
    return size;
}

std::size_t take_header(char* data, std::size_t, std::size_t size, void* user)
{
    auto& transfer = *static_cast<Transfer*>(user);
    const std::string_view line(data, size);
    const auto colon = line.find(':');
    if (line.starts_with("HTTP/"))
        transfer.answer.headers.clear();
    else if (colon != std::string_view::npos)
        transfer.answer.headers.push_back(
            {std::string(line.substr(0, colon)), std::string(trimmed(line.substr(colon + 1)))}
        );
    return size;
}

/// Scheme, host and port as written: those that differ only in spelling get a lane each.
std::string_view origin_of(std::string_view url)
{
    const auto authority = url.find("://");
    return url.substr(
        0,
        authority == std::string_view::npos ? url.size() : url.find_first_of("/?#", authority + 3)
    );
}

CallFailure failure_of(CURLcode code)
{
    switch (code) {
    case CURLE_COULDNT_RESOLVE_HOST:
    case CURLE_COULDNT_RESOLVE_PROXY:
    case CURLE_COULDNT_CONNECT:
    case CURLE_SSL_CONNECT_ERROR:
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL: return CallFailure::not_sent;
    default: return CallFailure::unknown;
    }
}

/// A descriptor of the system's, closed with its owner.
class Descriptor {
public:
    explicit Descriptor(int number) : number_(number)
    {
        if (number_ < 0) throw std::runtime_error("the system gives no further descriptor");
    }
    ~Descriptor() { ::close(number_); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }

private:
    const int number_;
};

} // namespace

struct Client::Core {
    using Clock = std::chrono::steady_clock;

    Options options;
    const Descriptor events{::epoll_create1(EPOLL_CLOEXEC)};
    const Descriptor wake{::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)};
    CURLM* multi = nullptr;
    std::thread thread;
    std::vector<CURL*> spare;                   ///< client thread only
    std::optional<Clock::time_point> timer_due; ///< client thread only: libcurl wants to be called
    /// By origin; client thread only. libcurl could queue, too, but looks at all that wait whenever
    /// one ends.
    std::map<std::string, HostLane, std::less<>> lanes;
    std::mutex mutex; ///< guards what follows
    std::deque<std::unique_ptr<Transfer>> waiting;
    bool stopping = false;

    explicit Core(Options given) : options(std::move(given))
    {
        static const CURLcode started = curl_global_init(CURL_GLOBAL_DEFAULT);
        if (started != CURLE_OK) throw std::runtime_error("libcurl does not start");
        epoll_event event{.events = EPOLLIN, .data = {.fd = wake.number()}};
        ::epoll_ctl(events.number(), EPOLL_CTL_ADD, wake.number(), &event);
        multi = curl_multi_init();
        // By itself libcurl keeps four times what runs just now: in a pause it would close them.
        curl_multi_setopt(
            multi, CURLMOPT_MAXCONNECTS, hosts_kept * long(options.connections_per_host_max)
        );
        curl_multi_setopt(multi, CURLMOPT_SOCKETFUNCTION, &Core::watch);
        curl_multi_setopt(multi, CURLMOPT_SOCKETDATA, this);
        curl_multi_setopt(multi, CURLMOPT_TIMERFUNCTION, &Core::set_timer);
        curl_multi_setopt(multi, CURLMOPT_TIMERDATA, this);
        thread = std::thread([this] {
            name_this_thread("calls");
            run();
        });
    }

    ~Core()
    {
        {
            const std::lock_guard lock(mutex);
            stopping = true;
        }
        wake_up();
        thread.join();
        for (auto* handle : spare) curl_easy_cleanup(handle);
        curl_multi_cleanup(multi);
    }

    void wake_up() const
    {
        const std::uint64_t one = 1;
        (void)!::write(wake.number(), &one, sizeof one);
    }

    /// libcurl says what it wants to know of a socket.
    static int watch(CURL*, curl_socket_t socket, int what, void* user, void* known)
    {
        const auto& core = *static_cast<Core*>(user);
        if (what == CURL_POLL_REMOVE) {
            ::epoll_ctl(core.events.number(), EPOLL_CTL_DEL, socket, nullptr);
            return 0;
        }
        epoll_event event{.events = 0, .data = {.fd = socket}};
        if (what & CURL_POLL_IN) event.events |= EPOLLIN;
        if (what & CURL_POLL_OUT) event.events |= EPOLLOUT;
        ::epoll_ctl(core.events.number(), known ? EPOLL_CTL_MOD : EPOLL_CTL_ADD, socket, &event);
        if (!known) curl_multi_assign(core.multi, socket, user); // any mark will do
        return 0;
    }

    static int set_timer(CURLM*, long milliseconds, void* user)
    {
        auto& core = *static_cast<Core*>(user);
        if (milliseconds < 0)
            core.timer_due.reset();
        else
            core.timer_due = Clock::now() + std::chrono::milliseconds(milliseconds);
        return 0;
    }

    int wait_milliseconds() const
    {
        if (!timer_due) return poll_milliseconds_max;
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(*timer_due - Clock::now());
        return int(std::clamp<std::int64_t>(left.count(), 0, poll_milliseconds_max));
    }

    void run()
    {
        std::array<epoll_event, events_at_once> ready{};
        int running = 0;
        while (true) {
            const bool last = start_waiting();
            if (timer_due && *timer_due <= Clock::now()) {
                timer_due.reset();
                curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running);
            }
            finish_done();
            if (last && is_idle()) return;
            const int count =
                ::epoll_wait(events.number(), ready.data(), events_at_once, wait_milliseconds());
            for (int i = 0; i < count; ++i) {
                const auto& event = ready[std::size_t(i)];
                if (event.data.fd == wake.number()) {
                    std::uint64_t times = 0;
                    (void)!::read(wake.number(), &times, sizeof times);
                    continue;
                }
                int what = 0;
                if (event.events & EPOLLIN) what |= CURL_CSELECT_IN;
                if (event.events & EPOLLOUT) what |= CURL_CSELECT_OUT;
                if (event.events & (EPOLLERR | EPOLLHUP)) what |= CURL_CSELECT_ERR;
                curl_multi_socket_action(multi, event.data.fd, what, &running);
            }
        }
    }

    bool is_idle() const
    {
        return std::ranges::all_of(lanes, [](const auto& entry) {
            return entry.second.active == 0;
        });
    }

    bool start_waiting()
    {
        std::deque<std::unique_ptr<Transfer>> taken;
        bool last = false;
        {
            const std::lock_guard lock(mutex);
            taken.swap(waiting);
            last = stopping;
        }
        for (auto& transfer : taken) {
            const auto origin = origin_of(transfer->call.url);
            auto found = lanes.find(origin);
            if (found == lanes.end()) {
                forget_idle_lanes();
                found = lanes.emplace(origin, HostLane{}).first;
            }
            auto& lane = found->second;
            transfer->lane = &lane;
            if (lane.active < options.connections_per_host_max)
                begin(std::move(transfer));
            else
                lane.waiting.push_back(std::move(transfer));
        }
        return last;
    }

    /// Addresses may come from outside: what is remembered of them is bounded.
    void forget_idle_lanes()
    {
        if (lanes.size() >= lanes_kept)
            std::erase_if(lanes, [](const auto& entry) { return entry.second.active == 0; });
    }

    CURL* fresh_handle() const
    {
        CURL* handle = curl_easy_init();
        curl_easy_setopt(handle, CURLOPT_PROTOCOLS_STR, "http,https");
        curl_easy_setopt(handle, CURLOPT_PROXY, "");
        curl_easy_setopt(handle, CURLOPT_NOSIGNAL, 1L);
        curl_easy_setopt(handle, CURLOPT_WRITEFUNCTION, &take_body);
        curl_easy_setopt(handle, CURLOPT_HEADERFUNCTION, &take_header);
        if (!options.authority_file.empty())
            curl_easy_setopt(handle, CURLOPT_CAINFO, options.authority_file.c_str());
        curl_easy_setopt(handle, CURLOPT_FOLLOWLOCATION, 0L);
        if (options.public_addresses_only)
            curl_easy_setopt(handle, CURLOPT_OPENSOCKETFUNCTION, &open_public_socket);
        return handle;
    }

    void begin(std::unique_ptr<Transfer> owned)
    {
        CURL* handle = spare.empty() ? fresh_handle() : spare.back();
        if (!spare.empty()) spare.pop_back();
        auto* transfer = owned.release(); // finish_done takes it back
        ++transfer->lane->active;
        const auto& call = transfer->call;
        transfer->headers = curl_slist_append(nullptr, "Expect:");
        for (const auto& [name, value] : call.headers)
            transfer->headers = curl_slist_append(transfer->headers, (name + ": " + value).c_str());
        curl_easy_setopt(handle, CURLOPT_URL, call.url.c_str());
        curl_easy_setopt(handle, CURLOPT_TIMEOUT_MS, long(call.time_max.count()));
        curl_easy_setopt(
            handle, CURLOPT_CONNECTTIMEOUT_MS,
            std::min(connect_milliseconds_max, long(call.time_max.count()))
        );
        curl_easy_setopt(handle, CURLOPT_HTTPHEADER, transfer->headers);
        curl_easy_setopt(handle, CURLOPT_WRITEDATA, transfer);
        curl_easy_setopt(handle, CURLOPT_HEADERDATA, transfer);
        curl_easy_setopt(handle, CURLOPT_PRIVATE, transfer);
        if (call.method == Method::get) {
            curl_easy_setopt(handle, CURLOPT_HTTPGET, 1L);
            curl_easy_setopt(handle, CURLOPT_CUSTOMREQUEST, nullptr);
        } else {
            curl_easy_setopt(handle, CURLOPT_POST, 1L);
            curl_easy_setopt(handle, CURLOPT_POSTFIELDSIZE_LARGE, curl_off_t(call.body.size()));
            curl_easy_setopt(handle, CURLOPT_POSTFIELDS, call.body.data());
            curl_easy_setopt(
                handle, CURLOPT_CUSTOMREQUEST, std::string(method_text(call.method)).c_str()
            );
        }
        curl_multi_add_handle(multi, handle);
    }

    void finish_done()
    {
        int left = 0;
        while (const CURLMsg* message = curl_multi_info_read(multi, &left)) {
            if (message->msg != CURLMSG_DONE) continue;
            CURL* handle = message->easy_handle;
            const CURLcode code = message->data.result;
            Transfer* raw = nullptr;
            curl_easy_getinfo(handle, CURLINFO_PRIVATE, &raw);
            const std::unique_ptr<Transfer> transfer(raw);
            long status = 0;
            curl_off_t connected_microseconds = 0;
            curl_easy_getinfo(handle, CURLINFO_RESPONSE_CODE, &status);
            curl_easy_getinfo(handle, CURLINFO_PRETRANSFER_TIME_T, &connected_microseconds);
            curl_multi_remove_handle(multi, handle);
            spare.push_back(handle);
            auto& lane = *transfer->lane;
            --lane.active;
            if (!lane.waiting.empty()) {
                begin(std::move(lane.waiting.front()));
                lane.waiting.pop_front();
            }
            if (code == CURLE_OK && !transfer->too_large) {
                transfer->answer.status = int(status);
                transfer->done(std::move(transfer->answer));
            } else {
                // A time-out before the connection stood cannot have carried the request.
                const bool never_connected =
                    code == CURLE_OPERATION_TIMEDOUT && connected_microseconds == 0;
                transfer->done(refuse(never_connected ? CallFailure::not_sent : failure_of(code)));
            }
        }
    }
};

std::optional<Place> place_of(const std::string& url)
{
    const std::unique_ptr<CURLU, void (*)(CURLU*)> parsed(curl_url(), curl_url_cleanup);
    if (!parsed || curl_url_set(parsed.get(), CURLUPART_URL, url.c_str(), 0) != CURLUE_OK)
        return {};
    const auto part = [&](CURLUPart which) {
        char* text = nullptr;
        if (curl_url_get(parsed.get(), which, &text, CURLU_DEFAULT_PORT) != CURLUE_OK)
            return std::string();
        const std::unique_ptr<char, void (*)(void*)> owner(text, curl_free);
        std::string lower(text);
        for (auto& letter : lower)
            if (letter >= 'A' && letter <= 'Z') letter = char(letter - 'A' + 'a');
        return lower;
    };
    Place place{part(CURLUPART_SCHEME), part(CURLUPART_HOST), part(CURLUPART_PORT)};
    if ((place.scheme != "http" && place.scheme != "https") || place.host.empty()) return {};
    if (!part(CURLUPART_USER).empty() || url.find('\0') != std::string::npos) return {};
    return place;
}

Client::Client(Options options) : core_(std::make_unique<Core>(std::move(options))) {}
Client::~Client() = default;

void Client::start(Call call, Done done)
{
    auto transfer = std::make_unique<Transfer>();
    transfer->call = std::move(call);
    transfer->done = std::move(done);
    bool first = false;
    {
        const std::lock_guard lock(core_->mutex);
        first = core_->waiting.empty(); // for those that wait already it was woken
        core_->waiting.push_back(std::move(transfer));
    }
    if (first) core_->wake_up();
}

Result<Answer, CallFailure> Client::call(Call call)
{
    std::promise<Result<Answer, CallFailure>> promise;
    auto future = promise.get_future();
    start(std::move(call), [&promise](Result<Answer, CallFailure> result) {
        promise.set_value(std::move(result));
    });
    return future.get();
}

} // namespace tnung::http
