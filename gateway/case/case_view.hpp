#pragma once

#include "gateway/case/case_store.hpp"
#include "gateway/case/why.hpp"
#include "gateway/desk/desk.hpp"

/// The one screen that answers "why did she not get it?", with the next act as a button.
namespace tnung::gateway {

struct CaseView {
    const case_store::Case& one;
    Why why;
    std::string counter_code; ///< just made; empty otherwise
    std::string said;         ///< what the last act did, or what was wrong with it
    bool said_is_error = false;
    std::string typed_reason;
    std::string typed_number;
    bool needs_second_person = false;
    std::vector<case_store::NamedStaff> named_staff; ///< of a business
};
html::Node case_content(const Assets& assets, const Desk& desk, const CaseView& view);

} // namespace tnung::gateway
