#include "gateway/chat/chat_sentences.hpp"

#include "foundation/base/tsv.hpp"
#include "foundation/text/vietnamese.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <array>
#include <stdexcept>

namespace tnung::gateway {

namespace {

/// Marks, brackets, quotes and pictures around what is said change nothing.
std::string_view without_marks_around(std::string_view folded)
{
    const auto says = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); };
    const auto first = std::ranges::find_if(folded, says);
    if (first == folded.end()) return folded;
    const auto button = folded.find('#');
    const auto begin = std::min(std::size_t(first - folded.begin()), button);
    const auto end =
        folded.size() -
        std::size_t(std::ranges::find_if(folded.rbegin(), folded.rend(), says) - folded.rbegin());
    return folded.substr(begin, end - begin);
}

/// Without the words of courtesy around it, which change nothing: "dạ không phải tôi ạ!".
std::string without_courtesy(std::string text)
{
    std::erase(text, ',');
    std::string_view folded = text;
    constexpr std::array<std::string_view, 5> before = {
        "da ", "vang ", "alo ", "xin loi ", "toi muon "};
    constexpr std::array<std::string_view, 8> after = {" a",  " nhe", " nha", " dau",
                                                       " oi", " roi", " voi", " cam on"};
    for (bool again = true; again;) {
        again = false;
        folded = without_marks_around(folded);
        for (const auto word : before)
            if (folded.starts_with(word)) {
                folded.remove_prefix(word.size());
                again = true;
            }
        for (const auto word : after)
            if (folded.ends_with(word)) {
                folded.remove_suffix(word.size());
                again = true;
            }
    }
    return std::string(folded);
}

} // namespace

ChatSentences::ChatSentences(std::string_view data)
{
    const Tsv table("chat-sentences.tsv", data);
    for (std::size_t row = 0; row < table.size(); ++row) {
        const auto sentence = table.at(row, "sentence");
        const auto language = parse_language(table.at(row, "language"));
        const std::string intent(table.at(row, "intent"));
        if (!language || intent.empty() || sentence.empty())
            throw std::runtime_error(
                fmt::format("chat-sentences.tsv: row {} is not readable", row + 1)
            );
        if (!meanings_.emplace(chat_plain(sentence), Meaning{intent, *language}).second)
            throw std::runtime_error(
                fmt::format("chat-sentences.tsv: \"{}\" stands there twice", sentence)
            );
    }
}

std::optional<ChatSentences::Meaning> ChatSentences::meaning_of(std::string_view text) const
{
    const auto plain = chat_plain(text);
    auto found = meanings_.find(plain);
    if (found == meanings_.end()) found = meanings_.find(without_courtesy(plain));
    return found == meanings_.end() ? std::nullopt : std::optional(found->second);
}

std::vector<std::string> ChatSentences::intents() const
{
    std::vector<std::string> names;
    for (const auto& [sentence, meaning] : meanings_) names.push_back(meaning.intent);
    std::ranges::sort(names);
    names.erase(std::unique(names.begin(), names.end()), names.end());
    return names;
}

std::string chat_plain(std::string_view text)
{
    if (text.size() > chat_text_bytes_max) return {};
    const auto whole = text::fold(text);
    return std::string(without_marks_around(whole));
}

std::optional<ButtonWord> button_word(std::string_view text)
{
    const auto plain = chat_plain(text);
    if (!plain.starts_with('#')) return std::nullopt;
    const auto end = plain.find(' ');
    return ButtonWord{plain.substr(0, end), end == std::string::npos ? "" : plain.substr(end + 1)};
}

} // namespace tnung::gateway
