#pragma once

#include "foundation/assets/assets.hpp"
#include "gateway/citizen/person_keys.hpp"
#include "gateway/task/task_kind.hpp"

namespace tnung::gateway {

/// Dossiers whose number is wrong, and those whose number has to be asked for. Both must outlive
/// them.
TaskKind wrong_number_tasks(const Assets& assets, const PersonKeys& keys);
TaskKind ask_number_tasks(const Assets& assets, const PersonKeys& keys);

} // namespace tnung::gateway
