#include "gateway/citizen/follower.hpp"

#include "foundation/base/bytes.hpp"

#include <algorithm>
#include <stdexcept>

namespace tnung::gateway::follower_store {

namespace {

constexpr int upsert_tries_max = 3;

constexpr pg::Query language_of_query{
    "follower.language", "SELECT language FROM follower WHERE id = $1"};

constexpr pg::Query insert_query{"follower.insert", R"sql(
    INSERT INTO follower (zalo_user_key, zalo_user_sealed, first_seen_at) VALUES ($1, $2, $3)
    ON CONFLICT (zalo_user_key) DO NOTHING
)sql"};

constexpr pg::Query lock_query{"follower.lock", R"sql(
    SELECT id, language, minor, followed_at IS NOT NULL AND unfollowed_at IS NULL, display_name_sealed, interacted_at
      FROM follower WHERE zalo_user_key = $1 FOR NO KEY UPDATE
)sql"};

constexpr pg::Query find_query{"follower.find", R"sql(
    SELECT id, language, minor, followed_at IS NOT NULL AND unfollowed_at IS NULL, display_name_sealed, interacted_at
      FROM follower WHERE id = $1
)sql"};

constexpr pg::Query follow_query{"follower.follow", R"sql(
    UPDATE follower SET followed_at = $2, unfollowed_at = NULL, withdrawn_at = NULL
     WHERE id = $1 AND coalesce(unfollowed_at, '-infinity') <= $2
)sql"};

constexpr pg::Query unfollow_query{"follower.unfollow", R"sql(
    UPDATE follower SET unfollowed_at = $2 WHERE id = $1 AND coalesce(followed_at, '-infinity') <= $2
)sql"};

constexpr pg::Query interaction_query{"follower.interaction", R"sql(
    UPDATE follower SET interacted_at = greatest(interacted_at, $2) WHERE id = $1
)sql"};

constexpr pg::Query set_language_query{"follower.set_language", R"sql(
    UPDATE follower SET language = $2 WHERE id = $1
)sql"};

constexpr pg::Query profile_query{"follower.profile", R"sql(
    UPDATE follower
       SET display_name_sealed = CASE WHEN withdrawn_at IS NULL THEN $2::bytea END, minor = $3,
           followed_at = CASE WHEN $4 AND unfollowed_at IS NULL THEN coalesce(followed_at, first_seen_at) ELSE followed_at END
     WHERE id = $1 AND erased_at IS NULL
)sql"};

constexpr pg::Query withdraw_query{"follower.withdraw", R"sql(
    UPDATE follower SET withdrawn_at = $2, display_name_sealed = NULL WHERE id = $1
)sql"};

/// All, or those without a sign since $4: a link's is its last proof, since writing shows only that
/// the account is in use; a grant's is the account's use.
constexpr pg::Query end_links_query{"follower.end_links", R"sql(
    WITH ended AS (
        UPDATE phone_link SET ended_at = $2, ended_by = $3
         WHERE follower_id = $1 AND ended_at IS NULL AND ($4::timestamptz IS NULL OR proved_at < $4)
        RETURNING 1
    ), not_let_in AS (
        UPDATE dossier_grant SET ended_at = $2
          FROM follower
         WHERE follower.id = $1 AND dossier_grant.follower_id = $1 AND dossier_grant.ended_at IS NULL
           AND ($4::timestamptz IS NULL OR greatest(dossier_grant.granted_at, follower.interacted_at) < $4)
        RETURNING 1
    )
    SELECT (SELECT count(*) FROM ended) + (SELECT count(*) FROM not_let_in)
)sql"};

constexpr std::optional<Instant> whenever;

constexpr pg::Query dossiers_query{"follower.dossiers", R"sql(
    SELECT told.dossier_id, dossier.code, dossier.procedure_name, dossier.agency_name, dossier.state,
           dossier.state_at, dossier.due_at, told.details_from, told.owner_matches, told.granted, told.alive_at,
           (SELECT count(*) FROM (SELECT 1 FROM phone_person WHERE phone_person.phone_id = told.phone_id LIMIT $3) few),
           dossier.unit_code
      FROM follower_dossier told
      JOIN dossier ON dossier.id = told.dossier_id
     WHERE told.follower_id = $1 AND told.alive_at >= $4
     ORDER BY dossier.state_at DESC, told.granted DESC
     LIMIT $2
)sql"};

constexpr pg::Query disclosure_query{"follower.disclosure", R"sql(
    SELECT told.details_from, told.owner_matches, told.granted, told.alive_at,
           (SELECT count(*) FROM (SELECT 1 FROM phone_person WHERE phone_person.phone_id = told.phone_id LIMIT $3) few)
      FROM follower_dossier told
     WHERE told.follower_id = $1 AND told.dossier_id = $2
)sql"};

Follower read(const pg::Rows& rows, const PersonKeys& keys)
{
    Follower follower;
    follower.id = rows.get<Id<Follower>>(0, 0);
    follower.language = parse_language(rows.text(0, 1)).value_or(Language::vi);
    follower.minor = rows.get<bool>(0, 2);
    follower.follows = rows.get<bool>(0, 3);
    if (!rows.is_null(0, 4))
        follower.display_name =
            keys.follower.open(rows.get<Bytes>(0, 4).data, "follower.display_name").value_or("");
    follower.interacted_at = rows.get<std::optional<Instant>>(0, 5);
    return follower;
}

DisclosureFacts facts_at(const pg::Rows& rows, std::size_t row, int column)
{
    const bool granted = rows.get<bool>(row, column + 2);
    return {
        .linked = !granted,
        .details_from = rows.get<Instant>(row, column),
        .owner_matches = rows.get<bool>(row, column + 1),
        .granted = granted,
        .alive_at = rows.get<Instant>(row, column + 3),
        .persons_on_number = rows.get<int>(row, column + 4)};
}

} // namespace

Follower
upsert(pg::Transaction& tx, const PersonKeys& keys, const std::string& zalo_user_id, Instant now)
{
    const Bytes key{keys.follower_index.of(zalo_user_id)};
    // Erased while its row was waited for, the account is a new one: its key was taken away.
    for (int tries = 0; tries < upsert_tries_max; ++tries) {
        const auto made = tx.exec(
            insert_query, key, Bytes{keys.follower.seal(zalo_user_id, "follower.zalo_user")}, now
        );
        const auto locked = tx.exec(lock_query, key);
        if (locked.empty()) continue;
        auto follower = read(locked, keys);
        follower.is_new = made.affected() == 1;
        return follower;
    }
    throw std::runtime_error("an account is erased as often as it is met");
}

std::optional<Follower> find(pg::Transaction& tx, const PersonKeys& keys, Id<Follower> id)
{
    const auto rows = tx.exec(find_query, id);
    if (rows.empty()) return std::nullopt;
    return read(rows, keys);
}

void mark_followed(pg::Transaction& tx, Id<Follower> id, Instant at)
{
    tx.exec(follow_query, id, at);
}
void mark_unfollowed(pg::Transaction& tx, Id<Follower> id, Instant at)
{
    tx.exec(unfollow_query, id, at);
}
void mark_interaction(pg::Transaction& tx, Id<Follower> id, Instant at)
{
    tx.exec(interaction_query, id, at);
}
void set_language(pg::Transaction& tx, Id<Follower> id, Language language)
{
    tx.exec(set_language_query, id, language_code(language));
}
std::optional<Language> language_of(pg::Transaction& tx, Id<Follower> id)
{
    const auto rows = tx.exec(language_of_query, id);
    if (rows.empty()) return std::nullopt;
    return parse_language(rows.text(0, 0));
}

void set_profile(
    pg::Transaction& tx, const PersonKeys& keys, Id<Follower> id, const Profile& profile,
    Instant now
)
{
    std::optional<Bytes> name;
    if (!profile.minor)
        name = Bytes{keys.follower.seal(profile.display_name, "follower.display_name")};
    const auto known = tx.exec(profile_query, id, name, profile.minor, profile.follows);
    if (profile.minor && known.affected() > 0) tx.exec(end_links_query, id, now, "minor", whenever);
}
void withdraw(pg::Transaction& tx, Id<Follower> id, Instant now)
{
    tx.exec(end_links_query, id, now, "withdrawn", whenever);
    tx.exec(withdraw_query, id, now);
}
bool end_silent(pg::Transaction& tx, Id<Follower> id, Instant since, Instant now)
{
    return tx.exec(end_links_query, id, now, "silence", std::optional(since))
               .get<std::int64_t>(0, 0) > 0;
}

std::vector<FollowerDossier> dossiers_of(
    pg::Transaction& tx, Id<Follower> id, int count_max, Instant now,
    const DisclosureSettings& settings
)
{
    // One dossier may be told on two grounds: twice the rows are enough.
    const auto rows = tx.exec(
        dossiers_query, id, 2 * (count_max + 1), settings.persons_max + 1,
        now - settings.silence_max
    );
    std::vector<FollowerDossier> dossiers;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto dossier_id = rows.get<std::int64_t>(i, 0);
        const auto disclosure = disclosure_of(facts_at(rows, i, 7), now, settings);
        const auto same = std::find_if(dossiers.begin(), dossiers.end(), [&](const auto& other) {
            return other.dossier_id == dossier_id;
        });
        if (same != dossiers.end()) {
            if (same->disclosure.level < disclosure.level) same->disclosure = disclosure;
            continue;
        }
        if (int(dossiers.size()) > count_max) break;
        dossiers.push_back(
            {dossier_id, rows.get<std::string>(i, 1), rows.get<std::string>(i, 2),
             rows.get<std::string>(i, 3), rows.get<std::optional<std::string>>(i, 12),
             rows.get<int>(i, 4), rows.get<Instant>(i, 5), rows.get<std::optional<Instant>>(i, 6),
             disclosure}
        );
    }
    return dossiers;
}

Disclosure disclosure(
    pg::Transaction& tx, Id<Follower> id, std::int64_t dossier_id, Instant now,
    const DisclosureSettings& settings
)
{
    Disclosure best;
    const auto rows = tx.exec(disclosure_query, id, dossier_id, settings.persons_max + 1);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto one = disclosure_of(facts_at(rows, i, 0), now, settings);
        if (i == 0 || one.level > best.level) best = one;
    }
    return best;
}

} // namespace tnung::gateway::follower_store
