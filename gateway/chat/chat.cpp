#include "gateway/chat/chat.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/outbox/outbox.hpp"
#include "gateway/chat/chat_event.hpp"
#include "gateway/chat/sent_photo.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <stdexcept>

namespace tnung::gateway {

namespace {

constexpr int profile_urgency = 2; ///< nobody waits for who somebody is
constexpr std::size_t address_bytes_max = 2000;

bool took(const ChatStep& step, ChatTurn& turn, const Said& said)
{
    return step.take && step.take(turn, said);
}

} // namespace

Chat::Chat(
    const PersonKeys& keys, const ChatSentences& sentences, std::vector<ChatPart> parts,
    ChatSettings settings
)
    : keys_(keys), sentences_(sentences), settings_(settings), parts_(std::move(parts))
{
    parts_.push_back(own_part());
    index_parts();
    require_answers();
}

ChatPart Chat::own_part() const
{
    return {
        .intents = {
            {.name = "greeting",
             .button = "",
             .answer = [this](ChatTurn& turn, const Said&) { greet(turn); }},
            {.name = "help",
             .button = "#TROGIUP",
             .answer = [](ChatTurn& turn, const Said&) { turn.show_menu(turn.words.help()); }},
            {.name = "language",
             .button = "#NGONNGU",
             .answer =
                 [](ChatTurn& turn, const Said& said) {
                     const auto language =
                         parse_language(trimmed(said.rest)).value_or(said.language);
                     follower_store::set_language(turn.tx, turn.follower.id, language);
                     turn.words = Words(language);
                     turn.show_menu(turn.words.language_changed());
                 }},
            {.name = "cancel",
             .button = "#THOI",
             .stops = true,
             .answer = [](ChatTurn& turn, const Said&) {
                 turn.end_conversation();
                 turn.show_menu(turn.words.cancelled());
             }}}};
}

void Chat::index_parts()
{
    const auto once = [](auto& map, const std::string& name, const auto* what) {
        if (!map.emplace(name, what).second)
            throw std::logic_error(fmt::format("the chat: \"{}\" is taken twice", name));
    };
    for (const auto& part : parts_) {
        for (const auto& intent : part.intents) {
            once(intents_, intent.name, &intent);
            if (!intent.button.empty()) once(buttons_, button_word(intent.button)->word, &intent);
        }
        for (const auto& step : part.steps) once(steps_, step.name, &step);
    }
}

void Chat::require_answers() const
{
    const auto known = sentences_.intents();
    for (const auto& [name, intent] : intents_)
        if (intent->button.empty() && !std::ranges::binary_search(known, name))
            throw std::logic_error(fmt::format("the chat: nothing leads to \"{}\"", name));
    for (const auto& menu :
         {chat_menu(Words(Language::vi)), chat_menu_of_misunderstood(Words(Language::vi))})
        for (const auto& button : menu)
            if (!buttons_.contains(button_word(button.payload)->word))
                throw std::logic_error(fmt::format("the chat: nobody answers {}", button.payload));
}

std::vector<std::string> Chat::unanswered() const
{
    auto names = sentences_.intents();
    std::erase_if(names, [this](const auto& name) { return intents_.contains(name); });
    return names;
}

void Chat::handle(
    pg::Transaction& tx, std::string_view event_name, const json::Object& body, Instant sent_at,
    Instant now
) const
{
    const auto user_id = chat_event::user_of(event_name, body);
    if (user_id.empty()) return;
    auto follower = follower_store::upsert(tx, keys_, user_id, now);
    // Who comes back may have withdrawn before, and his name with it.
    if (follower.is_new || event_name == "follow")
        outbox::enqueue(tx, "profile", {{follower.id.value, profile_urgency, "profile"}}, now);
    if (event_name == "unfollow") {
        follower_store::mark_unfollowed(tx, follower.id, sent_at);
        return;
    }
    ChatTurn turn(tx, keys_, follower, now, settings_.replies_per_hour_max);
    if (event_name == "user_withdraw") return withdrew(turn);
    const bool was_silent =
        follower_store::end_silent(tx, follower.id, now - settings_.silence_max, now);
    follower_store::mark_interaction(tx, follower.id, sent_at);
    if (was_silent) {
        turn.note_self("citizen.silent");
        turn.say(
            {.text = turn.words.silent_long(),
             .buttons = {says(turn.words.button_link(), "#NOISO")}}
        );
    }
    if (event_name == "follow") {
        follower_store::mark_followed(tx, follower.id, sent_at);
        greet(turn);
    } else if (event_name == "user_send_text") {
        wrote(turn, {.text = chat_event::text_of(body), .rest = {}});
    } else if (event_name == "user_submit_info") {
        shared_number(turn, chat_event::shared_number(body));
    } else if (event_name == "user_send_image") {
        photographed(turn, body);
    }
}

void Chat::withdrew(ChatTurn& turn) const
{
    follower_store::withdraw(turn.tx, turn.follower.id, turn.now);
    turn.note_self("citizen.withdrew");
    for (const auto& part : parts_)
        if (part.withdraw) part.withdraw(turn);
}

void Chat::greet(ChatTurn& turn) const
{
    for (const auto& part : parts_)
        if (part.greet && part.greet(turn)) return;
    turn.show_menu(turn.words.hello());
}

void Chat::shared_number(ChatTurn& turn, const std::string& number) const
{
    for (const auto& part : parts_)
        if (part.share_number) return part.share_number(turn, number);
}

void Chat::photographed(ChatTurn& turn, const json::Object& body) const
{
    const auto address = chat_event::photo_address(body);
    if (address.empty() || address.size() > address_bytes_max ||
        !sent_photo::enqueue(turn.tx, keys_, turn.follower.id, address, turn.now))
        turn.show_menu(turn.words.picture_unread());
}

void Chat::read_photo(
    pg::Transaction& tx, Id<Follower> follower_id, const std::vector<std::string>& codes,
    Instant now
) const
{
    const auto follower = follower_store::find(tx, keys_, follower_id);
    if (!follower) return;
    ChatTurn turn(tx, keys_, *follower, now, settings_.replies_per_hour_max);
    const auto* step = open_step(turn);
    for (const auto& code : codes) {
        if (code.size() > chat_text_bytes_max) continue;
        const Said said{.text = code, .rest = {}, .in_photo = true};
        if (step && step->photos && took(*step, turn, said)) return;
        if (was_read(turn, said)) return;
    }
    turn.show_menu(turn.words.picture_unread());
}

void Chat::wrote(ChatTurn& turn, Said said) const
{
    if (const auto* intent = pressed(said)) return intent->answer(turn, said);
    const auto* intent = meant(said);
    if (intent && intent->stops) return intent->answer(turn, said);
    const auto* step = open_step(turn);
    if (turn.asks_free_text && !is_code_alone(said, day_of(turn.now)) && took(*step, turn, said))
        return;
    if (intent) return intent->answer(turn, said);
    if (step && !turn.asks_free_text && took(*step, turn, said)) return;
    if (was_read(turn, said)) return;
    if (step && step->miss && step->miss(turn, said)) return;
    if (!answered_otherwise(turn, said)) turn.show_not_understood();
}

/// The intent whose button was tapped; what stands behind its word goes to `said`.
const Intent* Chat::pressed(Said& said) const
{
    const auto word = button_word(said.text);
    if (!word) return nullptr;
    const auto found = buttons_.find(word->word);
    if (found == buttons_.end()) return nullptr;
    said.rest = word->rest;
    return found->second;
}

/// The intent whose sentence it is.
const Intent* Chat::meant(Said& said) const
{
    const auto meaning = sentences_.meaning_of(said.text);
    const auto found = meaning ? intents_.find(meaning->intent) : intents_.end();
    if (found == intents_.end()) return nullptr;
    said.language = meaning->language;
    return found->second;
}

/// Nothing also where another version of this program asked something that this one does not know.
const ChatStep* Chat::open_step(ChatTurn& turn) const
{
    const auto found = steps_.find(turn.conversation.step);
    if (found == steps_.end()) return nullptr;
    turn.asks_free_text = found->second->free_text;
    return found->second;
}

bool Chat::was_read(ChatTurn& turn, const Said& said) const
{
    for (const auto& part : parts_)
        for (const auto& reader : part.readers)
            if ((!said.in_photo || reader.photos) && reader.read(turn, said)) return true;
    return false;
}

/// Whether the text is one code and nothing else: whoever was asked for his own words did not mean
/// them.
bool Chat::is_code_alone(const Said& said, Day today) const
{
    return std::ranges::any_of(parts_, [&](const ChatPart& part) {
        return part.is_code && part.is_code(said.text, today);
    });
}

bool Chat::answered_otherwise(ChatTurn& turn, const Said& said) const
{
    for (const auto& part : parts_)
        if (part.otherwise && part.otherwise(turn, said)) return true;
    return false;
}

} // namespace tnung::gateway
