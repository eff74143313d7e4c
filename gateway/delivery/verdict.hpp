#pragma once

#include "gateway/delivery/outgoing.hpp"

namespace tnung::gateway {

std::string_view outcome_word(ZaloOutcome outcome);

/// Zalo's word for: the account's messages of the day are used up.
inline constexpr int day_spent = -144;

/// 2, 4, 8 … seconds, at most ten minutes.
std::chrono::seconds back_off(int attempts);

/// Verdict for a failure that ends by itself or that a person mends: when to try again, and the
/// rule that holds it. Nothing for accepted, unknown and unreachable, which each kind judges
/// itself.
std::optional<Planned::Verdict>
wait_verdict(const SendResult& sent, int attempts, Instant now, Instant morning);

} // namespace tnung::gateway
