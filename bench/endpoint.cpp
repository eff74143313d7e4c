#include "bench/endpoint.hpp"

#include "foundation/http/server.hpp"
#include "foundation/json/json.hpp"

#include <fmt/format.h>

#include <csignal>
#include <mutex>
#include <thread>

namespace tnung::bench {

namespace {

constexpr std::size_t threads = 2;
constexpr std::size_t threads_when_slow = 128; ///< each waits in its own
constexpr std::int64_t day_quota = 50'000'000;

std::int64_t microseconds_now()
{
    return std::chrono::duration_cast<std::chrono::microseconds>(
               std::chrono::system_clock::now().time_since_epoch()
    )
        .count();
}

class Endpoint {
public:
    explicit Endpoint(std::chrono::milliseconds answers_after) : answers_after_(answers_after) {}

    http::Response take(const http::Request& request)
    {
        if (request.header("access_token").empty() || !request.body.starts_with('{'))
            return http::text_response(200, R"({"error":-124,"message":"bad"})");
        if (answers_after_.count() > 0)
            std::this_thread::sleep_for(answers_after_); // its behaviour
        std::int64_t number = 0;
        {
            const std::lock_guard lock(mutex_);
            last_ = microseconds_now();
            if (count_ == 0) first_ = last_;
            number = ++count_;
        }
        http::Response response{
            .body = fmt::format(
                R"({{"error":0,"message":"Success","data":{{"msg_id":"b{0:016}","sent_time":"{1}","quota":{{"dailyQuota":"{2}","remainingQuota":"{3}"}}}}}})",
                number, last_ / 1000, day_quota, day_quota - number
            )};
        response.with("Content-Type", "application/json");
        return response;
    }

    http::Response taken()
    {
        const std::lock_guard lock(mutex_);
        return http::text_response(
            200, json::text(json::Object{{"count", count_}, {"first", first_}, {"last", last_}})
        );
    }

    http::Response forget()
    {
        const std::lock_guard lock(mutex_);
        count_ = first_ = last_ = 0;
        return http::text_response(200, "{}");
    }

private:
    const std::chrono::milliseconds answers_after_;
    std::mutex mutex_; ///< guards what follows
    std::int64_t count_ = 0, first_ = 0, last_ = 0;
};

} // namespace

void run_endpoint(const EndpointOptions& options)
{
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    Endpoint endpoint(options.answers_after);
    using http::Method;
    const auto send = [&](const http::Request& request) { return endpoint.take(request); };
    http::Server server(
        {.port = options.port,
         .certificate_file = options.certificate_file,
         .private_key_file = options.private_key_file},
        {{"send", options.answers_after.count() > 0 ? threads_when_slow : threads, 4096}},
        {{Method::post, "/message/template", "send", send},
         {Method::post, "/v3.0/oa/message/template", "send", send},
         {Method::post, "/v3.0/oa/message/cs", "send", send},
         {Method::get, "/taken", "send", [&](const http::Request&) { return endpoint.taken(); }},
         {Method::post, "/taken", "send", [&](const http::Request&) { return endpoint.forget(); }}}
    );
    int signal = 0;
    sigwait(&signals, &signal);
    server.stop();
}

} // namespace tnung::bench
