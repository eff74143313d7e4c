#include "gateway/dossier_chat/dossier_chat.hpp"

#include "gateway/citizen/page_link.hpp"
#include "gateway/citizen/phone_link.hpp"
#include "gateway/dossier_chat/dossier_answer.hpp"
#include "gateway/linking/link_chat.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

namespace {

constexpr int dossiers_shown = 5;
constexpr std::size_t code_buttons = 2;

bool is_citizens_turn(DossierState state)
{
    return state == DossierState::supplement_asked || state == DossierState::payment_asked ||
           state == DossierState::refused || state == DossierState::result_ready;
}

} // namespace

ChatPart DossierChat::part() const
{
    return {
        .intents =
            {{.name = "my_dossiers",
              .button = "#HOSO",
              .answer = [this](ChatTurn& turn, const Said&) { show_own(turn); }}},
        .readers =
            {{.read =
                  [this](ChatTurn& turn, const Said& said) {
                      const auto code = find_dossier_code(said.text, day_of(turn.now));
                      if (code) show(turn, *code);
                      return code.has_value();
                  },
              .photos = true}},
        .is_code = [](std::string_view text, Day today) {
            const auto whole = parse_dossier_code(text, today);
            return whole && find_dossier_code(text, today) == *whole;
        }};
}

void DossierChat::show_own(ChatTurn& turn) const
{
    const auto& words = turn.words;
    const auto dossiers = follower_store::dossiers_of(
        turn.tx, turn.follower.id, dossiers_shown, turn.now, disclosure_
    );
    if (dossiers.empty()) {
        const bool linked = !phone_link::numbers_of(turn.tx, keys_, turn.follower.id).empty();
        return turn.say(
            {.text = linked ? words.no_dossiers() : words.no_link_yet(),
             .buttons = {says(words.button_link(), "#NOISO")}}
        );
    }
    ChatMessage message{.text = words.dossiers_head()};
    for (std::size_t i = 0; i < dossiers.size() && i < std::size_t(dossiers_shown); ++i) {
        const auto state = DossierState(dossiers[i].state);
        message.text += "\n" + words.dossier_line(
                                   dossiers[i].code, notice_status(kind_of(state), words),
                                   is_citizens_turn(state) ? words.your_turn() : ""
                               );
    }
    message.buttons.push_back(
        {ChatButton::Does::open_page, words.button_page(),
         page_link::own_address(turn.tx, turn.follower.id, page_origin_, turn.now)}
    );
    for (std::size_t i = 0; i < dossiers.size() && i < code_buttons; ++i)
        message.buttons.push_back(says(code_tail(dossiers[i].code), dossiers[i].code));
    message.buttons.push_back(says(words.button_settings(), "#SODANOI"));
    turn.say(message);
}

void DossierChat::show(ChatTurn& turn, const DossierCode& code) const
{
    const auto& words = turn.words;
    auto found = dossier_answer::find(turn.tx, code, turn.now);
    if (!found)
        return turn.say({.text = words.dossier_unknown(code.text), .buttons = chat_menu(words)});
    const auto kind = kind_of(found->state);
    const auto disclosure =
        follower_store::disclosure(turn.tx, turn.follower.id, found->id, turn.now, disclosure_);
    if (disclosure.level == Level::code) {
        // A code that was just looked at is what a link that follows is about.
        if (!turn.asks_free_text) LinkChat::await_number(turn, found->id);
        return turn.say(
            {.text = words.public_state(found->facts.code, notice_status(kind, words)) + "\n" +
                     words.public_more(),
             .buttons =
                 {says(words.button_link(), "#NOISO"), says(words.button_dossiers(), "#HOSO")}}
        );
    }
    dossier_answer::add_newest_event(turn.tx, keys_, *found);
    const auto token =
        page_link::make(turn.tx, found->id, std::nullopt, turn.follower.id.value, turn.now);
    if (disclosure.level == Level::owner)
        turn.note("citizen.opened", fmt::format("dossier:{}", found->id), {{"by", "chat"}});
    turn.say(chat_notice(
        kind, found->facts, words, disclosure, disclosure.details_from,
        page_origin_ + "/hs/" + token
    ));
}

} // namespace tnung::gateway
