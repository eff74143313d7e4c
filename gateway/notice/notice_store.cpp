#include "gateway/notice/notice_store.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/outbox/outbox.hpp"

#include <fmt/format.h>

#include <map>

namespace tnung::gateway::notice_store {

namespace {

/// Before that nobody asks whether a later notice says more.
constexpr std::chrono::minutes waited_least{1};

/// Whose notices have waited in the outbox under the first kind's name since it was the only one.
constexpr std::string_view first_subject = "dossier";

/// Returns the tracking id too, which tells the rows apart: those that were owed already are none.
constexpr pg::Query owe_query{"notice.owe", R"sql(
    INSERT INTO notice (subject, subject_id, cause_id, phone_id, follower_id, kind, tracking_id, urgency, useful_until,
                        repeats_id, unit_code, status, created_at)
    SELECT $1, new.*, 'waiting', $12
      FROM unnest($2::bigint[], $3::bigint[], $4::bigint[], $5::bigint[], $6::text[], $7::text[], $8::smallint[],
                  $9::timestamptz[], $10::bigint[], $11::text[]) AS new
    ON CONFLICT DO NOTHING
    RETURNING id, tracking_id
)sql"};

constexpr pg::Query redirect_query{"notice.redirect", R"sql(
    UPDATE notice SET phone_id = new.phone_id
      FROM unnest($1::bigint[], $2::bigint[]) AS new (id, phone_id)
     WHERE notice.id = new.id AND notice.status = 'waiting'
       AND NOT EXISTS (
           SELECT 1 FROM notice there
            WHERE there.cause_id = notice.cause_id AND there.subject = notice.subject AND there.phone_id = new.phone_id
              AND there.follower_id IS NOT DISTINCT FROM notice.follower_id
              AND there.repeats_id IS NOT DISTINCT FROM notice.repeats_id)
)sql"};

constexpr pg::Query load_query{"notice.load", R"sql(
    SELECT notice.id, notice.subject_id, notice.cause_id, notice.phone_id, notice.follower_id, notice.kind,
           notice.status, notice.tracking_id, notice.urgency, notice.attempts, notice.repeats_id IS NOT NULL,
           notice.useful_until, notice.created_at, notice.channel, phone.number_sealed,
           coalesce(phone.kind = 'mobile', false), coalesce(phone.stopped_at IS NOT NULL, false),
           notice.follower_id IS NOT NULL AND EXISTS (
               SELECT 1 FROM notice sibling
                WHERE sibling.cause_id = notice.cause_id AND sibling.subject = notice.subject
                  AND sibling.phone_id = notice.phone_id
                  AND sibling.id < notice.id AND sibling.channel IN ('template_by_phone', 'sms')),
           follower.zalo_user_sealed,
           follower.followed_at IS NOT NULL AND follower.unfollowed_at IS NULL AND follower.withdrawn_at IS NULL,
           coalesce(follower.language, 'vi'), follower.interacted_at,
           CASE WHEN notice.urgency = 3 AND notice.created_at < $3 -- asked only of what has waited
                THEN ARRAY(SELECT DISTINCT later.kind FROM notice later
                            WHERE later.subject_id = notice.subject_id AND later.subject = notice.subject
                              AND later.id > notice.id
                              AND later.phone_id IS NOT DISTINCT FROM notice.phone_id
                              AND later.follower_id IS NOT DISTINCT FROM notice.follower_id
                              AND later.status <> 'excused')
                ELSE '{}' END
      FROM notice
      LEFT JOIN phone ON phone.id = notice.phone_id
      LEFT JOIN follower ON follower.id = notice.follower_id
     WHERE notice.id = ANY ($1::bigint[]) AND notice.subject = $2
)sql"};

/// A receipt may overtake the record: then the hand-over is still noted, and nothing undone.
constexpr pg::Query record_notices_query{"notice.record", R"sql(
    UPDATE notice
       SET status = CASE WHEN notice.status = 'delivered' THEN notice.status ELSE new.status END,
           excuse = CASE WHEN notice.status = 'delivered' THEN notice.excuse ELSE new.excuse END,
           message_id = coalesce(new.message_id, notice.message_id),
           channel = coalesce(new.channel, notice.channel),
           attempts = notice.attempts + new.called::int,
           dong = coalesce(new.dong, notice.dong),
           handed_over_at = CASE WHEN new.status IN ('handed_over', 'delivered') THEN coalesce(notice.handed_over_at, $7)
                                 ELSE notice.handed_over_at END,
           delivered_at = CASE WHEN new.status = 'delivered' THEN coalesce(notice.delivered_at, $7)
                               ELSE notice.delivered_at END
      FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::boolean[], $6::text[], $8::int[])
        AS new (id, status, excuse, message_id, called, channel, dong)
     WHERE notice.id = new.id
       AND (notice.status IN ('waiting', 'maybe_sent') OR notice.status = 'delivered' AND new.status = 'handed_over')
)sql"};

constexpr pg::Query record_attempts_query{"notice_attempt.insert", R"sql(
    INSERT INTO notice_attempt (notice_id, channel, outcome, error_code, message_id, at)
    SELECT new.*, $6 FROM unnest($1::bigint[], $2::text[], $3::text[], $4::int[], $5::text[]) AS new
)sql"};

constexpr pg::Query end_unknown_query{"notice.end_unknown", R"sql(
    UPDATE notice SET status = 'excused', excuse = 'unknown_fate'
     WHERE id = $1 AND status = 'maybe_sent'
    RETURNING subject, subject_id, cause_id, phone_id, follower_id, kind, urgency, useful_until, id, unit_code
)sql"};

/// Locks it, so that what settles it at this moment is seen. What is still on its way, or waits for
/// a call, needs no reminder.
constexpr pg::Query newest_told_query{"notice.newest_told", R"sql(
    WITH newest AS (
        SELECT subject, subject_id, cause_id, phone_id, follower_id, kind, urgency, useful_until, id, unit_code, status
          FROM notice WHERE subject_id = $2 AND subject = $1 AND repeats_id IS NULL
         ORDER BY id DESC LIMIT 1
           FOR UPDATE
    )
    SELECT * FROM newest WHERE status IN ('handed_over', 'delivered', 'excused')
)sql"};

constexpr pg::Query excuse_waiting_query{"notice.excuse_waiting", R"sql(
    WITH dropped AS (
        UPDATE notice SET status = 'excused', excuse = $3
         WHERE subject_id = $2 AND subject = $1 AND follower_id IS NULL AND status IN ('waiting', 'to_call')
        RETURNING id
    )
    DELETE FROM outbox_item WHERE kind = $4 AND subject_id IN (SELECT id FROM dropped)
)sql"};

constexpr pg::Query settle_call_query{"notice.settle_call", R"sql(
    WITH tried AS (
        INSERT INTO notice_attempt (notice_id, at, channel, outcome) VALUES ($1, $2, 'call_list', $3)
    )
    UPDATE notice
       SET status = $4, excuse = $5, channel = 'call_list',
           delivered_at = CASE WHEN $4 = 'delivered' THEN $2::timestamptz END
     WHERE id = $1 AND status = 'to_call'
)sql"};

constexpr pg::Query note_call_query{"notice.note_call", R"sql(
    INSERT INTO notice_attempt (notice_id, at, channel, outcome) VALUES ($1, $2, 'call_list', 'no_answer')
)sql"};

constexpr pg::Query newest_query{"notice.newest", R"sql(
    SELECT subject_id, max(created_at) FROM notice
     WHERE subject_id = ANY ($2::bigint[]) AND subject = $1 AND kind = $3 GROUP BY subject_id
)sql"};

constexpr pg::Query deliver_by_tracking_query{"notice.deliver_by_tracking", R"sql(
    WITH delivered AS (
        UPDATE notice SET status = 'delivered', excuse = NULL, delivered_at = $2
         WHERE tracking_id = $1 AND status <> 'delivered'
        RETURNING id, subject
    ), gone AS (
        DELETE FROM outbox_item USING delivered
         WHERE kind = notice_outbox_kind(subject) AND subject_id = delivered.id
    )
    SELECT count(*) FROM notice WHERE tracking_id = $1
)sql"};

constexpr pg::Query deliver_by_message_query{"notice.deliver_by_message", R"sql(
    WITH delivered AS (
        UPDATE notice SET status = 'delivered', excuse = NULL, delivered_at = $2
         WHERE id IN (SELECT notice_id FROM notice_attempt WHERE message_id = $1) AND status <> 'delivered'
        RETURNING id, subject
    ), gone AS (
        DELETE FROM outbox_item USING delivered
         WHERE kind = notice_outbox_kind(subject) AND subject_id = delivered.id
    )
    SELECT count(*) FROM notice_attempt WHERE message_id = $1
)sql"};

constexpr pg::Query fail_by_tracking_query{"notice.fail_by_tracking", R"sql(
    UPDATE notice SET status = 'waiting' WHERE tracking_id = $1 AND status IN ('handed_over', 'maybe_sent')
    RETURNING id, urgency, subject
)sql"};

constexpr pg::Query forget_place_query{"notice.forget_place", R"sql(
    DELETE FROM outbox_item WHERE kind = $1 AND subject_id = $2
)sql"};

constexpr pg::Query seen_query{"notice.seen", R"sql(
    UPDATE notice SET seen_at = $2
     WHERE id IN (SELECT notice_id FROM notice_attempt WHERE message_id = ANY ($1::text[])) AND seen_at IS NULL
)sql"};

/// What Zalo gives back with a receipt: nobody guesses it, and those of one time stand together in
/// their index, so that years of them cost a new one nothing.
std::string new_tracking_id(Instant now)
{
    constexpr std::size_t random_bytes = 10;
    return fmt::format(
        "n{:012x}{}", std::max<std::int64_t>(0, to_milliseconds(now)),
        hex_text(crypto::random_bytes(random_bytes))
    );
}

/// The reminder of a row of end_unknown_query or newest_told_query.
bool owe_reminder(
    pg::Transaction& tx, const pg::Rows& of, std::optional<Instant> useful_until,
    const std::optional<std::string>& flow, Instant now
)
{
    if (of.empty()) return false;
    return owe(tx, of.text(0, 0),
               {{.subject_id = of.get<std::int64_t>(0, 1),
                 .cause_id = of.get<std::int64_t>(0, 2),
                 .phone_id = of.get<std::optional<std::int64_t>>(0, 3),
                 .follower_id = of.get<std::optional<std::int64_t>>(0, 4),
                 .kind = of.get<std::string>(0, 5),
                 .urgency = of.get<int>(0, 6),
                 .useful_until = useful_until.value_or(of.get<Instant>(0, 7)),
                 .repeats_id = of.get<std::int64_t>(0, 8),
                 .unit_code = of.get<std::optional<std::string>>(0, 9),
                 .flow = flow}},
               now) > 0;
}

} // namespace

std::string outbox_kind(std::string_view subject)
{
    return subject == first_subject ? std::string("notice") : fmt::format("notice.{}", subject);
}

std::size_t
owe(pg::Transaction& tx, std::string_view subject, const std::vector<Owed>& owed, Instant now)
{
    if (owed.empty()) return 0;
    std::vector<std::int64_t> subjects, causes;
    std::vector<std::optional<std::int64_t>> phones, followers, repeats;
    std::vector<std::string> kinds, tracking;
    std::vector<std::optional<std::string>> units;
    std::vector<int> urgencies;
    std::vector<Instant> useful;
    std::map<std::string, const Owed*, std::less<>> by_tracking;
    for (const auto& one : owed) {
        subjects.push_back(one.subject_id);
        causes.push_back(one.cause_id);
        phones.push_back(one.phone_id);
        followers.push_back(one.follower_id);
        kinds.push_back(one.kind);
        tracking.push_back(new_tracking_id(now));
        urgencies.push_back(one.urgency);
        useful.push_back(one.useful_until);
        repeats.push_back(one.repeats_id);
        units.push_back(one.unit_code);
        by_tracking.emplace(tracking.back(), &one);
    }
    const auto made = tx.exec(
        owe_query, subject, subjects, causes, phones, followers, kinds, tracking, urgencies, useful,
        repeats, units, now
    );
    std::vector<outbox::Entry> entries;
    for (std::size_t i = 0; i < made.size(); ++i) {
        const auto& one = *by_tracking.find(made.text(i, 1))->second;
        entries.push_back({made.get<std::int64_t>(i, 0), one.urgency, one.flow});
    }
    outbox::enqueue(tx, outbox_kind(subject), entries, now);
    return made.size();
}

pg::Connection::Call
loading(std::string_view subject, const std::vector<std::int64_t>& ids, Instant now)
{
    using pg::to_param;
    return {&load_query, {to_param(ids), to_param(subject), to_param(now - waited_least)}};
}

std::vector<Loaded> load(
    pg::Transaction& tx, std::string_view subject, const std::vector<std::int64_t>& ids, Instant now
)
{
    if (ids.empty()) return {};
    return loaded(tx.exec(load_query, ids, subject, now - waited_least), ids);
}

std::vector<Loaded> loaded(const pg::Rows& rows, const std::vector<std::int64_t>& ids)
{
    const auto row_of = pg::rows_by_id(rows);
    std::vector<Loaded> all;
    all.reserve(rows.size());
    for (const auto id : ids) {
        const auto found = row_of.find(id);
        if (found == row_of.end()) continue;
        const auto i = found->second;
        all.push_back({
            .id = id,
            .subject_id = rows.get<std::int64_t>(i, 1),
            .cause_id = rows.get<std::int64_t>(i, 2),
            .phone_id = rows.get<std::optional<std::int64_t>>(i, 3),
            .follower_id = rows.get<std::optional<std::int64_t>>(i, 4),
            .kind = rows.get<std::string>(i, 5),
            .status = rows.get<MessageStatus>(i, 6),
            .tracking_id = rows.get<std::string>(i, 7),
            .urgency = rows.get<int>(i, 8),
            .attempts = rows.get<int>(i, 9),
            .repeats = rows.get<bool>(i, 10),
            .useful_until = rows.get<Instant>(i, 11),
            .created_at = rows.get<Instant>(i, 12),
            .channel = rows.get<std::optional<std::string>>(i, 13),
            .number_sealed = rows.get<std::optional<Bytes>>(i, 14),
            .phone_is_mobile = rows.get<bool>(i, 15),
            .phone_stopped = rows.get<bool>(i, 16),
            .by_phone_already = rows.get<bool>(i, 17),
            .zalo_user_sealed = rows.get<std::optional<Bytes>>(i, 18),
            .follows = rows.get<bool>(i, 19),
            .language = rows.get<std::string>(i, 20),
            .interacted_at = rows.get<std::optional<Instant>>(i, 21),
            .later_kinds = rows.get<std::vector<std::string>>(i, 22),
        });
    }
    return all;
}

void redirect(pg::Transaction& tx, const std::vector<Redirect>& redirects)
{
    if (redirects.empty()) return;
    std::vector<std::int64_t> ids, phones;
    for (const auto& one : redirects) {
        ids.push_back(one.notice_id);
        phones.push_back(one.phone_id);
    }
    tx.exec(redirect_query, ids, phones);
}

void record(pg::Transaction& tx, const std::vector<Outcome>& outcomes, Instant now)
{
    if (outcomes.empty()) return;
    std::vector<std::int64_t> ids, attempted_ids;
    std::vector<MessageStatus> statuses;
    std::vector<std::optional<Excuse>> excuses;
    std::vector<std::string> results;
    std::vector<std::optional<std::string>> messages, channels, attempt_channels, attempt_messages;
    std::vector<std::optional<int>> dong;
    std::vector<bool> called;
    std::vector<int> errors;
    for (const auto& outcome : outcomes) {
        ids.push_back(outcome.notice_id);
        statuses.push_back(outcome.status);
        excuses.push_back(outcome.excuse);
        messages.push_back(outcome.message_id);
        channels.push_back(outcome.channel);
        called.push_back(outcome.called);
        dong.push_back(outcome.dong);
        if (outcome.result.empty()) continue;
        attempted_ids.push_back(outcome.notice_id);
        attempt_channels.push_back(outcome.way.empty() ? "none" : outcome.way);
        results.push_back(outcome.result);
        errors.push_back(outcome.error_code);
        attempt_messages.push_back(outcome.message_id);
    }
    using pg::to_param;
    tx.pipeline({
        {&record_notices_query,
         {to_param(ids), to_param(statuses), to_param(excuses), to_param(messages),
          to_param(called), to_param(channels), to_param(now), to_param(dong)}},
        {&record_attempts_query,
         {to_param(attempted_ids), to_param(attempt_channels), to_param(results), to_param(errors),
          to_param(attempt_messages), to_param(now)}},
    });
}

void remind_instead(
    pg::Transaction& tx, std::int64_t notice_id, const std::optional<std::string>& flow, Instant now
)
{
    owe_reminder(tx, tx.exec(end_unknown_query, notice_id), std::nullopt, flow, now);
}

bool remind_again(
    pg::Transaction& tx, std::string_view subject, std::int64_t subject_id, Instant useful_until,
    Instant now
)
{
    return owe_reminder(tx, tx.exec(newest_told_query, subject, subject_id), useful_until, {}, now);
}

void excuse_waiting(
    pg::Transaction& tx, std::string_view subject, std::int64_t subject_id, Excuse excuse
)
{
    tx.exec(excuse_waiting_query, subject, subject_id, excuse, outbox_kind(subject));
}

void settle_call(
    pg::Transaction& tx, std::int64_t notice_id, std::string_view outcome, MessageStatus status,
    std::optional<Excuse> excuse, Instant now
)
{
    tx.exec(settle_call_query, notice_id, now, outcome, status, excuse);
}

void note_call(pg::Transaction& tx, std::int64_t notice_id, Instant now)
{
    tx.exec(note_call_query, notice_id, now);
}

std::map<std::int64_t, Instant> newest(
    pg::Transaction& tx, std::string_view subject, const std::vector<std::int64_t>& subject_ids,
    const std::string& kind
)
{
    const auto rows = tx.exec(newest_query, subject, subject_ids, kind);
    std::map<std::int64_t, Instant> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.emplace(rows.get<std::int64_t>(i, 0), rows.get<Instant>(i, 1));
    return all;
}

bool mark_delivered_by_tracking(pg::Transaction& tx, const std::string& tracking_id, Instant at)
{
    return tx.exec(deliver_by_tracking_query, tracking_id, at).get<std::int64_t>(0, 0) > 0;
}

bool mark_delivered_by_message(pg::Transaction& tx, const std::string& message_id, Instant at)
{
    return tx.exec(deliver_by_message_query, message_id, at).get<std::int64_t>(0, 0) > 0;
}

bool mark_failed_by_tracking(pg::Transaction& tx, const std::string& tracking_id, Instant now)
{
    const auto failed = tx.exec(fail_by_tracking_query, tracking_id);
    if (failed.empty()) return false;
    const auto id = failed.get<std::int64_t>(0, 0);
    const auto kind = outbox_kind(failed.text(0, 2));
    tx.exec(forget_place_query, kind, id); // where it waited for this receipt as *maybe sent*
    outbox::enqueue(tx, kind, {{id, failed.get<int>(0, 1)}}, now);
    return true;
}

void mark_seen(pg::Transaction& tx, const std::vector<std::string>& message_ids, Instant at)
{
    tx.exec(seen_query, message_ids, at);
}

} // namespace tnung::gateway::notice_store
