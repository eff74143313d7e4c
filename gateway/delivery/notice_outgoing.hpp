#pragma once

#include "foundation/calendar/working_days.hpp"
#include "gateway/citizen/person_keys.hpp"
#include "gateway/delivery/outgoing.hpp"
#include "gateway/notice/notice_store.hpp"
#include "gateway/notice/route.hpp"
#include "gateway/notice/subject.hpp"
#include "gateway/zalo/zalo_templates.hpp"

namespace tnung::gateway {

/// Notices of one subject on their way: the cheapest open channel, the words that its level allows.
class NoticeOutgoing final : public Outgoing {
public:
    struct Settings {
        RouteSettings route;
        std::chrono::seconds settle{24 * 3600};
        std::string page_origin;   ///< of the addresses in messages
        bool sms = false;          ///< there is such a way
        bool sms_receipts = false; ///< the gateway tells what arrived; else what it took has
        int sms_urgency_max = 1;   ///< what is less urgent is not worth its price
        /// Where the day's messages are used up, a clerk calls if this many working days or fewer
        /// are left to act. Working days, since nobody calls on holidays.
        int call_before = 3;
    };
    NoticeOutgoing(
        const Subject& subject, const PersonKeys& keys, const ZaloTemplates& templates,
        const calendar::WorkingDays& calendar, Settings settings
    )
        : subject_(subject), kind_(notice_store::outbox_kind(subject.name())), keys_(keys),
          templates_(templates), calendar_(calendar), settings_(std::move(settings))
    {
    }

    std::string_view kind() const override { return kind_; }
    std::vector<Planned>
    plan(pg::Transaction& tx, const std::vector<outbox::Item>& items, Instant now) override;
    Planned::Verdict
    judge(const Planned& planned, const SendResult& sent, Instant now) const override;
    void
    record(pg::Transaction& tx, const std::vector<const Planned*>& settled, Instant now) override;

private:
    /// A notice with what its subject knows of it.
    struct Looked {
        notice_store::Loaded notice;
        NoticeView view;
        /// The subject has another number by now, or none.
        bool phone_corrected() const;
        bool phone_stopped() const { return notice.phone_stopped || view.phone_refused; }
    };
    std::vector<Looked>
    look(pg::Transaction& tx, const std::vector<std::int64_t>& ids, Instant now) const;
    RouteFacts route_facts(const Looked& one) const;
    bool may_go_by_sms(const notice_store::Loaded& notice) const;
    std::optional<Planned::Verdict>
    settled_before(pg::Transaction& tx, const Looked& one, bool interrupted, Instant now) const;
    ZaloCall call_for(
        const Looked& one, Channel channel, const std::string& link_token,
        const std::set<std::string>& templates_out_of_use, Instant now
    ) const;
    SmsMessage sms_for(const Looked& one, const std::string& link_token) const;
    std::string address(const std::string& link_token) const;
    /// Whether a clerk must call if no message can leave: the rule ends on the call list, the
    /// number can be told, and at most `call_before` working days are left to act.
    bool must_be_called(const Looked& one, Instant now) const;
    void
    open_calls(pg::Transaction& tx, const std::vector<std::int64_t>& notice_ids, Instant now) const;

    const Subject& subject_;
    const std::string kind_;
    const PersonKeys& keys_;
    const ZaloTemplates& templates_;
    const calendar::WorkingDays& calendar_;
    const Settings settings_;
};

} // namespace tnung::gateway
