#pragma once

#include "foundation/pg/pool.hpp"

#include <optional>
#include <string>
#include <vector>

/// Things that wait to leave: a narrow row each in the program's table `outbox_item`, rewritten by
/// leases; the content stays with its subject. Enqueued in the act's own transaction. A row is
/// marked as begun, durably, before its call: a lapsed lease with the mark still set means that the
/// call may have gone out (docs/decisions/0002-maybe-sent.md).
namespace tnung::outbox {

/// Lower goes first.
inline constexpr int urgency_now = 0;

struct Entry {
    std::int64_t subject_id;
    int urgency;
    std::optional<std::string> flow; ///< those of one flow take turns with the others'
};
/// Enqueues entries, due at once. An entry that waits already is not added twice. Within an
/// urgency, entries of one flow are placed two seconds apart, so that a flow with thousands does
/// not delay the others. The places only set the order: where nothing else waits, all leave at
/// once.
void enqueue(
    pg::Transaction& tx, std::string_view kind, const std::vector<Entry>& entries, Instant now
);

struct Item {
    std::int64_t id = 0;
    std::string kind;
    std::int64_t subject_id = 0;
    bool interrupted = false; ///< a call for it was begun and its outcome never recorded
    int urgency = urgency_now;
};
/// What this program delivers; rows of other kinds wait for one that knows them, as they do while
/// an update runs the new program beside the old one.
using Kinds = std::vector<std::string>;
/// Whether something could be claimed.
bool is_due(pg::Transaction& tx, const Kinds& kinds, Instant now);
/// Most urgent first, then by place; leased until `lease_until` and marked as begun once the
/// transaction commits. Rows that another process holds are passed over.
std::vector<Item>
claim(pg::Transaction& tx, const Kinds& kinds, Instant now, Instant lease_until, int count_max);

/// Claimed, but no call will be made for them: they are as if not begun.
void unmark(pg::Transaction& tx, const std::vector<std::int64_t>& ids);

/// Stays, unmarked, until `not_before`; `hold` names the rule that made it wait.
struct Postponed {
    std::int64_t id;
    Instant not_before;
    std::optional<std::string> hold;
};
void settle(
    pg::Transaction& tx, const std::vector<std::int64_t>& finished,
    const std::vector<Postponed>& postponed
);

/// Brings what waits back to now: a person mended what it waited for.
void hasten(
    pg::Transaction& tx, std::string_view kind, const std::vector<std::int64_t>& subject_ids,
    Instant now
);

/// Everything that this rule made wait is due now: it holds no more.
void lift(pg::Transaction& tx, std::string_view hold, Instant now);

/// The same for at most so many of one urgency, in the order of their places; how many.
std::int64_t lift_some(
    pg::Transaction& tx, std::string_view hold, int urgency, std::int64_t count_max, Instant now
);

/// Could not be made ready to leave, or its outcome not be kept.
struct Trouble {
    std::int64_t id; ///< the item's
    std::string why; ///< for the operator; no content, no personal data
    bool may_have_left = false;
};
/// They wait apart, so that they stop no other, and are tried again after `pause`.
void set_aside(
    pg::Transaction& tx, const std::vector<Trouble>& troubles, Instant now,
    std::chrono::seconds pause
);
struct Aside {
    std::int64_t id = 0;
    std::string kind;
    std::int64_t subject_id = 0;
    std::string why;
    Instant since{};
};
/// What is set aside, oldest first, at most so many.
std::vector<Aside> aside(pg::Transaction& tx, int count_max);
std::int64_t aside_count(pg::Transaction& tx);
/// All that is set aside, or that one, is due now: what stopped it was mended. How many.
std::int64_t run_again(pg::Transaction& tx, std::optional<std::int64_t> id, Instant now);

std::int64_t waiting(pg::Transaction& tx);
/// How long the oldest has waited that should have left, of those as urgent or more: what a rule of
/// the day or the account holds does not count. Zero where there is none.
std::chrono::seconds longest_wait(pg::Transaction& tx, int urgency, Instant now);

} // namespace tnung::outbox
