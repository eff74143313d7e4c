#include "sandbox/zalo/webhook_emitter.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"

#include <array>

namespace tnung::sandbox {

namespace {

constexpr std::chrono::seconds answer_within{2};
constexpr std::array<std::chrono::seconds, 5> retry_after = {
    std::chrono::seconds(30), std::chrono::seconds(300), std::chrono::seconds(900),
    std::chrono::seconds(1800), std::chrono::seconds(3600)};

} // namespace

WebhookEmitter::WebhookEmitter(Settings settings) : settings_(std::move(settings))
{
    thread_ = std::thread([this] { run(); });
}

WebhookEmitter::~WebhookEmitter()
{
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    changed_.notify_all();
    thread_.join();
}

void WebhookEmitter::emit(const json::Object& event, Server server, std::chrono::milliseconds after)
{
    if (settings_.url.empty()) return;
    const std::lock_guard lock(mutex_);
    pending_.push({std::chrono::steady_clock::now() + after, json::text(event), server});
    changed_.notify_all();
}

bool WebhookEmitter::idle()
{
    const std::lock_guard lock(mutex_);
    return pending_.empty() && under_way_ == 0;
}

std::int64_t WebhookEmitter::acknowledged()
{
    const std::lock_guard lock(mutex_);
    return std::int64_t(acknowledged_.size());
}

std::int64_t WebhookEmitter::given_up()
{
    const std::lock_guard lock(mutex_);
    return given_up_;
}

void WebhookEmitter::run()
{
    std::unique_lock lock(mutex_);
    while (!stopping_) {
        if (pending_.empty()) {
            changed_.wait(lock);
            continue;
        }
        if (pending_.top().at > std::chrono::steady_clock::now()) {
            const auto until = pending_.top().at;
            changed_.wait_until(lock, until);
            continue;
        }
        auto next = pending_.top();
        pending_.pop();
        ++under_way_;
        lock.unlock();
        send(std::move(next));
        lock.lock();
    }
}

void WebhookEmitter::send(Pending pending)
{
    const auto value = json::parse(pending.body);
    const std::string timestamp(value->at("timestamp").get_string());
    const auto mac =
        hex_text(crypto::sha256(settings_.app_id + pending.body + timestamp + settings_.secret));
    std::vector<http::Header> headers = {
        {"Content-Type", "application/json"}, {"X-ZEvent-Signature", "mac=" + mac}};
    if (pending.server == Server::zns) headers.push_back({"X-ZEvent-Server", "ZNS"});
    if (pending.retry > 0) headers.push_back({"num_retry", std::to_string(pending.retry)});
    client_.start(
        {.method = http::Method::post,
         .url = settings_.url,
         .headers = std::move(headers),
         .body = pending.body,
         .time_max = answer_within},
        [this, pending, mac](Result<http::Answer, http::CallFailure> result) mutable {
            const std::lock_guard lock(mutex_);
            --under_way_;
            if (result && result->status == 200) {
                acknowledged_.insert(mac);
                return;
            }
            if (pending.retry >= int(retry_after.size())) {
                ++given_up_;
                return;
            }
            const std::chrono::milliseconds after = retry_after[std::size_t(pending.retry)];
            pending.at = std::chrono::steady_clock::now() + after / settings_.times_faster;
            ++pending.retry;
            pending_.push(std::move(pending));
            changed_.notify_all();
        }
    );
}

} // namespace tnung::sandbox
