#pragma once

#include "foundation/pg/pool.hpp"
#include "gateway/citizen/disclosure.hpp"
#include "gateway/dossier/dossier_detail.hpp"

#include <optional>
#include <string>
#include <vector>

/// The statements of notices and of the proof that none was lost.
namespace tnung::gateway::notice_store {

inline constexpr std::string_view outbox_kind = "notice";

/// A notice with what its message needs.
struct Loaded {
    std::int64_t id, event_id, dossier_id;
    std::optional<std::int64_t> phone_id, follower_id;
    std::string kind, status, tracking_id;
    int urgency, attempts;
    bool repeats; ///< is itself the reminder of another
    Instant useful_until;
    std::optional<std::string> channel; ///< the way that failed last
    std::optional<Bytes> number_sealed;
    bool phone_is_mobile, phone_stopped;
    bool by_phone_already; ///< another notice of this event went to that number as such
    std::optional<Bytes> zalo_user_sealed;
    bool follows;
    std::string language;
    std::optional<Instant> interacted_at;
    DisclosureFacts disclosure;
    std::string dossier_code, procedure_name, agency_name;
    std::optional<Instant> due_at;
    Instant occurred_at;
    Bytes detail_sealed;
    Instant created_at;
    /// Information that has waited: what was made after it for the same reader of the same dossier.
    std::vector<std::string> later_kinds;
    bool of_former_owner = false; ///< told while the dossier was another's
    bool phone_corrected = false; ///< the dossier has another number, which is told the same
};
/// Same order as `ids`; what is no longer there is left out. What waits for a number that the
/// dossier has no more is put down to the one that it has.
std::vector<Loaded>
load(pg::Transaction& tx, const std::vector<std::int64_t>& ids, int persons_max, Instant now);

/// What Zalo gives back with a receipt: nobody guesses it, and those of one time stand together in
/// their index, so that years of them cost a new one nothing.
std::string new_tracking_id(Instant now);

/// What became of one notice.
struct Outcome {
    std::int64_t notice_id;
    std::string status; ///< waiting, handed_over, delivered, maybe_sent, to_call or excused
    std::optional<std::string> excuse;
    std::optional<std::string> message_id;
    std::optional<std::string> channel; ///< the way it went, or that failed
    std::optional<int> dong;            ///< what it cost
    bool called = false;                ///< counts as an attempt
    std::string way;                    ///< that the attempt took
    std::string result;                 ///< of the attempt; empty: none to note
    int error_code = 0;
};
/// A receipt that came before its hand-over was recorded is not undone.
void record(pg::Transaction& tx, const std::vector<Outcome>& outcomes, Instant now);

/// The reminder for a notice whose fate stayed unknown, unless there is one; the notice itself ends
/// excused.
void remind_instead(
    pg::Transaction& tx, std::int64_t notice_id, const std::string& tracking_id, Instant now
);

/// A receipt by our tracking id (template by phone) or Zalo's message id; false where no notice has
/// it (yet).
bool mark_delivered_by_tracking(pg::Transaction& tx, const std::string& tracking_id, Instant at);
bool mark_delivered_by_message(pg::Transaction& tx, const std::string& message_id, Instant at);
/// It did not arrive: the way is closed, the next one is tried at once. False where no notice with
/// that tracking id waits for a receipt (yet).
bool mark_failed_by_tracking(pg::Transaction& tx, const std::string& tracking_id, Instant now);
/// The person opened the messages.
void mark_seen(pg::Transaction& tx, const std::vector<std::string>& message_ids, Instant at);

/// events in = delivered + excused + waiting; whatever is none of these is unexplained.
struct Reconciliation {
    std::int64_t events, events_excused, notices, delivered, excused, waiting,
        on_call_list, ///< of those that wait
        by_chat,      ///< of all, that went out in the chat
        unexplained;
    std::vector<std::pair<std::string, std::int64_t>> by_excuse; ///< of events and notices
};
Reconciliation reconcile(pg::Pool& pool);
/// Of events and notices that arrived since; of one moment where the transaction is.
Reconciliation reconcile(pg::Transaction& tx, Instant since);

/// Milliseconds from the event's durable arrival to Zalo's acceptance, of those no rule held and
/// that arrived since.
struct HandoverTimes {
    std::int64_t count;
    double p50_ms, p95_ms, p99_ms;
    std::int64_t held_by_rule;
};
HandoverTimes handover_times(pg::Pool& pool, Instant since = Instant{});

} // namespace tnung::gateway::notice_store
