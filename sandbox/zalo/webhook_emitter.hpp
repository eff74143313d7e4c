#pragma once

#include "foundation/http/client.hpp"
#include "foundation/json/json.hpp"

#include <condition_variable>
#include <mutex>
#include <queue>
#include <set>
#include <string>
#include <thread>

namespace tnung::sandbox {

/// Sends events to the app's one webhook address, signed as Zalo does, each after its own delay;
/// what is not answered with 200 within two seconds is sent again after 30 s, 5, 15, 30 and 60
/// minutes with `num_retry` (zalo-openapi 7.2). Order is not kept. Thread-safe.
class WebhookEmitter {
public:
    struct Settings {
        std::string url; ///< empty: nowhere
        std::string app_id, secret;
        int times_faster = 1; ///< retries come earlier by this: rehearsals of a day in minutes
    };
    explicit WebhookEmitter(Settings settings);
    ~WebhookEmitter();

    enum class Server { oa, zns };
    void emit(const json::Object& event, Server server, std::chrono::milliseconds after);
    /// Nothing waits to be sent or to be answered, retries included.
    bool idle();
    /// Different events that were answered with 200.
    std::int64_t acknowledged();
    /// That no retry brought home.
    std::int64_t given_up();

private:
    struct Pending {
        std::chrono::steady_clock::time_point at;
        std::string body;
        Server server;
        int retry = 0;
        bool operator<(const Pending& other) const { return at > other.at; }
    };
    void run();
    void send(Pending pending);

    const Settings settings_;
    std::mutex mutex_; ///< guards what follows
    std::condition_variable changed_;
    std::priority_queue<Pending> pending_;
    int under_way_ = 0;
    std::set<std::string> acknowledged_; ///< by their signatures
    std::int64_t given_up_ = 0;
    bool stopping_ = false;
    std::thread thread_;
    http::Client client_; ///< last: its calls end before what they use goes
};

} // namespace tnung::sandbox
