#pragma once

#include "foundation/outbox/outbox.hpp"
#include "foundation/pg/pool.hpp"
#include "gateway/notice/subject.hpp"
#include "gateway/zalo/day_quota.hpp"
#include "gateway/zalo/template_standing.hpp"
#include "gateway/zalo/zalo_tokens.hpp"

#include <array>
#include <map>
#include <optional>
#include <string>
#include <vector>

/// What the operator's page shows of the running gateway, read in one transaction. "Today" is the
/// province's day; every figure comes from what is on record, none from a process's memory, so that
/// it holds for all processes.
namespace tnung::gateway::operations {

inline constexpr int spark_steps = 12; ///< five minutes each, the last hour

/// A way out in the last hour.
struct Lane {
    std::string name; ///< channel_name
    std::optional<Instant> paused_at;
    std::array<std::int64_t, spark_steps> calls{}; ///< oldest first
    std::int64_t failed = 0;                       ///< of the calls: Zalo did not take it
    std::int64_t dong_today = 0;
};

/// What waits in the outbox, by urgency.
struct Backlog {
    int urgency = 0;
    std::int64_t due = 0;
    std::map<std::string, std::int64_t> held; ///< by the rule that holds
    std::optional<Instant> oldest;            ///< due since
};

struct Cause {
    int error_code;
    std::string outcome;
    std::int64_t count;
};

/// A system that pushes events.
struct Source {
    std::string name;
    bool revoked = false;
    std::optional<Instant> last;
    std::int64_t today = 0;
};

/// What the day owed so far and what became of it, as it was counted last (gateway/figures).
struct DaySum {
    std::optional<Instant> as_of; ///< nothing: not counted yet
    std::int64_t causes = 0, notices = 0, delivered = 0, excused = 0;
    std::int64_t waiting = 0, on_call_list = 0; ///< the latter of the former
    std::int64_t unexplained = 0;
};

struct Picture {
    Instant at{};
    DaySum today;
    std::vector<Lane> lanes;
    std::vector<Backlog> backlog;
    std::vector<Cause> causes; ///< today, most frequent first
    std::vector<Source> sources;
    std::optional<day_quota::Day> quota;
    std::optional<ZaloTokens::Standing> token;
    std::int64_t webhooks_today = 0, webhooks_late = 0; ///< late: stored a minute ago, not worked
    std::optional<Instant> webhook_last;
    std::map<std::string, template_standing::Standing> templates;
    std::vector<outbox::Aside> aside; ///< oldest first, at most `aside_shown`
    std::int64_t aside_count = 0;
};
inline constexpr int aside_shown = 20;

Picture
look(pg::Transaction& tx, const Subjects& subjects, const std::string& account, Instant now);

/// Says for the operator that delivery stands still: something no rule holds has waited for ten
/// minutes, or is set aside as long, and no delivery was tried in these minutes. Nothing where all
/// is well.
std::optional<std::string> nothing_leaves(pg::Transaction& tx, Instant now);

/// Stored a while ago and not worked, receipts apart: they may wait for what they acknowledge.
std::int64_t webhooks_late(pg::Transaction& tx, Instant now);

/// When the day's messages will be used up at the pace of the day so far; nothing where they last.
std::optional<Instant>
spent_at(const day_quota::Day& day, Instant now, int day_from_hour, int day_until_hour);

} // namespace tnung::gateway::operations
