#pragma once

#include "gateway/chat/chat_turn.hpp"

#include <functional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::gateway {

/// Something that people want of the account, known by the word of a button or by a sentence of
/// data/chat-sentences.tsv.
struct Intent {
    std::string name;   ///< in data/chat-sentences.tsv
    std::string button; ///< "#HOSO": what our own buttons and the account's menu say; empty: none
    /// A stop-word: it is obeyed whatever was asked before, also of who writes to an office.
    bool stops = false;
    std::function<void(ChatTurn&, const Said&)> answer;
};

/// Something that the account asked for and waits for (Conversation::step).
struct ChatStep {
    std::string name; ///< in conversation.step; never changes
    /// Takes the answer; false where the text is something else. Called after the sentences of
    /// intents were tried, or before them where `free_text`. Empty: readers or buttons take the
    /// answer.
    std::function<bool(ChatTurn&, const Said&)> take = {};
    bool free_text = false; ///< any text is what was asked for, except stop-words and lone codes
    bool photos = false;    ///< what a QR code in a photo says is looked at too
    /// Says what is missing where nothing else understood the text; false: says nothing.
    std::function<bool(ChatTurn&, const Said&)> miss = {};
};

/// Something that a text itself shows, as a dossier's code anywhere in it.
struct ChatReader {
    std::function<bool(ChatTurn&, const Said&)> read; ///< false: it is something else
    bool photos = false; ///< what a QR code in a photo says is looked at too
};

/// What one room brings to the chat. Readers are asked in the order of parts.
struct ChatPart {
    std::vector<Intent> intents = {};
    std::vector<ChatStep> steps = {};
    std::vector<ChatReader> readers = {};
    /// Called after somebody followed or greeted. True where it said something; otherwise the
    /// account's own greeting is sent.
    std::function<bool(ChatTurn&)> greet = {};
    /// Somebody withdrew at Zalo what he had agreed to.
    std::function<void(ChatTurn&)> withdraw = {};
    /// Somebody pressed "share my number" (zalo-openapi 7.5, user_submit_info): the number as text.
    std::function<void(ChatTurn&, const std::string&)> share_number = {};
    /// Whether a text is one of this room's codes and nothing else.
    std::function<bool(std::string_view text, Day today)> is_code = {};
    /// A text that nobody understood; false: says nothing.
    std::function<bool(ChatTurn&, const Said&)> otherwise = {};
};

} // namespace tnung::gateway
