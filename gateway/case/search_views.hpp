#pragma once

#include "gateway/case/case_store.hpp"
#include "gateway/desk/desk.hpp"

/// Looking for a dossier, and why one is opened. Pure, from plain data.
namespace tnung::gateway {

struct SearchView {
    std::string typed, problem;
    std::vector<case_store::Found> found;
    std::vector<std::string> unit_names; ///< beside each
};
html::Node search_content(const Assets& assets, const Desk& desk, const SearchView& view);
html::Node purpose_content(
    const Assets& assets, const Desk& desk, const case_store::Case& one, const std::string& problem
);
/// Asked before dossiers are looked for by a number.
html::Node search_purpose_content(
    const Assets& assets, const Desk& desk, const std::string& typed, const std::string& problem
);

} // namespace tnung::gateway
