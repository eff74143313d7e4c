#pragma once

#include "foundation/pg/pool.hpp"
#include "gateway/dossier/dossier_code.hpp"

#include <optional>
#include <string>

/// Which dossier is meant, and which number is told of it (schema: dossier_named, told_phone).
namespace tnung::gateway::dossier_contact {

/// The dossier of that code, or the only one of that national code.
std::optional<std::int64_t> find(pg::Transaction& tx, const DossierCode& code);
/// The code of a dossier that there is.
std::string code_of(pg::Transaction& tx, std::int64_t dossier_id);
/// The number that was corrected at the counter, else the sender's.
std::optional<std::int64_t> told_phone(pg::Transaction& tx, std::int64_t dossier_id);

} // namespace tnung::gateway::dossier_contact
