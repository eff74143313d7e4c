#pragma once

#include "foundation/html/html.hpp"
#include "gateway/dossier/dossier_state.hpp"
#include "gateway/words/catalogue.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tnung::gateway {

/// Whose turn it is: every page says it first.
enum class Turn { citizen, agency, nobody };

/// How a state looks everywhere (ui: the ten states): icon, word, colour and shape, so that any two
/// may be missing.
struct StateLook {
    Turn turn;
    std::string_view tone;
    std::string_view icon;
    std::string_view shape; ///< "chip", "chip fill" or "chip open"
    int step;               ///< of the four: sent, accepted, handled, result
};

StateLook look_of(DossierState state);
/// "Cần nộp tiền"
std::string status_of(DossierState state, const Words& words);

html::Node status_chip(DossierState state, const Words& words);
html::Node turn_chip(DossierState state, const Words& words);
/// Icons that the chips need.
std::vector<std::string> state_icons();

} // namespace tnung::gateway
