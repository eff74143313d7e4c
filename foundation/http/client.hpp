#pragma once

#include "foundation/base/result.hpp"
#include "foundation/http/message.hpp"

#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace tnung::http {

struct Call {
    Method method = Method::get;
    std::string url;
    std::vector<Header> headers;
    std::string body;
    std::chrono::milliseconds time_max{10'000};
    std::size_t answer_bytes_max = 1u << 20;
};

struct Answer {
    int status = 0;
    std::vector<Header> headers;
    std::string body;
};

/// Why a call brought no answer. A caller may repeat a call only where it was not sent.
enum class CallFailure {
    not_sent, ///< the other side cannot have seen it (no connection, no name, no TLS)
    unknown,  ///< it may have been acted on (time-out, reset, answer cut or too large)
};

/// Where an address leads, read as the client reads it; lower case, the port in digits. Nothing
/// where it is no http or https address, or names a user.
struct Place {
    std::string scheme, host, port;
};
std::optional<Place> place_of(const std::string& url);

/// Calls to neighbours: many at once on one thread, connections kept. No redirects, http and https
/// only. Thread-safe.
class Client {
public:
    struct Options {
        std::size_t connections_per_host_max = 64;
        std::string authority_file; ///< PEM of the authorities to trust; empty: the system's
        /// For addresses that come from outside: connects to no address of this machine or of a
        /// private network, whatever the name resolves to.
        bool public_addresses_only = false;
    };

    explicit Client(Options options);
    Client() : Client(Options{}) {}
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    using Done = std::function<void(Result<Answer, CallFailure>)>;
    /// `done` runs on the client's thread: hand over, do not work there.
    void start(Call call, Done done);
    /// Waits for the answer.
    Result<Answer, CallFailure> call(Call call);

private:
    struct Core;
    std::unique_ptr<Core> core_;
};

} // namespace tnung::http
