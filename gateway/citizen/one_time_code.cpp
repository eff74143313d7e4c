#include "gateway/citizen/one_time_code.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/base/result.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/citizen/owner_digits.hpp"
#include "gateway/citizen/page_link.hpp"
#include "gateway/citizen/phone_message.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cstdlib>
#include <vector>

namespace tnung::gateway {

OneTimeCodeSettings OneTimeCodeSettings::within(std::int64_t day_quota) const
{
    auto limited = *this;
    limited.sent_per_day_max = int(std::min<std::int64_t>(
        sent_per_day_max, std::max<std::int64_t>(day_quota, 0) * quota_percent / 100
    ));
    return limited;
}

} // namespace tnung::gateway

namespace tnung::gateway::one_time_code {

namespace {

constexpr int owners_compared_max = 50;
constexpr std::size_t account_length_max = 30; // Zalo parameter type 1
constexpr std::chrono::minutes warning_useful{72 * 60};

/// Requests for one number are counted one after the other, and so are those of a day.
constexpr pg::Query hold_query{"one_time_code.hold", R"sql(
    SELECT pg_advisory_xact_lock(hashtext('one_time_code'), hashtext(encode($1, 'hex'))),
           pg_advisory_xact_lock(hashtext('one_time_code.day'), 0)
)sql"};

/// Requests with the owner's digits have an hour of their own ($5), so that strangers who know a
/// dossier's code do not use up the owner's.
constexpr pg::Query counts_query{"one_time_code.counts", R"sql(
    SELECT (SELECT count(*) FROM one_time_code WHERE follower_id = $1 AND asked_at > $3),
           (SELECT count(*) FROM one_time_code
             WHERE number_key = $2 AND asked_at > $3 AND code_hash IS NOT NULL AND (owner_id IS NOT NULL) = $5),
           (SELECT count(*) FROM one_time_code WHERE asked_at >= $4 AND code_hash IS NOT NULL)
)sql"};

/// Open, or ended so lately that its papers are still on the table; never one that the number
/// refused.
constexpr pg::Query by_code_query{"one_time_code.dossier_by_code", R"sql(
    SELECT phone.id, dossier.id
      FROM phone JOIN dossier ON told_phone(dossier) = phone.id
     WHERE phone.number_key = $1 AND (dossier.code = $2 OR dossier.national_code = $2)
       AND dossier.refused_phone_id IS DISTINCT FROM phone.id
       AND (NOT is_over(dossier) OR dossier.state_at > $3)
)sql"};

constexpr pg::Query by_number_query{"one_time_code.dossiers_of_number", R"sql(
    SELECT phone.id, dossier.id, dossier.owner_id, owner.identity_sealed
      FROM phone
      JOIN dossier ON told_phone(dossier) = phone.id
      JOIN owner ON owner.id = dossier.owner_id
     WHERE phone.number_key = $1 AND owner.kind = 'citizen' AND owner.identity_sealed IS NOT NULL
       AND dossier.refused_phone_id IS DISTINCT FROM phone.id
       AND (NOT is_over(dossier) OR dossier.state_at > $2)
     ORDER BY dossier.state_at DESC LIMIT $3
)sql"};

constexpr pg::Query insert_query{"one_time_code.insert", R"sql(
    INSERT INTO one_time_code (follower_id, number_key, phone_id, dossier_id, owner_id, code_hash, refusal, asked_at, expires_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9)
)sql"};

constexpr pg::Query newest_query{"one_time_code.newest", R"sql(
    SELECT id, code_hash, phone_id, dossier_id, tries, owner_id, asked_at
      FROM one_time_code
     WHERE follower_id = $1 AND expires_at > $2 AND used_at IS NULL AND code_hash IS NOT NULL
     ORDER BY asked_at DESC LIMIT 1
       FOR UPDATE
)sql"};

/// Locks the number, as "not me" does. Finds nothing if the number said it after $3, refused the
/// dossier, or is no longer the dossier's.
constexpr pg::Query still_told_query{"one_time_code.still_told", R"sql(
    SELECT 1 FROM phone JOIN dossier ON told_phone(dossier) = phone.id
     WHERE phone.id = $1 AND dossier.id = $2 AND (phone.last_stopped_at IS NULL OR phone.last_stopped_at < $3)
       AND dossier.refused_phone_id IS DISTINCT FROM phone.id
       FOR NO KEY UPDATE OF phone
)sql"};

constexpr pg::Query tried_query{"one_time_code.tried", R"sql(
    UPDATE one_time_code SET tries = tries + 1, used_at = $2 WHERE id = $1
)sql"};

constexpr pg::Query held_back_query{"one_time_code.held_back", R"sql(
    SELECT count(*) FROM one_time_code WHERE asked_at >= $1 AND refusal = 'day_spent'
)sql"};

std::string_view word_for(AskRefusal refusal)
{
    switch (refusal) {
    case AskRefusal::no_such_dossier: return "no_such_dossier";
    case AskRefusal::digits_tried_often: return "digits_tried_often";
    case AskRefusal::too_many_asked: return "too_many_asked";
    case AskRefusal::number_asked_often: return "number_asked_often";
    case AskRefusal::day_spent: return "day_spent";
    }
    std::abort();
}

std::string hash_of(const PersonKeys& keys, Id<Follower> follower, std::string_view code)
{
    return keys.code_index.of(fmt::format("one-time {} {}", follower.value, code));
}

struct Target {
    std::int64_t phone_id, dossier_id;
    std::optional<std::int64_t> owner_id; ///< whose digits were typed
};

Result<Target, AskRefusal> target_of(
    pg::Transaction& tx, const PersonKeys& keys, const Follower& follower, const Bytes& number_key,
    const Reference& reference, Instant now
)
{
    const auto ended_since = now - std::chrono::days(30);
    if (const auto* code = std::get_if<DossierCode>(&reference)) {
        const auto rows = tx.exec(by_code_query, number_key, code->text, ended_since);
        if (rows.empty()) return refuse(AskRefusal::no_such_dossier);
        return Target{rows.get<std::int64_t>(0, 0), rows.get<std::int64_t>(0, 1), std::nullopt};
    }
    const auto rows = tx.exec(by_number_query, number_key, ended_since, owners_compared_max);
    std::vector<owner_digits::Owner> owners;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto id = rows.get<std::int64_t>(i, 2);
        if (std::ranges::none_of(owners, [&](const auto& owner) { return owner.id == id; }))
            owners.push_back({id, rows.get<Bytes>(i, 3)});
    }
    const auto answer = owner_digits::try_digits(
        tx, keys, owners, std::get<LastDigits>(reference).four,
        {.follower_id = follower.id.value, .phone_id = std::nullopt}, owner_digits::Door::named, now
    );
    if (answer.result == owner_digits::Result::locked)
        return refuse(AskRefusal::digits_tried_often);
    for (std::size_t i = 0; i < rows.size(); ++i)
        if (answer.owner_id == rows.get<std::int64_t>(i, 2))
            return Target{
                rows.get<std::int64_t>(i, 0), rows.get<std::int64_t>(i, 1), answer.owner_id};
    return refuse(AskRefusal::no_such_dossier);
}

std::string account_name(const Follower& follower)
{
    return follower.display_name.empty()
               ? "vừa quan tâm"
               : text::fitting_name(follower.display_name, account_length_max);
}

} // namespace

std::optional<AskRefusal>
ask(pg::Transaction& tx, const PersonKeys& keys, const Follower& follower,
    const std::string& number, const Reference& reference, Instant now,
    const OneTimeCodeSettings& settings)
{
    const Bytes number_key{keys.phone_index.of(number)};
    tx.exec(hold_query, number_key);
    const auto counts = tx.exec(
        counts_query, follower.id, number_key, now - std::chrono::hours(1), start_of(day_of(now)),
        std::holds_alternative<LastDigits>(reference)
    );
    const auto sent_today = counts.get<std::int64_t>(0, 2);
    std::optional<AskRefusal> refusal;
    std::optional<Target> target;
    if (counts.get<std::int64_t>(0, 0) >= settings.asks_per_follower_hour)
        refusal = AskRefusal::too_many_asked;
    else if (counts.get<std::int64_t>(0, 1) >= settings.asks_per_number_hour)
        refusal = AskRefusal::number_asked_often;
    else if (sent_today >= settings.sent_per_day_max ||
             (sent_today + 1) * settings.dong_per_code > settings.dong_per_day_max)
        refusal = AskRefusal::day_spent;
    else if (const auto found = target_of(tx, keys, follower, number_key, reference, now); found)
        target = *found;
    else
        refusal = found.error();

    std::optional<Bytes> hash;
    std::optional<std::int64_t> phone_id, dossier_id, owner_id;
    std::optional<std::string> refusal_word;
    if (refusal) {
        refusal_word = std::string(word_for(*refusal));
    } else {
        const auto code = fmt::format("{:06}", crypto::random_below(1'000'000));
        hash = Bytes{hash_of(keys, follower.id, code)};
        phone_id = target->phone_id;
        dossier_id = target->dossier_id;
        owner_id = target->owner_id;
        phone_message::enqueue(
            tx, keys, "link_code", target->phone_id,
            {{"code", code}, {"account", account_name(follower)}}, now, settings.life
        );
    }
    tx.exec(
        insert_query, follower.id, number_key, phone_id, dossier_id, owner_id, hash, refusal_word,
        now, now + settings.life
    );
    return refusal;
}

std::optional<ProvedNumber>
use(pg::Transaction& tx, const PersonKeys& keys, Id<Follower> follower, std::string_view typed,
    Instant now, const OneTimeCodeSettings& settings)
{
    const auto rows = tx.exec(newest_query, follower, now);
    if (rows.empty() || rows.get<int>(0, 4) >= settings.tries_max) return std::nullopt;
    const bool right =
        crypto::equal_in_constant_time(rows.get<Bytes>(0, 1).data, hash_of(keys, follower, typed));
    tx.exec(tried_query, rows.get<std::int64_t>(0, 0), right ? std::optional(now) : std::nullopt);
    if (!right) return std::nullopt;
    const ProvedNumber proved{
        rows.get<std::int64_t>(0, 2), rows.get<std::optional<std::int64_t>>(0, 3),
        rows.get<std::optional<std::int64_t>>(0, 5)};
    if (tx.exec(still_told_query, proved.phone_id, proved.dossier_id, rows.get<Instant>(0, 6))
            .empty())
        return std::nullopt;
    return proved;
}

std::int64_t held_back(pg::Transaction& tx, Instant now)
{
    return tx.exec(held_back_query, start_of(day_of(now))).get<std::int64_t>(0, 0);
}

void tell_linked(
    pg::Transaction& tx, const PersonKeys& keys, const Follower& follower, std::int64_t phone_id,
    std::optional<std::int64_t> dossier_id, Instant now
)
{
    const auto link =
        page_link::make(tx, dossier_id, phone_id, std::nullopt, now, follower.id.value);
    phone_message::enqueue(
        tx, keys, "linked", phone_id,
        {{"account", account_name(follower)},
         {"time", fmt::format("{} {}", clock_text(now), date_text(day_of(now)))},
         {"link", link}},
        now, warning_useful
    );
}

} // namespace tnung::gateway::one_time_code
