#include "gateway/citizen/page_link.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "gateway/citizen/owner_digits.hpp"

#include <cstdlib>

namespace tnung::gateway::page_link {

namespace {

constexpr pg::Query insert_query{"page_link.insert", R"sql(
    INSERT INTO page_link (token_hash, dossier_id, phone_id, follower_id, made_at, expires_at, warns_of)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
)sql"};

/// Reads a stored address, or, where $3 is given, the address of that notice. The sixth column is
/// true where whoever it was sent to is told of that dossier no more: the number said "not me", the
/// dossier has another number, or the follower's link or grant ended. Never true of a follower's
/// own list, which shows what the follower is told now.
constexpr pg::Query find_query{"page_link.find", R"sql(
    SELECT link.dossier_id, link.phone_id, link.follower_id, link.tries, link.to_account,
           link.dossier_id IS NOT NULL
           AND CASE WHEN link.to_account
                    THEN NOT EXISTS (SELECT 1 FROM follower_dossier told
                                      WHERE told.dossier_id = link.dossier_id AND told.follower_id = link.follower_id)
                    ELSE NOT EXISTS (SELECT 1 FROM told_number told
                                      WHERE told.dossier_id = link.dossier_id AND told.phone_id = link.phone_id) END,
           link.warns_of
      FROM (SELECT dossier_id, phone_id, follower_id, tries, follower_id IS NOT NULL AS to_account, warns_of FROM page_link
             WHERE token_hash = $1 AND expires_at > $2 AND $3::bigint IS NULL
            UNION ALL
            SELECT notice.subject_id, notice.phone_id, notice.follower_id, coalesce(tried.tries, 0),
                   notice.follower_id IS NOT NULL
                   AND coalesce(notice.channel, 'chat') IN ('chat', 'template_by_user'), NULL::bigint
              FROM notice LEFT JOIN page_link tried ON tried.token_hash = $1
             WHERE notice.id = $3 AND notice.subject = 'dossier' AND coalesce(notice.handed_over_at, notice.created_at) > $4) link
)sql"};

constexpr pg::Query find_of_subject_query{"page_link.find_of_subject", R"sql(
    SELECT subject_id, phone_id, follower_id FROM notice
     WHERE id = $1 AND subject = $2 AND coalesce(handed_over_at, created_at) > $3
)sql"};

constexpr pg::Query try_query{"page_link.try", R"sql(
    UPDATE page_link SET tries = tries + 1 WHERE token_hash = $1 AND expires_at > $2 AND tries < $3
    RETURNING dossier_id, phone_id, follower_id
)sql"};

/// The first try stores the address.
constexpr pg::Query try_notice_query{"page_link.try_notice", R"sql(
    INSERT INTO page_link (token_hash, dossier_id, phone_id, follower_id, made_at, expires_at, tries)
    SELECT $1, notice.subject_id, notice.phone_id, notice.follower_id, $3,
           coalesce(notice.handed_over_at, notice.created_at) + $4::bigint * interval '1 second', 1
      FROM notice WHERE notice.id = $2 AND notice.subject = 'dossier'
       AND coalesce(notice.handed_over_at, notice.created_at) > $3::timestamptz - $4::bigint * interval '1 second'
    ON CONFLICT (token_hash) DO UPDATE SET tries = page_link.tries + 1 WHERE page_link.tries < $5
    RETURNING dossier_id, phone_id, follower_id
)sql"};

constexpr pg::Query right_query{"page_link.right", R"sql(
    UPDATE page_link SET tries = 0, seen_at = $2 WHERE token_hash = $1
)sql"};

/// Locks the dossier: nobody gives it another owner while the digits are compared.
constexpr pg::Query owner_query{"page_link.owner", R"sql(
    SELECT owner.identity_sealed, owner.id FROM dossier JOIN owner ON owner.id = dossier.owner_id
     WHERE dossier.id = $1 AND owner.kind = 'citizen' AND owner.identity_sealed IS NOT NULL
       FOR SHARE OF dossier
)sql"};

/// Owners of dossiers that the follower is told of, and owners whose digits the follower gave when
/// linking a number. The digits of any of them open the follower's own list.
constexpr pg::Query told_owners_query{"page_link.told_owners", R"sql(
    SELECT owner.identity_sealed, owner.id
      FROM (SELECT dossier.owner_id AS id
              FROM follower_dossier told JOIN dossier ON dossier.id = told.dossier_id
             WHERE told.follower_id = $1
            UNION
            SELECT known.owner_id
              FROM phone_link JOIN phone_link_owner known ON known.phone_link_id = phone_link.id
             WHERE phone_link.follower_id = $1 AND phone_link.ended_at IS NULL) his
      JOIN owner ON owner.id = his.id
     WHERE owner.kind = 'citizen' AND owner.identity_sealed IS NOT NULL
     ORDER BY owner.id DESC LIMIT $2
)sql"};

constexpr int owners_compared_max = 50;

constexpr pg::Query begin_session_query{"citizen_session.begin", R"sql(
    INSERT INTO citizen_session (token_hash, dossier_id, phone_id, follower_id, made_at, expires_at, owner_id)
    VALUES ($1, $2, $3, $4, $5, $6, (SELECT owner_id FROM dossier WHERE id = $2))
)sql"};

/// Prolongs a session. One of a single dossier has ended where the dossier got another owner than
/// the one whose digits opened it, or where whoever opened it is told of that dossier no more.
constexpr pg::Query session_query{"citizen_session.use", R"sql(
    UPDATE citizen_session opened SET expires_at = $3
     WHERE opened.token_hash = $1 AND opened.expires_at > $2 AND opened.made_at > $4
       AND (opened.dossier_id IS NULL OR EXISTS (
            SELECT 1 FROM dossier WHERE dossier.id = opened.dossier_id AND dossier.owner_id IS NOT DISTINCT FROM opened.owner_id))
       AND (opened.dossier_id IS NULL
            OR opened.phone_id IS NULL AND EXISTS (
                SELECT 1 FROM follower_dossier told
                 WHERE told.dossier_id = opened.dossier_id AND told.follower_id = opened.follower_id)
            OR EXISTS (
                SELECT 1 FROM told_number told
                 WHERE told.dossier_id = opened.dossier_id AND told.phone_id = opened.phone_id))
    RETURNING dossier_id, phone_id, follower_id, expires_at
)sql"};

/// Two bytes hold the days since 1970 until the year 2149, three letters the two bytes.
constexpr std::size_t day_letters = 3, day_bytes = 2;

std::string day_text(Instant now)
{
    const auto days = static_cast<unsigned>(day_of(now).time_since_epoch().count());
    return base64url_text(std::string{char(days >> 8), char(days)});
}

/// What is stored of a token: its day and a hash of all of it. Tokens of notices, and those made
/// before tokens had a day, are stored as the hash alone.
Bytes key_of(std::string_view token)
{
    constexpr std::size_t letters_with_day = 25;
    const auto hash = crypto::sha256(token);
    if (token.size() != letters_with_day) return {hash};
    const auto day = parse_base64(token.substr(0, day_letters)).value_or("").substr(0, day_bytes);
    return {day + hash};
}

/// Five bytes number a million million notices.
constexpr std::size_t notice_bytes = 5, notice_letters = 28;

/// Nothing where it is no token of a notice that we made.
std::optional<std::int64_t> notice_of(const PersonKeys& keys, std::string_view token)
{
    if (token.size() != notice_letters) return std::nullopt;
    const auto bytes = parse_base64(token);
    if (!bytes || base64url_text(*bytes) != token) return std::nullopt;
    const auto number = bytes->substr(0, notice_bytes);
    if (!crypto::equal_in_constant_time(bytes->substr(notice_bytes), keys.notice_link.of(number)))
        return std::nullopt;
    return from_big_endian(number);
}

using Number = std::optional<std::int64_t>;

} // namespace

std::string make(
    pg::Transaction& tx, std::optional<std::int64_t> dossier_id,
    std::optional<std::int64_t> phone_id, std::optional<std::int64_t> follower_id, Instant now,
    std::optional<std::int64_t> warns_of
)
{
    const auto token = day_text(now) + crypto::random_token();
    tx.exec(
        insert_query, key_of(token), dossier_id, phone_id, follower_id, now, now + life, warns_of
    );
    return token;
}

std::string
own_address(pg::Transaction& tx, Id<Follower> follower, const std::string& page_origin, Instant now)
{
    return page_origin + "/hs/" + make(tx, std::nullopt, std::nullopt, follower.value, now);
}

std::string of_notice(const PersonKeys& keys, std::int64_t notice_id)
{
    const auto number = big_endian(notice_id, notice_bytes);
    return base64url_text(number + keys.notice_link.of(number));
}

std::optional<NoticeAddress> find_of_subject(
    pg::Transaction& tx, const PersonKeys& keys, std::string_view subject, std::string_view token,
    Instant now
)
{
    const auto notice = notice_of(keys, token);
    if (!notice) return std::nullopt;
    const auto rows = tx.exec(find_of_subject_query, *notice, subject, now - life);
    if (rows.empty()) return std::nullopt;
    return NoticeAddress{
        rows.get<std::int64_t>(0, 0), rows.get<Number>(0, 1), rows.get<Number>(0, 2)};
}

std::optional<PageLink>
find(pg::Transaction& tx, const PersonKeys& keys, std::string_view token, Instant now)
{
    const auto rows = tx.exec(find_query, key_of(token), now, notice_of(keys, token), now - life);
    if (rows.empty()) return std::nullopt;
    return PageLink{rows.get<Number>(0, 0), rows.get<Number>(0, 1), rows.get<Number>(0, 2),
                    rows.get<int>(0, 3),    rows.get<bool>(0, 4),   rows.get<bool>(0, 5),
                    rows.get<Number>(0, 6)};
}

DigitsResult try_digits(
    pg::Transaction& tx, const PersonKeys& keys, std::string_view token, std::string_view digits,
    Instant now
)
{
    const auto hash = key_of(token);
    const auto notice = notice_of(keys, token);
    const auto tried =
        notice ? tx.exec(
                     try_notice_query, hash, *notice, now,
                     std::chrono::duration_cast<std::chrono::seconds>(life).count(), tries_max
                 )
               : tx.exec(try_query, hash, now, tries_max);
    if (tried.empty()) return DigitsResult::locked;
    const auto dossier_id = tried.get<Number>(0, 0), phone_id = tried.get<Number>(0, 1),
               follower_id = tried.get<Number>(0, 2);
    const auto rows = dossier_id ? tx.exec(owner_query, *dossier_id)
                                 : tx.exec(told_owners_query, follower_id, owners_compared_max);
    if (rows.empty()) return DigitsResult::none_on_file;
    std::vector<owner_digits::Owner> owners;
    for (std::size_t i = 0; i < rows.size(); ++i)
        owners.push_back({rows.get<std::int64_t>(i, 1), rows.get<Bytes>(i, 0)});
    const auto answer = owner_digits::try_digits(
        tx, keys, owners, digits,
        {.follower_id = follower_id, .phone_id = follower_id ? Number() : phone_id},
        owner_digits::Door::sent, now
    );
    switch (answer.result) {
    case owner_digits::Result::right: tx.exec(right_query, hash, now); return DigitsResult::right;
    case owner_digits::Result::wrong: return DigitsResult::wrong;
    case owner_digits::Result::locked: return DigitsResult::locked;
    }
    std::abort();
}

std::string begin_session(pg::Transaction& tx, const PageLink& link, Instant now)
{
    const auto token = crypto::random_token();
    tx.exec(
        begin_session_query, Bytes{crypto::sha256(token)}, link.dossier_id,
        link.to_account ? Number() : link.phone_id, link.follower_id, now, now + session_life
    );
    return token;
}

std::optional<CitizenSession> session(pg::Transaction& tx, std::string_view token, Instant now)
{
    const auto rows = tx.exec(
        session_query, Bytes{crypto::sha256(token)}, now, now + session_life, now - session_max
    );
    if (rows.empty()) return std::nullopt;
    return CitizenSession{
        rows.get<Number>(0, 0), rows.get<Number>(0, 1), rows.get<Number>(0, 2),
        rows.get<Instant>(0, 3)};
}

} // namespace tnung::gateway::page_link
