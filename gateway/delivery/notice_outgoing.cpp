#include "gateway/delivery/notice_outgoing.hpp"

#include "gateway/citizen/page_link.hpp"
#include "gateway/delivery/verdict.hpp"
#include "gateway/task/task_store.hpp"
#include "gateway/zalo/template_standing.hpp"

#include <fmt/format.h>

#include <map>
#include <set>

namespace tnung::gateway {

namespace {

Planned::Verdict excused(Excuse excuse)
{
    return {.status = MessageStatus::excused, .excuse = excuse};
}

Planned::Verdict listed()
{
    return {.status = MessageStatus::to_call, .result = "listed"};
}

} // namespace

bool NoticeOutgoing::Looked::phone_corrected() const
{
    return notice.phone_id && notice.phone_id != view.phone_now;
}

bool NoticeOutgoing::may_go_by_sms(const notice_store::Loaded& notice) const
{
    return settings_.sms && notice.phone_is_mobile && notice.urgency <= settings_.sms_urgency_max;
}

RouteFacts NoticeOutgoing::route_facts(const Looked& one) const
{
    const auto& notice = one.notice;
    return {
        .follows = notice.follows && one.view.account_may_know,
        .interacted_at = notice.interacted_at,
        .phone_can_be_told = notice.phone_id && !one.phone_stopped() && !one.phone_corrected(),
        .by_phone_already = notice.by_phone_already,
        .may_go_by_sms = may_go_by_sms(notice),
        .ends_on_call_list = one.view.ends_on_call_list,
        .failed = notice.channel ? parse_channel(*notice.channel) : std::nullopt};
}

std::vector<NoticeOutgoing::Looked>
NoticeOutgoing::look(pg::Transaction& tx, const std::vector<std::int64_t>& ids, Instant now) const
{
    std::vector<notice_store::Loaded> notices;
    std::vector<NoticeView> views;
    const auto read = [&] {
        const auto rows =
            tx.pipeline({notice_store::loading(subject_.name(), ids, now), subject_.reading(ids)});
        notices = notice_store::loaded(rows[0], ids);
        views = subject_.view(rows[1], notices, now);
    };
    read();
    // What waits for a number goes to the one that its subject has now, whoever gave it.
    std::vector<notice_store::Redirect> redirects;
    for (std::size_t i = 0; i < notices.size(); ++i)
        if (notices[i].phone_id && views[i].phone_now && notices[i].phone_id != views[i].phone_now)
            redirects.push_back({notices[i].id, *views[i].phone_now});
    if (!redirects.empty()) { // seldom: an ordinary batch is read once
        notice_store::redirect(tx, redirects);
        read();
    }
    std::vector<Looked> looked;
    looked.reserve(notices.size());
    for (std::size_t i = 0; i < notices.size(); ++i)
        looked.push_back({std::move(notices[i]), std::move(views[i])});
    return looked;
}

std::optional<Planned::Verdict> NoticeOutgoing::settled_before(
    pg::Transaction& tx, const Looked& one, bool interrupted, Instant now
) const
{
    const auto& notice = one.notice;
    if (!notice.follower_id && one.phone_stopped()) return excused(Excuse::not_me);
    if (notice.status == MessageStatus::waiting && interrupted)
        // A process died between the call and its record: the message may be with Zalo already.
        return Planned::Verdict{
            .status = MessageStatus::maybe_sent,
            .not_before = now + settings_.settle,
            .result = "interrupted"};
    if (notice.status == MessageStatus::maybe_sent) { // settled by nothing in the stated time
        // What the law owes is repeated once, worded as a reminder (security.md).
        if (notice.urgency == 1 && !notice.repeats && now < notice.useful_until)
            notice_store::remind_instead(tx, notice.id, one.view.flow, now);
        return excused(Excuse::unknown_fate);
    }
    if (notice.status != MessageStatus::waiting)
        return Planned::Verdict{.status = notice.status}; // settled: only its place remains
    if (now > notice.useful_until) return excused(Excuse::not_useful);
    if (one.view.overtaken) return excused(Excuse::overtaken);
    return std::nullopt;
}

std::string NoticeOutgoing::address(const std::string& link_token) const
{
    return fmt::format("{}{}{}", settings_.page_origin, subject_.page_path(), link_token);
}

ZaloCall NoticeOutgoing::call_for(
    const Looked& one, Channel channel, const std::string& link_token,
    const std::set<std::string>& templates_out_of_use, Instant now
) const
{
    const auto& notice = one.notice;
    // A number that nobody linked is written to in Vietnamese.
    const Words words(
        notice.follower_id ? parse_language(notice.language).value_or(Language::vi) : Language::vi
    );
    ZaloCall call;
    if (channel == Channel::chat) {
        call.api = ZaloCall::Api::chat_message;
        call.recipient = opened(keys_.follower, *notice.zalo_user_sealed, "follower.zalo_user");
        call.message = one.view.words->chat(words, address(link_token)).to_json();
        return call;
    }
    const auto values = one.view.words->template_values(words, link_token);
    const auto& form = templates_.of(
        notice.kind, language_code(words.language()), day_of(now), templates_out_of_use
    );
    call.template_id = form.id;
    call.parameters = ZaloTemplates::fitted(form, values);
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

SmsMessage NoticeOutgoing::sms_for(const Looked& one, const std::string& link_token) const
{
    return {
        .to = opened(keys_.phone, *one.notice.number_sealed, "phone.number"),
        .text = one.view.words->sms(Words(Language::vi), address(link_token)),
        .reference = one.notice.tracking_id};
}

bool NoticeOutgoing::must_be_called(const Looked& one, Instant now) const
{
    if (!one.notice.phone_id || one.phone_stopped() || one.phone_corrected() ||
        !one.view.ends_on_call_list)
        return false;
    const auto act_by = one.view.words->act_by();
    return act_by && calendar_.between(day_of(now), *act_by) <= settings_.call_before;
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
    auto looked = look(tx, ids, now);
    std::vector<Planned> planned;
    std::vector<std::pair<std::size_t, Channel>> to_send;     // places in `planned` and `looked`
    std::set<std::pair<std::int64_t, std::int64_t>> by_phone; // cause and number, in this batch
    for (auto& of : looked) {
        auto& notice = of.notice;
        const auto& item = *item_of.at(notice.id);
        Planned one{.item = item, .attempts = notice.attempts};
        if (notice.channel) one.channel = *notice.channel;
        if (const auto verdict = settled_before(tx, of, item.interrupted, now)) {
            one.verdict = *verdict;
            planned.push_back(std::move(one));
            continue;
        }
        if (notice.phone_id && by_phone.contains({notice.cause_id, *notice.phone_id}))
            notice.by_phone_already = true;
        const auto way = route_facts(of);
        const auto channel = route(way, now, settings_.route);
        if (!channel) {
            one.verdict = excused(
                notice.by_phone_already                 ? Excuse::told_otherwise
                : notice.phone_id && of.phone_stopped() ? Excuse::not_me
                : of.phone_corrected()                  ? Excuse::corrected
                                                        : Excuse::unreachable
            );
        } else if (*channel == Channel::call_list) {
            one.channel = channel_name(*channel);
            one.verdict = listed();
        } else if (rests_at_night(*channel, now, settings_.route)) {
            one.hold(morning_after(now, settings_.route), Hold::night, "held");
        } else {
            one.channel = channel_name(*channel);
            one.dong = price_dong(*channel, way, now, settings_.route);
            if (*channel == Channel::template_by_phone || *channel == Channel::sms)
                by_phone.insert({notice.cause_id, *notice.phone_id});
            to_send.emplace_back(planned.size(), *channel);
        }
        planned.push_back(std::move(one));
    }
    const auto out_of_use = template_standing::out_of_use(tx);
    for (const auto& [place, channel] : to_send) {
        const auto& of = looked[place];
        auto& one = planned[place];
        const auto link = page_link::of_notice(keys_, of.notice.id);
        if (channel == Channel::sms)
            one.sms = sms_for(of, link);
        else
            one.call = call_for(of, channel, link, out_of_use, now);
        if (!must_be_called(of, now)) continue;
        // An SMS first where there is such a way, a person's time after it.
        if (channel != Channel::sms && may_go_by_sms(of.notice))
            one.otherwise = Planned::Verdict{.not_before = now, .result = "no_room"};
        else
            one.otherwise = listed();
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
        .result = std::string(outcome_word(sent.outcome)),
        .called = true,
        .error_code = sent.error,
        .data = sent.data};
    switch (sent.outcome) {
    case ZaloOutcome::accepted:
        verdict.status = planned.sms && !settings_.sms_receipts ? MessageStatus::delivered
                                                                : MessageStatus::handed_over;
        verdict.message_id = sent.message_id;
        break;
    case ZaloOutcome::unknown:
        verdict.status = MessageStatus::maybe_sent;
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
        const bool keeps_channel = verdict.status != MessageStatus::waiting ||
                                   verdict.result == "unreachable" || verdict.result == "no_room";
        const bool was_taken = verdict.status == MessageStatus::handed_over ||
                               verdict.status == MessageStatus::delivered;
        outcomes.push_back(
            {.notice_id = one->item.subject_id,
             .status = verdict.status,
             .excuse = verdict.excuse,
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
        if (verdict.status == MessageStatus::to_call) to_call.push_back(one->item.subject_id);
    }
    notice_store::record(tx, outcomes, now);
    open_calls(tx, to_call, now);
}

void NoticeOutgoing::open_calls(
    pg::Transaction& tx, const std::vector<std::int64_t>& notice_ids, Instant now
) const
{
    if (notice_ids.empty()) return;
    const auto notices = notice_store::load(tx, subject_.name(), notice_ids, now);
    std::vector<std::int64_t> subjects;
    for (const auto& notice : notices) subjects.push_back(notice.subject_id);
    const auto units = subject_.calling_units(tx, subjects);
    std::vector<task_store::Call> calls;
    for (std::size_t i = 0; i < notices.size(); ++i)
        if (notices[i].status == MessageStatus::to_call)
            calls.push_back(
                {subject_.name(), notices[i].subject_id, notices[i].id, notices[i].phone_id,
                 units[i], notices[i].useful_until}
            );
    task_store::open_calls(tx, calls, now);
}

} // namespace tnung::gateway
