#include "gateway/delivery/verdict.hpp"

#include <algorithm>
#include <cstdlib>

namespace tnung::gateway {

namespace {

/// How long a message waits for somebody to mend the account before it is tried again.
constexpr std::chrono::minutes person_pause{5};

} // namespace

std::string_view outcome_word(ZaloOutcome outcome)
{
    switch (outcome) {
    case ZaloOutcome::accepted: return "accepted";
    case ZaloOutcome::renew_token: return "token";
    case ZaloOutcome::transient: return "transient";
    case ZaloOutcome::night: return "held";
    case ZaloOutcome::quota: return "held";
    case ZaloOutcome::unreachable: return "unreachable";
    case ZaloOutcome::template_refused: return "template_refused";
    case ZaloOutcome::needs_person: return "needs_person";
    case ZaloOutcome::unknown: return "unknown";
    }
    std::abort();
}

std::chrono::seconds back_off(int attempts)
{
    constexpr int doubling_max = 9;
    return std::chrono::seconds(std::min(600, 1 << std::min(attempts + 1, doubling_max)));
}

std::optional<Planned::Verdict>
wait_verdict(const SendResult& sent, int attempts, Instant now, Instant morning)
{
    Planned::Verdict verdict{
        .result = std::string(outcome_word(sent.outcome)),
        .called = true,
        .error_code = sent.error};
    switch (sent.outcome) {
    case ZaloOutcome::template_refused:
    case ZaloOutcome::needs_person:
        verdict.not_before = now + person_pause;
        verdict.hold = Hold::needs_person;
        return verdict;
    case ZaloOutcome::night:
        verdict.not_before = morning;
        verdict.hold = Hold::night;
        return verdict;
    case ZaloOutcome::quota:
        verdict.not_before = start_of(day_of(now) + std::chrono::days(1));
        // A template's, a user's or a month's own limit says nothing of the day's room.
        verdict.hold = sent.error == day_spent ? Hold::quota : Hold::zalo_limit;
        return verdict;
    case ZaloOutcome::renew_token:
    case ZaloOutcome::transient: verdict.not_before = now + back_off(attempts); return verdict;
    case ZaloOutcome::accepted:
    case ZaloOutcome::unknown:
    case ZaloOutcome::unreachable: return std::nullopt;
    }
    std::abort();
}

} // namespace tnung::gateway
