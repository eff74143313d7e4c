#pragma once

#include "foundation/pg/pool.hpp"
#include "gateway/citizen/disclosure.hpp"
#include "gateway/citizen/follower.hpp"

#include <string_view>

/// "This is not me": everything to that number stops at once, whoever had linked it or was let in
/// is cut off, and the clerks of its open dossiers are told to put the number right.
namespace tnung::gateway::number_stop {

/// Stops the number. `said_by` is `link` (from a message's page, with `address_token`), `chat` or
/// `clerk`. A second stop keeps the time and origin of the first; it also covers links and dossiers
/// that came since.
void stop(
    pg::Transaction& tx, std::int64_t phone_id, std::string_view said_by, Instant now,
    std::string_view address_token = {}
);

/// Takes back the last stop and the refusals that it made; accounts that were cut off stay so. Only
/// the address that stopped the number can undo it: false for any other. The caller bounds the
/// time.
bool undo(pg::Transaction& tx, std::int64_t phone_id, std::string_view address_token, Instant now);

/// Returns when this address stopped the number. Nothing where the number is not stopped, or
/// something else stopped it.
std::optional<Instant>
stopped_by(pg::Transaction& tx, std::int64_t phone_id, std::string_view address_token);

/// Handles "this is not me" from an account. If the account speaks for the number
/// (phone_link::speaks_for_number), stops the number like stop() and returns true. Otherwise cuts
/// off the account only, stops telling this number of dossiers of the owners that the account had
/// proved, asks the clerks of all open dossiers of the number to check it, and returns false: such
/// an account may be a cheat's.
bool said_by_account(
    pg::Transaction& tx, std::int64_t phone_id, Id<Follower> account, std::string_view said_by,
    Instant now, const DisclosureSettings& settings, std::string_view address_token = {}
);

/// Ends one account's link to the number and its grants on the number's dossiers. The number is
/// told as before.
void cut_off(pg::Transaction& tx, std::int64_t phone_id, Id<Follower> account, Instant now);

} // namespace tnung::gateway::number_stop
