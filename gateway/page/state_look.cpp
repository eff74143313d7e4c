#include "gateway/page/state_look.hpp"

#include <fmt/format.h>

#include <cstdlib>

namespace tnung::gateway {

using namespace html;

StateLook look_of(DossierState state)
{
    switch (state) {
    case DossierState::registered: return {Turn::agency, "stone", "send", "chip", 0};
    case DossierState::accepted: return {Turn::agency, "lake", "inbox", "chip", 1};
    case DossierState::refused: return {Turn::citizen, "danger", "circle-x", "chip", 0};
    case DossierState::handling: return {Turn::agency, "lake", "hourglass", "chip", 2};
    case DossierState::supplement_asked:
        return {Turn::citizen, "earth", "file-plus", "chip fill", 2};
    case DossierState::payment_asked: return {Turn::citizen, "earth", "hand-coins", "chip fill", 2};
    case DossierState::withdrawal_asked: return {Turn::agency, "stone", "undo", "chip", 2};
    case DossierState::stopped: return {Turn::nobody, "stone", "octagon-pause", "chip open", 2};
    case DossierState::result_ready:
        return {Turn::citizen, "leaf", "package-check", "chip fill", 3};
    case DossierState::result_given: return {Turn::nobody, "leaf", "check-check", "chip open", 4};
    }
    std::abort();
}

std::string status_of(DossierState state, const Words& words)
{
    switch (state) {
    case DossierState::registered: return words.registered_status();
    case DossierState::accepted: return words.accepted_status();
    case DossierState::refused: return words.refused_status();
    case DossierState::handling: return words.handling_status();
    case DossierState::supplement_asked: return words.supplement_asked_status();
    case DossierState::payment_asked: return words.payment_asked_status();
    case DossierState::withdrawal_asked: return words.withdrawal_asked_status();
    case DossierState::stopped: return words.stopped_status();
    case DossierState::result_ready: return words.result_ready_status();
    case DossierState::result_given: return words.result_given_status();
    }
    std::abort();
}

Node status_chip(DossierState state, const Words& words)
{
    const auto look = look_of(state);
    return span(
        {cls(std::string(look.shape) + " sm"), attr("data-tone", std::string(look.tone)),
         icon(look.icon), status_of(state, words)}
    );
}

Node turn_chip(DossierState state, const Words& words)
{
    const auto look = look_of(state);
    switch (look.turn) {
    case Turn::citizen:
        return span(
            {cls("chip fill"), attr("data-tone", "earth"), icon(look.icon), words.turn_yours()}
        );
    case Turn::agency:
        return span({cls("chip"), attr("data-tone", "lake"), icon(look.icon), words.turn_agency()});
    case Turn::nobody:
        return span(
            {cls("chip open"), attr("data-tone", "stone"), icon(look.icon), words.turn_nobody()}
        );
    }
    std::abort();
}

std::vector<std::string> state_icons()
{
    std::vector<std::string> icons;
    for (int state = state_min; state <= state_max; ++state)
        icons.emplace_back(look_of(DossierState(state)).icon);
    return icons;
}

} // namespace tnung::gateway
