#pragma once

#include "foundation/calendar/working_days.hpp"
#include "gateway/citizen/person_keys.hpp"
#include "gateway/delivery/outgoing.hpp"
#include "gateway/notice/notice_rules.hpp"
#include "gateway/notice/notice_store.hpp"
#include "gateway/notice/notice_text.hpp"
#include "gateway/notice/route.hpp"
#include "gateway/zalo/zalo_templates.hpp"

namespace tnung::gateway {

/// Notices on their way: the cheapest open channel, the words that its level allows.
class NoticeOutgoing final : public Outgoing {
public:
    struct Settings {
        RouteSettings route;
        DisclosureSettings disclosure;
        std::chrono::seconds settle{24 * 3600};
        std::string page_origin;   ///< of the addresses in messages
        bool sms = false;          ///< there is such a way
        bool sms_receipts = false; ///< the gateway tells what arrived; else what it took has
        int sms_urgency_max = 1;   ///< what is less urgent is not worth its price
        /// Working days left to act from which on a clerk calls where the day's messages are used
        /// up: over Tết nobody is there to call.
        int call_before = 3;
    };
    NoticeOutgoing(
        const PersonKeys& keys, const ZaloTemplates& templates, const NoticeRules& rules,
        const calendar::WorkingDays& calendar, Settings settings
    )
        : keys_(keys), templates_(templates), rules_(rules), calendar_(calendar),
          settings_(std::move(settings))
    {
    }

    std::string_view kind() const override { return notice_store::outbox_kind; }
    std::vector<Planned>
    plan(pg::Transaction& tx, const std::vector<outbox::Item>& items, Instant now) override;
    Planned::Verdict
    judge(const Planned& planned, const SendResult& sent, Instant now) const override;
    void
    record(pg::Transaction& tx, const std::vector<const Planned*>& settled, Instant now) override;

private:
    std::optional<Planned::Verdict> settled_before(
        pg::Transaction& tx, const notice_store::Loaded& notice, bool interrupted, Instant now
    ) const;
    ZaloCall call_for(
        const notice_store::Loaded& notice, const NoticeFacts& facts, Channel channel,
        const std::string& link_token, const std::set<std::string>& templates_out_of_use,
        Instant now
    ) const;
    SmsMessage sms_for(
        const notice_store::Loaded& notice, const NoticeFacts& facts, const std::string& link_token
    ) const;
    /// A person would lose a right before the day after tomorrow's messages: somebody calls.
    bool
    must_be_called(const notice_store::Loaded& notice, const NoticeFacts& facts, Instant now) const;
    NoticeFacts facts_of(const notice_store::Loaded& notice) const;

    const PersonKeys& keys_;
    const ZaloTemplates& templates_;
    const NoticeRules& rules_;
    const calendar::WorkingDays& calendar_;
    const Settings settings_;
};

} // namespace tnung::gateway
