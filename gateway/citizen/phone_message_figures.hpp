#pragma once

#include "gateway/figures/figure_source.hpp"

namespace tnung::gateway {

/// What is counted of messages to a number that no event owes: `sent.` with their kind, of those
/// made on a day and not dropped; all the province's.
FigureSource phone_message_figures();
inline constexpr std::string_view codes_sent = "sent.link_code";

} // namespace tnung::gateway
