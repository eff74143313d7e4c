#include "foundation/audit/audit_log.hpp"
#include "foundation/base/crash_point.hpp"
#include "registry/vault/vault.hpp"

#include <fmt/format.h>

namespace tnung::registry {

namespace {

constexpr pg::Query given_lists_query{
    "erasure.given",
    "SELECT id FROM erasure_list WHERE given AND done_at IS NULL AND seen = erasure_code(id)"
    " ORDER BY id"};

constexpr pg::Query to_erase_query{"erasure.waiting", R"sql(
    SELECT record_id FROM erasure_record JOIN erasure_list ON erasure_list.id = list_id
     WHERE list_id = $1 AND given AND seen = erasure_code($1) AND erased_at IS NULL AND record_id > $2
     ORDER BY record_id LIMIT $3
)sql"};

/// Never of what is younger than the shortest term of the law's, nor of what a body asked for
/// meanwhile, whatever a list says.
constexpr pg::Query erase_query{"erasure.erase", R"sql(
    UPDATE vault_record SET wrapped = NULL, destroyed_at = coalesce(destroyed_at, $2)
     WHERE id = $1 AND NOT draft AND made_at < $3
       AND NOT EXISTS (SELECT 1 FROM erasure_record mine
                         JOIN provision_filing asked
                           ON asked.filing_id IN (mine.filing_id, vault_record.filing_id) OR asked.record_id = mine.record_id
                         JOIN provision_request request ON request.id = asked.request_id
                        WHERE mine.list_id = $4 AND mine.record_id = vault_record.id AND request.answered_at IS NULL)
)sql"};

constexpr pg::Query erased_query{"erasure.erased", R"sql(
    UPDATE erasure_record SET erased_at = $3 WHERE list_id = $1 AND record_id = $2 AND erased_at IS NULL
)sql"};

constexpr pg::Query done_query{"erasure.done", R"sql(
    UPDATE erasure_list SET done_at = $2
     WHERE id = $1 AND given AND NOT EXISTS (SELECT 1 FROM erasure_record WHERE list_id = $1 AND erased_at IS NULL)
)sql"};

constexpr int erasure_batch = 200;
constexpr std::chrono::hours keep_at_least{retention_years_min * 365 * 24};

} // namespace

std::vector<std::int64_t> Vault::lists_to_destroy()
{
    const auto rows = pool_.look(given_lists_query);
    std::vector<std::int64_t> lists;
    for (std::size_t i = 0; i < rows.size(); ++i) lists.push_back(rows.get<std::int64_t>(i, 0));
    return lists;
}

Vault::Erasure Vault::destroy_listed(
    std::int64_t list, Instant now, const std::function<void(const Erasure&)>& progress
)
{
    Erasure erasure;
    for (Id<VaultRecord> last;;) {
        const auto rows = pool_.look(to_erase_query, list, last.value, erasure_batch);
        if (rows.empty()) break;
        for (std::size_t i = 0; i < rows.size(); ++i) {
            last = rows.get<Id<VaultRecord>>(i, 0);
            auto tx = pool_.begin();
            // First whose it is: another command at the same time waits here, and finds it done.
            if (tx.exec(erased_query, list, last, now).affected() != 1) continue;
            if (tx.exec(erase_query, last, now, now - keep_at_least, list).affected() != 1) {
                ++erasure.kept;
                continue;
            }
            audit::append(
                tx,
                {.act = "vault.destroyed",
                 .actor = "vault",
                 .subject = fmt::format("record:{}", last.value),
                 .note = {{"list", list}}},
                now
            );
            crash_point::pass("vault.destroying");
            tx.commit();
            ++erasure.records;
        }
        progress(erasure);
    }
    auto tx = pool_.begin();
    tx.exec(done_query, list, now);
    tx.commit();
    return erasure;
}

} // namespace tnung::registry
