#include "tests/crash/verdict.hpp"

#include "foundation/base/bytes.hpp"

#include <fmt/format.h>

#include <map>
#include <set>
#include <stdexcept>
#include <thread>

namespace tnung::crash {

namespace {

constexpr std::size_t findings_max = 20;

constexpr pg::Query counts_query{"crash.counts", R"sql(
    SELECT (SELECT count(*) FROM dossier_event), (SELECT count(*) FROM webhook WHERE event_name <> 'sms_receipt'),
           (SELECT count(*) FROM notice),
           (SELECT count(*) FROM notice WHERE repeats_id IS NOT NULL),
           (SELECT count(*) FROM audit_entry WHERE leaf_index IS NOT NULL), (SELECT size FROM audit_head),
           (SELECT count(DISTINCT leaf_index) FROM audit_entry)
)sql"};

/// Every notice with how often its fate was unknown.
constexpr pg::Query notices_query{"crash.notices", R"sql(
    SELECT notice.tracking_id, coalesce(notice.message_id, ''), notice.status, follower.zalo_user_key,
           (SELECT count(*) FROM notice_attempt attempt
             WHERE attempt.notice_id = notice.id AND attempt.outcome IN ('unknown', 'interrupted')),
           coalesce(notice.channel, ''), notice.id
      FROM notice LEFT JOIN follower ON follower.id = notice.follower_id
)sql"};

constexpr pg::Query replies_query{"crash.replies", R"sql(
    SELECT coalesce(reply.message_id, ''), follower.zalo_user_key, reply.status = 'maybe_sent'
      FROM reply JOIN follower ON follower.id = reply.follower_id
)sql"};

constexpr pg::Query phone_messages_query{"crash.phone_messages", R"sql(
    SELECT tracking_id FROM phone_message
)sql"};

constexpr pg::Query open_query{"crash.open", R"sql(
    SELECT (SELECT count(*) FROM outbox_item WHERE trouble IS NULL OR NOT held)
         + (SELECT count(*) FROM webhook WHERE worked_at IS NULL AND event_name <> 'user_received_message')
         + (SELECT count(*) FROM audit_entry WHERE leaf_index IS NULL)
)sql"};

/// How often something may have left without our knowing, by recipient: in the chat and by user id
/// Zalo keeps no id of ours.
struct Known {
    std::map<std::string, std::int64_t> marks_of_user;
    std::set<std::string> message_ids;
};

std::string text(const json::Value& object, std::string_view name)
{
    return std::string(object.as_object().at(name).as_string());
}

} // namespace

void Verdict::find(std::int64_t Verdict::*what, std::string words)
{
    ++(this->*what);
    if (findings.size() < findings_max) findings.push_back(std::move(words));
}

json::Value ask_sandbox(http::Client& client, const testing::Stage& stage, const std::string& path)
{
    constexpr std::size_t answer_max = 256u << 20;
    constexpr int tries_max = 60; // on a busy machine it may still be starting
    for (int tried = 0; tried < tries_max; ++tried) {
        const auto answer = client.call(
            {.url = stage.sandbox_origin() + path,
             .time_max = std::chrono::seconds(30),
             .answer_bytes_max = answer_max}
        );
        auto value = answer && answer->status == 200
                         ? json::parse(answer->body, {.bytes_max = answer_max})
                         : refuse(json::ParseError{});
        if (value) return std::move(*value);
        std::this_thread::sleep_for(std::chrono::milliseconds(500));
    }
    throw std::runtime_error("the sandbox does not answer " + path);
}

bool is_drained(pg::Connection& database, http::Client& client, const testing::Stage& stage)
{
    const auto webhooks = ask_sandbox(client, stage, "/sandbox/zalo/webhooks");
    return webhooks.as_object().at("idle").as_bool() &&
           database.exec(open_query).get<std::int64_t>(0, 0) == 0;
}

Verdict judge(
    pg::Connection& database, const gateway::PersonKeys& keys, http::Client& client,
    const testing::Stage& stage
)
{
    Verdict verdict;
    const auto counts = database.exec(counts_query);
    verdict.events = counts.get<std::int64_t>(0, 0);
    verdict.notices = counts.get<std::int64_t>(0, 2);
    verdict.repeated_as_reminder = counts.get<std::int64_t>(0, 3);

    // Nothing that was acknowledged is missing.
    const auto events_said =
        client.call({.url = stage.sandbox_origin() + "/sandbox/one-stop/acknowledged"});
    const auto events_taken =
        events_said ? parse_integer(trimmed(events_said->body)) : std::nullopt;
    const auto webhooks = ask_sandbox(client, stage, "/sandbox/zalo/webhooks");
    if (!events_taken) throw std::runtime_error("the one-stop system does not say what it pushed");
    const auto webhooks_taken = webhooks.as_object().at("acknowledged").as_int64();
    const auto webhooks_kept = counts.get<std::int64_t>(0, 1);
    for (auto missing = *events_taken - verdict.events; missing > 0; --missing)
        verdict.find(&Verdict::lost, "an acknowledged event is not there");
    for (auto missing = webhooks_taken - webhooks_kept; missing > 0; --missing)
        verdict.find(&Verdict::lost, "an acknowledged webhook is not there");

    // What Zalo took, by tracking id and by message id.
    const auto list = ask_sandbox(client, stage, "/sandbox/zalo/accepted");
    const auto& messages = list.as_object().at("messages").as_array();
    verdict.accepted = std::int64_t(messages.size());
    std::map<std::string, std::int64_t> taken_by_tracking;
    std::set<std::string> taken_ids;
    for (const auto& message : messages) {
        taken_ids.insert(text(message, "message_id"));
        if (text(message, "api") == "template_by_phone")
            ++taken_by_tracking[text(message, "tracking_id")];
    }

    // What the SMS gateway took carries the same kind of id: one of them in both books went out
    // twice.
    const auto sms_list = ask_sandbox(client, stage, "/sandbox/sms/received");
    const auto& sms = sms_list.as_object().at("messages").as_array();
    verdict.accepted += std::int64_t(sms.size());
    for (const auto& message : sms) ++taken_by_tracking[text(message, "reference")];

    Known known;
    std::set<std::string> trackings;
    const auto notices = database.exec(notices_query);
    for (std::size_t i = 0; i < notices.size(); ++i) {
        const auto tracking = notices.get<std::string>(i, 0),
                   message_id = notices.get<std::string>(i, 1),
                   status = notices.get<std::string>(i, 2),
                   channel = notices.get<std::string>(i, 5);
        const auto marks = notices.get<std::int64_t>(i, 4);
        trackings.insert(tracking);
        if (!notices.is_null(i, 3)) known.marks_of_user[notices.get<Bytes>(i, 3).data] += marks;
        if (!message_id.empty()) known.message_ids.insert(message_id);
        verdict.maybe_sent += marks > 0;
        verdict.settled += marks > 0 && status == "delivered";
        const bool says_sent = status == "delivered" || status == "handed_over";
        const bool is_there = message_id.empty() || channel == "sms"
                                  ? taken_by_tracking.contains(tracking)
                                  : taken_ids.contains(message_id);
        if (says_sent && !is_there)
            verdict.find(
                &Verdict::lost, fmt::format(
                                    "notice {} is {} by {}, nobody took it",
                                    notices.get<std::int64_t>(i, 6), status, channel
                                )
            );
    }
    const auto replies = database.exec(replies_query);
    for (std::size_t i = 0; i < replies.size(); ++i) {
        if (const auto id = replies.get<std::string>(i, 0); !id.empty())
            known.message_ids.insert(id);
        known.marks_of_user[replies.get<Bytes>(i, 1).data] += replies.get<bool>(i, 2);
    }
    const auto phone_messages = database.exec(phone_messages_query);
    for (std::size_t i = 0; i < phone_messages.size(); ++i) {
        trackings.insert(phone_messages.get<std::string>(i, 0));
    }

    // Nothing left twice without its mark; nothing left that nobody here knows.
    for (const auto& [tracking, count] : taken_by_tracking) {
        if (!trackings.contains(tracking))
            verdict.find(&Verdict::unexplained, "a message whose tracking id nobody knows");
        // A notice that is marked may be repeated, but by a notice with an id of its own.
        for (auto extra = count - 1; extra > 0; --extra)
            verdict.find(
                &Verdict::duplicated, fmt::format("{} went out {} times", tracking, count)
            );
    }
    std::map<std::string, std::int64_t> orphans_of_user;
    for (const auto& message : messages)
        if (text(message, "api") != "template_by_phone" &&
            !known.message_ids.contains(text(message, "message_id")))
            ++orphans_of_user[keys.follower_index.of(text(message, "recipient"))];
    for (const auto& [user, orphans] : orphans_of_user)
        for (auto extra = orphans - known.marks_of_user[user]; extra > 0; --extra)
            verdict.find(
                &Verdict::duplicated,
                fmt::format("a follower got {} messages that are not on record", orphans)
            );

    const auto sequenced = counts.get<std::int64_t>(0, 4);
    if (sequenced != counts.get<std::int64_t>(0, 5) || sequenced != counts.get<std::int64_t>(0, 6))
        verdict.find(&Verdict::unexplained, "the audit log's head and its entries differ");
    return verdict;
}

} // namespace tnung::crash
