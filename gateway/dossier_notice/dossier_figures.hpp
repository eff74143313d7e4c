#pragma once

#include "gateway/figures/figure_source.hpp"

namespace tnung::gateway {

/// What is counted of the events of dossiers recorded on a day, by the unit that has the dossier
/// when they are counted: `causes`, of them `causes.excused` owe no notice, `unexplained` have
/// neither notice nor excuse, or both.
FigureSource dossier_figures();

} // namespace tnung::gateway
