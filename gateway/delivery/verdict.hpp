#pragma once

#include "gateway/delivery/outgoing.hpp"

namespace tnung::gateway {

std::string_view outcome_word(ZaloOutcome outcome);

/// Zalo's word for: the account's messages of the day are used up.
inline constexpr int day_spent = -144;

/// 2, 4, 8 … seconds, at most ten minutes.
std::chrono::seconds back_off(int attempts);

/// For what passes by itself or by a person's hand: when it is tried again and what holds it. Only
/// for outcomes of that sort; nothing for accepted, unknown and unreachable, which each kind
/// judges itself.
std::optional<Planned::Verdict>
wait_verdict(const SendResult& sent, int attempts, Instant now, Instant morning);

} // namespace tnung::gateway
