#include "gateway/rights/retention.hpp"

#include "foundation/audit/audit_log.hpp"
#include "foundation/base/bytes.hpp"
#include "foundation/base/tsv.hpp"
#include "foundation/log/log.hpp"
#include "gateway/dossier/dossier_detail.hpp"
#include "gateway/rights/erasure.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <map>
#include <stdexcept>

namespace tnung::gateway {

namespace {

/// $1: what was before it has been kept long enough. The erasing statements take a batch: $2 rows.
struct Thing {
    std::string_view what;
    pg::Query left, erase;
};

constexpr std::array<Thing, 10> things = {{
    {"webhook",
     {"retention.webhook_left",
      "SELECT count(*) FROM webhook WHERE received_at < $1 AND worked_at IS NOT NULL"},
     {"retention.webhook", R"sql(
        DELETE FROM webhook WHERE id IN (
            SELECT id FROM webhook WHERE received_at < $1 AND worked_at IS NOT NULL LIMIT $2)
     )sql"}},
    {"chat_message",
     {"retention.chat_message_left",
      "SELECT count(*) FROM reply WHERE created_at < $1 AND status <> 'waiting'"},
     {"retention.chat_message", R"sql(
        DELETE FROM reply WHERE id IN (
            SELECT id FROM reply WHERE created_at < $1 AND status <> 'waiting' LIMIT $2)
     )sql"}},
    {"phone_message",
     {"retention.phone_message_left", "SELECT count(*) FROM phone_message WHERE created_at < $1 "
                                      "AND status <> 'waiting' AND parameters_sealed IS NOT NULL"},
     {"retention.phone_message", R"sql(
        UPDATE phone_message SET parameters_sealed = NULL WHERE id IN (
            SELECT id FROM phone_message
             WHERE created_at < $1 AND status <> 'waiting' AND parameters_sealed IS NOT NULL LIMIT $2)
     )sql"}},
    {"one_time_code",
     {"retention.one_time_code_left", "SELECT count(*) FROM one_time_code WHERE asked_at < $1"},
     {"retention.one_time_code", "DELETE FROM one_time_code WHERE id IN (SELECT id FROM "
                                 "one_time_code WHERE asked_at < $1 LIMIT $2)"}},
    {"typed_code",
     {"retention.typed_code_left", "SELECT count(*) FROM typed_code WHERE expires_at < $1"},
     {"retention.typed_code", "DELETE FROM typed_code WHERE id IN (SELECT id FROM typed_code WHERE "
                              "expires_at < $1 LIMIT $2)"}},
    {"private_address",
     {"retention.private_address_left", "SELECT count(*) FROM page_link WHERE expires_at < $1"},
     {"retention.private_address", "DELETE FROM page_link WHERE token_hash IN (SELECT token_hash "
                                   "FROM page_link WHERE expires_at < $1 LIMIT $2)"}},
    {"citizen_session",
     {"retention.citizen_session_left",
      "SELECT count(*) FROM citizen_session WHERE expires_at < $1"},
     {"retention.citizen_session", R"sql(
        DELETE FROM citizen_session WHERE token_hash IN (
            SELECT token_hash FROM citizen_session WHERE expires_at < $1 LIMIT $2)
     )sql"}},
    {"sign_in",
     {"retention.sign_in_left", R"sql(
        SELECT (SELECT count(*) FROM sign_in_try WHERE at < $1)
             + (SELECT count(*) FROM staff_session WHERE coalesce(ended_at, used_at) < $1)
     )sql"},
     {"retention.sign_in", R"sql(
        WITH sessions AS (
            DELETE FROM staff_session WHERE token_hash IN (
                SELECT token_hash FROM staff_session WHERE coalesce(ended_at, used_at) < $1 LIMIT $2))
        DELETE FROM sign_in_try WHERE id IN (SELECT id FROM sign_in_try WHERE at < $1 LIMIT $2)
     )sql"}},
    {"purpose",
     {"retention.purpose_left", "SELECT count(*) FROM staff_purpose WHERE stated_at < $1"},
     {"retention.purpose", R"sql(
        DELETE FROM staff_purpose WHERE (staff_id, dossier_id) IN (
            SELECT staff_id, dossier_id FROM staff_purpose WHERE stated_at < $1 LIMIT $2)
     )sql"}},
    {"talk", // $3: what stands there instead; $4: now
     {"retention.talk_left", R"sql(
        SELECT count(*) FROM task_message JOIN task ON task.id = task_message.task_id
         WHERE task.kind = 'talk' AND task.closed_at < $1 AND task_message.erased_at IS NULL
     )sql"},
     {"retention.talk", R"sql(
        UPDATE task_message SET text_sealed = $3, erased_at = $4 WHERE id IN (
            SELECT task_message.id FROM task_message JOIN task ON task.id = task_message.task_id
             WHERE task.kind = 'talk' AND task.closed_at < $1 AND task_message.erased_at IS NULL LIMIT $2)
     )sql"}},
}};

constexpr pg::Query followers_left_query{"retention.follower_left", R"sql(
    SELECT count(*) FROM follower
     WHERE erased_at IS NULL AND greatest(first_seen_at, unfollowed_at, interacted_at) < $1
       AND (followed_at IS NULL OR followed_at <= unfollowed_at)
)sql"};

constexpr pg::Query followers_query{"retention.follower", R"sql(
    SELECT id FROM follower
     WHERE erased_at IS NULL AND greatest(first_seen_at, unfollowed_at, interacted_at) < $1
       AND (followed_at IS NULL OR followed_at <= unfollowed_at)
     LIMIT $2
)sql"};

/// What still waits for somebody is not over, however old.
constexpr pg::Query dossiers_left_query{"retention.dossier_left", R"sql(
    SELECT count(*) FROM dossier
     WHERE state IN (3, 8, 10) AND erased_at IS NULL AND state_at < $1
       AND NOT EXISTS (SELECT 1 FROM task WHERE task.dossier_id = dossier.id AND task.closed_at IS NULL)
)sql"};

constexpr pg::Query dossiers_query{"retention.dossier", R"sql(
    WITH over AS (
        SELECT id, owner_id, phone_id, corrected_phone_id, refused_phone_id FROM dossier
         WHERE state IN (3, 8, 10) AND erased_at IS NULL AND state_at < $1
           AND NOT EXISTS (SELECT 1 FROM task WHERE task.dossier_id = dossier.id AND task.closed_at IS NULL)
         ORDER BY id LIMIT $2
           FOR UPDATE
    ), erased AS (
        UPDATE dossier SET owner_id = NULL, phone_id = NULL, corrected_phone_id = NULL, refused_phone_id = NULL, erased_at = $3
         WHERE id IN (SELECT id FROM over)
    )
    SELECT id, owner_id, phone_id, corrected_phone_id, refused_phone_id FROM over
)sql"};

constexpr pg::Query details_query{"retention.dossier_details", R"sql(
    WITH reasons AS (UPDATE number_correction SET reason = '' WHERE dossier_id = ANY ($1::bigint[])),
         grants AS (DELETE FROM dossier_grant WHERE dossier_id = ANY ($1::bigint[]))
    UPDATE dossier_event SET detail_sealed = $2 WHERE dossier_id = ANY ($1::bigint[])
)sql"};

/// Whoever is naming them has done so by the time they are held, and the next statement sees it.
constexpr pg::Query hold_phones_query{"retention.hold_phones", R"sql(
    SELECT 1 FROM phone WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE
)sql"};
constexpr pg::Query hold_owners_query{"retention.hold_owners", R"sql(
    SELECT 1 FROM owner WHERE id = ANY ($1::bigint[]) ORDER BY id FOR UPDATE
)sql"};

constexpr pg::Query phones_query{"retention.phones", R"sql(
    WITH gone AS (
        UPDATE phone SET number_key = uuid_send(gen_random_uuid()), number_sealed = $2, erased_at = $3
         WHERE id = ANY ($1::bigint[]) AND erased_at IS NULL AND stopped_at IS NULL
           AND NOT EXISTS (SELECT 1 FROM dossier WHERE coalesce(corrected_phone_id, phone_id) = phone.id)
           AND NOT EXISTS (SELECT 1 FROM dossier WHERE phone_id = phone.id AND corrected_phone_id IS NOT NULL)
           AND NOT EXISTS (SELECT 1 FROM phone_link WHERE phone_link.phone_id = phone.id AND ended_at IS NULL)
           AND NOT EXISTS (SELECT 1 FROM business_staff WHERE business_staff.phone_id = phone.id AND ended_at IS NULL)
        RETURNING id
    )
    DELETE FROM phone_person WHERE phone_id IN (SELECT id FROM gone)
)sql"};

constexpr pg::Query owners_query{"retention.owners", R"sql(
    UPDATE owner SET owner_key = uuid_send(gen_random_uuid()), name_sealed = $2, identity_sealed = NULL, erased_at = $3
     WHERE id = ANY ($1::bigint[]) AND erased_at IS NULL
       AND NOT EXISTS (SELECT 1 FROM dossier WHERE dossier.owner_id = owner.id)
       AND NOT EXISTS (SELECT 1 FROM phone_link_owner JOIN phone_link ON phone_link.id = phone_link_owner.phone_link_id
                        WHERE phone_link_owner.owner_id = owner.id AND phone_link.ended_at IS NULL)
       AND NOT EXISTS (SELECT 1 FROM business_staff WHERE business_staff.owner_id = owner.id AND ended_at IS NULL)
)sql"};

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
constexpr std::string_view followers = "follower", dossiers = "dossier";

const Thing* thing_of(std::string_view what)
{
    const auto found = std::ranges::find(things, what, &Thing::what);
    return found == things.end() ? nullptr : found;
}

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

std::int64_t
erase_dossiers(pg::Transaction& tx, const PersonKeys& keys, Instant before, int count, Instant now)
{
    const auto over = tx.exec(dossiers_query, before, count, now);
    if (over.empty()) return 0;
    tx.exec(
        details_query, ids_in(over, {0}),
        Bytes{keys.detail.seal(detail_text({}), "dossier_event.detail")}
    );
    const auto phones = ids_in(over, {2, 3, 4}), owners = ids_in(over, {1});
    tx.exec(hold_phones_query, phones);
    tx.exec(phones_query, phones, Bytes{keys.phone.seal("", "phone.number")}, now);
    tx.exec(hold_owners_query, owners);
    tx.exec(owners_query, owners, Bytes{keys.owner.seal("", "owner.name")}, now);
    return std::int64_t(over.size());
}

std::int64_t
erase_followers(pg::Transaction& tx, const PersonKeys& keys, Instant before, int count, Instant now)
{
    const auto gone = ids_in(tx.exec(followers_query, before, count), {0});
    for (const auto id : gone) erasure::erase_follower(tx, keys, {id}, now);
    return std::int64_t(gone.size());
}

void note_last_runs(pg::Transaction& tx, std::vector<Retention::Line>& lines)
{
    const auto runs = tx.exec(last_run_query);
    for (std::size_t i = 0; i < runs.size(); ++i)
        for (auto& line : lines)
            if (line.rule.what == runs.text(i, 0)) line.last_run = runs.get<Instant>(i, 1);
}

} // namespace

RetentionRules::RetentionRules(std::string_view tsv)
{
    const Tsv table("retention.tsv", tsv);
    const auto named = [&](std::string_view what) {
        return std::ranges::any_of(rules_, [&](const auto& rule) { return rule.what == what; });
    };
    for (std::size_t row = 0; row < table.size(); ++row) {
        const auto from = parse_iso_day(table.at(row, "from"));
        const auto days = parse_integer(table.at(row, "days"));
        const std::string what(table.at(row, "what"));
        if (!from || !days || (!thing_of(what) && what != followers && what != dossiers))
            throw std::runtime_error(fmt::format("retention.tsv: row {} is not readable", row + 1));
        rules_.push_back(
            {*from, what, std::chrono::days(*days), std::string(table.at(row, "counted")),
             std::string(table.at(row, "source"))}
        );
    }
    for (const auto& thing : things)
        if (!named(thing.what))
            throw std::runtime_error(fmt::format("retention.tsv: no term for {}", thing.what));
    if (!named(followers) || !named(dossiers))
        throw std::runtime_error("retention.tsv: no term for follower or dossier");
}

std::vector<RetentionRules::Rule> RetentionRules::of(Day day) const
{
    std::vector<Rule> rules;
    for (const auto& rule : rules_) {
        if (rule.from > day) continue;
        const auto same = std::ranges::find(rules, rule.what, &Rule::what);
        if (same == rules.end())
            rules.push_back(rule);
        else if (same->from < rule.from)
            *same = rule;
    }
    return rules;
}

std::chrono::days RetentionRules::days_of(std::string_view what, Day day) const
{
    for (const auto& rule : of(day))
        if (rule.what == what) return rule.days;
    throw std::out_of_range(fmt::format("retention.tsv: no term for {} on that day", what));
}

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
        // A full batch leaves no mark of the day: the next turn goes on.
        done += std::size_t(erase_batch(line.rule, now));
    }
    return done;
}

std::size_t Retention::do_requests(Instant now)
{
    auto tx = pool_.begin();
    const auto due = data_request::to_do(tx, now, requests_max);
    for (const auto& one : due) {
        erasure::erase_follower(tx, keys_, {*one.follower_id}, now);
        data_request::mark_done(tx, one.id, now);
        audit::append(
            tx,
            {.act = "data.erased",
             .actor = "program",
             .subject = fmt::format("follower:{}", *one.follower_id),
             .note = {{"request", one.number()}}},
            now
        );
    }
    tx.commit();
    return due.size();
}

std::int64_t Retention::erase_batch(const RetentionRules::Rule& rule, Instant now)
{
    auto tx = pool_.begin();
    if (!tx.exec(lock_query, rule.what).get<bool>(0, 0)) return 0; // another process is at it
    const auto before = now - rule.days;
    std::int64_t erased = 0;
    if (rule.what == dossiers)
        erased = erase_dossiers(tx, keys_, before, batch_max, now);
    else if (rule.what == followers)
        erased = erase_followers(tx, keys_, before, batch_max, now);
    else if (rule.what == "talk")
        erased = tx.exec(
                       thing_of(rule.what)->erase, before, batch_max,
                       Bytes{keys_.message.seal(erasure::erased_text, "task_message.text")}, now
        )
                     .affected();
    else
        erased = tx.exec(thing_of(rule.what)->erase, before, batch_max).affected();
    if (erased < batch_max) tx.exec(ran_query, rule.what, now, erased);
    tx.commit();
    erased_.add(erased);
    return erased;
}

std::vector<Retention::Line> Retention::look(pg::Transaction& tx, Instant now) const
{
    std::vector<Line> lines;
    for (const auto& rule : rules_.of(day_of(now))) {
        const auto& left = rule.what == dossiers    ? dossiers_left_query
                           : rule.what == followers ? followers_left_query
                                                    : thing_of(rule.what)->left;
        lines.push_back(
            {.rule = rule, .left = tx.exec(left, now - rule.days).get<std::int64_t>(0, 0)}
        );
    }
    note_last_runs(tx, lines);
    return lines;
}

std::vector<Retention::Line> Retention::run_all()
{
    const auto now = clock_.now();
    do_requests(now);
    std::map<std::string, std::int64_t> erased;
    for (const auto& rule : rules_.of(day_of(now)))
        for (std::int64_t batch = batch_max; batch >= batch_max;)
            erased[rule.what] += batch = erase_batch(rule, now);
    auto tx = pool_.begin();
    auto lines = look(tx, now);
    for (auto& line : lines) line.erased = erased[line.rule.what];
    return lines;
}

} // namespace tnung::gateway
