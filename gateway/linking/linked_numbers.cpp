#include "gateway/linking/linked_numbers.hpp"

#include "foundation/text/phone_number.hpp"
#include "gateway/citizen/phone_link.hpp"

namespace tnung::gateway {

ChatMessage linked_numbers(ChatTurn& turn, const PersonKeys& keys)
{
    constexpr std::size_t buttons_max = 5;
    const auto& words = turn.words;
    const auto link = says(words.button_link(), "#NOISO");
    const auto numbers = phone_link::numbers_of(turn.tx, keys, turn.follower.id);
    if (numbers.empty()) return {.text = words.no_numbers(), .buttons = {link}};
    ChatMessage message{.text = words.numbers()};
    for (const auto& number : numbers) {
        const auto shown = text::masked_phone(number.number);
        message.text += "\n" + words.number_line(shown, date_text(day_of(number.proved_at)));
        if (message.buttons.size() + 1 < buttons_max)
            message.buttons.push_back(says(words.button_unlink(shown), "#BONOI " + number.number));
    }
    message.buttons.push_back(link);
    return message;
}

} // namespace tnung::gateway
