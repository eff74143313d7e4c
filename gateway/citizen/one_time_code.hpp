#pragma once

#include "gateway/citizen/follower.hpp"
#include "gateway/dossier/dossier_code.hpp"

#include <variant>

namespace tnung::gateway {

/// Bounds on codes, so that nobody can spend the account's quota or money with them (security.md).
struct OneTimeCodeSettings {
    std::chrono::minutes life{10};
    int tries_max = 5;
    int asks_per_follower_hour = 5;
    int asks_per_number_hour = 3; ///< by a dossier's code, and as many by the owner's digits
    int sent_per_day_max = 1000;
    int quota_percent = 10;                  ///< of the account's messages of the day, at most
    std::int64_t dong_per_code = 300;        ///< price of one message, by the account's contract
    std::int64_t dong_per_day_max = 300'000; ///< beyond it no code leaves until tomorrow

    /// The same for an account that may send that many messages a day.
    OneTimeCodeSettings within(std::int64_t day_quota) const;
};

/// What shows that somebody has to do with a dossier beside its number.
struct LastDigits {
    std::string four;
};
using Reference = std::variant<DossierCode, LastDigits>;

/// Why no code was sent. The asker is never told which: the answer is the same either way.
enum class AskRefusal {
    no_such_dossier,
    digits_tried_often,
    too_many_asked,
    number_asked_often,
    day_spent
};

struct ProvedNumber {
    std::int64_t phone_id;
    std::optional<std::int64_t> dossier_id;
    std::optional<std::int64_t> owner_id; ///< whose digits were typed; nothing for a dossier's code
};

namespace one_time_code {

/// Sends a six-digit code to the number by template message, if the number stands on an open
/// dossier that it did not refuse and the reference fits; counts the asking and wrong digits either
/// way. The message names the Zalo account that would be linked.
std::optional<AskRefusal>
ask(pg::Transaction& tx, const PersonKeys& keys, const Follower& follower,
    const std::string& number, const Reference& reference, Instant now,
    const OneTimeCodeSettings& settings);

/// Uses up the newest code of this follower; nothing where it does not match, was used, expired or
/// tried too often, or the number said "not me" since it was asked for.
std::optional<ProvedNumber>
use(pg::Transaction& tx, const PersonKeys& keys, Id<Follower> follower, std::string_view typed,
    Instant now, const OneTimeCodeSettings& settings);

/// Counts today's requests for a code that were refused because the day's share of messages or
/// money was used up. Many mean a flood of requests, or bounds that are too tight.
std::int64_t held_back(pg::Transaction& tx, Instant now);

/// Sends a message to the number: an account was linked to it, was let in to a dossier, or proved
/// an owner. The message has an address to end that.
void tell_linked(
    pg::Transaction& tx, const PersonKeys& keys, const Follower& follower, std::int64_t phone_id,
    std::optional<std::int64_t> dossier_id, Instant now
);

} // namespace one_time_code

} // namespace tnung::gateway
