#pragma once

#include "foundation/base/instant.hpp"
#include "registry/declaration/content.hpp"

#include <string>
#include <string_view>

namespace tnung::registry {

/// What a print carries beside what was declared.
struct Printing {
    std::string title; ///< as the form names that kind
    std::string_view kind;
    std::string across; ///< reader and time, or that it is a draft (security.md)
    std::string foot;
    std::string code_address, code_words; ///< of the QR code that it is compared by; empty: none
    Instant at;
};

/// The official form as it is signed by hand: its headings and their order, Decree 30/2020/NĐ-CP's
/// margins and letters; PDF/A-1b.
std::string declaration_pdf(const Form& form, const Content& content, const Printing& printing);

} // namespace tnung::registry
