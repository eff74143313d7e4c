#include "gateway/delivery/small_outgoing.hpp"

#include "gateway/citizen/follower.hpp"
#include "gateway/citizen/phone_message.hpp"
#include "gateway/delivery/verdict.hpp"
#include "gateway/zalo/template_standing.hpp"

#include <map>
#include <stdexcept>

namespace tnung::gateway {

namespace {

constexpr int attempts_max = 4;
constexpr std::chrono::minutes night_pause{30};

constexpr pg::Query load_phone_messages_query{"phone_message.load", R"sql(
    SELECT message.id, message.kind, phone.number_sealed, message.parameters_sealed, message.useful_until,
           message.attempts, message.tracking_id, message.status
      FROM phone_message message JOIN phone ON phone.id = message.phone_id
     WHERE message.id = ANY ($1::bigint[])
)sql"};

/// Once it left, what it said is gone: it may be a code.
constexpr pg::Query record_phone_messages_query{"phone_message.record", R"sql(
    UPDATE phone_message
       SET status = CASE WHEN phone_message.status = 'delivered' THEN 'delivered' ELSE new.status END,
           cause = new.cause, attempts = phone_message.attempts + new.called::int,
           message_id = coalesce(new.message_id, phone_message.message_id),
           parameters_sealed = CASE WHEN new.status = 'waiting' THEN phone_message.parameters_sealed END
      FROM unnest($1::bigint[], $2::text[], $3::text[], $4::boolean[], $5::text[])
        AS new (id, status, cause, called, message_id)
     WHERE phone_message.id = new.id
)sql"};

constexpr pg::Query load_replies_query{"reply.load", R"sql(
    SELECT reply.id, follower.zalo_user_sealed, reply.message_sealed, reply.useful_until, reply.attempts, reply.status
      FROM reply JOIN follower ON follower.id = reply.follower_id
     WHERE reply.id = ANY ($1::bigint[])
)sql"};

constexpr pg::Query record_replies_query{"reply.record", R"sql(
    UPDATE reply
       SET status = new.status, cause = new.cause, attempts = reply.attempts + new.called::int,
           message_id = coalesce(new.message_id, reply.message_id)
      FROM unnest($1::bigint[], $2::text[], $3::text[], $4::boolean[], $5::text[])
        AS new (id, status, cause, called, message_id)
     WHERE reply.id = new.id
)sql"};

constexpr pg::Query load_followers_query{"follower.load", R"sql(
    SELECT id, zalo_user_sealed FROM follower WHERE id = ANY ($1::bigint[])
)sql"};

std::vector<std::int64_t> subjects(const std::vector<outbox::Item>& items)
{
    std::vector<std::int64_t> ids;
    for (const auto& item : items) ids.push_back(item.subject_id);
    return ids;
}

Planned::Verdict dropped(std::string cause)
{
    return {.status = MessageStatus::dropped, .cause = std::move(cause)};
}

/// Ephemeral things share one judgement: wait a little and few times, never repeat the unknown.
Planned::Verdict ephemeral(const Planned& planned, const SendResult& sent, Instant now)
{
    Planned::Verdict verdict{
        .result = std::string(outcome_word(sent.outcome)),
        .called = true,
        .error_code = sent.error,
        .message_id = sent.message_id,
        .data = sent.data};
    if (sent.outcome == ZaloOutcome::accepted) {
        verdict.status = MessageStatus::handed_over;
    } else if (sent.outcome == ZaloOutcome::unknown) {
        verdict.status = MessageStatus::maybe_sent;
    } else if ((sent.outcome == ZaloOutcome::transient || sent.outcome == ZaloOutcome::renew_token) && planned.attempts + 1 < attempts_max)
    {
        verdict.not_before = now + back_off(planned.attempts);
    } else {
        verdict.status = MessageStatus::dropped;
        verdict.cause = verdict.result;
    }
    return verdict;
}

void record_all(
    pg::Transaction& tx, const pg::Query& query, const std::vector<const Planned*>& settled
)
{
    std::vector<std::int64_t> ids;
    std::vector<MessageStatus> statuses;
    std::vector<std::optional<std::string>> causes, messages;
    std::vector<bool> called;
    for (const auto* one : settled) {
        ids.push_back(one->item.subject_id);
        statuses.push_back(one->verdict.status);
        causes.push_back(one->verdict.cause);
        called.push_back(one->verdict.called);
        messages.push_back(
            one->verdict.message_id.empty() ? std::nullopt : std::optional(one->verdict.message_id)
        );
    }
    tx.exec(query, ids, statuses, causes, called, messages);
}

} // namespace

std::string_view PhoneMessageOutgoing::kind() const
{
    return phone_message::outbox_kind;
}

std::vector<Planned>
PhoneMessageOutgoing::plan(pg::Transaction& tx, const std::vector<outbox::Item>& items, Instant now)
{
    const auto rows = tx.exec(load_phone_messages_query, subjects(items));
    const auto by_id = pg::rows_by_id(rows);
    const auto out_of_use = template_standing::out_of_use(tx);
    std::vector<Planned> planned;
    for (const auto& item : items) {
        const auto i = by_id.at(item.subject_id);
        Planned one{.item = item, .channel = "template_by_phone", .attempts = rows.get<int>(i, 5)};
        if (const auto status = rows.get<MessageStatus>(i, 7); status != MessageStatus::waiting) {
            one.verdict = {.status = status};
        } else if (item.interrupted) {
            one.verdict = {.status = MessageStatus::maybe_sent, .cause = "interrupted"};
        } else if (now > rows.get<Instant>(i, 4)) {
            one.verdict = dropped("not_useful");
        } else {
            const auto& form = templates_.of(rows.text(i, 1), "vi", day_of(now), out_of_use);
            const auto parameters =
                json::parse(opened(keys_.message, rows.get<Bytes>(i, 3), "phone_message.parameters")
                );
            std::map<std::string, std::string> values;
            for (const auto& [name, value] : parameters->as_object())
                values[std::string(name)] = std::string(value.as_string());
            one.call = ZaloCall{
                .api = ZaloCall::Api::template_by_phone,
                .recipient = opened(keys_.phone, rows.get<Bytes>(i, 2), "phone.number"),
                .template_id = form.id,
                .parameters = ZaloTemplates::fitted(form, values),
                .tracking_id = rows.get<std::string>(i, 6)};
        }
        planned.push_back(std::move(one));
    }
    return planned;
}

Planned::Verdict
PhoneMessageOutgoing::judge(const Planned& planned, const SendResult& sent, Instant now) const
{
    // A warning may wait for the morning or for a mended account; a code is no longer useful then.
    const bool held = sent.outcome == ZaloOutcome::night || sent.outcome == ZaloOutcome::quota ||
                      sent.outcome == ZaloOutcome::needs_person ||
                      sent.outcome == ZaloOutcome::template_refused;
    if (held) return *wait_verdict(sent, planned.attempts, now, now + night_pause);
    return ephemeral(planned, sent, now);
}

void PhoneMessageOutgoing::record(
    pg::Transaction& tx, const std::vector<const Planned*>& settled, Instant
)
{
    record_all(tx, record_phone_messages_query, settled);
}

std::string_view ReplyOutgoing::kind() const
{
    return "reply";
}

std::vector<Planned>
ReplyOutgoing::plan(pg::Transaction& tx, const std::vector<outbox::Item>& items, Instant now)
{
    const auto rows = tx.exec(load_replies_query, subjects(items));
    const auto by_id = pg::rows_by_id(rows);
    std::vector<Planned> planned;
    for (const auto& item : items) {
        const auto i = by_id.at(item.subject_id);
        Planned one{.item = item, .channel = "chat", .attempts = rows.get<int>(i, 4)};
        if (const auto status = rows.get<MessageStatus>(i, 5); status != MessageStatus::waiting) {
            one.verdict = {.status = status};
        } else if (item.interrupted) {
            one.verdict = {.status = MessageStatus::maybe_sent, .cause = "interrupted"};
        } else if (now > rows.get<Instant>(i, 3)) {
            one.verdict = dropped("not_useful");
        } else {
            const auto message =
                json::parse(opened(keys_.message, rows.get<Bytes>(i, 2), "reply.message"));
            one.call = ZaloCall{
                .api = ZaloCall::Api::chat_message,
                .recipient = opened(keys_.follower, rows.get<Bytes>(i, 1), "follower.zalo_user"),
                .message = message->as_object()};
        }
        planned.push_back(std::move(one));
    }
    return planned;
}

Planned::Verdict
ReplyOutgoing::judge(const Planned& planned, const SendResult& sent, Instant now) const
{
    return ephemeral(planned, sent, now);
}

void ReplyOutgoing::record(pg::Transaction& tx, const std::vector<const Planned*>& settled, Instant)
{
    record_all(tx, record_replies_query, settled);
}

std::string_view ProfileOutgoing::kind() const
{
    return "profile";
}

std::vector<Planned>
ProfileOutgoing::plan(pg::Transaction& tx, const std::vector<outbox::Item>& items, Instant)
{
    const auto rows = tx.exec(load_followers_query, subjects(items));
    const auto by_id = pg::rows_by_id(rows);
    std::vector<Planned> planned;
    for (const auto& item : items) {
        const auto i = by_id.at(item.subject_id);
        planned.push_back(
            {.item = item,
             .channel = "profile",
             .call =
                 ZaloCall{
                     .api = ZaloCall::Api::user_detail,
                     .recipient =
                         opened(keys_.follower, rows.get<Bytes>(i, 1), "follower.zalo_user")}}
        );
    }
    return planned;
}

Planned::Verdict
ProfileOutgoing::judge(const Planned& planned, const SendResult& sent, Instant now) const
{
    // Asking is harmless, so an unknown fate is asked again.
    auto again = sent;
    if (again.outcome == ZaloOutcome::unknown) again.outcome = ZaloOutcome::transient;
    return ephemeral(planned, again, now);
}

void ProfileOutgoing::record(
    pg::Transaction& tx, const std::vector<const Planned*>& settled, Instant now
)
{
    constexpr std::size_t name_max = 200;
    for (const auto* one : settled) {
        if (one->verdict.status != MessageStatus::handed_over) continue;
        const json::Value data(one->verdict.data);
        json::Reader reader(data);
        follower_store::set_profile(
            tx, keys_, {one->item.subject_id},
            {.display_name = reader.optional_text("display_name", name_max).value_or(""),
             .minor = reader.flag("is_sensitive", false),
             .follows = reader.flag("user_is_follower", false)},
            now
        );
    }
}

} // namespace tnung::gateway
