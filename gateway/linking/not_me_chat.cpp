#include "gateway/linking/not_me_chat.hpp"

#include "foundation/text/phone_number.hpp"
#include "gateway/citizen/dossier_contact.hpp"
#include "gateway/citizen/number_stop.hpp"
#include "gateway/citizen/phone_link.hpp"
#include "gateway/linking/linked_numbers.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

namespace {

constexpr auto confirm_step = "not_me"; // of conversation.step

} // namespace

ChatPart NotMeChat::part() const
{
    return {
        .intents =
            {{.name = "not_me",
              .button = "#KHONGPHAITOI",
              .stops = true,
              .answer = [this](
                            ChatTurn& turn, const Said& said
                        ) { ask(turn, find_dossier_code(said.rest, day_of(turn.now))); }},
             {.name = "yes_not_me",
              .button = "#DUNGKHONGPHAITOI",
              .stops = true,
              .answer = [this](ChatTurn& turn, const Said&) { confirm(turn); }}},
        .steps = {{.name = confirm_step}}};
}

void NotMeChat::ask(ChatTurn& turn, const std::optional<DossierCode>& code) const
{
    const auto& words = turn.words;
    const auto numbers = phone_link::numbers_of(turn.tx, keys_, turn.follower.id);
    std::optional<std::int64_t> of_dossier;
    if (code)
        if (const auto dossier = dossier_contact::find(turn.tx, *code)) {
            // Let in at the counter by mistake: that ends, whoever the number belongs to.
            phone_link::let_go(turn.tx, turn.follower.id, *dossier, turn.now);
            of_dossier = dossier_contact::told_phone(turn.tx, *dossier);
        }
    for (const auto& number : numbers) {
        if (of_dossier ? number.phone_id != *of_dossier : numbers.size() > 1) continue;
        turn.ask({.step = confirm_step, .dossier_id = {}, .number = number.number});
        const auto shown = text::masked_phone(number.number);
        const bool stops = phone_link::speaks_for_number(
            turn.tx, turn.follower.id, number.phone_id, turn.now, disclosure_
        );
        return turn.say(
            {.text = stops ? words.not_me_ask(shown) : words.not_me_ask_account(shown),
             .buttons =
                 {says(words.button_yes_not_me(), "#DUNGKHONGPHAITOI"),
                  says(words.button_cancel(), "#THOI")}}
        );
    }
    if (numbers.empty()) return turn.show_menu(words.not_me_nothing());
    // Of several numbers he says which: each has a button in their list.
    turn.say(linked_numbers(turn, keys_));
}

void NotMeChat::confirm(ChatTurn& turn) const
{
    if (turn.conversation.step != confirm_step) return ask(turn, std::nullopt);
    const auto number = turn.conversation.number;
    turn.end_conversation();
    const auto shown = text::masked_phone(number);
    for (const auto& linked : phone_link::numbers_of(turn.tx, keys_, turn.follower.id)) {
        if (linked.number != number) continue;
        const bool stopped = number_stop::said_by_account(
            turn.tx, linked.phone_id, turn.follower.id, "chat", turn.now, disclosure_
        );
        turn.note(
            stopped ? "citizen.not_me" : "citizen.disowned",
            fmt::format("phone:{}", linked.phone_id)
        );
        if (!stopped) return turn.show_menu(turn.words.not_me_account_done(shown));
    }
    turn.show_menu(turn.words.not_me_done(shown));
}

} // namespace tnung::gateway
