#include "bench/load.hpp"

#include "foundation/base/instant.hpp"

#include <fmt/format.h>

#include <condition_variable>
#include <mutex>
#include <stdexcept>
#include <thread>

namespace tnung::bench {

namespace {

constexpr std::int64_t filling_batch_events = 100;
constexpr int calls_max = 4;
constexpr std::int64_t numbers = 1'000'000, codes_a_day = 1'000'000;

json::Value asked(http::Client& client, http::Call call)
{
    const auto answer = client.call(std::move(call));
    auto value =
        answer && answer->status == 200 ? json::parse(answer->body) : refuse(json::ParseError{});
    if (!value) throw std::runtime_error("the endpoint does not answer");
    return std::move(*value);
}

/// Calls under way; to the end of those who wait for it.
class UnderWay {
public:
    void wait_for_room(int most)
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [&] { return open_ < most; });
    }
    /// What to do when the call that begins now is answered.
    std::function<void(bool taken)> begin()
    {
        const std::lock_guard lock(mutex_);
        ++open_;
        return [this](bool taken) {
            const std::lock_guard done(mutex_);
            --open_;
            refused_ += taken ? 0 : 1;
            changed_.notify_all();
        };
    }
    void wait_for_all()
    {
        wait_for_room(1);
        const std::lock_guard lock(mutex_);
        if (refused_ > 0)
            throw std::runtime_error(fmt::format("{} batches are not taken", refused_));
    }

private:
    std::mutex mutex_; ///< guards what follows
    std::condition_variable changed_;
    int open_ = 0, refused_ = 0;
};

} // namespace

std::string Load::batch(std::int64_t events, What what)
{
    using namespace std::chrono;
    const auto now =
        Instant(duration_cast<Instant::duration>(system_clock::now().time_since_epoch()));
    const auto today = year_month_day(day_of(now));
    json::Array items;
    json::Object detail;
    if (what == What::payment)
        detail = {{"amount_dong", 31'635'000}, {"act_by", iso_text(day_of(now) + days(30))}};
    for (std::int64_t i = 0; i < events; ++i, ++made_)
        items.push_back(json::Object{
            {"event_id", fmt::format("b{}", made_)},
            {"dossier_code", fmt::format(
                                 "H21.{:02}.{:02}-{:02}{:02}{:02}-{:06}", 10 + made_ % 35,
                                 10 + made_ / 35 % 4, int(today.year()) % 100,
                                 unsigned(today.month()), unsigned(today.day()), made_ % codes_a_day
                             )},
            {"occurred_at", iso_text(now)},
            {"state", what == What::payment ? 6 : 1},
            {"procedure_code", "1.012765"},
            {"procedure_name",
             "Đăng ký biến động quyền sử dụng đất, quyền sở hữu tài sản gắn liền với đất"},
            {"agency_id", fmt::format("H21.{:02}.{:02}", 10 + made_ % 35, 10 + made_ / 35 % 4)},
            {"agency_name", "Trung tâm Phục vụ hành chính công Xã Kông Bơ La"},
            {"unit_code", "23575"},
            {"owner",
             json::Object{
                 {"name", "Siu H’Bia"},
                 {"kind", "citizen"},
                 {"identity_number", fmt::format("064{:09}", made_)}}},
            {"phone", fmt::format("0905{:06}", made_ % numbers)},
            {"received_at", iso_text(now)},
            {"due_at", iso_text(now + days(15))},
            {"detail", detail}});
    return json::text(json::Object{{"events", std::move(items)}});
}

void Load::post(std::string body, std::function<void(bool taken)> done)
{
    client_.start(
        {.method = http::Method::post,
         .url = setting_.gateway_origin() + "/api/v1/dossier-events",
         .headers = {{"Authorization", "Bearer " + key_}, {"Content-Type", "application/json"}},
         .body = std::move(body)},
        [done = std::move(done)](Result<http::Answer, http::CallFailure> answer) {
            done(answer && answer->status == 200);
        }
    );
}

double Load::fill(std::int64_t events)
{
    UnderWay calls;
    const auto begun = std::chrono::steady_clock::now();
    for (std::int64_t left = events; left > 0; left -= filling_batch_events) {
        auto body = batch(std::min(left, filling_batch_events), What::received);
        calls.wait_for_room(calls_max);
        post(std::move(body), calls.begin());
    }
    calls.wait_for_all();
    return double(events) /
           std::chrono::duration<double>(std::chrono::steady_clock::now() - begun).count();
}

void Load::pace(double events_per_second, std::chrono::seconds lasting, What what, int batch_events)
{
    UnderWay calls;
    const auto begun = std::chrono::steady_clock::now();
    const auto every = std::chrono::duration_cast<std::chrono::nanoseconds>(
        std::chrono::duration<double>(double(batch_events) / events_per_second)
    );
    const auto count = lasting / every;
    for (std::int64_t i = 0; i < count; ++i) {
        std::this_thread::sleep_until(begun + i * every); // the pace asked for
        post(batch(batch_events, what), calls.begin());
    }
    calls.wait_for_all();
}

Taken taken(http::Client& client, const Setting& setting)
{
    const auto value = asked(client, {.url = setting.endpoint_origin() + "/taken"});
    const auto& object = value.as_object();
    const auto at = [&](std::string_view name) {
        return std::chrono::system_clock::time_point(
            std::chrono::microseconds(object.at(name).as_int64())
        );
    };
    return {object.at("count").as_int64(), at("first"), at("last")};
}

void forget_taken(http::Client& client, const Setting& setting)
{
    (void
    )asked(client, {.method = http::Method::post, .url = setting.endpoint_origin() + "/taken"});
}

} // namespace tnung::bench
