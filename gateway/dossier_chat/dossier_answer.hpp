#pragma once

#include "foundation/pg/pool.hpp"
#include "gateway/citizen/person_keys.hpp"
#include "gateway/dossier/dossier_code.hpp"
#include "gateway/dossier/dossier_state.hpp"
#include "gateway/dossier_notice/notice_text.hpp"

#include <optional>

/// What the chat knows of one dossier when it is asked.
namespace tnung::gateway::dossier_answer {

struct Found {
    std::int64_t id = 0;
    DossierState state{};
    NoticeFacts facts; ///< code, procedure, agency, due day
};
/// Nothing where no dossier has that code.
std::optional<Found> find(pg::Transaction& tx, const DossierCode& code, Instant now);

/// Adds what its newest event says; amounts, reasons and papers only where the event is of today's
/// owner. Throws std::runtime_error where a detail was sealed with another key.
void add_newest_event(pg::Transaction& tx, const PersonKeys& keys, Found& found);

} // namespace tnung::gateway::dossier_answer
