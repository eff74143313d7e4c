#pragma once

#include <string_view>

namespace tnung::gateway {

/// What an answer of Zalo means for the message, by cause (merged tables of the OA and ZBS APIs).
enum class ZaloOutcome {
    accepted,
    renew_token,      ///< -124, -216, -220: once more with a fresh token
    transient,        ///< -32, -100, -200, HTTP 5xx, not sent: with back-off
    night,            ///< -133, -234: after 06:00
    quota,            ///< -144, -147 …: the next day
    unreachable,      ///< this recipient cannot be reached this way
    template_refused, ///< template or its data: nobody gets it until a person mends it
    needs_person,     ///< account, right or money: the lane stops and somebody is called
    unknown,          ///< no answer: it may have been sent
};

ZaloOutcome outcome_of(int error);

/// Words for the codes that a clerk meets, in Vietnamese; empty for others.
std::string_view error_in_words(int error_code);

} // namespace tnung::gateway
