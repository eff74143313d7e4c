#pragma once

#include "foundation/pg/pool.hpp"
#include "gateway/citizen/follower.hpp"
#include "gateway/citizen/person_keys.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tnung::gateway {

/// A private address in a message (docs/decisions/0010-addresses-from-a-key.md). The token of a
/// notice is its number with a 128-bit code made by our key; nothing is stored until somebody types
/// digits. Other tokens are the day and 128 random bits, stored as the day and a hash, so that
/// tokens of one day are neighbours in the index. Opening an address changes nothing, as it may be
/// previewed or forwarded. Typing the owner's last digits opens level 2 for this browser for a
/// while.
struct PageLink {
    std::optional<std::int64_t> dossier_id; ///< nothing: a follower's own list
    std::optional<std::int64_t> phone_id, follower_id;
    int tries = 0;
    bool to_account = false; ///< it was sent to the follower's account, not to the number
    bool let_go = false;     ///< whoever it was sent to is told of that dossier no more
    /// The account that was linked or let in, where the message warns the number's holder of that.
    std::optional<std::int64_t> warns_of = std::nullopt;
};

/// What a browser's cookie stands for after the digits.
struct CitizenSession {
    std::optional<std::int64_t> dossier_id, phone_id, follower_id;
    Instant expires_at;
};

namespace page_link {

inline constexpr std::chrono::days life{60};
inline constexpr std::chrono::minutes session_life{30};
inline constexpr std::chrono::hours session_max{8}; ///< however often it is used
inline constexpr int tries_max = 5;                 ///< at one address

/// The token, 25 characters of base64url: the day and 128 random bits. `warns_of`: the account
/// whose link or grant the address tells the number of.
std::string make(
    pg::Transaction& tx, std::optional<std::int64_t> dossier_id,
    std::optional<std::int64_t> phone_id, std::optional<std::int64_t> follower_id, Instant now,
    std::optional<std::int64_t> warns_of = std::nullopt
);
/// A new address of the follower's own list, for a message to him.
std::string own_address(
    pg::Transaction& tx, Id<Follower> follower, const std::string& page_origin, Instant now
);
/// The token of a notice's address, 28 characters of base64url: the same whenever it is asked for.
std::string of_notice(const PersonKeys& keys, std::int64_t notice_id);
/// The notice that an address belongs to, for the page of its subject (`Subject::page_path`).
/// Opening the address proves nothing but having the message: level 1 of the disclosure ladder.
struct NoticeAddress {
    std::int64_t subject_id = 0;
    std::optional<std::int64_t> phone_id, follower_id; ///< to whom the notice went
};
/// Nothing where it is unknown, expired, or another subject's.
std::optional<NoticeAddress> find_of_subject(
    pg::Transaction& tx, const PersonKeys& keys, std::string_view subject, std::string_view token,
    Instant now
);
/// Of a dossier or a follower's list. Nothing where it is unknown or expired.
std::optional<PageLink>
find(pg::Transaction& tx, const PersonKeys& keys, std::string_view token, Instant now);

/// `locked` also where tries at other addresses used up the day.
enum class DigitsResult { right, wrong, locked, none_on_file };
/// Compares typed digits with the identity number of the dossier's owner. On a follower's own list,
/// compares with the owners of all dossiers the follower is told of and with owners proved before.
/// Businesses have no such digits.
DigitsResult try_digits(
    pg::Transaction& tx, const PersonKeys& keys, std::string_view token, std::string_view digits,
    Instant now
);

/// The cookie's value.
std::string begin_session(pg::Transaction& tx, const PageLink& link, Instant now);
/// Finds a session and prolongs it. Nothing where it ended, where the dossier has another owner
/// now, or where whoever opened it is told of the dossier no more.
std::optional<CitizenSession> session(pg::Transaction& tx, std::string_view token, Instant now);

} // namespace page_link

} // namespace tnung::gateway
