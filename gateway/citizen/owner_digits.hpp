#pragma once

#include "foundation/pg/pool.hpp"
#include "gateway/citizen/person_keys.hpp"

#include <optional>
#include <string_view>
#include <vector>

namespace tnung::gateway {

/// The last digits of an owner's identity number: one secret with one counter, wherever they are
/// typed. Nothing else compares them.
namespace owner_digits {

/// Most wrong tries: of one reader in a day; against one owner in a day; against one owner in 30
/// days.
inline constexpr int tries_of_reader_max = 10, tries_of_owner_max = 40,
                     tries_of_owner_month_max = 120;
/// Bounds for an account that only names a number (Door::named). It may try an owner's digits until
/// the owner has 10 wrong tries in a day; once the owner has 30 in 30 days, until 1 a day. So
/// strangers never use up the tries of the owner's own door, and by guessing all year test about
/// 400 of the 10,000 possible digits.
inline constexpr int tries_of_strangers_max = 10, tries_of_strangers_month_max = 30,
                     tries_of_strangers_late_max = 1;

struct Owner {
    std::int64_t id;
    Bytes identity_sealed;
};

/// Whoever types the digits: an account, or the holder of an address that was sent to a number.
struct Reader {
    std::optional<std::int64_t> follower_id, phone_id; ///< one of them
};

enum class Door {
    sent,  ///< an address that was sent, or the chat of an account that proved the number
    named, ///< the chat of an account that names a number and proved nothing
};

enum class Result { right, wrong, locked };

struct Answer {
    Result result;
    std::optional<std::int64_t> owner_id; ///< whose the digits are
};

/// Compares with each owner whose tries are not used up. A wrong try counts for the reader and for
/// each owner that it was compared with; tries side by side are counted one after the other.
/// `locked`: the reader's tries are used up, or those of all owners.
Answer try_digits(
    pg::Transaction& tx, const PersonKeys& keys, const std::vector<Owner>& owners,
    std::string_view digits, const Reader& reader, Door door, Instant now
);

} // namespace owner_digits

} // namespace tnung::gateway
