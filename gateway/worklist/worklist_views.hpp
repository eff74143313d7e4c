#pragma once

#include "gateway/desk/desk.hpp"
#include "gateway/task/task_kind.hpp"
#include "gateway/worklist/call_store.hpp"
#include "gateway/worklist/talk_store.hpp"

/// Pages of what waits for a clerk. Pure, from plain data.
namespace tnung::gateway {

/// Tasks of one kind: those that are shown, of how many.
struct TaskSection {
    const TaskKind* kind;
    std::int64_t all = 0;
    std::vector<DeskRow> rows;
};
/// Cells of talks, as the columns of their kind.
std::vector<DeskRow> talk_rows(
    std::span<const task_store::OpenTask> tasks,
    const std::map<std::int64_t, talk_store::Line>& lines
);
inline constexpr std::int64_t tasks_on_page = 50;
/// Shows each kind of task with its first tasks.
html::Node tasks_content(const Assets& assets, const std::vector<TaskSection>& sections);
/// One kind, page by page.
html::Node task_list_content(const Assets& assets, const TaskSection& section, std::int64_t page);
/// A page of the calls, of so many.
html::Node calls_content(
    const Assets& assets, const Desk& desk, const std::vector<call_store::Call>& calls,
    std::int64_t all, std::int64_t page
);
html::Node talk_content(
    const Assets& assets, const Desk& desk, const talk_store::Talk& talk, const std::string& problem
);

} // namespace tnung::gateway
