#pragma once

#include "foundation/desk/desk_page.hpp"
#include "gateway/task/task_store.hpp"

#include <functional>
#include <span>

namespace tnung::gateway {

/// A kind of work on the list of what waits (`/can-bo/viec`). Its room opens the tasks and says how
/// they are shown; `program.cpp` registers it. A kind that has pages of its own, as calls, is not
/// registered.
struct TaskKind {
    std::string name;    ///< in the column `task.kind` and in the address; never changes
    std::string heading; ///< "Số điện thoại sai"
    std::vector<const char*> columns;
    /// One row each, same order; cells as `columns`.
    std::function<std::vector<DeskRow>(pg::Transaction& tx, std::span<const task_store::OpenTask>)>
        rows;
};
/// In the order in which they are shown.
using TaskKinds = std::vector<TaskKind>;

} // namespace tnung::gateway
