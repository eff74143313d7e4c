#pragma once

#include "foundation/pg/pool.hpp"
#include "gateway/citizen/disclosure.hpp"
#include "gateway/citizen/follower.hpp"

#include <string_view>

/// "This is not me": everything to that number stops at once, whoever had linked it or was let in
/// is cut off, and the clerks of its open dossiers are told to put the number right.
namespace tnung::gateway::number_stop {

/// `said_by` is `link` (from a message's page, `address_token`), `chat` or `clerk`. Again changes
/// nothing.
void stop(
    pg::Transaction& tx, std::int64_t phone_id, std::string_view said_by, Instant now,
    std::string_view address_token = {}
);

/// Takes back the last stop, and what that stop refused; accounts that were cut off stay so. By the
/// address that said it alone, within the minutes the caller allows; false where it is another.
bool undo(pg::Transaction& tx, std::int64_t phone_id, std::string_view address_token, Instant now);

/// When the address itself stopped the number last; nothing where another did, or none.
std::optional<Instant>
stopped_by(pg::Transaction& tx, std::int64_t phone_id, std::string_view address_token);

/// "This is not me" by an account. The number's word where the number let its link stand for
/// `voice_after`: then as stop(), true. Else its own: it is cut off, the dossiers of owners that it
/// proved are told to that number no more, the others as before, and the clerks of the open ones
/// are told. A code may have been read out to it, and a dossier of its own is quickly filed.
bool said_by_account(
    pg::Transaction& tx, std::int64_t phone_id, Id<Follower> account, std::string_view said_by,
    Instant now, const DisclosureSettings& settings, std::string_view address_token = {}
);

/// Ends one account's link to the number and its grants on the number's dossiers. The number is
/// told as before.
void cut_off(pg::Transaction& tx, std::int64_t phone_id, Id<Follower> account, Instant now);

} // namespace tnung::gateway::number_stop
