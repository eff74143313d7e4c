#pragma once

#include "foundation/json/json.hpp"
#include "foundation/pg/pool.hpp"
#include "gateway/chat/conversation.hpp"
#include "gateway/citizen/follower.hpp"
#include "gateway/words/catalogue.hpp"
#include "gateway/zalo/zalo_client.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tnung::gateway {

/// What one person sent, as it is looked at.
struct Said {
    std::string text;                 ///< as it came; what a QR code in a photo carried likewise
    std::string rest;                 ///< behind the word of a button: "#BONOI 84914630552"
    Language language = Language::vi; ///< of the sentence that was recognised
    bool in_photo = false;
};

/// A button that says its payload for the person: a word that begins with # (Intent::button), or
/// what he could have typed.
ChatButton says(std::string title, std::string payload);

/// One event of one follower, in one transaction, and what can be done about it. Answers leave
/// through the outbox, in their order.
class ChatTurn {
public:
    pg::Transaction& tx;
    const Follower follower;
    Words words; ///< in his language
    Conversation conversation;
    bool asks_free_text = false; ///< what is asked is answered in own words (ChatStep::free_text)
    const Instant now;

    /// Opens the follower's conversation. `replies_per_hour_max`: beyond it silence.
    ChatTurn(
        pg::Transaction& transaction, const PersonKeys& keys, Follower whose, Instant at,
        int replies_per_hour_max
    );

    void say(const ChatMessage& message);
    /// A text with the account's menu below it.
    void show_menu(std::string text);
    void show_not_understood();
    /// From here on the follower is asked what this step asks, about this dossier or number.
    void ask(Conversation next);
    /// Nothing is asked any more.
    void end_conversation();
    /// Acts of people and what was opened to them (docs/formats/audit-log.md).
    void note(std::string act, std::string subject, json::Object more = {});
    /// The same of the follower himself.
    void note_self(std::string act, json::Object more = {});

private:
    const PersonKeys& keys_;
    const int replies_per_hour_max_;
};

/// The account's menu, at most five places; the words of buttons are intents'.
std::vector<ChatButton> chat_menu(const Words& words);
/// Below what was not understood: whoever writes about a message that is not for him finds the way.
std::vector<ChatButton> chat_menu_of_misunderstood(const Words& words);

} // namespace tnung::gateway
