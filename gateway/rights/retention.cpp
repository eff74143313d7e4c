#include "gateway/rights/retention.hpp"

#include "foundation/audit/audit_log.hpp"
#include "foundation/base/bytes.hpp"
#include "foundation/log/log.hpp"
#include "gateway/dossier/dossier_detail.hpp"
#include "gateway/rights/data_request.hpp"
#include "gateway/rights/erasure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>

namespace tnung::gateway {

namespace {

constexpr std::int64_t batch_max = Retention::batch_max;

/// One batch of a rule.
struct Batch {
    pg::Transaction& tx;
    const PersonKeys& keys;
    Instant before; ///< what was before it has been kept long enough
    Instant now;
};

struct Done {
    std::int64_t erased = 0;
    bool more = false; ///< a full batch: there may be others
};
Done of_batch(std::int64_t erased)
{
    return {erased, erased >= batch_max};
}

/// `left`: $1 is `before`.
struct Thing {
    pg::Query left;
    Done (*erase)(const Batch&); ///< at most `batch_max`
};

/// $1: `before`, $2: `batch_max`.
template <const pg::Query& query>
Done plainly(const Batch& batch)
{
    return of_batch(batch.tx.exec(query, batch.before, batch_max).affected());
}

constexpr pg::Query webhooks_query{"retention.webhook", R"sql(
    DELETE FROM webhook WHERE id IN (
        SELECT id FROM webhook WHERE received_at < $1 AND worked_at IS NOT NULL LIMIT $2)
)sql"};

constexpr pg::Query chat_messages_query{"retention.chat_message", R"sql(
    DELETE FROM reply WHERE id IN (
        SELECT id FROM reply WHERE created_at < $1 AND status <> 'waiting' LIMIT $2)
)sql"};

constexpr pg::Query phone_messages_query{"retention.phone_message", R"sql(
    UPDATE phone_message SET parameters_sealed = NULL WHERE id IN (
        SELECT id FROM phone_message
         WHERE created_at < $1 AND status <> 'waiting' AND parameters_sealed IS NOT NULL LIMIT $2)
)sql"};

constexpr pg::Query one_time_codes_query{"retention.one_time_code", R"sql(
    DELETE FROM one_time_code WHERE id IN (SELECT id FROM one_time_code WHERE asked_at < $1 LIMIT $2)
)sql"};

constexpr pg::Query typed_codes_query{"retention.typed_code", R"sql(
    DELETE FROM typed_code WHERE id IN (SELECT id FROM typed_code WHERE expires_at < $1 LIMIT $2)
)sql"};

constexpr pg::Query digits_tries_query{"retention.digits_try", R"sql(
    DELETE FROM digits_try WHERE id IN (SELECT id FROM digits_try WHERE at < $1 LIMIT $2)
)sql"};

constexpr pg::Query conversations_query{"retention.conversation", R"sql(
    DELETE FROM conversation WHERE follower_id IN (SELECT follower_id FROM conversation WHERE until < $1 LIMIT $2)
)sql"};

constexpr pg::Query private_addresses_query{"retention.private_address", R"sql(
    DELETE FROM page_link WHERE token_hash IN (SELECT token_hash FROM page_link WHERE expires_at < $1 LIMIT $2)
)sql"};

constexpr pg::Query citizen_sessions_query{"retention.citizen_session", R"sql(
    DELETE FROM citizen_session WHERE token_hash IN (
        SELECT token_hash FROM citizen_session WHERE expires_at < $1 LIMIT $2)
)sql"};

constexpr pg::Query purposes_query{"retention.purpose", R"sql(
    WITH searches AS (
        DELETE FROM staff_search WHERE (staff_id, number_key) IN (
            SELECT staff_id, number_key FROM staff_search WHERE at < $1 LIMIT $2))
    DELETE FROM staff_purpose WHERE (staff_id, dossier_id) IN (
        SELECT staff_id, dossier_id FROM staff_purpose WHERE stated_at < $1 LIMIT $2)
)sql"};

constexpr pg::Query talks_query{"retention.talk", R"sql(
    UPDATE task_message SET text_sealed = $3, erased_at = $4 WHERE id IN (
        SELECT task_message.id FROM task_message JOIN task ON task.id = task_message.task_id
         WHERE task.kind = 'talk' AND task.closed_at < $1 AND task_message.erased_at IS NULL LIMIT $2)
)sql"};

constexpr pg::Query business_staff_query{"retention.business_staff", R"sql(
    UPDATE business_staff SET name_sealed = $3, erased_at = $4 WHERE id IN (
        SELECT id FROM business_staff WHERE ended_at < $1 AND erased_at IS NULL LIMIT $2)
)sql"};

/// Held until they are erased: who writes just now is no longer silent.
constexpr pg::Query followers_query{"retention.follower", R"sql(
    SELECT id FROM follower
     WHERE erased_at IS NULL AND greatest(first_seen_at, unfollowed_at, interacted_at) < $1
       AND (followed_at IS NULL OR followed_at <= unfollowed_at)
     LIMIT $2 FOR UPDATE SKIP LOCKED
)sql"};

/// Erases dossiers that ended before $1 and have no open task. Skips dossiers that somebody else
/// has locked, so that it never waits for an event that is being stored; the next run takes them.
constexpr pg::Query dossiers_query{"retention.dossier", R"sql(
    WITH over AS (
        SELECT id, owner_id, phone_id, corrected_phone_id, refused_phone_id FROM dossier
         WHERE is_over(dossier) AND erased_at IS NULL AND state_at < $1
           AND NOT EXISTS (SELECT 1 FROM task WHERE task.subject_id = dossier.id AND task.subject = 'dossier' AND task.closed_at IS NULL)
         ORDER BY id LIMIT $2
           FOR UPDATE SKIP LOCKED
    ), erased AS (
        UPDATE dossier SET owner_id = NULL, owner_name_sealed = NULL, phone_id = NULL, corrected_phone_id = NULL, refused_phone_id = NULL,
               refused_at = NULL, erased_at = $3
         WHERE id IN (SELECT id FROM over)
    )
    SELECT id, owner_id, phone_id, corrected_phone_id, refused_phone_id FROM over
)sql"};

constexpr pg::Query details_query{"retention.dossier_details", R"sql(
    WITH reasons AS (UPDATE number_correction SET reason = '' WHERE dossier_id = ANY ($1::bigint[])),
         grants AS (DELETE FROM dossier_grant WHERE dossier_id = ANY ($1::bigint[]))
    UPDATE dossier_event SET detail_sealed = $2, owner_id = NULL WHERE dossier_id = ANY ($1::bigint[])
)sql"};

/// Their time was over with the dossier's.
constexpr pg::Query unnamed_with_query{"retention.unnamed_with_dossiers", R"sql(
    WITH owners AS (
        UPDATE owner SET unnamed_since = '-infinity'
         WHERE id = ANY ($2::bigint[]) AND id IN (SELECT id FROM unnamed_owner)
    )
    UPDATE phone SET unnamed_since = '-infinity'
     WHERE id = ANY ($1::bigint[]) AND id IN (SELECT id FROM unnamed_phone)
)sql"};

constexpr pg::Query found_unnamed_query{"retention.found_unnamed", R"sql(
    WITH owners AS (
        UPDATE owner SET unnamed_since = $1
         WHERE unnamed_since IS NULL AND id IN (SELECT id FROM unnamed_owner)
    )
    UPDATE phone SET unnamed_since = $1
     WHERE unnamed_since IS NULL AND id IN (SELECT id FROM unnamed_phone)
)sql"};

constexpr pg::Query named_again_query{"retention.named_again", R"sql(
    WITH owners AS (
        UPDATE owner SET unnamed_since = NULL
         WHERE unnamed_since IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unnamed_owner WHERE unnamed_owner.id = owner.id)
    )
    UPDATE phone SET unnamed_since = NULL
     WHERE unnamed_since IS NOT NULL AND NOT EXISTS (SELECT 1 FROM unnamed_phone WHERE unnamed_phone.id = phone.id)
)sql"};

/// Whoever is naming them has done so by the time they are held, and the next statement sees it.
/// Numbers before owners, as intake does.
constexpr pg::Query hold_phones_query{"retention.hold_phones", R"sql(
    SELECT id FROM phone
     WHERE id IN (SELECT id FROM phone WHERE unnamed_since < $1 ORDER BY id LIMIT $2) ORDER BY id FOR UPDATE
)sql"};
constexpr pg::Query hold_owners_query{"retention.hold_owners", R"sql(
    SELECT id FROM owner
     WHERE id IN (SELECT id FROM owner WHERE unnamed_since < $1 ORDER BY id LIMIT $2) ORDER BY id FOR UPDATE
)sql"};

constexpr pg::Query phones_query{"retention.phones", R"sql(
    WITH gone AS (
        UPDATE phone SET number_key = uuid_send(gen_random_uuid()), number_sealed = $2, erased_at = $3, unnamed_since = NULL
         WHERE id = ANY ($1::bigint[]) AND EXISTS (SELECT 1 FROM unnamed_phone WHERE unnamed_phone.id = phone.id)
        RETURNING id
    ), persons AS (
        DELETE FROM phone_person WHERE phone_id IN (SELECT id FROM gone)
    )
    SELECT count(*) FROM gone
)sql"};

constexpr pg::Query owners_query{"retention.owners", R"sql(
    UPDATE owner SET owner_key = uuid_send(gen_random_uuid()), name_sealed = $2, identity_sealed = NULL, erased_at = $3,
           unnamed_since = NULL
     WHERE id = ANY ($1::bigint[]) AND EXISTS (SELECT 1 FROM unnamed_owner WHERE unnamed_owner.id = owner.id)
)sql"};

std::vector<std::int64_t> ids_in(const pg::Rows& rows, std::initializer_list<int> columns)
{
    std::vector<std::int64_t> ids;
    for (std::size_t i = 0; i < rows.size(); ++i)
        for (const int column : columns)
            if (const auto id = rows.get<std::optional<std::int64_t>>(i, column))
                ids.push_back(*id);
    std::ranges::sort(ids);
    ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    return ids;
}

/// The rows stay; $3 stands in place of what they said, $4: now.
Done replaced(const Batch& batch, const pg::Query& query, const std::string& sealed)
{
    return of_batch(
        batch.tx.exec(query, batch.before, batch_max, Bytes{sealed}, batch.now).affected()
    );
}

Done erase_talks(const Batch& batch)
{
    return replaced(
        batch, talks_query, batch.keys.message.seal(erasure::erased_text, "task_message.text")
    );
}

Done erase_business_staff(const Batch& batch)
{
    return replaced(batch, business_staff_query, batch.keys.owner.seal("", "business_staff.name"));
}

Done erase_followers(const Batch& batch)
{
    const auto gone = ids_in(batch.tx.exec(followers_query, batch.before, batch_max), {0});
    for (const auto id : gone) erasure::erase_follower(batch.tx, batch.keys, {id}, batch.now);
    return of_batch(std::ssize(gone));
}

Done erase_dossiers(const Batch& batch)
{
    const auto over = batch.tx.exec(dossiers_query, batch.before, batch_max, batch.now);
    if (over.empty()) return {};
    batch.tx.exec(
        details_query, ids_in(over, {0}),
        Bytes{batch.keys.detail.seal(detail_text({}), "dossier_event.detail")}
    );
    batch.tx.exec(unnamed_with_query, ids_in(over, {2, 3, 4}), ids_in(over, {1}));
    return of_batch(std::int64_t(over.size()));
}

Done erase_unnamed(const Batch& batch)
{
    auto& tx = batch.tx;
    tx.exec(named_again_query);
    const auto phones = ids_in(tx.exec(hold_phones_query, batch.before, batch_max), {0});
    const auto owners = ids_in(tx.exec(hold_owners_query, batch.before, batch_max), {0});
    const auto erased =
        tx.exec(phones_query, phones, Bytes{batch.keys.phone.seal("", "phone.number")}, batch.now)
            .get<std::int64_t>(0, 0) +
        tx.exec(owners_query, owners, Bytes{batch.keys.owner.seal("", "owner.name")}, batch.now)
            .affected();
    const bool more = std::ssize(phones) == batch_max || std::ssize(owners) == batch_max;
    if (!more) tx.exec(found_unnamed_query, batch.now); // it reads all of them: once
    return {erased, more};
}

/// Nothing here: pages may not touch it (foundation/authority), and what is left is counted all the
/// same.
Done erased_by_who_signs_people_in(const Batch&)
{
    return {0, false};
}

/// In the order of `kept_things`.
constexpr std::array<Thing, kept_things.size()> things = {{
    {{"retention.webhook_left",
      "SELECT count(*) FROM webhook WHERE received_at < $1 AND worked_at IS NOT NULL"},
     plainly<webhooks_query>},
    {{"retention.chat_message_left",
      "SELECT count(*) FROM reply WHERE created_at < $1 AND status <> 'waiting'"},
     plainly<chat_messages_query>},
    {{"retention.talk_left", R"sql(
        SELECT count(*) FROM task_message JOIN task ON task.id = task_message.task_id
         WHERE task.kind = 'talk' AND task.closed_at < $1 AND task_message.erased_at IS NULL
      )sql"},
     erase_talks},
    {{"retention.phone_message_left", "SELECT count(*) FROM phone_message WHERE created_at < $1 "
                                      "AND status <> 'waiting' AND parameters_sealed IS NOT NULL"},
     plainly<phone_messages_query>},
    {{"retention.one_time_code_left", "SELECT count(*) FROM one_time_code WHERE asked_at < $1"},
     plainly<one_time_codes_query>},
    {{"retention.typed_code_left", "SELECT count(*) FROM typed_code WHERE expires_at < $1"},
     plainly<typed_codes_query>},
    {{"retention.digits_try_left", "SELECT count(*) FROM digits_try WHERE at < $1"},
     plainly<digits_tries_query>},
    {{"retention.conversation_left", "SELECT count(*) FROM conversation WHERE until < $1"},
     plainly<conversations_query>},
    {{"retention.private_address_left", "SELECT count(*) FROM page_link WHERE expires_at < $1"},
     plainly<private_addresses_query>},
    {{"retention.citizen_session_left",
      "SELECT count(*) FROM citizen_session WHERE expires_at < $1"},
     plainly<citizen_sessions_query>},
    {{"retention.sign_in_left", R"sql(
        SELECT (SELECT count(*) FROM sign_in_try WHERE at < $1)
             + (SELECT count(*) FROM staff_session WHERE coalesce(ended_at, used_at) < $1)
      )sql"},
     erased_by_who_signs_people_in},
    {{"retention.purpose_left", R"sql(
        SELECT (SELECT count(*) FROM staff_purpose WHERE stated_at < $1)
             + (SELECT count(*) FROM staff_search WHERE at < $1)
      )sql"},
     plainly<purposes_query>},
    {{"retention.business_staff_left",
      "SELECT count(*) FROM business_staff WHERE ended_at < $1 AND erased_at IS NULL"},
     erase_business_staff},
    {{"retention.follower_left", R"sql(
        SELECT count(*) FROM follower
         WHERE erased_at IS NULL AND greatest(first_seen_at, unfollowed_at, interacted_at) < $1
           AND (followed_at IS NULL OR followed_at <= unfollowed_at)
      )sql"},
     erase_followers},
    {{"retention.dossier_left", R"sql(
        SELECT count(*) FROM dossier
         WHERE is_over(dossier) AND erased_at IS NULL AND state_at < $1
           AND NOT EXISTS (SELECT 1 FROM task WHERE task.subject_id = dossier.id AND task.subject = 'dossier' AND task.closed_at IS NULL)
      )sql"},
     erase_dossiers},
    {{"retention.unnamed_left", R"sql(
        SELECT (SELECT count(*) FROM phone JOIN unnamed_phone USING (id) WHERE unnamed_since < $1)
             + (SELECT count(*) FROM owner JOIN unnamed_owner USING (id) WHERE unnamed_since < $1)
      )sql"},
     erase_unnamed},
}};

const Thing& thing_of(std::string_view what)
{
    const auto found = std::ranges::find(kept_things, what);
    return things.at(std::size_t(found - kept_things.begin()));
}

constexpr pg::Query lock_query{"retention.lock", R"sql(
    SELECT pg_try_advisory_xact_lock(hashtext('retention'), hashtext($1))
)sql"};

constexpr pg::Query last_run_query{"retention.last_run", R"sql(
    SELECT rule, max(at) FROM retention_run GROUP BY rule
)sql"};

constexpr pg::Query ran_query{"retention.ran", R"sql(
    INSERT INTO retention_run (rule, at, erased) VALUES ($1, $2, $3)
    ON CONFLICT (rule, at) DO NOTHING
)sql"};

/// Of each rule, while nothing is left.
constexpr std::chrono::hours between_runs{20};
constexpr int requests_max = 100;

void note_last_runs(pg::Transaction& tx, std::vector<Retention::Line>& lines)
{
    const auto runs = tx.exec(last_run_query);
    for (std::size_t i = 0; i < runs.size(); ++i)
        for (auto& line : lines)
            if (line.rule.what == runs.text(i, 0)) line.last_run = runs.get<Instant>(i, 1);
}

} // namespace

Retention::Retention(
    pg::Pool& pool, const Clock& clock, const PersonKeys& keys, const RetentionRules& rules,
    metrics::Registry& metrics
)
    : pool_(pool), clock_(clock), keys_(keys), rules_(rules),
      erased_(
          metrics.counter("tnung_retention_erased_total", "What was erased when its time was over")
      ),
      loop_(
          {.name = "retention",
           .turn = [this] { return turn(); },
           .trouble =
               [](const std::exception& error) {
                   log::error("retention", {{"what", error.what()}});
               },
           .poll = std::chrono::minutes(1)}
      )
{
}

std::size_t Retention::turn()
{
    const auto now = clock_.now();
    auto done = do_requests(now);
    std::vector<Line> lines;
    {
        auto tx = pool_.begin();
        for (const auto& rule : rules_.of(day_of(now))) lines.push_back({.rule = rule});
        note_last_runs(tx, lines);
    }
    for (const auto& line : lines) {
        if (line.last_run && *line.last_run > now - between_runs) continue;
        try {
            done += erase_batch(line.rule, now).value_or(1) > 0;
        } catch (const std::exception& error) { // the others go on
            log::error("retention", {{"rule", line.rule.what}, {"what", error.what()}});
        }
    }
    return done;
}

std::size_t Retention::do_requests(Instant now)
{
    std::vector<DataRequest> due;
    {
        auto tx = pool_.begin();
        due = data_request::to_do(tx, now, requests_max);
    }
    std::size_t done = 0;
    for (const auto& one : due) {
        try {
            done += do_request(one, now);
        } catch (const std::exception& error) { // the others are done all the same
            log::error("retention", {{"request", one.number()}, {"what", error.what()}});
        }
    }
    return done;
}

bool Retention::do_request(const DataRequest& one, Instant now)
{
    auto tx = pool_.begin();
    erasure::erase_follower(tx, keys_, {*one.follower_id}, now);
    // Held like that, nobody takes it back any more; who did so before is not erased.
    if (!data_request::mark_done(tx, one.id, now)) return false;
    audit::append(
        tx,
        {.act = "data.erased",
         .actor = "program",
         .subject = fmt::format("follower:{}", *one.follower_id),
         .note = {{"request", one.number()}}},
        now
    );
    tx.commit();
    return true;
}

std::optional<std::int64_t> Retention::erase_batch(const RetentionRules::Rule& rule, Instant now)
{
    auto tx = pool_.begin();
    if (!tx.exec(lock_query, rule.what).get<bool>(0, 0)) return 0; // another process is at it
    const auto done = thing_of(rule.what).erase({tx, keys_, now - rule.days, now});
    const auto together = erased_of_run_[rule.what] + done.erased;
    // Records the run only when nothing is left. Otherwise the next turn goes on with this rule.
    if (!done.more) tx.exec(ran_query, rule.what, now, together);
    tx.commit();
    erased_of_run_[rule.what] = done.more ? together : 0;
    erased_.add(done.erased);
    return done.more ? std::nullopt : std::optional(together);
}

std::vector<Retention::Line> Retention::look(pg::Transaction& tx, Instant now) const
{
    std::vector<Line> lines;
    for (const auto& rule : rules_.of(day_of(now)))
        lines.push_back(
            {.rule = rule,
             .left = tx.exec(thing_of(rule.what).left, now - rule.days).get<std::int64_t>(0, 0)}
        );
    note_last_runs(tx, lines);
    return lines;
}

std::vector<Retention::Line> Retention::run_all()
{
    const auto now = clock_.now();
    do_requests(now);
    std::map<std::string, std::int64_t> erased;
    for (const auto& rule : rules_.of(day_of(now))) {
        std::optional<std::int64_t> together;
        while (!together) together = erase_batch(rule, now);
        erased[rule.what] = *together;
    }
    auto tx = pool_.begin();
    auto lines = look(tx, now);
    for (auto& line : lines) line.erased = erased[line.rule.what];
    return lines;
}

} // namespace tnung::gateway
