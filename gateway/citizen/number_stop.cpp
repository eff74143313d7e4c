#include "gateway/citizen/number_stop.hpp"

#include "foundation/crypto/hash.hpp"
#include "gateway/citizen/number_tasks.hpp"
#include "gateway/citizen/phone_link.hpp"

namespace tnung::gateway::number_stop {

namespace {

constexpr pg::Query stopped_by_query{"phone.stopped_by", R"sql(
    SELECT stopped_at FROM phone WHERE id = $1 AND stopped_by = 'link' AND stopped_with = $2
)sql"};

/// Writes, and so locks, a number that is stopped already: whoever links it at this moment waits.
constexpr pg::Query stop_query{"phone.stop", R"sql(
    UPDATE phone SET stopped_at = coalesce(stopped_at, $2), stopped_by = coalesce(stopped_by, $3), last_stopped_at = $2,
           stopped_with = CASE WHEN stopped_at IS NULL THEN $4::bytea ELSE stopped_with END
     WHERE id = $1
)sql"};

/// $2: one account; null: all of them.
constexpr pg::Query cut_off_query{"phone.cut_off", R"sql(
    WITH links AS (
        UPDATE phone_link SET ended_at = $3, ended_by = 'not_me'
         WHERE phone_id = $1 AND ended_at IS NULL AND ($2::bigint IS NULL OR follower_id = $2)
    )
    UPDATE dossier_grant SET ended_at = $3
      FROM dossier
     WHERE dossier.id = dossier_grant.dossier_id AND told_phone(dossier) = $1
       AND dossier_grant.ended_at IS NULL AND ($2::bigint IS NULL OR dossier_grant.follower_id = $2)
)sql"};

/// Marks each dossier that the number stands on and did not refuse before; the open ones need a
/// clerk.
constexpr pg::Query refuse_query{"dossier.refuse_phone", R"sql(
    UPDATE dossier SET refused_phone_id = $1, refused_at = $2
     WHERE told_phone(dossier) = $1 AND refused_phone_id IS DISTINCT FROM $1
    RETURNING id, NOT is_over(dossier)
)sql"};

/// What was refused, and the tasks that were opened, since the number was stopped; older refusals
/// stay.
constexpr pg::Query undo_query{"phone.undo_stop", R"sql(
    WITH stop AS (
        SELECT id, stopped_at FROM phone WHERE id = $1 AND stopped_at IS NOT NULL AND stopped_with = $3
    ), told_again AS (
        UPDATE dossier SET refused_phone_id = NULL, refused_at = NULL
          FROM stop
         WHERE dossier.refused_phone_id = stop.id AND dossier.refused_at >= stop.stopped_at
    ), closed AS (
        UPDATE task SET closed_at = $2, result = 'slip'
          FROM stop
         WHERE task.kind = 'wrong_number' AND task.phone_id = stop.id AND task.closed_at IS NULL
           AND task.opened_at >= stop.stopped_at
    )
    UPDATE phone SET stopped_at = NULL, stopped_by = NULL, stopped_with = NULL FROM stop WHERE phone.id = stop.id
)sql"};

constexpr pg::Query open_dossiers_query{"number_stop.open_dossiers", R"sql(
    SELECT id FROM dossier
     WHERE told_phone(dossier) = $1 AND refused_phone_id IS DISTINCT FROM $1
       AND NOT is_over(dossier)
)sql"};

/// Those of owners that the account's link knows.
constexpr pg::Query refuse_own_query{"dossier.refuse_own", R"sql(
    UPDATE dossier SET refused_phone_id = $1, refused_at = $3
     WHERE told_phone(dossier) = $1 AND refused_phone_id IS DISTINCT FROM $1
       AND owner_id IN (SELECT known.owner_id
                          FROM phone_link link JOIN phone_link_owner known ON known.phone_link_id = link.id
                         WHERE link.follower_id = $2 AND link.phone_id = $1 AND link.ended_at IS NULL)
)sql"};

constexpr std::optional<Id<Follower>> everybody;

std::optional<Bytes> hash_of(std::string_view address_token)
{
    if (address_token.empty()) return std::nullopt;
    return Bytes{crypto::sha256(address_token)};
}

} // namespace

void stop(
    pg::Transaction& tx, std::int64_t phone_id, std::string_view said_by, Instant now,
    std::string_view address_token
)
{
    tx.exec(stop_query, phone_id, now, said_by, hash_of(address_token));
    tx.exec(cut_off_query, phone_id, everybody, now);
    const auto dossiers = tx.exec(refuse_query, phone_id, now);
    for (std::size_t i = 0; i < dossiers.size(); ++i)
        if (dossiers.get<bool>(i, 1))
            number_tasks::open_wrong_number(tx, dossiers.get<std::int64_t>(i, 0), phone_id, now);
}

bool undo(pg::Transaction& tx, std::int64_t phone_id, std::string_view address_token, Instant now)
{
    return tx.exec(undo_query, phone_id, now, hash_of(address_token)).affected() == 1;
}

std::optional<Instant>
stopped_by(pg::Transaction& tx, std::int64_t phone_id, std::string_view address_token)
{
    const auto rows = tx.exec(stopped_by_query, phone_id, Bytes{crypto::sha256(address_token)});
    if (rows.empty()) return std::nullopt;
    return rows.get<std::optional<Instant>>(0, 0);
}

bool said_by_account(
    pg::Transaction& tx, std::int64_t phone_id, Id<Follower> account, std::string_view said_by,
    Instant now, const DisclosureSettings& settings, std::string_view address_token
)
{
    if (phone_link::speaks_for_number(tx, account, phone_id, now, settings)) {
        stop(tx, phone_id, said_by, now, address_token);
        return true;
    }
    const auto dossiers = tx.exec(open_dossiers_query, phone_id);
    tx.exec(refuse_own_query, phone_id, account, now);
    cut_off(tx, phone_id, account, now);
    for (std::size_t i = 0; i < dossiers.size(); ++i)
        number_tasks::open_wrong_number(tx, dossiers.get<std::int64_t>(i, 0), phone_id, now);
    return false;
}

void cut_off(pg::Transaction& tx, std::int64_t phone_id, Id<Follower> account, Instant now)
{
    tx.exec(cut_off_query, phone_id, account, now);
}

} // namespace tnung::gateway::number_stop
