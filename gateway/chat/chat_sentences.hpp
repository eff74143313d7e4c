#pragma once

#include "gateway/words/language.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::gateway {

/// What people write when they want something (data/chat-sentences.tsv): compared without marks,
/// capitals, words of courtesy and signs around it. Thread-safe.
class ChatSentences {
public:
    struct Meaning {
        std::string intent;
        Language language = Language::vi; ///< of the sentence
    };

    /// `data`: a table with columns intent, language, sentence. Throws std::runtime_error naming
    /// the row that is wrong, or says what another one says.
    explicit ChatSentences(std::string_view data);

    /// Any bytes; bounded.
    std::optional<Meaning> meaning_of(std::string_view text) const;
    std::vector<std::string> intents() const;

private:
    std::map<std::string, Meaning, std::less<>> meanings_;
};

inline constexpr std::size_t chat_text_bytes_max = 4000; ///< 2,000 characters at Zalo

/// A text folded, without marks, brackets and pictures around what it says. Any bytes; empty where
/// it is longer than chat_text_bytes_max.
std::string chat_plain(std::string_view text);

/// The word of a button that begins a text, "#hoso", folded, and what stands behind it.
struct ButtonWord {
    std::string word, rest;
};
/// Nothing where the text begins otherwise.
std::optional<ButtonWord> button_word(std::string_view text);

} // namespace tnung::gateway
