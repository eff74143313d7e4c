#include "gateway/delivery/notice_outgoing.hpp"

#include "gateway/citizen/page_link.hpp"
#include "gateway/delivery/verdict.hpp"
#include "gateway/task/task_store.hpp"
#include "gateway/zalo/template_standing.hpp"

#include <algorithm>
#include <map>
#include <set>
#include <stdexcept>

namespace tnung::gateway {

namespace {

bool may_go_by_sms(const notice_store::Loaded& notice, const NoticeOutgoing::Settings& settings)
{
    return settings.sms && notice.phone_is_mobile && notice.urgency <= settings.sms_urgency_max;
}

RouteFacts route_facts(
    const notice_store::Loaded& notice, const NoticeRules& rules,
    const NoticeOutgoing::Settings& settings, Instant now
)
{
    // Unlinked, cut off or silent since the event: the number is told instead.
    const bool has_standing =
        disclosure_of(notice.disclosure, now, settings.disclosure).level != Level::code;
    return {
        .follows = notice.follows && has_standing,
        .interacted_at = notice.interacted_at,
        .phone_can_be_told = notice.phone_id && !notice.phone_stopped && !notice.phone_corrected,
        .by_phone_already = notice.by_phone_already,
        .may_go_by_sms = may_go_by_sms(notice, settings),
        .ends_on_call_list = rules.calls(notice.kind, day_of(now)),
        .failed = notice.channel ? parse_channel(*notice.channel) : std::nullopt};
}

Planned::Verdict excused(std::string cause)
{
    return {.status = "excused", .cause = std::move(cause)};
}

/// Whether a later notice says more, by the rule of the day.
bool is_overtaken(const notice_store::Loaded& notice, const NoticeRules& rules, Instant now)
{
    if (notice.later_kinds.empty()) return false;
    const auto* rule = rules.of_kind(notice.kind, day_of(now));
    return rule && now >= notice.created_at + rule->overtaken_after &&
           std::ranges::find_first_of(rule->overtaken_by, notice.later_kinds) !=
               rule->overtaken_by.end();
}

/// Why nothing is left to try.
Planned::Verdict no_way_left(const notice_store::Loaded& notice)
{
    if (notice.by_phone_already) return excused("told_otherwise");
    if (notice.phone_id && notice.phone_stopped) return excused("not_me");
    if (notice.phone_corrected) return excused("corrected");
    return excused("unreachable");
}

} // namespace

NoticeFacts NoticeOutgoing::facts_of(const notice_store::Loaded& notice) const
{
    auto detail =
        parse_detail_text(opened(keys_.detail, notice.detail_sealed, "dossier_event.detail"));
    if (notice.of_former_owner) { // its details stay with the former owner
        DossierDetail left;
        left.act_by = detail.act_by;
        detail = left;
    }
    return {
        .code = notice.dossier_code,
        .procedure = notice.procedure_name,
        .agency = notice.agency_name,
        .due = notice.due_at ? std::optional(day_of(*notice.due_at)) : std::nullopt,
        .act_by = detail.act_by,
        .happened = day_of(notice.occurred_at),
        .repeats = notice.repeats,
        .amount = detail.amount,
        .reason = detail.reason,
        .place = detail.result_place,
        .handler = detail.handler,
        .papers = detail.papers};
}

std::optional<Planned::Verdict> NoticeOutgoing::settled_before(
    pg::Transaction& tx, const notice_store::Loaded& notice, bool interrupted, Instant now
) const
{
    if (!notice.follower_id && notice.phone_stopped) return excused("not_me");
    if (notice.status == "waiting" && interrupted)
        // A process died between the call and its record: the message may be with Zalo already.
        return Planned::Verdict{
            .status = "maybe_sent", .not_before = now + settings_.settle, .result = "interrupted"};
    if (notice.status == "maybe_sent") { // settled by nothing in the stated time
        // What the law owes is repeated once, worded as a reminder (security.md).
        if (notice.urgency == 1 && !notice.repeats && now < notice.useful_until) {
            notice_store::remind_instead(tx, notice.id, notice_store::new_tracking_id(now), now);
            return Planned::Verdict{.status = "excused", .cause = "unknown_fate"};
        }
        return excused("unknown_fate");
    }
    if (notice.status != "waiting") // delivered meanwhile: only its place in the outbox remains
        return Planned::Verdict{.status = notice.status};
    if (now > notice.useful_until) return excused("not_useful");
    if (is_overtaken(notice, rules_, now)) return excused("overtaken");
    return std::nullopt;
}

ZaloCall NoticeOutgoing::call_for(
    const notice_store::Loaded& notice, const NoticeFacts& facts, Channel channel,
    const std::string& link_token, const std::set<std::string>& templates_out_of_use, Instant now
) const
{
    const auto kind = parse_notice_kind(notice.kind);
    if (!kind) throw std::runtime_error("a notice of a kind that nobody knows");
    // A number that nobody linked is written to in Vietnamese.
    const Words words(
        notice.follower_id ? parse_language(notice.language).value_or(Language::vi) : Language::vi
    );
    ZaloCall call;
    if (channel == Channel::chat) {
        call.api = ZaloCall::Api::chat_message;
        call.recipient = opened(keys_.follower, *notice.zalo_user_sealed, "follower.zalo_user");
        const auto disclosure = disclosure_of(notice.disclosure, now, settings_.disclosure);
        call.message = chat_notice(
                           *kind, facts, words, disclosure, notice.disclosure.details_from,
                           settings_.page_origin + "/hs/" + link_token
        )
                           .to_json();
        return call;
    }
    const auto& one = templates_.of(
        notice.kind, language_code(words.language()), day_of(now), templates_out_of_use
    );
    call.template_id = one.id;
    call.parameters = ZaloTemplates::fitted(one, template_values(*kind, facts, words, link_token));
    if (channel == Channel::template_by_user) {
        call.api = ZaloCall::Api::template_by_user;
        call.recipient = opened(keys_.follower, *notice.zalo_user_sealed, "follower.zalo_user");
    } else {
        call.api = ZaloCall::Api::template_by_phone;
        call.recipient = opened(keys_.phone, *notice.number_sealed, "phone.number");
        call.tracking_id = notice.tracking_id;
    }
    return call;
}

SmsMessage NoticeOutgoing::sms_for(
    const notice_store::Loaded& notice, const NoticeFacts& facts, const std::string& link_token
) const
{
    const auto kind = parse_notice_kind(notice.kind);
    if (!kind) throw std::runtime_error("a notice of a kind that nobody knows");
    return {
        .to = opened(keys_.phone, *notice.number_sealed, "phone.number"),
        .text = sms_notice(
            *kind, facts, Words(Language::vi), settings_.page_origin + "/hs/" + link_token
        ),
        .reference = notice.tracking_id};
}

bool NoticeOutgoing::must_be_called(
    const notice_store::Loaded& notice, const NoticeFacts& facts, Instant now
) const
{
    return facts.act_by && notice.phone_id && !notice.phone_stopped && !notice.phone_corrected &&
           calendar_.between(day_of(now), *facts.act_by) <= settings_.call_before &&
           rules_.calls(notice.kind, day_of(now));
}

std::vector<Planned>
NoticeOutgoing::plan(pg::Transaction& tx, const std::vector<outbox::Item>& items, Instant now)
{
    std::vector<std::int64_t> ids;
    std::map<std::int64_t, const outbox::Item*> item_of;
    for (const auto& item : items) {
        ids.push_back(item.subject_id);
        item_of[item.subject_id] = &item;
    }
    const auto notices = notice_store::load(tx, ids, settings_.disclosure.persons_max, now);
    std::vector<Planned> planned;
    std::vector<std::pair<std::size_t, Channel>> to_send;     // places in `planned` and `notices`
    std::set<std::pair<std::int64_t, std::int64_t>> by_phone; // event and number, in this batch
    for (auto notice : notices) {
        const auto& item = *item_of.at(notice.id);
        Planned one{.item = item, .attempts = notice.attempts};
        if (notice.channel) one.channel = *notice.channel;
        if (const auto verdict = settled_before(tx, notice, item.interrupted, now)) {
            one.verdict = *verdict;
            planned.push_back(std::move(one));
            continue;
        }
        if (notice.phone_id && by_phone.contains({notice.event_id, *notice.phone_id}))
            notice.by_phone_already = true;
        const auto way = route_facts(notice, rules_, settings_, now);
        const auto channel = route(way, now, settings_.route);
        if (!channel) {
            one.verdict = no_way_left(notice);
        } else if (*channel == Channel::call_list) {
            one.channel = channel_name(*channel);
            one.verdict = {.status = "to_call", .result = "listed"};
        } else if (rests_at_night(*channel, now, settings_.route)) {
            one.hold(morning_after(now, settings_.route), "night", "held");
        } else {
            one.channel = channel_name(*channel);
            one.dong = price_dong(*channel, way, now, settings_.route);
            if (*channel == Channel::template_by_phone || *channel == Channel::sms)
                by_phone.insert({notice.event_id, *notice.phone_id});
            to_send.emplace_back(planned.size(), *channel);
        }
        planned.push_back(std::move(one));
    }
    const auto out_of_use = template_standing::out_of_use(tx);
    for (const auto& [place, channel] : to_send) {
        const auto& notice = notices[place];
        const auto facts = facts_of(notice);
        auto& one = planned[place];
        const auto link = page_link::of_notice(keys_, notice.id);
        if (channel == Channel::sms)
            one.sms = sms_for(notice, facts, link);
        else
            one.call = call_for(notice, facts, channel, link, out_of_use, now);
        if (!must_be_called(notice, facts, now)) continue;
        // An SMS first where there is such a way, a person's time after it.
        if (channel != Channel::sms && may_go_by_sms(notice, settings_))
            one.otherwise =
                Planned::Verdict{.status = "waiting", .not_before = now, .result = "no_room"};
        else
            one.otherwise = Planned::Verdict{.status = "to_call", .result = "listed"};
    }
    return planned;
}

Planned::Verdict
NoticeOutgoing::judge(const Planned& planned, const SendResult& sent, Instant now) const
{
    // Zalo itself says that the day is spent, or the SMS gateway cannot, and time is short.
    const bool no_room = sent.outcome == ZaloOutcome::quota ||
                         (planned.sms && (sent.outcome == ZaloOutcome::transient ||
                                          sent.outcome == ZaloOutcome::needs_person));
    if (no_room && planned.otherwise) {
        auto verdict = *planned.otherwise;
        verdict.called = true;
        verdict.error_code = sent.error;
        return verdict;
    }
    if (const auto wait =
            wait_verdict(sent, planned.attempts, now, morning_after(now, settings_.route)))
        return *wait;
    Planned::Verdict verdict{
        .status = "waiting",
        .result = std::string(outcome_word(sent.outcome)),
        .called = true,
        .error_code = sent.error,
        .data = sent.data};
    switch (sent.outcome) {
    case ZaloOutcome::accepted:
        verdict.status = planned.sms && !settings_.sms_receipts ? "delivered" : "handed_over";
        verdict.message_id = sent.message_id;
        break;
    case ZaloOutcome::unknown:
        verdict.status = "maybe_sent";
        verdict.not_before = now + settings_.settle;
        break;
    default: verdict.not_before = now; // that way is closed: the next one, at once
    }
    return verdict;
}

void NoticeOutgoing::record(
    pg::Transaction& tx, const std::vector<const Planned*>& settled, Instant now
)
{
    std::vector<notice_store::Outcome> outcomes;
    std::vector<std::int64_t> to_call;
    for (const auto* one : settled) {
        const auto& verdict = one->verdict;
        // A way that is only held for a while has not failed.
        const bool keeps_channel = verdict.status != "waiting" || verdict.result == "unreachable" ||
                                   verdict.result == "no_room";
        const bool was_taken = verdict.status == "handed_over" || verdict.status == "delivered";
        outcomes.push_back(
            {.notice_id = one->item.subject_id,
             .status = verdict.status,
             .excuse = verdict.cause,
             .message_id =
                 verdict.message_id.empty() ? std::nullopt : std::optional(verdict.message_id),
             .channel = keeps_channel && !one->channel.empty() ? std::optional(one->channel)
                                                               : std::nullopt,
             .dong = verdict.called && was_taken ? std::optional(one->dong) : std::nullopt,
             .called = verdict.called,
             .way = one->channel,
             .result = verdict.result,
             .error_code = verdict.error_code}
        );
        if (verdict.status == "to_call") to_call.push_back(one->item.subject_id);
    }
    notice_store::record(tx, outcomes, now);
    task_store::open_calls(tx, to_call, now);
}

} // namespace tnung::gateway
