#pragma once

#include "tests/attack/report.hpp"
#include "tests/stage/stage.hpp"

#include <functional>
#include <string>

namespace tnung::attack {

/// Hundreds of accounts write, and dozens send pictures that are slow to read, through a Zalo that
/// runs for so long. Meanwhile somebody is told of an obligation, and somebody's photo of a slip is
/// read: neither waits until the flood was answered. `owe` brings an obligation to that number and
/// returns the dossier's code.
void flood_chat(
    const testing::Stage& stage, const std::function<std::string(const std::string& phone)>& owe,
    Report& report
);

/// One person sends slow papers from many windows at once, to what they declared: one is looked at,
/// the others are told to wait, and pages open meanwhile. `cookie`: their session; `page`: where
/// papers are taken, as the form names it.
void flood_papers(
    const std::string& origin, const std::string& cookie, const std::string& page,
    const std::function<bool()>& others_are_served, Report& report
);

} // namespace tnung::attack
