#pragma once

#include "foundation/pg/pool.hpp"
#include "gateway/citizen/disclosure.hpp"
#include "gateway/citizen/person_keys.hpp"
#include "gateway/dossier/dossier_detail.hpp"
#include "gateway/dossier/dossier_event.hpp"
#include "gateway/dossier/unit_directory.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tnung::gateway {

/// What one reader may see of one dossier. What his level does not allow was left out when it was
/// loaded, so that no view can show it.
struct DossierFile {
    std::int64_t id = 0;
    Level level = Level::code;
    std::string code;
    DossierState state = DossierState::handling;
    Instant state_at{};
    // Level 1:
    std::string procedure, agency, unit_name;
    std::optional<Instant> received_at, due_at;
    std::optional<Day> act_by; ///< last day to supplement or pay, of the state it is in
    struct Step {
        EventKind kind = EventKind::state;
        DossierState state = DossierState::handling;
        Instant at{};
        DossierDetail detail; ///< level 2, but for `act_by`; of today's owner only
    };
    std::vector<Step> steps; ///< oldest first
    // Level 2:
    std::string owner_name;
    DossierDetail detail; ///< of the state it is in
    // Whether level 2 can be reached by digits at all:
    bool owner_is_business = false;
    bool owner_has_identity = false;
};

/// Nothing where there is no such dossier.
std::optional<DossierFile> load_dossier_file(
    pg::Transaction& tx, const PersonKeys& keys, const UnitDirectory& units,
    std::int64_t dossier_id, Level level
);

} // namespace tnung::gateway
