#include "gateway/notice/reconciliation.hpp"

#include "gateway/notice/notice_store.hpp"

#include <algorithm>
#include <set>

namespace tnung::gateway {

namespace {

constexpr pg::Query notices_query{"reconcile.notices", R"sql(
    SELECT subject, count(*),
           count(*) FILTER (WHERE status = 'delivered'),
           count(*) FILTER (WHERE status = 'excused'),
           count(*) FILTER (WHERE status IN ('waiting', 'handed_over', 'maybe_sent', 'to_call')),
           count(*) FILTER (WHERE status = 'to_call'),
           count(*) FILTER (WHERE channel = 'chat' AND handed_over_at IS NOT NULL),
           (SELECT count(*) FROM unexplained_notice of_it
             WHERE of_it.subject = notice.subject AND of_it.created_at >= $1)
      FROM notice WHERE created_at >= $1
     GROUP BY subject
)sql"};

constexpr pg::Query excuses_query{"reconcile.excuses", R"sql(
    SELECT subject, excuse, count(*) FROM notice
     WHERE excuse IS NOT NULL AND created_at >= $1
     GROUP BY subject, excuse
)sql"};

constexpr pg::Query handover_query{"reconcile.handover", R"sql(
    WITH handed AS (
        SELECT extract(epoch FROM handed_over_at - created_at) * 1000 AS ms,
               EXISTS (SELECT 1 FROM notice_attempt a WHERE a.notice_id = notice.id AND a.outcome = 'held') AS held
          FROM notice WHERE handed_over_at IS NOT NULL AND repeats_id IS NULL AND created_at >= $1
    )
    SELECT count(*) FILTER (WHERE NOT held),
           coalesce(percentile_cont(0.5) WITHIN GROUP (ORDER BY ms) FILTER (WHERE NOT held), 0),
           coalesce(percentile_cont(0.95) WITHIN GROUP (ORDER BY ms) FILTER (WHERE NOT held), 0),
           coalesce(percentile_cont(0.99) WITHIN GROUP (ORDER BY ms) FILTER (WHERE NOT held), 0),
           count(*) FILTER (WHERE held)
      FROM handed
)sql"};

void add(Reconciliation::Account& all, const Reconciliation::Account& one)
{
    all.causes += one.causes;
    all.causes_excused += one.causes_excused;
    all.notices += one.notices;
    all.delivered += one.delivered;
    all.excused += one.excused;
    all.waiting += one.waiting;
    all.on_call_list += one.on_call_list;
    all.by_chat += one.by_chat;
    all.unexplained += one.unexplained;
    for (const auto& [excuse, count] : one.by_excuse) all.by_excuse[excuse] += count;
}

} // namespace

std::vector<std::pair<Excuse, std::int64_t>> Reconciliation::excuses() const
{
    std::vector<std::pair<Excuse, std::int64_t>> sorted(all.by_excuse.begin(), all.by_excuse.end());
    std::ranges::stable_sort(sorted, std::ranges::greater{}, &decltype(sorted)::value_type::second);
    return sorted;
}

Reconciliation reconcile(pg::Pool& pool, const Subjects& subjects)
{
    auto tx = pool.begin();
    tx.script("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ"); // all counts of one moment
    auto result = reconcile(tx, subjects, Instant{});
    tx.commit();
    return result;
}

Reconciliation reconcile(pg::Transaction& tx, const Subjects& subjects, Instant since)
{
    Reconciliation result;
    for (const auto* subject : subjects) {
        auto& account = result.by_subject[std::string(subject->name())];
        const auto causes = subject->causes(tx, since);
        account.causes = causes.count;
        account.causes_excused = causes.excused;
        account.unexplained = causes.unexplained;
        for (const auto& [excuse, count] : causes.by_excuse) account.by_excuse[excuse] += count;
    }
    const auto rows = tx.exec(notices_query, since);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto [found, is_unknown] = result.by_subject.try_emplace(rows.get<std::string>(i, 0));
        auto& account = found->second;
        account.notices = rows.get<std::int64_t>(i, 1);
        account.delivered = rows.get<std::int64_t>(i, 2);
        account.excused = rows.get<std::int64_t>(i, 3);
        account.waiting = rows.get<std::int64_t>(i, 4);
        account.on_call_list = rows.get<std::int64_t>(i, 5);
        account.by_chat = rows.get<std::int64_t>(i, 6);
        account.unexplained += is_unknown ? account.notices : rows.get<std::int64_t>(i, 7);
    }
    const auto excuses = tx.exec(excuses_query, since);
    for (std::size_t i = 0; i < excuses.size(); ++i)
        if (const auto excuse = parse_excuse(excuses.text(i, 1)))
            result.by_subject[excuses.get<std::string>(i, 0)].by_excuse[*excuse] +=
                excuses.get<std::int64_t>(i, 2);
    for (const auto& [name, account] : result.by_subject) add(result.all, account);
    return result;
}

HandoverTimes handover_times(pg::Pool& pool, Instant since)
{
    auto tx = pool.begin();
    const auto rows = tx.exec(handover_query, since);
    return {
        rows.get<std::int64_t>(0, 0), rows.get<double>(0, 1), rows.get<double>(0, 2),
        rows.get<double>(0, 3), rows.get<std::int64_t>(0, 4)};
}

} // namespace tnung::gateway
