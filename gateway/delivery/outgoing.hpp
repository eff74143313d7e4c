#pragma once

#include "foundation/outbox/outbox.hpp"
#include "gateway/notice/message_status.hpp"
#include "gateway/sms/sms_client.hpp"
#include "gateway/zalo/zalo_client.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tnung::gateway {

/// One thing that is to leave now.
struct Planned {
    outbox::Item item;
    std::string channel; ///< for the record and the metrics
    int attempts = 0;
    int dong = 0;                  ///< what it costs where Zalo takes it
    std::optional<Day> booked_for; ///< the day whose messages it was booked against
    std::optional<ZaloCall> call;  ///< neither this nor an SMS: `verdict` holds already
    std::optional<SmsMessage> sms;
    struct Verdict {
        MessageStatus status = MessageStatus::waiting; ///< what it becomes
        std::optional<Excuse> excuse;                  ///< of a notice that ends excused
        std::optional<std::string> cause;              ///< why another message was dropped
        std::optional<Instant> not_before;             ///< set: stays in the outbox until then
        std::optional<Hold> hold;                      ///< the rule that made it wait
        std::string result;                            ///< of the attempt; empty: nothing was tried
        bool called = false;
        int error_code = 0;
        std::string message_id;
        json::Object data;
    } verdict;
    /// What becomes of it where its way is closed or full now; nothing: it waits.
    std::optional<Verdict> otherwise;

    bool leaves() const { return call || sms; }

    /// Replaces the call by `otherwise`: waiting would cost a right, so the next way is taken at
    /// once.
    void go_otherwise()
    {
        call.reset();
        sms.reset();
        verdict = otherwise.value();
    }
    /// It is not called now: it waits until then for the rule named.
    void hold(Instant until, Hold rule, std::string result = {})
    {
        call.reset();
        sms.reset();
        verdict = {.not_before = until, .hold = rule, .result = std::move(result)};
    }
};

/// A kind of thing that leaves through the outbox: notices, codes, replies. It knows its subject's
/// table; the worker knows pace, leases and Zalo.
class Outgoing {
public:
    virtual ~Outgoing() = default;
    virtual std::string_view kind() const = 0;
    /// A call, or a verdict without one, for each item.
    virtual std::vector<Planned>
    plan(pg::Transaction& tx, const std::vector<outbox::Item>& items, Instant now) = 0;
    /// What Zalo's answer means for it.
    virtual Planned::Verdict
    judge(const Planned& planned, const SendResult& sent, Instant now) const = 0;
    virtual void
    record(pg::Transaction& tx, const std::vector<const Planned*>& settled, Instant now) = 0;
};

/// How delivery behaves where the outside world is uncertain: configuration, not code.
struct DeliverySettings {
    int in_flight_max = 64;
    int batch_max = 200;
    std::chrono::seconds lease{60};
    std::chrono::seconds settle{24 * 3600}; ///< how long *maybe sent* waits for a receipt
};

} // namespace tnung::gateway
