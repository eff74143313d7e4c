#pragma once

#include "gateway/citizen/follower.hpp"

namespace tnung::gateway {

/// The text of the consent that was shown when a number was linked (`ask_number` in data/words.tsv
/// and its sense): a new sense gets a new version.
inline constexpr std::string_view consent_version = "2026-11";

enum class ProvedBy { code, counter };

struct LinkedNumber {
    std::int64_t phone_id;
    std::string number; ///< 84…
    Instant proved_at;
    Instant details_from;
};

namespace phone_link {

/// Ties a number to a follower, or renews the tie. The owner of the dossier it was proved with is
/// known from now on; details wait so that a cheat's link is noticed first. A number that had been
/// stopped is told again, but not of the dossiers it was refused for.
void link(
    pg::Transaction& tx, Id<Follower> follower, std::int64_t phone_id,
    std::optional<std::int64_t> owner_id, std::optional<std::int64_t> dossier_id, ProvedBy by,
    Instant now, const DisclosureSettings& settings
);
/// False where it was not linked.
bool unlink(pg::Transaction& tx, Id<Follower> follower, std::int64_t phone_id, Instant now);
std::vector<LinkedNumber>
numbers_of(pg::Transaction& tx, const PersonKeys& keys, Id<Follower> follower);
/// Lets a follower see one dossier, shown at the counter; never others.
void let_in(pg::Transaction& tx, Id<Follower> follower, std::int64_t dossier_id, Instant now);

} // namespace phone_link

} // namespace tnung::gateway
