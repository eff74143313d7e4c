#include "gateway/citizen/owner_digits.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"

#include <fmt/format.h>

#include <set>
#include <string>

namespace tnung::gateway::owner_digits {

namespace {

/// Locks the reader and each owner, in one order for everybody.
constexpr pg::Query lock_query{"digits_try.lock", R"sql(
    SELECT pg_advisory_xact_lock(hashtext('digits_try'), place)
      FROM (SELECT DISTINCT hashtext(locked) AS place FROM unnest($1::text[]) AS named (locked) ORDER BY place) AS places
)sql"};

constexpr pg::Query of_reader_query{"digits_try.of_reader", R"sql(
    SELECT count(*) FROM digits_try WHERE at > $3 AND (follower_id = $1 OR phone_id = $2)
)sql"};

constexpr pg::Query of_owners_query{"digits_try.of_owners", R"sql(
    SELECT owner_id, count(*) FILTER (WHERE at > $2), count(*)
      FROM digits_try WHERE owner_id = ANY ($1::bigint[]) AND at > $3 GROUP BY owner_id
)sql"};

/// The reader stands in the first row only: it was one try.
constexpr pg::Query count_query{"digits_try.insert", R"sql(
    INSERT INTO digits_try (owner_id, follower_id, phone_id, at)
    SELECT owner_id, CASE WHEN place = 1 THEN $2::bigint END, CASE WHEN place = 1 THEN $3::bigint END, $4::timestamptz
      FROM unnest($1::bigint[]) WITH ORDINALITY AS compared (owner_id, place)
)sql"};

constexpr std::chrono::days a_day{1}, a_month{30};

std::set<std::int64_t>
used_up(pg::Transaction& tx, const std::vector<std::int64_t>& owner_ids, Door door, Instant now)
{
    const auto rows = tx.exec(of_owners_query, owner_ids, now - a_day, now - a_month);
    std::set<std::int64_t> owners;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto day = rows.get<std::int64_t>(i, 1), month = rows.get<std::int64_t>(i, 2);
        const bool late = month >= tries_of_strangers_month_max;
        const bool closed = door == Door::named ? day >= (late ? tries_of_strangers_late_max
                                                               : tries_of_strangers_max)
                                                : day >= tries_of_owner_max;
        if (closed || month >= tries_of_owner_month_max)
            owners.insert(rows.get<std::int64_t>(i, 0));
    }
    return owners;
}

} // namespace

Answer try_digits(
    pg::Transaction& tx, const PersonKeys& keys, const std::vector<Owner>& owners,
    std::string_view digits, const Reader& reader, Door door, Instant now
)
{
    std::vector<std::int64_t> owner_ids;
    std::vector<std::string> names = {
        reader.follower_id ? fmt::format("follower {}", *reader.follower_id)
                           : fmt::format("phone {}", reader.phone_id.value_or(0))};
    for (const auto& owner : owners) {
        owner_ids.push_back(owner.id);
        names.push_back(fmt::format("owner {}", owner.id));
    }
    tx.exec(lock_query, names);
    const auto tries = tx.exec(of_reader_query, reader.follower_id, reader.phone_id, now - a_day);
    if (tries.get<std::int64_t>(0, 0) >= tries_of_reader_max) return {Result::locked, {}};
    const auto closed = used_up(tx, owner_ids, door, now);
    std::vector<std::optional<std::int64_t>> compared;
    for (const auto& owner : owners) {
        if (closed.contains(owner.id)) continue;
        const auto identity = keys.owner.open(owner.identity_sealed.data, "owner.identity");
        if (!identity || identity->size() < digits.size()) continue;
        compared.emplace_back(owner.id);
        const auto last = identity->substr(identity->size() - digits.size());
        if (crypto::equal_in_constant_time(last, digits)) return {Result::right, owner.id};
    }
    if (compared.empty() && !closed.empty()) return {Result::locked, {}};
    if (compared.empty()) compared.emplace_back(); // no such owner: counts for the reader alone
    tx.exec(count_query, compared, reader.follower_id, reader.phone_id, now);
    return {Result::wrong, {}};
}

} // namespace tnung::gateway::owner_digits
