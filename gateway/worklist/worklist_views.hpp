#pragma once

#include "gateway/desk/desk.hpp"
#include "gateway/worklist/worklist_store.hpp"

/// Pages of what waits for a clerk. Pure, from plain data.
namespace tnung::gateway {

/// Tasks of one kind: those that are shown, of how many.
struct TaskSection {
    std::string kind; ///< as in the address
    std::string heading;
    std::vector<worklist_store::TaskRow> tasks;
    std::int64_t all = 0;
};
inline constexpr std::int64_t tasks_on_page = 50;
/// Each kind with its first ones.
html::Node tasks_content(const Assets& assets, const std::vector<TaskSection>& sections);
/// One kind, page by page.
html::Node task_list_content(const Assets& assets, const TaskSection& section, std::int64_t page);
html::Node calls_content(
    const Assets& assets, const Desk& desk, const std::vector<worklist_store::TaskRow>& calls
);
html::Node talk_content(
    const Assets& assets, const Desk& desk, const worklist_store::Talk& talk,
    const std::string& problem
);

} // namespace tnung::gateway
