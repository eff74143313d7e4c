#pragma once

#include "gateway/console/console_store.hpp"
#include "gateway/console/desk_page.hpp"

/// The other pages of a clerk: what waits for him, who is to be called, search, talk. Pure, from
/// plain data.
namespace tnung::gateway {

html::Node tasks_content(
    const Assets& assets, const console_store::TaskCounts& counts,
    const std::vector<console_store::TaskRow>& wrong_numbers,
    const std::vector<console_store::TaskRow>& numbers_to_ask,
    const std::vector<console_store::TaskRow>& talks
);
html::Node calls_content(
    const Assets& assets, const Desk& desk, const std::vector<console_store::TaskRow>& calls
);
struct SearchView {
    std::string typed, problem;
    std::vector<console_store::Found> found;
    std::vector<std::string> unit_names; ///< beside each
};
html::Node search_content(const Assets& assets, const Desk& desk, const SearchView& view);
html::Node purpose_content(
    const Assets& assets, const Desk& desk, const console_store::Case& one,
    const std::string& problem
);
/// Asked before dossiers are looked for by a number.
html::Node search_purpose_content(
    const Assets& assets, const Desk& desk, const std::string& typed, const std::string& problem
);
html::Node talk_content(
    const Assets& assets, const Desk& desk, const console_store::Talk& talk,
    const std::string& problem
);

} // namespace tnung::gateway
