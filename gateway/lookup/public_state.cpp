#include "gateway/lookup/public_state.hpp"

namespace tnung::gateway::public_state {

namespace {

/// A national code that two dossiers claim names neither.
constexpr pg::Query state_query{"lookup.state", R"sql(
    SELECT code, state, id FROM dossier WHERE code = $1
        OR national_code = $1 AND (SELECT count(*) FROM (SELECT 1 FROM dossier WHERE national_code = $1 LIMIT 2) few) = 1
     ORDER BY code = $1 DESC LIMIT 1
)sql"};

} // namespace

std::optional<Found> find(pg::Transaction& tx, const std::string& code)
{
    const auto rows = tx.exec(state_query, code);
    if (rows.empty()) return std::nullopt;
    return Found{
        rows.get<std::int64_t>(0, 2), rows.get<std::string>(0, 0),
        DossierState(rows.get<int>(0, 1))};
}

} // namespace tnung::gateway::public_state
