#pragma once

#include "gateway/figures/figure_source.hpp"
#include "gateway/notice/route.hpp"

/// What is counted of notices, of any subject, by the unit that owes them.
namespace tnung::gateway {

/// Of the notices made on a day, as they stand when they are counted: `owed` = `delivered` +
/// `excused` + `open` + `to_call`; `unexplained` of them should be none (reconciliation.hpp). Of
/// those handed over on a day: `handed.` and `dong.` with the channel's name, number and cost.
FigureSource notice_figures();
std::string handed_figure(Channel channel);
std::string dong_figure(Channel channel);

} // namespace tnung::gateway
