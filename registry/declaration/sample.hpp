#pragma once

#include "registry/declaration/content.hpp"

#include <string_view>

namespace tnung::registry {

/// Writes into a declaration what short lines say, parted by `;` or line ends; for examples of
/// rules and tests:
///
///     general.declarant.name = Rơ Châm H’Hoa
///     assets.land.residential#plot.value = 1,2 tỷ ~estimated      (also ~none, ~not_determinable)
///     assets.land.residential#plot.certificate = CB 1 / Rơ Châm H’Hoa   (what stands beside)
///     assets.precious = none
///     assets.land.residential#plot = new | unconfirmed | gone
///     changes.land.residential#plot = explained: tiền bán đất
///
/// What cannot be read stays unread, as on the page. Throws std::runtime_error naming the line
/// where the form has no such place.
void write_lines(Content& content, const Form& form, std::string_view lines, Day today);

} // namespace tnung::registry
