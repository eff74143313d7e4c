#include "gateway/chat/chat_turn.hpp"

#include "foundation/audit/audit_log.hpp"
#include "gateway/chat/reply.hpp"

#include <fmt/format.h>

namespace tnung::gateway {

ChatButton says(std::string title, std::string payload)
{
    return {ChatButton::Does::say, std::move(title), std::move(payload)};
}

std::vector<ChatButton> chat_menu(const Words& words)
{
    return {
        says(words.button_dossiers(), "#HOSO"), says(words.button_link(), "#NOISO"),
        says(words.button_talk(), "#GAPCANBO"), says(words.button_help(), "#TROGIUP"),
        says(
            Words(next_language(words.language())).language_name(),
            fmt::format("#NGONNGU {}", language_code(next_language(words.language())))
        )};
}

std::vector<ChatButton> chat_menu_of_misunderstood(const Words& words)
{
    auto buttons = chat_menu(words);
    buttons.back() = says(words.button_not_me(), "#KHONGPHAITOI");
    return buttons;
}

ChatTurn::ChatTurn(
    pg::Transaction& transaction, const PersonKeys& keys, Follower whose, Instant at,
    int replies_per_hour_max
)
    : tx(transaction), follower(std::move(whose)), words(follower.language),
      conversation(conversation::find(tx, keys, follower.id, at)), now(at), keys_(keys),
      replies_per_hour_max_(replies_per_hour_max)
{
}

void ChatTurn::say(const ChatMessage& message)
{
    const auto lately =
        reply::count_since(tx, follower.id, now - std::chrono::hours(1), replies_per_hour_max_ + 1);
    if (lately > replies_per_hour_max_) return;
    if (lately == replies_per_hour_max_)
        reply::enqueue(tx, keys_, follower.id, {.text = words.too_often()}, now);
    else
        reply::enqueue(tx, keys_, follower.id, message, now);
}

void ChatTurn::show_menu(std::string text)
{
    say({.text = std::move(text), .buttons = chat_menu(words)});
}

void ChatTurn::show_not_understood()
{
    say({.text = words.not_understood(), .buttons = chat_menu_of_misunderstood(words)});
}

void ChatTurn::ask(Conversation next)
{
    conversation = std::move(next);
    conversation::set(tx, keys_, follower.id, conversation, now);
}

void ChatTurn::end_conversation()
{
    conversation = {};
    conversation::end(tx, follower.id);
}

void ChatTurn::note(std::string act, std::string subject, json::Object more)
{
    audit::append(
        tx,
        {.act = std::move(act),
         .actor = fmt::format("follower:{}", follower.id.value),
         .subject = std::move(subject),
         .note = std::move(more)},
        now
    );
}

void ChatTurn::note_self(std::string act, json::Object more)
{
    note(std::move(act), fmt::format("follower:{}", follower.id.value), std::move(more));
}

} // namespace tnung::gateway
