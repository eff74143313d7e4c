#pragma once

#include "foundation/base/background_loop.hpp"
#include "foundation/base/clock.hpp"
#include "foundation/http/client.hpp"
#include "foundation/metrics/metrics.hpp"
#include "gateway/intake/intake.hpp"
#include "gateway/national/national_item.hpp"

#include <functional>
#include <string>
#include <vector>

namespace tnung::gateway {

/// A system that is asked for what happened, where it does not tell by itself.
struct NationalSource {
    std::string address; ///< of its service; empty: nothing is fetched
    std::string username, password, destination_code;
    std::string unit;   ///< `madonvi` in each call
    std::string sender; ///< whose events these are: a sender made by add-sender
    std::vector<NationalService> services = {NationalService::dossier, NationalService::progress};
    std::chrono::seconds every{60};
    /// How much of the last period is asked for again: a late entry has an earlier time.
    std::chrono::minutes overlap{10};
    std::chrono::hours first{24}; ///< how far back the very first call goes
};

/// Asks for what happened since the last time, page by page, and keeps how far it got only when all
/// of it is stored. Any number of processes: one asks at a time.
class NationalFetch {
public:
    NationalFetch(
        pg::Pool& pool, const Clock& clock, http::Client& client, Intake& intake, Senders& senders,
        NationalSource source, metrics::Registry& metrics, std::function<void()> stored
    );

    void start();
    void stop();
    /// One look at every service; how many items it took in.
    std::size_t turn();

    static constexpr int items_per_page = 200;
    static constexpr int pages_max = 500;
    /// After a long absence it catches up by such pieces.
    static constexpr std::chrono::hours piece_max{6};

private:
    struct Page;
    struct Failure {
        std::string cause;
        std::chrono::seconds retry_after{0};
    };
    Result<std::size_t, Failure>
    fetch(NationalService service, const Sender& sender, Instant from, Instant to);
    Result<Page, Failure> page(NationalService service, Instant from, Instant to, int number);
    Result<std::string, Failure> log_in();
    std::size_t take(NationalService service, const Sender& sender, const json::Array& items);

    pg::Pool& pool_;
    const Clock& clock_;
    http::Client& client_;
    Intake& intake_;
    Senders& senders_;
    const NationalSource source_;
    std::function<void()> stored_;
    metrics::Counter& fetched_;
    metrics::Counter& unreadable_;
    metrics::Counter& out_of_scope_;
    metrics::Counter& failures_;
    std::string session_; ///< of the loop's thread
    BackgroundLoop loop_;
};

} // namespace tnung::gateway
