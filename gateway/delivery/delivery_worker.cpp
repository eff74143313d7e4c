#include "gateway/delivery/delivery_worker.hpp"

#include "foundation/base/crash_point.hpp"
#include "foundation/log/log.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/delivery/lane.hpp"
#include "gateway/delivery/verdict.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <iterator>
#include <map>
#include <new>
#include <system_error>
#include <unordered_map>

namespace tnung::gateway {

namespace {

/// How soon what waits for a stopped way looks again, should nobody lift it.
constexpr std::chrono::minutes paused_looks_again{30};
constexpr std::chrono::minutes token_looks_again{5};
/// A way that was closed so long is not waited for where a right would be lost; a shorter pause
/// costs nobody a telephone call.
constexpr std::chrono::hours closed_patience{1};

/// What a stopped way or a missing token keeps here, before anything is booked for it.
void hold_back(
    std::vector<Planned>& planned, const std::map<std::string, Instant>& paused,
    const std::optional<Instant>& no_token_since, Instant now
)
{
    for (auto& one : planned) {
        if (!one.leaves()) continue;
        const auto pause = paused.find(one.channel);
        const auto closed_since = pause != paused.end() ? std::optional(pause->second)
                                  : one.call            ? no_token_since
                                                        : std::nullopt;
        if (!closed_since) continue;
        if (one.otherwise && now - *closed_since >= closed_patience)
            one.go_otherwise();
        else if (pause != paused.end())
            one.hold(now + paused_looks_again, Hold::paused);
        else
            one.hold(now + token_looks_again, Hold::token);
    }
}

/// How soon what could not be made ready is tried again, should nobody mend it before.
constexpr std::chrono::hours aside_pause{1};
constexpr std::size_t why_length_max = 200;

/// Whether the next one may do better: no database, no memory, no file concerns them all.
bool is_about_one(const std::exception& error)
{
    if (dynamic_cast<const std::bad_alloc*>(&error) ||
        dynamic_cast<const std::system_error*>(&error))
        return false;
    const auto* of_database = dynamic_cast<const pg::Error*>(&error);
    return !of_database || of_database->is_about_values();
}

outbox::Trouble
trouble_of(const outbox::Item& item, const std::exception& error, bool may_have_left)
{
    log::error(
        "delivery.set_aside",
        {{"kind", item.kind}, {"subject", item.subject_id}, {"what", error.what()}}
    );
    return {item.id, text::shortened(text::clean(error.what()), why_length_max), may_have_left};
}

outbox::Kinds names_of(const std::vector<Outgoing*>& kinds)
{
    outbox::Kinds names;
    for (const auto* one : kinds) names.emplace_back(one->kind());
    return names;
}

std::optional<std::string> hold_text(std::optional<Hold> hold)
{
    return hold ? std::optional(std::string(name_of(*hold))) : std::nullopt;
}

/// The database is away: the lane waits, nothing is lost.
void tell_trouble(const std::exception& error)
{
    log::error("delivery.worker", {{"what", error.what()}});
}

} // namespace

DeliveryWorker::DeliveryWorker(
    pg::Pool& pool, const Clock& clock, ZaloTokens& tokens, ZaloClient& zalo, SmsClient& sms,
    Governor& governor, std::vector<Outgoing*> kinds, DeliverySettings settings,
    metrics::Registry& metrics
)
    : pool_(pool), clock_(clock), tokens_(tokens), zalo_(zalo), sms_(sms), governor_(governor),
      kinds_(std::move(kinds)), kind_names_(names_of(kinds_)), settings_(settings),
      metrics_(metrics),
      taking_({.name = "take", .turn = [this] { return take_turn(); }, .trouble = tell_trouble}),
      recording_(
          {.name = "record",
           .turn = [this] { return record_turn(); },
           .trouble = tell_trouble,
           // Where most answers hang the others are few: they are not waited with.
           .poll = std::chrono::milliseconds(10)}
      )
{
}

void DeliveryWorker::start()
{
    recording_.start();
    taking_.start();
}

Outgoing& DeliveryWorker::kind_of(std::string_view kind) const
{
    for (auto* one : kinds_)
        if (one->kind() == kind) return *one;
    throw std::logic_error(fmt::format("nobody delivers '{}'", kind));
}

std::size_t DeliveryWorker::take_turn()
{
    int free = 0;
    {
        const std::lock_guard lock(mutex_);
        free = settings_.in_flight_max - in_flight_ - int(landed_.size());
    }
    // After a full batch more is sure to wait: asking would only cost.
    const bool worth_it = took_all_it_may_ || governor_.release_due(clock_.now());
    if (free <= 0 || (!worth_it && !something_waits())) return 0;
    const auto may = governor_.calls(free);
    const auto taken = may > 0 ? take(may) : 0;
    took_all_it_may_ = may > 0 && taken == std::size_t(may);
    return taken;
}

bool DeliveryWorker::something_waits()
{
    if (!had_token_) return true; // whether there is one again is asked for
    auto tx = pool_.begin();
    return outbox::is_due(tx, kind_names_, clock_.now());
}

std::size_t DeliveryWorker::take(int count_max)
{
    try {
        return take(count_max, Planning::together);
    } catch (const std::exception& error) {
        if (!is_about_one(error)) throw;
    }
    return take(count_max, Planning::apart); // one of them makes no sense
}

std::size_t DeliveryWorker::take(int count_max, Planning planning)
{
    const auto now = clock_.now();
    // Before anything is marked as begun: this may fail.
    const auto found = tokens_.current(now);
    const auto token = found ? std::optional(*found) : std::nullopt;
    std::vector<Planned> planned;
    {
        auto tx = pool_.begin();
        governor_.release(tx, kind_names_, now);
        planned = plan(tx, count_max, token, planning, now);
        governor_.admit(tx, planned, now);
        std::vector<std::int64_t> not_called;
        for (const auto& one : planned) {
            // What may have gone out keeps its mark until that is on record: this process may die
            // before it is.
            if (!one.leaves() && !one.item.interrupted) not_called.push_back(one.item.id);
        }
        outbox::unmark(tx, not_called);
        tx.commit(); // marked as begun, durably, before any call
    }
    had_token_ = token.has_value();
    if (planned.empty()) return 0;
    crash_point::pass("delivery.claimed");
    const auto count = planned.size();
    governor_.spent(int(std::ranges::count_if(planned, [](const auto& one) {
        return one.call.has_value();
    })));
    launch(std::move(planned), token.value_or(""));
    return count;
}

/// Those of `items` that cannot be planned, found by halves; nothing of what they did stays.
std::vector<outbox::Trouble> DeliveryWorker::troubles_of(
    pg::Transaction& tx, Outgoing& kind, std::span<const outbox::Item> items, Instant now
)
{
    try {
        tx.try_and_undo([&] { kind.plan(tx, {items.begin(), items.end()}, now); });
        return {};
    } catch (const std::exception& error) {
        if (!is_about_one(error)) throw;
        if (items.size() == 1) return {trouble_of(items.front(), error, items.front().interrupted)};
    }
    const auto half = items.size() / 2;
    auto all = troubles_of(tx, kind, items.first(half), now);
    std::ranges::move(troubles_of(tx, kind, items.subspan(half), now), std::back_inserter(all));
    return all;
}

void DeliveryWorker::set_aside_unplannable(
    pg::Transaction& tx, std::map<std::string_view, std::vector<outbox::Item>>& by_kind, Instant now
)
{
    for (auto& [kind, items] : by_kind) {
        const auto troubles = troubles_of(tx, kind_of(kind), items, now);
        outbox::set_aside(tx, troubles, now, aside_pause);
        std::erase_if(items, [&](const auto& item) {
            return std::ranges::find(troubles, item.id, &outbox::Trouble::id) != troubles.end();
        });
    }
}

std::vector<Planned> DeliveryWorker::plan(
    pg::Transaction& tx, int count_max, const std::optional<std::string>& token, Planning planning,
    Instant now
)
{
    if (token && !had_token_) outbox::lift(tx, name_of(Hold::token), now);
    const auto items = outbox::claim(tx, kind_names_, now, now + settings_.lease, count_max);
    if (items.empty()) return {};
    std::map<std::string_view, std::vector<outbox::Item>> by_kind;
    std::unordered_map<std::int64_t, std::size_t> place_of;
    for (const auto& item : items) {
        by_kind[item.kind].push_back(item);
        place_of[item.id] = place_of.size();
    }
    if (planning == Planning::apart) set_aside_unplannable(tx, by_kind, now);
    // The most urgent leaves first, whatever kind it is.
    std::vector<std::optional<Planned>> in_order(items.size());
    for (const auto& [kind, of_kind] : by_kind)
        for (auto& one : kind_of(kind).plan(tx, of_kind, now))
            in_order.at(place_of.at(one.item.id)) = std::move(one);
    std::vector<Planned> planned;
    planned.reserve(items.size());
    for (auto& one : in_order)
        if (one) planned.push_back(std::move(*one));
    if (token)
        no_token_since_.reset();
    else if (!no_token_since_)
        no_token_since_ = now;
    hold_back(planned, lane::paused(tx), no_token_since_, now);
    return planned;
}

void DeliveryWorker::launch(std::vector<Planned> planned, const std::string& token)
{
    for (auto& one : planned) {
        if (!one.leaves()) {
            land({std::move(one), "", std::nullopt});
            continue;
        }
        {
            const std::lock_guard lock(mutex_);
            ++in_flight_;
        }
        auto flight = std::make_shared<Flight>(Flight{std::move(one), token, std::nullopt});
        const auto done = [this, flight](SendResult sent) {
            flight->sent = std::move(sent);
            land(std::move(*flight));
        };
        if (flight->planned.sms)
            sms_.start(*flight->planned.sms, done);
        else
            zalo_.start(token, *flight->planned.call, done);
        crash_point::pass("delivery.called");
    }
}

void DeliveryWorker::land(Flight flight)
{
    const std::lock_guard lock(mutex_); // to the end: who stops may be gone after it
    if (flight.sent) --in_flight_;
    landed_.push_back(std::move(flight));
    changed_.notify_all();
    // Under load a turn for each answer would cost more than the answers.
    if (landed_.size() * 4 >= std::size_t(in_flight_)) recording_.wake();
}

std::size_t DeliveryWorker::record_turn()
{
    std::deque<Flight> landed;
    {
        const std::lock_guard lock(mutex_);
        landed.swap(landed_);
    }
    if (landed.empty()) return 0;
    crash_point::pass("delivery.answered");
    const auto now = clock_.now();
    const auto count = landed.size();
    std::optional<std::string> stale;
    for (const auto& flight : landed)
        if (flight.sent && flight.sent->outcome == ZaloOutcome::renew_token) stale = flight.token;
    try {
        try {
            record(landed, now);
        } catch (const std::exception& error) {
            if (!is_about_one(error)) throw;
            record_apart(landed, now);
        }
    } catch (...) {
        // The answers are known; they are recorded when the database is back.
        const std::lock_guard lock(mutex_);
        landed_.insert(
            landed_.begin(), std::make_move_iterator(landed.begin()),
            std::make_move_iterator(landed.end())
        );
        throw;
    }
    crash_point::pass("delivery.recorded");
    taking_.wake(); // there is room again
    if (stale) (void)tokens_.renew(*stale, now);
    return count;
}

void DeliveryWorker::count_call(const Flight& flight)
{
    if (!flight.sent) return;
    auto& counter = calls_[{flight.planned.channel, flight.sent->outcome}];
    if (!counter)
        counter = &metrics_.counter(
            flight.planned.sms ? "tnung_sms_calls_total" : "tnung_zalo_calls_total",
            flight.planned.sms ? "Calls to the SMS gateway, by channel and outcome"
                               : "Calls to Zalo, by channel and outcome",
            fmt::format(
                "channel=\"{}\",outcome=\"{}\"", flight.planned.channel,
                outcome_word(flight.sent->outcome)
            )
        );
    counter->add();
}

void DeliveryWorker::record(std::deque<Flight>& landed, Instant now)
{
    for (auto& flight : landed)
        if (flight.sent)
            flight.planned.verdict =
                kind_of(flight.planned.item.kind).judge(flight.planned, *flight.sent, now);
    auto tx = pool_.begin();
    std::map<std::string_view, std::vector<const Planned*>> by_kind;
    std::vector<std::int64_t> finished;
    std::vector<outbox::Postponed> postponed;
    std::vector<const Planned*> answered;
    for (const auto& flight : landed) {
        const auto& one = flight.planned;
        by_kind[one.item.kind].push_back(&one);
        if (one.verdict.called) answered.push_back(&one);
        if (one.verdict.not_before)
            postponed.push_back({one.item.id, *one.verdict.not_before, hold_text(one.verdict.hold)}
            );
        else
            finished.push_back(one.item.id);
    }
    for (const auto& [kind, of_kind] : by_kind) kind_of(kind).record(tx, of_kind, now);
    outbox::settle(tx, finished, postponed);
    governor_.learn(tx, answered, now);
    tx.commit();
    for (const auto& flight : landed) count_call(flight);
}

/// Each in a transaction of its own, taken from `landed` once it is kept: an outcome that cannot be
/// kept stops no other's. It may have left, and stays marked so.
void DeliveryWorker::record_apart(std::deque<Flight>& landed, Instant now)
{
    for (; !landed.empty(); landed.pop_front()) {
        std::deque<Flight> one{landed.front()};
        try {
            record(one, now);
        } catch (const std::exception& error) {
            if (!is_about_one(error)) throw;
            auto tx = pool_.begin();
            const auto& planned = landed.front().planned;
            outbox::set_aside(
                tx, {trouble_of(planned.item, error, planned.leaves() || planned.item.interrupted)},
                now, aside_pause
            );
            tx.commit();
        }
    }
}

std::size_t DeliveryWorker::work_once()
{
    const auto taken = take(settings_.batch_max);
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return in_flight_ == 0; });
    }
    record_turn();
    return taken;
}

void DeliveryWorker::stop()
{
    taking_.stop();
    {
        std::unique_lock lock(mutex_);
        changed_.wait(lock, [this] { return in_flight_ == 0; });
    }
    recording_.stop();
    try {
        record_turn();
    } catch (const std::exception& error) {
        log::error("delivery.unrecorded", {{"what", error.what()}});
    }
}

} // namespace tnung::gateway
