#include "gateway/citizen/phone_link.hpp"

#include <stdexcept>

namespace tnung::gateway::phone_link {

namespace {

constexpr pg::Query number_query{"phone.number", "SELECT number_sealed FROM phone WHERE id = $1"};

constexpr pg::Query link_query{"phone_link.link", R"sql(
    INSERT INTO phone_link (follower_id, phone_id, proved_by, proved_at, details_from, consent_version)
    VALUES ($1, $2, $3, $4, $5, $6)
    ON CONFLICT (follower_id, phone_id) WHERE ended_at IS NULL
    DO UPDATE SET proved_by = excluded.proved_by, proved_at = excluded.proved_at
    RETURNING id
)sql"};

/// Known already: the earlier time holds.
constexpr pg::Query add_owner_query{"phone_link.add_owner", R"sql(
    INSERT INTO phone_link_owner (phone_link_id, owner_id, known_at, details_from) VALUES ($1, $2, $3, $4)
    ON CONFLICT (phone_link_id, owner_id)
    DO UPDATE SET details_from = least(phone_link_owner.details_from, excluded.details_from)
)sql"};

constexpr pg::Query tell_again_query{"phone.tell_again", R"sql(
    UPDATE phone SET stopped_at = NULL, stopped_by = NULL WHERE id = $1 AND stopped_at IS NOT NULL
)sql"};

constexpr pg::Query owner_to_add_query{"phone_link.owner_to_add", R"sql(
    SELECT link.id, link.phone_id, owner.id, owner.identity_sealed
      FROM phone_link link
      JOIN dossier ON told_phone(dossier) = link.phone_id
      JOIN owner ON owner.id = dossier.owner_id
     WHERE link.follower_id = $1 AND link.ended_at IS NULL AND dossier.id = $2
       AND dossier.refused_phone_id IS DISTINCT FROM link.phone_id
       AND owner.kind = 'citizen' AND owner.identity_sealed IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM phone_link_owner known
                        WHERE known.phone_link_id = link.id AND known.owner_id = owner.id)
)sql"};

constexpr pg::Query unlink_query{"phone_link.unlink", R"sql(
    UPDATE phone_link SET ended_at = $3, ended_by = 'follower'
     WHERE follower_id = $1 AND phone_id = $2 AND ended_at IS NULL
)sql"};

/// `details_from` stays as it was set when the link was made, a day after.
constexpr pg::Query speaks_query{"phone_link.speaks_for_number", R"sql(
    SELECT 1 FROM phone_link link
     WHERE link.follower_id = $1 AND link.phone_id = $2 AND link.ended_at IS NULL AND link.details_from <= $3
)sql"};

constexpr pg::Query numbers_query{"phone_link.numbers", R"sql(
    SELECT phone.id, phone.number_sealed, phone_link.proved_at
      FROM phone_link JOIN phone ON phone.id = phone_link.phone_id
     WHERE phone_link.follower_id = $1 AND phone_link.ended_at IS NULL
     ORDER BY phone_link.proved_at
)sql"};

/// Again, or after another owner: from now on.
constexpr pg::Query let_in_query{"dossier_grant.let_in", R"sql(
    INSERT INTO dossier_grant (follower_id, dossier_id, granted_at, owner_id)
    SELECT $1, id, $3, owner_id FROM dossier WHERE id = $2
    ON CONFLICT (follower_id, dossier_id) WHERE ended_at IS NULL
    DO UPDATE SET granted_at = excluded.granted_at, owner_id = excluded.owner_id
)sql"};

constexpr pg::Query let_go_query{"dossier_grant.let_go", R"sql(
    UPDATE dossier_grant SET ended_at = $3 WHERE follower_id = $1 AND dossier_id = $2 AND ended_at IS NULL
)sql"};

} // namespace

void link(
    pg::Transaction& tx, Id<Follower> follower, std::int64_t phone_id,
    std::optional<std::int64_t> owner_id, ProvedBy by, Instant now,
    const DisclosureSettings& settings
)
{
    const auto details_from = by == ProvedBy::counter ? now : now + settings.details_wait;
    const auto id =
        tx.exec(
              link_query, follower, phone_id, by == ProvedBy::counter ? "counter" : "code", now,
              details_from, consent_version
        )
            .get<std::int64_t>(0, 0);
    if (owner_id) tx.exec(add_owner_query, id, *owner_id, now, details_from);
    tx.exec(tell_again_query, phone_id);
}

bool owner_can_be_added(pg::Transaction& tx, Id<Follower> follower, std::int64_t dossier_id)
{
    return !tx.exec(owner_to_add_query, follower, dossier_id).empty();
}

std::optional<OwnerAdded> add_owner(
    pg::Transaction& tx, const PersonKeys& keys, Id<Follower> follower, std::int64_t dossier_id,
    std::string_view digits, Instant now, const DisclosureSettings& settings
)
{
    const auto rows = tx.exec(owner_to_add_query, follower, dossier_id);
    if (rows.empty()) return std::nullopt;
    const auto owner_id = rows.get<std::int64_t>(0, 2);
    const auto answer = owner_digits::try_digits(
        tx, keys, {owner_digits::Owner{owner_id, rows.get<Bytes>(0, 3)}}, digits,
        {.follower_id = follower.value, .phone_id = std::nullopt}, owner_digits::Door::sent, now
    );
    if (answer.result == owner_digits::Result::right)
        tx.exec(
            add_owner_query, rows.get<std::int64_t>(0, 0), owner_id, now,
            now + settings.details_wait
        );
    return OwnerAdded{answer.result, rows.get<std::int64_t>(0, 1)};
}

bool unlink(pg::Transaction& tx, Id<Follower> follower, std::int64_t phone_id, Instant now)
{
    return tx.exec(unlink_query, follower, phone_id, now).affected() > 0;
}

bool speaks_for_number(
    pg::Transaction& tx, Id<Follower> follower, std::int64_t phone_id, Instant now,
    const DisclosureSettings& settings
)
{
    const auto made_before = now - settings.voice_after + settings.details_wait;
    return !tx.exec(speaks_query, follower, phone_id, made_before).empty();
}

std::vector<LinkedNumber>
numbers_of(pg::Transaction& tx, const PersonKeys& keys, Id<Follower> follower)
{
    const auto rows = tx.exec(numbers_query, follower);
    std::vector<LinkedNumber> numbers;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto number = keys.phone.open(rows.get<Bytes>(i, 1).data, "phone.number");
        if (!number) throw std::runtime_error("a number was sealed with another key");
        numbers.push_back({rows.get<std::int64_t>(i, 0), *number, rows.get<Instant>(i, 2)});
    }
    return numbers;
}

void let_in(pg::Transaction& tx, Id<Follower> follower, std::int64_t dossier_id, Instant now)
{
    tx.exec(let_in_query, follower, dossier_id, now);
}

void let_go(pg::Transaction& tx, Id<Follower> follower, std::int64_t dossier_id, Instant now)
{
    tx.exec(let_go_query, follower, dossier_id, now);
}

std::string number_of(pg::Transaction& tx, const PersonKeys& keys, std::int64_t phone_id)
{
    const auto rows = tx.exec(number_query, phone_id);
    return keys.phone.open(rows.get<Bytes>(0, 0).data, "phone.number").value_or("");
}

} // namespace tnung::gateway::phone_link
