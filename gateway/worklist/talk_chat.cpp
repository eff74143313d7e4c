#include "gateway/worklist/talk_chat.hpp"

#include "foundation/text/time_text.hpp"
#include "foundation/text/vietnamese.hpp"
#include "gateway/worklist/talk_store.hpp"

namespace tnung::gateway {

namespace {

constexpr auto talk_step = "talk"; // of conversation.step
constexpr std::size_t text_max = 2000;

} // namespace

ChatPart TalkChat::part() const
{
    return {
        .intents =
            {{.name = "talk",
              .button = "#GAPCANBO",
              .answer = [this](ChatTurn& turn, const Said&) { ask(turn); }}},
        .steps =
            {{.name = talk_step,
              .take =
                  [this](ChatTurn& turn, const Said& said) {
                      pass_on(turn, said.text);
                      return true;
                  },
              .free_text = true}},
        .otherwise = [this](ChatTurn& turn, const Said& said) {
            const bool talks = talk_store::is_open(turn.tx, turn.follower.id.value);
            if (talks) pass_on(turn, said.text);
            return talks;
        }};
}

TalkChat::Office TalkChat::office_of(ChatTurn& turn) const
{
    const auto dossiers =
        follower_store::dossiers_of(turn.tx, turn.follower.id, 1, turn.now, disclosure_);
    Office office;
    if (!dossiers.empty()) {
        office.dossier_id = dossiers.front().dossier_id;
        office.unit_code = dossiers.front().unit_code;
    }
    const auto unit = office.unit_code ? units_.resolve(*office.unit_code) : ResolvedUnit{};
    office.name =
        unit.unit ? turn.words.unit_office(unit.unit->name) : turn.words.province_office();
    return office;
}

void TalkChat::ask(ChatTurn& turn) const
{
    const auto office = office_of(turn);
    turn.ask({.step = talk_step, .dossier_id = office.dossier_id, .number = {}});
    turn.say(
        {.text = turn.words.talk_ask(office.name),
         .buttons = {says(turn.words.button_cancel(), "#THOI")}}
    );
}

void TalkChat::pass_on(ChatTurn& turn, const std::string& text) const
{
    const bool asked = turn.conversation.step == talk_step;
    const bool first = !talk_store::is_open(turn.tx, turn.follower.id.value);
    const auto office = office_of(turn);
    const auto task = talk_store::open(
        turn.tx, turn.follower.id.value, office.unit_code, office.dossier_id, turn.now
    );
    const auto clean = text::shortened(text::clean_lines(text), text_max);
    talk_store::add_message(turn.tx, task, keys_, clean, turn.now);
    turn.end_conversation();
    if (first || asked)
        turn.say(
            {.text = turn.words.talk_sent(
                 office.name, text::weekday_date(calendar_.add(day_of(turn.now), 1))
             )}
        );
}

} // namespace tnung::gateway
