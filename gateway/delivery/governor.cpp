#include "gateway/delivery/governor.hpp"

#include "gateway/delivery/verdict.hpp"
#include "gateway/zalo/day_quota.hpp"

#include <algorithm>

namespace tnung::gateway {

namespace {

/// Calls of a process that it does not make in this time are nobody's.
constexpr std::chrono::seconds leased_for{1};
/// At most this many at once, so that the others get theirs.
constexpr int leased_max = 64;
/// How far calls may bunch: any minute, rolled anywhere, stays below the account's limit, with what
/// was leased before it and not called yet.
constexpr std::chrono::microseconds burst = std::chrono::seconds(1);
/// How often what is held is taken back as far as the day has room.
constexpr std::chrono::minutes releases_every{1};
constexpr std::chrono::minutes near_end_looks_again{15};
constexpr int urgency_last = 3;
/// Zalo's own count is looked at this often.
constexpr std::chrono::milliseconds learns_every{500};
constexpr int too_many_calls = -32;

constexpr pg::Query lease_query{"governor.lease", R"sql(
    WITH pace AS (
        SELECT least(greatest(taken_until, clock_timestamp() - $3::bigint * interval '1 microsecond'), clock_timestamp()) AS base,
               closed_until <= clock_timestamp() AS open
          FROM zalo_pace WHERE account = $1 FOR UPDATE
    ), given AS (
        SELECT base, CASE WHEN open THEN least($2::int, floor(extract(epoch FROM clock_timestamp() - base) * 1000000 / $4::bigint)::int)
                          ELSE 0 END AS calls
          FROM pace
    )
    UPDATE zalo_pace SET taken_until = given.base + given.calls * $4::bigint * interval '1 microsecond'
      FROM given WHERE account = $1
    RETURNING given.calls
)sql"};

constexpr pg::Query open_pace_query{"governor.open_pace", R"sql(
    INSERT INTO zalo_pace (account, taken_until) VALUES ($1, clock_timestamp()) ON CONFLICT DO NOTHING
)sql"};

constexpr pg::Query close_pace_query{"governor.close_pace", R"sql(
    UPDATE zalo_pace SET closed_until = clock_timestamp() + interval '2 seconds' WHERE account = $1
)sql"};

bool counts(const Planned& one)
{
    return one.call && (one.call->api == ZaloCall::Api::template_by_phone ||
                        one.call->api == ZaloCall::Api::template_by_user);
}

} // namespace

int Governor::calls(int wanted)
{
    if (settings_.calls_per_minute == 0) return wanted;
    const auto now = std::chrono::steady_clock::now();
    if (now - leased_at_ > leased_for) leased_ = 0;
    if (leased_ <= 0) {
        const std::chrono::microseconds a_call =
            (std::chrono::minutes(1) + burst + leased_for) / settings_.calls_per_minute;
        auto tx = pool_.begin();
        auto given = tx.exec(
            lease_query, settings_.account, std::min(wanted, leased_max),
            std::max(burst, a_call).count(), a_call.count()
        );
        if (given.empty()) tx.exec(open_pace_query, settings_.account); // from the next turn on
        tx.commit();
        leased_ = given.empty() ? 0 : given.get<int>(0, 0);
        leased_at_ = now;
    }
    return std::min(leased_.load(), wanted);
}

std::pair<Instant, Instant> Governor::hours_of(Day day) const
{
    return {
        start_of(day) + std::chrono::hours(settings_.day_from_hour),
        start_of(day) + std::chrono::hours(settings_.day_until_hour)};
}

std::int64_t Governor::reserve(std::int64_t quota, int urgency, Instant now) const
{
    int percent = 0;
    if (urgency > 0) percent += settings_.codes_percent;
    if (urgency > 1) percent += settings_.obligations_percent;
    if (urgency > 2) percent += settings_.results_percent;
    const auto [begins, ends] = hours_of(day_of(now));
    const std::chrono::duration<double> left = ends - std::max(now, begins), whole = ends - begins;
    const double share = whole.count() > 0 ? std::clamp(left / whole, 0.0, 1.0) : 0.0;
    return std::int64_t(double(quota) * percent / 100 * share);
}

void Governor::admit(pg::Transaction& tx, std::vector<Planned>& planned, Instant now) const
{
    if (std::ranges::none_of(planned, counts)) return;
    auto day = day_quota::lock(tx, settings_.account, now);
    if (!day) return; // Zalo never said how many there are
    // Whatever finds no room is looked at again tomorrow, when it may be of no use any more or a
    // right may be near its end; earlier, where room comes.
    const auto next_morning = hours_of(day_of(now) + std::chrono::days(1)).first;
    for (auto& one : planned) {
        if (!counts(one)) continue;
        const auto left = day->quota - day->used;
        // A day that is said to have none is tried once: the answer tells whether it still has
        // none.
        const bool probe = day->quota == 0 && day->used == 0;
        if (probe || left > reserve(day->quota, one.item.urgency, now)) {
            ++day->used;
            one.booked_for = day_of(now);
            continue;
        }
        if (left > 0) {
            // Near its end it is looked at again soon: the rest of the day may go to others.
            one.hold(
                one.otherwise ? now + near_end_looks_again : next_morning, Hold::reserve, "held"
            );
        } else if (one.otherwise) {
            one.go_otherwise();
        } else {
            one.hold(next_morning, Hold::quota, "held");
        }
    }
    day_quota::save(tx, settings_.account, *day, now);
}

bool Governor::release_due(Instant now) const
{
    return now < released_at_ || now - released_at_ >= releases_every; // clocks step back
}

void Governor::release(pg::Transaction& tx, const outbox::Kinds& kinds, Instant now)
{
    if (!release_due(now)) return;
    released_at_ = now;
    const auto [begins, ends] = hours_of(day_of(now));
    if (begins < ends && (now < begins || now >= ends)) return; // nothing leaves at night
    // What was taken back and has not left yet leaves first.
    if (outbox::is_due(tx, kinds, now)) return;
    const auto day = day_quota::find(tx, settings_.account, now);
    if (!day) return;
    const std::int64_t a_minute =
        settings_.calls_per_minute > 0 ? settings_.calls_per_minute : day->quota;
    auto left = day->quota - day->used;
    auto lifted = std::int64_t(0);
    for (int urgency = 0; urgency <= urgency_last; ++urgency)
        for (const auto hold : {Hold::quota, Hold::reserve}) {
            const auto room = std::min(left - reserve(day->quota, urgency, now), a_minute - lifted);
            if (room <= 0) continue;
            const auto some = outbox::lift_some(tx, name_of(hold), urgency, room, now);
            left -= some;
            lifted += some;
        }
}

void Governor::learn(pg::Transaction& tx, const std::vector<const Planned*>& answered, Instant now)
{
    std::int64_t not_taken = 0;
    bool spent = false;
    std::optional<day_quota::Day> told;
    bool too_many = false;
    for (const auto* one : answered) {
        too_many = too_many || one->verdict.error_code == too_many_calls;
        // What was booked yesterday says nothing of today.
        if (!counts(*one) || one->booked_for.value_or(day_of(now)) != day_of(now)) continue;
        if (one->verdict.result != outcome_word(ZaloOutcome::accepted) &&
            one->verdict.result != outcome_word(ZaloOutcome::unknown))
            ++not_taken;
        if (one->verdict.error_code == day_spent) spent = true;
        if (const auto said = day_quota::told_by_answer(one->verdict.data);
            said && (!told || said->used > told->used))
            told = said;
    }
    if (too_many) {
        tx.exec(close_pace_query, settings_.account);
        leased_ = 0;
    }
    // Each answer tells Zalo's count, and every process updates the same row. While there is room,
    // one update in `learns_every` is enough.
    const auto steady = std::chrono::steady_clock::now();
    const bool may_rest = told && steady - learned_at_ < learns_every && told->used < told->quota;
    if (not_taken == 0 && (!told || may_rest)) return;
    learned_at_ = steady;
    auto day = day_quota::lock(tx, settings_.account, now);
    if (!day && !told) return;
    if (!day) day = day_quota::Day{told->quota, 0};
    if (told) day->quota = told->quota;
    // Others may send by the same account: Zalo's count holds where it is higher than ours.
    day->used = std::max(std::max<std::int64_t>(day->used - not_taken, 0), told ? told->used : 0);
    if (spent) day->used = std::max(day->used, day->quota);
    day_quota::save(tx, settings_.account, *day, now);
}

} // namespace tnung::gateway
