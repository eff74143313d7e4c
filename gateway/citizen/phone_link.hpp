#pragma once

#include "gateway/citizen/follower.hpp"
#include "gateway/citizen/owner_digits.hpp"

namespace tnung::gateway {

/// The text of the consent that was shown when a number was linked (`ask_number` in data/words.tsv
/// and its sense): a new sense gets a new version.
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

/// Ties a number to a follower, or renews the tie. `owner_id`: whose digits were typed, or who
/// stood at the counter; each owner's details wait a day of their own, so that a cheat's link is
/// noticed first. A number that had been stopped is told again, but not of the dossiers it refused:
/// those wait for a clerk.
void link(
    pg::Transaction& tx, Id<Follower> follower, std::int64_t phone_id,
    std::optional<std::int64_t> owner_id, ProvedBy by, Instant now,
    const DisclosureSettings& settings
);
/// Whether the digits of that dossier's owner would open more to the follower.
bool owner_can_be_added(pg::Transaction& tx, Id<Follower> follower, std::int64_t dossier_id);
/// Adds the owner of a dossier to the link that tells the follower of it, where the digits are his.
/// Nothing where `owner_can_be_added` is false.
std::optional<OwnerAdded> add_owner(
    pg::Transaction& tx, const PersonKeys& keys, Id<Follower> follower, std::int64_t dossier_id,
    std::string_view digits, Instant now, const DisclosureSettings& settings
);
/// Whether what the account says of the number is the number's word: the number was told of the
/// link and let it stand for `voice_after`. Else a code may have been read out to a cheat.
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
/// Ends that.
void let_go(pg::Transaction& tx, Id<Follower> follower, std::int64_t dossier_id, Instant now);

} // namespace phone_link

} // namespace tnung::gateway
