#pragma once

#include "gateway/desk/desk.hpp"
#include "gateway/worklist/worklist_store.hpp"

/// Pages of what waits for a clerk. Pure, from plain data.
namespace tnung::gateway {

html::Node tasks_content(
    const Assets& assets, const worklist_store::TaskCounts& counts,
    const std::vector<worklist_store::TaskRow>& wrong_numbers,
    const std::vector<worklist_store::TaskRow>& numbers_to_ask,
    const std::vector<worklist_store::TaskRow>& talks
);
html::Node calls_content(
    const Assets& assets, const Desk& desk, const std::vector<worklist_store::TaskRow>& calls
);
html::Node talk_content(
    const Assets& assets, const Desk& desk, const worklist_store::Talk& talk,
    const std::string& problem
);

} // namespace tnung::gateway
