#pragma once

#include "gateway/citizen/follower.hpp"
#include "gateway/citizen/owner_digits.hpp"

namespace tnung::gateway {

/// Version of the consent text shown when a number is linked (`ask_number` in data/words.tsv).
/// Change it whenever the meaning of that text changes.
inline constexpr std::string_view consent_version = "2026-11";

enum class ProvedBy { code, counter };

struct LinkedNumber {
    std::int64_t phone_id;
    std::string number; ///< 84…
    Instant proved_at;
};

/// Answer to the digits of a dossier's owner, typed by an account that proved its number.
struct OwnerAdded {
    owner_digits::Result result;
    std::int64_t phone_id; ///< that the account proved
};

namespace phone_link {

/// Links a number to a follower, or renews the link. `owner_id`: the owner whose digits were typed
/// or who stood at the counter; nothing where neither. After a code, details of an owner are shown
/// only after `settings.details_wait`, so that the number's holder can object first; at the counter
/// at once. A stopped number gets messages again, except about dossiers that it refused: a clerk
/// decides on those.
void link(
    pg::Transaction& tx, Id<Follower> follower, std::int64_t phone_id,
    std::optional<std::int64_t> owner_id, ProvedBy by, Instant now,
    const DisclosureSettings& settings
);
/// Whether the digits of that dossier's owner would open more to the follower.
bool owner_can_be_added(pg::Transaction& tx, Id<Follower> follower, std::int64_t dossier_id);
/// Compares the digits with the owner of the dossier and, where they fit, adds that owner to the
/// follower's link. Nothing where `owner_can_be_added` is false.
std::optional<OwnerAdded> add_owner(
    pg::Transaction& tx, const PersonKeys& keys, Id<Follower> follower, std::int64_t dossier_id,
    std::string_view digits, Instant now, const DisclosureSettings& settings
);
/// Whether the account may speak for the number: the link has stood for `voice_after` since the
/// number was told of it. A younger link may be a cheat's who got the code by telephone.
bool speaks_for_number(
    pg::Transaction& tx, Id<Follower> follower, std::int64_t phone_id, Instant now,
    const DisclosureSettings& settings
);
/// False where it was not linked.
bool unlink(pg::Transaction& tx, Id<Follower> follower, std::int64_t phone_id, Instant now);
std::vector<LinkedNumber>
numbers_of(pg::Transaction& tx, const PersonKeys& keys, Id<Follower> follower);
/// 84…; empty where it was erased.
std::string number_of(pg::Transaction& tx, const PersonKeys& keys, std::int64_t phone_id);
/// Lets a follower see one dossier while it is today's owner's, shown at the counter; never others.
void let_in(pg::Transaction& tx, Id<Follower> follower, std::int64_t dossier_id, Instant now);
/// Ends the grant that let_in() gave.
void let_go(pg::Transaction& tx, Id<Follower> follower, std::int64_t dossier_id, Instant now);

} // namespace phone_link

} // namespace tnung::gateway
