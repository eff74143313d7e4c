#pragma once

#include "foundation/pg/pool.hpp"

#include <optional>
#include <string>
#include <vector>

/// The statements of delivery and of the proof that nothing was lost.
namespace tnung::gateway::notice_store {

/// A notice taken from the outbox, with what its message needs.
struct Claimed {
    std::int64_t id, event_id, dossier_id, phone_id;
    std::string kind, status, tracking_id;
    int urgency, attempts;
    bool interrupted; ///< a call for it was begun and its outcome never recorded
    bool repeats;     ///< is itself the reminder of another
    Instant useful_until;
    Bytes number_sealed;
    bool phone_stopped;
    std::string dossier_code, procedure_name, agency_name;
    std::optional<Instant> due_at;
    Instant occurred_at;
    Bytes detail_sealed;
};

/// Most urgent first; leased until `lease_until`, marked as begun.
std::vector<Claimed> claim(pg::Pool& pool, Instant now, Instant lease_until, int count_max);

/// What became of one claimed notice.
struct Outcome {
    std::int64_t notice_id;
    std::string status; ///< waiting, handed_over, maybe_sent or excused
    std::optional<std::string> excuse;
    std::optional<std::string> message_id;
    std::optional<Instant> not_before; ///< set: stays in the outbox until then
    std::optional<std::string> hold;
    bool called = false; ///< counts as an attempt, with the next two
    std::string channel, result;
    int error_code = 0;
};
/// All in one transaction. A receipt that came before its hand-over was recorded is not undone.
void record(pg::Pool& pool, const std::vector<Outcome>& outcomes, Instant now);

/// The reminder for a notice whose fate stayed unknown; the notice itself ends excused.
void remind_instead(
    pg::Pool& pool, const Claimed& notice, const std::string& tracking_id, Instant now
);

/// A receipt from Zalo; false where no notice has that tracking id.
bool mark_delivered(pg::Transaction& tx, const std::string& tracking_id, Instant at);

/// events in = delivered + excused + waiting; whatever is none of these is unexplained.
struct Reconciliation {
    std::int64_t events, events_excused, notices, delivered, excused, waiting, unexplained;
    std::vector<std::pair<std::string, std::int64_t>> by_excuse; ///< of events and notices
};
Reconciliation reconcile(pg::Pool& pool);

/// Milliseconds from the event's durable arrival to Zalo's acceptance, of those no rule held.
struct HandoverTimes {
    std::int64_t count;
    double p50_ms, p95_ms, p99_ms;
    std::int64_t held_by_rule;
};
HandoverTimes handover_times(pg::Pool& pool);

} // namespace tnung::gateway::notice_store
