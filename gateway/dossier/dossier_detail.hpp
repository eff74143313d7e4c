#pragma once

#include "foundation/base/instant.hpp"
#include "foundation/base/money.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::gateway {

/// What an event tells beyond the state: for level 2 of the disclosure ladder only, but for
/// `act_by`. Kept sealed as one piece, in the JSON form of docs/formats/dossier-events.md.
struct DossierDetail {
    std::string reason;
    std::string handler;
    std::vector<std::string> papers;
    std::optional<Money> amount;
    std::optional<Day> act_by; ///< last day to supplement or pay
    std::string result_place;
};

std::string detail_text(const DossierDetail& detail);
/// What `detail_text` wrote; throws std::runtime_error where it is something else.
DossierDetail parse_detail_text(std::string_view text);

} // namespace tnung::gateway
