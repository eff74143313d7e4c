#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/base/tsv.hpp"
#include "foundation/http/client.hpp"
#include "foundation/http/server.hpp"

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <queue>
#include <random>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace tnung::sandbox {

/// What the account is and how the platform behaves today.
struct ZaloSandboxSettings {
    std::string app_id = "1234567890123456789";
    std::string app_secret = "AppSecretDemo";
    std::string oa_id = "9000000000000000001";
    std::string webhook_secret = "OaSecretKeyDemo";
    std::string webhook_url; ///< where webhooks go; empty: nowhere
    std::string access_token = "At-demo-01";
    std::string refresh_token = "Rt-demo-01";
    std::int64_t quota_daily = 10'000; ///< a step of Zalo's ladder
    int calls_per_minute = 4000;
    bool night_rule = true;
    std::chrono::milliseconds lost_answer_after{
        12'000}; ///< when the answer of a lost call is given up
    std::uint32_t seed = 1;
};

/// Faults, in parts of a thousand where they are chances.
struct ZaloFaults {
    bool down = false;              ///< every call answers 503
    int timeout_after_acting = 0;   ///< the message is taken, the answer never comes
    int transient_error = 0;        ///< -32
    int webhook_repeat = 0;         ///< sent again
    int webhook_drop = 0;           ///< never sent
    bool template_disabled = false; ///< -131
    bool tokens_revoked = false;    ///< -124 until renewed
};

/// The Zalo platform as far as the gateway uses it: OAuth with single-use refresh tokens, template
/// messages by phone with their checks and errors, quotas, rate limit, signed webhooks with
/// retries. HTTP 200 with `error`, never kinder than the real one: no idempotency by tracking id.
class ZaloSandbox {
public:
    ZaloSandbox(ZaloSandboxSettings settings, const Clock& clock, std::string_view words_tsv);
    ~ZaloSandbox();

    std::vector<http::Lane> lanes() const;
    std::vector<http::Route> routes();
    void set_faults(const ZaloFaults& faults);

    struct Received {
        std::string phone, template_id, tracking_id, message_id;
        std::map<std::string, std::string> parameters;
    };
    /// Every message that reached a phone, in order.
    std::vector<Received> received() const;

private:
    http::Response access_token(const http::Request& request);
    http::Response send_template(const http::Request& request);
    http::Response message_status(const http::Request& request);
    http::Response message_quota(const http::Request& request);
    http::Response templates(const http::Request& request);
    http::Response change_faults(const http::Request& request);
    http::Response list_received(const http::Request& request);
    int refuse_call(const http::Request& request);
    int refuse_message(
        const std::string& phone, const std::string& template_id,
        const std::map<std::string, std::string>& parameters, const std::string& tracking_id
    );
    bool chance(int per_thousand);
    void emit(std::string body, std::chrono::milliseconds after);
    void run_webhooks();

    struct Pending {
        std::chrono::steady_clock::time_point at;
        std::string body;
        int retry = 0;
        bool operator<(const Pending& other) const { return at > other.at; }
    };

    const ZaloSandboxSettings settings_;
    const Clock& clock_;
    std::map<std::string, std::string> templates_; ///< id to name; constant after construction

    mutable std::mutex mutex_; ///< guards what follows
    ZaloFaults faults_;
    std::mt19937 random_;
    std::string access_, refresh_;
    std::set<std::string> used_refresh_;
    int issued_ = 1;
    std::int64_t sent_today_ = 0;
    Day today_{};
    std::vector<Received> received_;
    std::map<std::string, bool> delivered_; ///< by message id
    std::int64_t minute_ = 0;
    int calls_this_minute_ = 0;
    std::priority_queue<Pending> webhooks_;
    std::condition_variable webhooks_changed_;
    bool stopping_ = false;
    std::thread webhook_thread_;
    http::Client client_; ///< last: its calls end before what they use goes
};

} // namespace tnung::sandbox
