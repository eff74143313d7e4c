#include "gateway/lookup/public_state.hpp"

namespace tnung::gateway::public_state {

namespace {

constexpr pg::Query state_query{"lookup.state", R"sql(
    SELECT code, state, id FROM dossier_named($1) named (id) JOIN dossier USING (id)
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
