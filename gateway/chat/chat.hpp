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
    /// Links that were not used for so long are to be proved again.
    std::chrono::days silence_max = DisclosureSettings{}.silence_max;
};

/// What the account does when somebody follows it, writes to it or taps a button: each event from
/// Zalo is one act in one transaction. It knows the order in which a text is looked at; what texts
/// mean is the rooms' (chat_part.hpp).
class Chat {
public:
    /// Throws std::logic_error where two parts take the same name, button or step, where the menu
    /// has a button that nobody answers, or where an intent has neither a button nor a sentence.
    Chat(
        const PersonKeys& keys, const ChatSentences& sentences, std::vector<ChatPart> parts,
        ChatSettings settings = {}
    );

    /// Intents of the sentences that no part answers: such a sentence is not understood. A program
    /// that has all rooms starts with none.
    std::vector<std::string> unanswered() const;

    /// Events of people (zalo-openapi 7.5); others do nothing. `sent_at` is the event's own time.
    void handle(
        pg::Transaction& tx, std::string_view event_name, const json::Object& body, Instant sent_at,
        Instant now
    ) const;

    /// What the codes in a photo say that a follower sent (sent_photo): readers of photos look at
    /// them, nothing is obeyed.
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
    std::vector<ChatPart> parts_; ///< the account's own last
    std::map<std::string, const Intent*, std::less<>> intents_, buttons_; ///< by name, by word
    std::map<std::string, const ChatStep*, std::less<>> steps_;
};

} // namespace tnung::gateway
