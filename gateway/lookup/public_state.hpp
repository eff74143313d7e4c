#pragma once

#include "foundation/pg/pool.hpp"
#include "gateway/dossier/dossier_state.hpp"

#include <optional>
#include <string>

/// What everybody who knows its code may see of a dossier: how far it is.
namespace tnung::gateway::public_state {

struct Found {
    std::int64_t id = 0;
    std::string code; ///< its own, whichever was asked for
    DossierState state = DossierState::handling;
};
/// By its own code or the national one.
std::optional<Found> find(pg::Transaction& tx, const std::string& code);

} // namespace tnung::gateway::public_state
