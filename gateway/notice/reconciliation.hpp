#pragma once

#include "gateway/notice/subject.hpp"

#include <map>
#include <string>
#include <vector>

/// The proof that nobody was forgotten: causes = told + excused; notices = delivered + excused +
/// waiting; whatever is none of these is unexplained. For each subject apart, and all together.
namespace tnung::gateway {

struct Reconciliation {
    struct Account {
        std::int64_t causes = 0, causes_excused = 0, notices = 0, delivered = 0, excused = 0,
                     waiting = 0;
        std::int64_t on_call_list = 0; ///< of those that wait
        std::int64_t by_chat = 0;      ///< of all, that went out in the chat
        std::int64_t unexplained = 0;
        std::map<Excuse, std::int64_t> by_excuse; ///< of causes and notices
    };
    Account all;
    /// By name; notices of a subject that nobody registered are all unexplained.
    std::map<std::string, Account> by_subject;

    /// Most frequent first.
    std::vector<std::pair<Excuse, std::int64_t>> excuses() const;
};
/// As of one moment.
Reconciliation reconcile(pg::Pool& pool, const Subjects& subjects);
/// Of causes and notices that arrived since; of one moment where the transaction is.
Reconciliation reconcile(pg::Transaction& tx, const Subjects& subjects, Instant since);

/// Milliseconds from a notice's durable arrival to Zalo's acceptance, of those no rule held and
/// that arrived since.
struct HandoverTimes {
    std::int64_t count;
    double p50_ms, p95_ms, p99_ms;
    std::int64_t held_by_rule;
};
HandoverTimes handover_times(pg::Pool& pool, Instant since = Instant{});

} // namespace tnung::gateway
