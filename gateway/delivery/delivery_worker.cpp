#include "gateway/delivery/delivery_worker.hpp"

#include "foundation/base/crash_point.hpp"
#include "foundation/log/log.hpp"
#include "gateway/delivery/lane.hpp"
#include "gateway/delivery/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <map>

namespace tnung::gateway {

namespace {

/// How soon what waits for a stopped way looks again, should nobody lift it.
constexpr std::chrono::minutes paused_looks_again{30};
constexpr std::chrono::minutes token_looks_again{5};
constexpr std::string_view token_hold = "token";

/// What a stopped way or a missing token keeps here, before anything is booked for it.
void hold_back(
    std::vector<Planned>& planned, const std::map<std::string, Instant>& paused, bool has_token,
    Instant now
)
{
    for (auto& one : planned) {
        if (!one.call) continue;
        if (paused.contains(one.channel))
            one.hold(now + paused_looks_again, lane::hold);
        else if (!has_token)
            one.hold(now + token_looks_again, token_hold);
    }
}

} // namespace

DeliveryWorker::DeliveryWorker(
    pg::Pool& pool, const Clock& clock, ZaloTokens& tokens, ZaloClient& zalo, Governor& governor,
    std::vector<Outgoing*> kinds, DeliverySettings settings, metrics::Registry& metrics
)
    : pool_(pool), clock_(clock), tokens_(tokens), zalo_(zalo), governor_(governor),
      kinds_(std::move(kinds)), settings_(settings), metrics_(metrics),
      loop_(
          {.turn = [this] { return turn(); },
           // The database is away or a row makes no sense: the lane waits, nothing is lost.
           .trouble =
               [](const std::exception& error) {
                   log::error("delivery.worker", {{"what", error.what()}});
               }}
      )
{
}

Outgoing& DeliveryWorker::kind_of(std::string_view kind) const
{
    for (auto* one : kinds_)
        if (one->kind() == kind) return *one;
    throw std::logic_error(fmt::format("nobody delivers '{}'", kind));
}

std::size_t DeliveryWorker::turn()
{
    const auto recorded = record_landed();
    int free = 0;
    {
        const std::lock_guard lock(mutex_);
        free = settings_.in_flight_max - in_flight_;
    }
    if (free <= 0 || !something_waits()) return recorded;
    const auto may = governor_.calls(free);
    return recorded + (may > 0 ? take(may) : 0);
}

bool DeliveryWorker::something_waits()
{
    if (!had_token_) return true; // whether there is one again is asked for
    auto tx = pool_.begin();
    return outbox::is_due(tx, clock_.now());
}

std::size_t DeliveryWorker::take(int count_max)
{
    const auto now = clock_.now();
    // Before anything is marked as begun: this may fail.
    const auto found = tokens_.current(now);
    const auto token = found ? std::optional(*found) : std::nullopt;
    std::vector<Planned> planned;
    {
        auto tx = pool_.begin();
        if (token && !had_token_) outbox::lift(tx, token_hold, now);
        const auto items = outbox::claim(tx, now, now + settings_.lease, count_max);
        if (items.empty()) {
            tx.commit();
            had_token_ = token.has_value();
            return 0;
        }
        std::map<std::string_view, std::vector<outbox::Item>> by_kind;
        std::map<std::int64_t, std::size_t> place_of;
        for (const auto& item : items) {
            by_kind[item.kind].push_back(item);
            place_of[item.id] = place_of.size();
        }
        for (const auto& [kind, of_kind] : by_kind)
            for (auto& one : kind_of(kind).plan(tx, of_kind, now))
                planned.push_back(std::move(one));
        // The most urgent leaves first, whatever kind it is.
        std::sort(planned.begin(), planned.end(), [&](const auto& left, const auto& right) {
            return place_of.at(left.item.id) < place_of.at(right.item.id);
        });
        hold_back(planned, lane::paused(tx), token.has_value(), now);
        governor_.admit(tx, planned, now);
        std::vector<std::int64_t> not_called;
        std::vector<page_link::Drawn> links;
        for (const auto& one : planned) {
            if (!one.call)
                not_called.push_back(one.item.id);
            else if (one.link)
                links.push_back(*one.link);
        }
        outbox::unmark(tx, not_called);
        page_link::make_many(tx, links, now);
        tx.commit(); // marked as begun, durably, before any call
    }
    had_token_ = token.has_value();
    crash_point::pass("delivery.claimed");
    const auto count = planned.size();
    governor_.spent(int(std::ranges::count_if(planned, [](const auto& one) {
        return one.call.has_value();
    })));
    launch(std::move(planned), token.value_or(""));
    return count;
}

void DeliveryWorker::launch(std::vector<Planned> planned, const std::string& token)
{
    for (auto& one : planned) {
        if (!one.call) {
            land({std::move(one), "", std::nullopt});
            continue;
        }
        {
            const std::lock_guard lock(mutex_);
            ++in_flight_;
        }
        const auto call = *one.call;
        auto flight = std::make_shared<Flight>(Flight{std::move(one), token, std::nullopt});
        zalo_.start(token, call, [this, flight](SendResult sent) {
            flight->sent = std::move(sent);
            land(std::move(*flight));
        });
        crash_point::pass("delivery.called");
    }
}

void DeliveryWorker::land(Flight flight)
{
    const std::lock_guard lock(mutex_);
    if (flight.sent) --in_flight_;
    landed_.push_back(std::move(flight));
    changed_.notify_all();
    loop_.wake();
}

std::size_t DeliveryWorker::record_landed()
{
    std::deque<Flight> landed;
    {
        const std::lock_guard lock(mutex_);
        landed.swap(landed_);
    }
    if (landed.empty()) return 0;
    crash_point::pass("delivery.answered");
    const auto now = clock_.now();
    std::vector<Planned> settled;
    std::optional<std::string> stale;
    for (const auto& flight : landed) {
        auto one = flight.planned;
        if (flight.sent) {
            one.verdict = kind_of(one.item.kind).judge(one, *flight.sent, now);
            if (flight.sent->outcome == ZaloOutcome::renew_token) stale = flight.token;
        }
        settled.push_back(std::move(one));
    }
    try {
        record(settled, now);
    } catch (...) {
        // The answers are known; they are recorded when the database is back.
        const std::lock_guard lock(mutex_);
        landed_.insert(landed_.begin(), landed.begin(), landed.end());
        throw;
    }
    crash_point::pass("delivery.recorded");
    count_calls(landed);
    if (stale) (void)tokens_.renew(*stale, now);
    return settled.size();
}

void DeliveryWorker::count_calls(const std::deque<Flight>& landed)
{
    for (const auto& flight : landed)
        if (flight.sent)
            metrics_
                .counter(
                    "tnung_zalo_calls_total", "Calls to Zalo, by channel and outcome",
                    fmt::format(
                        "channel=\"{}\",outcome=\"{}\"", flight.planned.channel,
                        outcome_word(flight.sent->outcome)
                    )
                )
                .add();
}

void DeliveryWorker::record(const std::vector<Planned>& settled, Instant now)
{
    std::map<std::string_view, std::vector<const Planned*>> by_kind;
    std::vector<std::int64_t> finished;
    std::vector<outbox::Postponed> postponed;
    std::vector<const Planned*> answered;
    for (const auto& one : settled) {
        by_kind[one.item.kind].push_back(&one);
        if (one.verdict.called) answered.push_back(&one);
        if (one.verdict.not_before)
            postponed.push_back({one.item.id, *one.verdict.not_before, one.verdict.hold});
        else
            finished.push_back(one.item.id);
    }
    auto tx = pool_.begin();
    for (const auto& [kind, of_kind] : by_kind) kind_of(kind).record(tx, of_kind, now);
    outbox::settle(tx, finished, postponed);
    governor_.learn(tx, answered, now);
    tx.commit();
}

std::size_t DeliveryWorker::work_once()
{
    const auto taken = take(settings_.batch_max);
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return in_flight_ == 0; });
    }
    record_landed();
    return taken;
}

void DeliveryWorker::stop()
{
    loop_.stop();
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return in_flight_ == 0; });
    }
    try {
        record_landed();
    } catch (const std::exception& error) {
        log::error("delivery.unrecorded", {{"what", error.what()}});
    }
}

} // namespace tnung::gateway
