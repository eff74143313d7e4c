#pragma once

#include "foundation/json/json.hpp"
#include "gateway/chat/chat_part.hpp"
#include "gateway/chat/chat_sentences.hpp"

#include <chrono>
#include <map>
#include <string>
#include <vector>

namespace tnung::gateway {

struct ChatSettings {
    int replies_per_hour_max = 60; ///< to one follower; beyond it silence
    /// Links not proved for this long end; the follower has to prove the number again.
    std::chrono::days silence_max = DisclosureSettings{}.silence_max;
};

/// Answers people who follow the account, write to it or tap a button. Each event from Zalo is
/// handled in one transaction. Chat decides in which order the parts look at a text; the parts know
/// what texts mean (chat_part.hpp).
class Chat {
public:
    /// Throws std::logic_error where two parts take the same name, button or step, where the menu
    /// has a button that nobody answers, or where an intent has neither a button nor a sentence.
    Chat(
        const PersonKeys& keys, const ChatSentences& sentences, std::vector<ChatPart> parts,
        ChatSettings settings = {}
    );

    /// Returns intents that have sentences but that no part answers: such a sentence is not
    /// understood. Empty in a program with all parts.
    std::vector<std::string> unanswered() const;

    /// Events of people (zalo-openapi 7.5); others do nothing. `sent_at` is the event's own time.
    void handle(
        pg::Transaction& tx, std::string_view event_name, const json::Object& body, Instant sent_at,
        Instant now
    ) const;

    /// Handles the texts of the QR codes in a photo that a follower sent (sent_photo). Only steps
    /// and readers that take photos see them; no text counts as a command or button.
    void read_photo(
        pg::Transaction& tx, Id<Follower> follower, const std::vector<std::string>& codes,
        Instant now
    ) const;

private:
    void withdrew(ChatTurn& turn) const;
    void greet(ChatTurn& turn) const;
    void photographed(ChatTurn& turn, const json::Object& body) const;
    void shared_number(ChatTurn& turn, const std::string& number) const;
    void wrote(ChatTurn& turn, Said said) const;
    ChatPart own_part() const; ///< greeting, help, language, "never mind"
    void index_parts();
    void require_answers() const;
    const Intent* pressed(Said& said) const;
    const Intent* meant(Said& said) const;
    const ChatStep* open_step(ChatTurn& turn) const;
    bool was_read(ChatTurn& turn, const Said& said) const;
    bool is_code_alone(const Said& said, Day today) const;
    bool answered_otherwise(ChatTurn& turn, const Said& said) const;

    const PersonKeys& keys_;
    const ChatSentences& sentences_;
    const ChatSettings settings_;
    std::vector<ChatPart> parts_; ///< of all rooms; last the part from own_part()
    std::map<std::string, const Intent*, std::less<>> intents_, buttons_; ///< by name, by word
    std::map<std::string, const ChatStep*, std::less<>> steps_;
};

} // namespace tnung::gateway
