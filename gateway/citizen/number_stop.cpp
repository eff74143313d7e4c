#include "gateway/citizen/number_stop.hpp"

#include "gateway/task/task_store.hpp"

namespace tnung::gateway::number_stop {

namespace {

constexpr pg::Query stop_query{"phone.stop", R"sql(
    UPDATE phone SET stopped_at = $2, stopped_by = $3 WHERE id = $1 AND stopped_at IS NULL
)sql"};

constexpr pg::Query end_links_query{"phone_link.end_all", R"sql(
    UPDATE phone_link SET ended_at = $2, ended_by = 'not_me' WHERE phone_id = $1 AND ended_at IS NULL
)sql"};

/// Marks every dossier the number stands on; the open ones need a clerk.
constexpr pg::Query refuse_query{"dossier.refuse_phone", R"sql(
    UPDATE dossier SET refused_phone_id = $1
     WHERE coalesce(corrected_phone_id, phone_id) = $1
    RETURNING id, state NOT IN (3, 8, 10)
)sql"};

constexpr pg::Query undo_query{"phone.undo_stop", R"sql(
    WITH told_again AS (
        UPDATE dossier SET refused_phone_id = NULL WHERE refused_phone_id = $1
    ), closed AS (
        UPDATE task SET closed_at = $2, result = 'slip'
         WHERE kind = 'wrong_number' AND phone_id = $1 AND closed_at IS NULL
    )
    UPDATE phone SET stopped_at = NULL, stopped_by = NULL WHERE id = $1
)sql"};

} // namespace

void stop(pg::Transaction& tx, std::int64_t phone_id, std::string_view said_by, Instant now)
{
    tx.exec(stop_query, phone_id, now, said_by);
    tx.exec(end_links_query, phone_id, now);
    const auto dossiers = tx.exec(refuse_query, phone_id);
    for (std::size_t i = 0; i < dossiers.size(); ++i)
        if (dossiers.get<bool>(i, 1))
            task_store::open_wrong_number(tx, dossiers.get<std::int64_t>(i, 0), phone_id, now);
}

void undo(pg::Transaction& tx, std::int64_t phone_id, Instant now)
{
    tx.exec(undo_query, phone_id, now);
}

} // namespace tnung::gateway::number_stop
