#pragma once

#include "foundation/base/clock.hpp"
#include "foundation/pg/pool.hpp"
#include "gateway/citizen/follower.hpp"

#include <optional>
#include <string>

/// Photos that people sent, from Zalo's word of them until their QR code was read. Only the address
/// is kept, sealed, for minutes.
namespace tnung::gateway::sent_photo {

/// Most photos of one follower that may wait; further ones are ignored.
inline constexpr int waiting_max = 3;
/// How long a photo is worth answering.
inline constexpr std::chrono::minutes useful{10};

/// False where too many of his wait already.
bool enqueue(
    pg::Transaction& tx, const PersonKeys& keys, Id<Follower> follower, const std::string& address,
    Instant now
);

struct Waiting {
    std::int64_t id;
    Id<Follower> follower;
    std::string address;
    Instant sent_at;
};
/// Takes one waiting photo under a lease: that of the account whose photos took the least reading
/// time in the last `useful` minutes, then the oldest. If the process dies, another takes the photo
/// after the lease.
std::optional<Waiting>
claim(pg::Transaction& tx, const PersonKeys& keys, Instant now, Instant lease_until);
/// Puts down how long one of an account's photos took.
void spend(pg::Transaction& tx, Id<Follower> follower, std::chrono::milliseconds time, Instant now);
/// Whether it was still there.
bool forget(pg::Transaction& tx, std::int64_t id);

} // namespace tnung::gateway::sent_photo
