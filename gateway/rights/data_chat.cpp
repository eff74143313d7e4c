#include "gateway/rights/data_chat.hpp"

#include "foundation/text/time_text.hpp"
#include "gateway/chat/reply.hpp"
#include "gateway/citizen/page_link.hpp"
#include "gateway/citizen/phone_link.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

ChatPart DataChat::part() const
{
    const auto intent = [this](auto act) {
        return [this, act](ChatTurn& turn, const Said&) { (this->*act)(turn); };
    };
    return {
        .intents =
            {{.name = "my_data", .button = "#DULIEU", .answer = intent(&DataChat::show)},
             {.name = "erase", .button = "#XOADULIEU", .answer = intent(&DataChat::ask_erase)},
             {.name = "yes_erase", .button = "#DUNGXOADULIEU", .answer = intent(&DataChat::erase)},
             {.name = "keep", .button = "#GIUDULIEU", .answer = intent(&DataChat::keep)}},
        .greet = [this](ChatTurn& turn) { return greet(turn); },
        .withdraw =
            [this](ChatTurn& turn) {
                data_request::ask(
                    turn.tx, rights_, DataRequestKind::erase, turn.follower.id, turn.now
                );
            }};
}

/// Who came back after he asked may not mean it any more.
bool DataChat::greet(ChatTurn& turn) const
{
    const auto request = data_request::open(turn.tx, DataRequestKind::erase, turn.follower.id);
    if (request) show_erasure(turn, *request);
    return request.has_value();
}

void DataChat::show(ChatTurn& turn) const
{
    const auto& words = turn.words;
    const auto numbers = phone_link::numbers_of(turn.tx, keys_, turn.follower.id).size();
    data_request::mark_done(
        turn.tx,
        data_request::ask(turn.tx, rights_, DataRequestKind::copy, turn.follower.id, turn.now).id,
        turn.now
    );
    ChatMessage message{
        .text = words.data_head() + "\n" + words.data_line_account() + "\n" +
                words.data_line_numbers(fmt::format("{}", numbers)) + "\n" +
                words.data_line_messages(
                    fmt::format("{}", reply::count_kept(turn.tx, turn.follower.id)),
                    fmt::format("{}", retention_.days_of("chat_message", day_of(turn.now)).count())
                )};
    if (numbers > 0) { // the page opens with the digits of an owner that a number proved
        message.text += "\n" + words.data_more();
        message.buttons.push_back(
            {ChatButton::Does::open_page, words.button_page(),
             page_link::own_address(turn.tx, turn.follower.id, page_origin_, turn.now)}
        );
    }
    message.buttons.push_back(says(words.button_erase(), "#XOADULIEU"));
    turn.say(message);
}

void DataChat::ask_erase(ChatTurn& turn) const
{
    const auto& words = turn.words;
    turn.say(
        {.text = words.erase_ask() + "\n" + words.erase_stays(),
         .buttons =
             {says(words.button_yes_erase(), "#DUNGXOADULIEU"),
              says(words.button_cancel(), "#THOI")}}
    );
}

void DataChat::erase(ChatTurn& turn) const
{
    const auto request =
        data_request::ask(turn.tx, rights_, DataRequestKind::erase, turn.follower.id, turn.now);
    turn.note_self("data.erase_asked", {{"request", request.number()}});
    show_erasure(turn, request);
}

void DataChat::show_erasure(ChatTurn& turn, const DataRequest& request) const
{
    const auto& words = turn.words;
    turn.say(
        {.text = words.erase_taken(request.number(), text::spoken_time(request.not_before)) + "\n" +
                 words.erase_until(),
         .buttons = {says(words.button_keep(), "#GIUDULIEU")}}
    );
}

void DataChat::keep(ChatTurn& turn) const
{
    const bool kept =
        data_request::take_back(turn.tx, turn.follower.id, DataRequestKind::erase, turn.now);
    if (kept) turn.note_self("data.erase_taken_back");
    turn.show_menu(kept ? turn.words.erase_kept() : turn.words.erase_nothing());
}

} // namespace tnung::gateway
