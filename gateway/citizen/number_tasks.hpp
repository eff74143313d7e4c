#pragma once

#include "foundation/pg/pool.hpp"

#include <vector>

/// A dossier's number that somebody has to ask about: tasks of the dossier's unit.
namespace tnung::gateway::number_tasks {

/// Kinds of task (gateway/task/task_kind.hpp).
inline constexpr std::string_view wrong_number = "wrong_number", ask_number = "ask_number";

/// Whoever was told said that the dossier is not theirs. Once while it is open.
void open_wrong_number(
    pg::Transaction& tx, std::int64_t dossier_id, std::int64_t phone_id, Instant now
);

/// The dossier has no number but one that may be a landline of before 2017. Once while it is open;
/// not of a dossier that has ended.
void open_ask_number(
    pg::Transaction& tx, std::int64_t dossier_id, std::int64_t phone_id, Instant now
);
/// Of dossiers that have a number by now, or have ended.
void end_asking(pg::Transaction& tx, const std::vector<std::int64_t>& dossier_ids, Instant now);

} // namespace tnung::gateway::number_tasks
