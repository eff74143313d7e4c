#pragma once

#include "foundation/pg/pool.hpp"
#include "gateway/notice/message_status.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

/// The statements of notices: nobody else writes one. A notice is one thing that one person is owed
/// to be told about a subject (gateway/notice/subject.hpp).
namespace tnung::gateway::notice_store {

/// Where notices of that subject wait to leave. Each has a kind of its own in the outbox, so that a
/// process that does not know the subject, as during an update, leaves it alone.
std::string outbox_kind(std::string_view subject);

struct Owed {
    std::int64_t subject_id;                           ///< which dossier, which ticket
    std::int64_t cause_id;                             ///< what happened, in the subject's own book
    std::optional<std::int64_t> phone_id, follower_id; ///< at least one
    std::string kind;
    int urgency = 3;
    Instant useful_until{};
    /// the notice that this one is a reminder of; nothing: no reminder
    std::optional<std::int64_t> repeats_id;
    /// In charge of it now, for the books (gateway/notice/notice_figures.hpp); nothing: the
    /// province.
    std::optional<std::string> unit_code;
    /// Notices of one flow take turns with the others'; nothing: as soon as its urgency lets it.
    std::optional<std::string> flow;
};
/// The notices, with their places in the outbox. What is owed already to the same reader for the
/// same cause is left out. How many are new.
std::size_t
owe(pg::Transaction& tx, std::string_view subject, const std::vector<Owed>& owed, Instant now);

/// A notice with what finding its way needs; what it says is its subject's.
struct Loaded {
    std::int64_t id, subject_id, cause_id;
    std::optional<std::int64_t> phone_id, follower_id;
    std::string kind;
    MessageStatus status;
    std::string tracking_id;
    int urgency, attempts;
    bool repeats; ///< is itself the reminder of another
    Instant useful_until, created_at;
    std::optional<std::string> channel; ///< the way that failed last
    std::optional<Bytes> number_sealed;
    bool phone_is_mobile, phone_stopped;
    bool by_phone_already; ///< another notice of this cause went to the number, not the account
    std::optional<Bytes> zalo_user_sealed;
    bool follows;
    std::string language;
    std::optional<Instant> interacted_at;
    /// Of a notice for information that waited a minute or more: kinds of the notices made after it
    /// for the same reader and subject. Empty for all others.
    std::vector<std::string> later_kinds;
};
/// The statement that reads them, and what it read: same order as `ids`; what is no longer there,
/// or another subject's, is left out.
pg::Connection::Call
loading(std::string_view subject, const std::vector<std::int64_t>& ids, Instant now);
std::vector<Loaded> loaded(const pg::Rows& rows, const std::vector<std::int64_t>& ids);
/// Both in one.
std::vector<Loaded> load(
    pg::Transaction& tx, std::string_view subject, const std::vector<std::int64_t>& ids, Instant now
);

/// Sends a waiting notice to another number. Changes nothing where that number has the same notice
/// already.
struct Redirect {
    std::int64_t notice_id, phone_id;
};
void redirect(pg::Transaction& tx, const std::vector<Redirect>& redirects);

/// What became of one notice.
struct Outcome {
    std::int64_t notice_id;
    MessageStatus status;
    std::optional<Excuse> excuse;
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
    pg::Transaction& tx, std::int64_t notice_id, const std::optional<std::string>& flow, Instant now
);

/// A reminder of a subject's newest notice; false where that is still on its way, waits for a call,
/// or was reminded of already.
bool remind_again(
    pg::Transaction& tx, std::string_view subject, std::int64_t subject_id, Instant useful_until,
    Instant now
);

/// Excuses notices of a subject that go to its number, not to an account, and still wait or are to
/// be called about.
void excuse_waiting(
    pg::Transaction& tx, std::string_view subject, std::int64_t subject_id, Excuse excuse
);

/// What a clerk's call brought, of a notice that waits for one. `outcome`: of the attempt.
void settle_call(
    pg::Transaction& tx, std::int64_t notice_id, std::string_view outcome, MessageStatus status,
    std::optional<Excuse> excuse, Instant now
);
/// Nobody answered; it still waits.
void note_call(pg::Transaction& tx, std::int64_t notice_id, Instant now);

/// When the newest notice of that kind was made, by subject, of those that have one.
std::map<std::int64_t, Instant> newest(
    pg::Transaction& tx, std::string_view subject, const std::vector<std::int64_t>& subject_ids,
    const std::string& kind
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

} // namespace tnung::gateway::notice_store
