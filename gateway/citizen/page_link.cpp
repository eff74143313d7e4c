#include "gateway/citizen/page_link.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"

namespace tnung::gateway::page_link {

namespace {

constexpr pg::Query insert_query{"page_link.insert", R"sql(
    INSERT INTO page_link (token_hash, dossier_id, phone_id, follower_id, made_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6)
)sql"};

constexpr pg::Query insert_many_query{"page_link.insert_many", R"sql(
    INSERT INTO page_link (token_hash, dossier_id, phone_id, follower_id, made_at, expires_at)
    SELECT new.*, $5, $6 FROM unnest($1::bytea[], $2::bigint[], $3::bigint[], $4::bigint[]) AS new
)sql"};

constexpr pg::Query find_query{"page_link.find", R"sql(
    SELECT dossier_id, phone_id, follower_id, tries FROM page_link WHERE token_hash = $1 AND expires_at > $2
)sql"};

constexpr pg::Query try_query{"page_link.try", R"sql(
    UPDATE page_link SET tries = tries + 1 WHERE token_hash = $1 AND expires_at > $2 AND tries < $3
    RETURNING dossier_id, follower_id
)sql"};

constexpr pg::Query right_query{"page_link.right", R"sql(
    UPDATE page_link SET tries = 0, seen_at = $2 WHERE token_hash = $1
)sql"};

constexpr pg::Query owner_query{"page_link.owner", R"sql(
    SELECT owner.identity_sealed FROM dossier JOIN owner ON owner.id = dossier.owner_id
     WHERE dossier.id = $1 AND owner.kind = 'citizen' AND owner.identity_sealed IS NOT NULL
)sql"};

constexpr pg::Query linked_owners_query{"page_link.linked_owners", R"sql(
    SELECT owner.identity_sealed
      FROM phone_link
      JOIN phone_link_owner known ON known.phone_link_id = phone_link.id
      JOIN owner ON owner.id = known.owner_id
     WHERE phone_link.follower_id = $1 AND phone_link.ended_at IS NULL
       AND owner.kind = 'citizen' AND owner.identity_sealed IS NOT NULL
)sql"};

constexpr pg::Query begin_session_query{"citizen_session.begin", R"sql(
    INSERT INTO citizen_session (token_hash, dossier_id, phone_id, follower_id, made_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6)
)sql"};

constexpr pg::Query session_query{"citizen_session.use", R"sql(
    UPDATE citizen_session SET expires_at = $3 WHERE token_hash = $1 AND expires_at > $2
    RETURNING dossier_id, phone_id, follower_id, expires_at
)sql"};

/// Two bytes hold the days since 1970 until the year 2149, three letters the two bytes.
constexpr std::size_t day_letters = 3, day_bytes = 2;

std::string day_text(Instant now)
{
    const auto days = static_cast<unsigned>(day_of(now).time_since_epoch().count());
    return base64url_text(std::string{char(days >> 8), char(days)});
}

/// What is kept of a token. Those of before had no day in front.
Bytes key_of(std::string_view token)
{
    constexpr std::size_t letters_without_day = 22;
    const auto hash = crypto::sha256(token);
    if (token.size() <= letters_without_day) return {hash};
    const auto day = parse_base64(token.substr(0, day_letters)).value_or("").substr(0, day_bytes);
    return {day + hash};
}

} // namespace

std::string make(
    pg::Transaction& tx, std::optional<std::int64_t> dossier_id,
    std::optional<std::int64_t> phone_id, std::optional<std::int64_t> follower_id, Instant now
)
{
    const auto token = draw_token(now);
    tx.exec(insert_query, key_of(token), dossier_id, phone_id, follower_id, now, now + life);
    return token;
}

std::string draw_token(Instant now)
{
    return day_text(now) + crypto::random_token();
}

void make_many(pg::Transaction& tx, const std::vector<Drawn>& drawn, Instant now)
{
    if (drawn.empty()) return;
    std::vector<Bytes> hashes;
    std::vector<std::int64_t> dossiers;
    std::vector<std::optional<std::int64_t>> phones, followers;
    for (const auto& one : drawn) {
        hashes.push_back(key_of(one.token));
        dossiers.push_back(one.dossier_id);
        phones.push_back(one.phone_id);
        followers.push_back(one.follower_id);
    }
    tx.exec(insert_many_query, hashes, dossiers, phones, followers, now, now + life);
}

std::optional<PageLink> find(pg::Transaction& tx, std::string_view token, Instant now)
{
    const auto rows = tx.exec(find_query, key_of(token), now);
    if (rows.empty()) return std::nullopt;
    using Number = std::optional<std::int64_t>;
    return PageLink{
        rows.get<Number>(0, 0), rows.get<Number>(0, 1), rows.get<Number>(0, 2),
        rows.get<int>(0, 3)};
}

DigitsResult try_digits(
    pg::Transaction& tx, const PersonKeys& keys, std::string_view token, std::string_view digits,
    Instant now
)
{
    const auto hash = key_of(token);
    const auto tried = tx.exec(try_query, hash, now, tries_max);
    if (tried.empty()) return DigitsResult::locked;
    const auto dossier_id = tried.get<std::optional<std::int64_t>>(0, 0);
    const auto follower_id = tried.get<std::optional<std::int64_t>>(0, 1);
    const auto owners =
        dossier_id ? tx.exec(owner_query, *dossier_id) : tx.exec(linked_owners_query, follower_id);
    if (owners.empty()) return DigitsResult::none_on_file;
    for (std::size_t i = 0; i < owners.size(); ++i) {
        const auto identity = keys.owner.open(owners.get<Bytes>(i, 0).data, "owner.identity");
        if (!identity || identity->size() < digits.size()) continue;
        const auto last = identity->substr(identity->size() - digits.size());
        if (crypto::equal_in_constant_time(last, digits)) {
            tx.exec(right_query, hash, now);
            return DigitsResult::right;
        }
    }
    return DigitsResult::wrong;
}

std::string begin_session(pg::Transaction& tx, const PageLink& link, Instant now)
{
    const auto token = crypto::random_token();
    tx.exec(
        begin_session_query, Bytes{crypto::sha256(token)}, link.dossier_id, link.phone_id,
        link.follower_id, now, now + session_life
    );
    return token;
}

std::optional<CitizenSession> session(pg::Transaction& tx, std::string_view token, Instant now)
{
    const auto rows = tx.exec(session_query, Bytes{crypto::sha256(token)}, now, now + session_life);
    if (rows.empty()) return std::nullopt;
    using Number = std::optional<std::int64_t>;
    return CitizenSession{
        rows.get<Number>(0, 0), rows.get<Number>(0, 1), rows.get<Number>(0, 2),
        rows.get<Instant>(0, 3)};
}

} // namespace tnung::gateway::page_link
