// Turns data/words.tsv into a class with one function a row, so that a misspelt name, a missing
// value or a row without a translation does not compile. Languages are the file's columns.
//   words_compiler words.tsv catalogue.hpp catalogue.cpp languages.hpp
#include "foundation/base/tsv.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <fstream>
#include <iostream>
#include <sstream>
#include <vector>

namespace {

constexpr int sentence_words_max = 25;

struct Piece {
    bool is_value;
    std::string text;
};

std::vector<Piece> pieces_of(std::string_view text)
{
    std::vector<Piece> pieces;
    while (!text.empty()) {
        const auto open = text.find('<');
        if (open != 0) pieces.push_back({false, std::string(text.substr(0, open))});
        if (open == std::string_view::npos) break;
        const auto close = text.find('>', open);
        if (close == std::string_view::npos) throw std::runtime_error("'<' without '>'");
        pieces.push_back({true, std::string(text.substr(open + 1, close - open - 1))});
        text.remove_prefix(close + 1);
    }
    return pieces;
}

std::vector<std::string> values_of(const std::vector<Piece>& pieces)
{
    std::vector<std::string> names;
    for (const auto& piece : pieces)
        if (piece.is_value && std::find(names.begin(), names.end(), piece.text) == names.end())
            names.push_back(piece.text);
    return names;
}

int longest_sentence(std::string_view text)
{
    int longest = 0;
    int words = 0;
    bool in_word = false;
    for (std::size_t i = 0; i <= text.size(); ++i) {
        const char c = i < text.size() ? text[i] : ' ';
        const bool line_end = c == '\\' && i + 1 < text.size() && text[i + 1] == 'n';
        const bool sentence_end =
            (c == ' ' && i > 0 &&
             std::string_view(".?!:;").find(text[i - 1]) != std::string_view::npos) ||
            line_end;
        if (c == ' ' || line_end) {
            words += in_word ? 1 : 0;
            in_word = false;
        } else {
            in_word = true;
        }
        if (sentence_end || i == text.size()) {
            longest = std::max(longest, words);
            words = 0;
        }
        if (line_end) ++i;
    }
    return longest;
}

std::string literal(std::string_view text)
{
    std::string out = "\"";
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '"')
            out += "\\\"";
        else
            out += text[i]; // "\n" stands in the file as C++ writes it
    }
    return out + "\"";
}

std::string expression(const std::vector<Piece>& pieces)
{
    std::string arguments;
    std::string format;
    for (const auto& piece : pieces) {
        if (piece.is_value) {
            format += "{}";
            arguments += ", " + piece.text;
        } else {
            for (const char c : piece.text) {
                format += c;
                if (c == '{' || c == '}') format += c;
            }
        }
    }
    if (arguments.empty()) return literal(pieces.empty() ? "" : pieces.front().text);
    return fmt::format("fmt::format({}{})", literal(format), arguments);
}

/// A language is a column: its code, and whether it may have gaps.
struct Column {
    std::string name, code;
    bool has_gaps;
};

std::vector<Column> languages_of(const tnung::Tsv& table)
{
    std::vector<Column> columns;
    for (const auto& name : table.columns()) {
        if (name == "key") continue;
        const bool gaps = name.ends_with('?');
        columns.push_back({name, gaps ? name.substr(0, name.size() - 1) : name, gaps});
    }
    if (columns.empty() || columns.front().code != "vi" || columns.front().has_gaps)
        throw std::runtime_error("words.tsv: the first language is vi, without gaps");
    return columns;
}

std::vector<std::string> sorted(std::vector<std::string> names)
{
    std::sort(names.begin(), names.end());
    return names;
}

/// One sentence in all languages, checked.
struct Sentence {
    std::string key;
    std::vector<std::string> parameters;
    std::vector<std::string> expressions; ///< in the order of languages; empty: as in Vietnamese
};

Sentence sentence_of(const tnung::Tsv& table, std::size_t row, const std::vector<Column>& languages)
{
    Sentence sentence{.key = std::string(table.at(row, "key"))};
    const auto complain = [&](std::string_view what) {
        throw std::runtime_error(fmt::format("words.tsv: {}: {}", sentence.key, what));
    };
    for (const auto& language : languages) {
        const auto text = table.at(row, language.name);
        if (text.empty()) {
            if (!language.has_gaps) complain(fmt::format("{} is missing", language.code));
            sentence.expressions.emplace_back();
            continue;
        }
        const auto pieces = pieces_of(text);
        if (sentence.expressions.empty())
            sentence.parameters = values_of(pieces);
        else if (sorted(values_of(pieces)) != sorted(sentence.parameters))
            complain(fmt::format("{} fills in something else than vi", language.code));
        if (longest_sentence(text) > sentence_words_max)
            complain(fmt::format("{}: a sentence has more than 25 words", language.code));
        sentence.expressions.push_back(expression(pieces));
    }
    return sentence;
}

std::string parameters_of(const Sentence& sentence)
{
    std::string parameters;
    for (const auto& name : sentence.parameters)
        parameters += fmt::format("{}std::string_view {}", parameters.empty() ? "" : ", ", name);
    return parameters;
}

std::string definition_of(const Sentence& sentence, const std::vector<Column>& languages)
{
    auto body =
        fmt::format("std::string Words::{}({}) const\n{{\n", sentence.key, parameters_of(sentence));
    for (std::size_t i = 1; i < languages.size(); ++i)
        if (!sentence.expressions[i].empty())
            body += fmt::format(
                "    if (language_ == Language::{}) return std::string({});\n", languages[i].code,
                sentence.expressions[i]
            );
    return body + fmt::format("    return std::string({});\n}}\n", sentence.expressions[0]);
}

/// Codes of languages, each put into `form` and joined.
std::string listed(const std::vector<Column>& languages, std::string_view form)
{
    std::string all;
    for (const auto& language : languages)
        all += (all.empty() ? "" : ", ") + fmt::format(fmt::runtime(form), language.code);
    return all;
}

void write_languages(const std::string& path, const std::vector<Column>& languages)
{
    std::ofstream(path) << fmt::format(
        "// Made from data/words.tsv by tools/words_compiler.cpp.\n"
        "#pragma once\n\n#include <array>\n#include <string_view>\n\n"
        "namespace tnung::gateway {{\n\n"
        "/// The languages that the words have, Vietnamese first.\n"
        "enum class Language {{ {} }};\n"
        "inline constexpr std::array<std::string_view, {}> language_codes = {{{}}};\n"
        "inline constexpr std::array<Language, {}> all_languages = {{{}}};\n\n"
        "}} // namespace tnung::gateway\n",
        listed(languages, "{}"), languages.size(), listed(languages, "\"{}\""), languages.size(),
        listed(languages, "Language::{}")
    );
}

} // namespace

int main(int argc, char** argv)
{
    if (argc != 5) return 2;
    std::ifstream stream(argv[1]);
    std::stringstream text;
    text << stream.rdbuf();
    const auto content = text.str();
    std::string declarations;
    std::string definitions;
    try {
        const tnung::Tsv table("words.tsv", content);
        const auto languages = languages_of(table);
        for (std::size_t row = 0; row < table.size(); ++row) {
            const auto sentence = sentence_of(table, row, languages);
            declarations += fmt::format(
                "    std::string {}({}) const;\n", sentence.key, parameters_of(sentence)
            );
            definitions += definition_of(sentence, languages);
        }
        write_languages(argv[4], languages);
    } catch (const std::exception& error) {
        std::cerr << error.what() << "\n";
        return 1;
    }
    std::ofstream(argv[2]
    ) << "// Made from data/words.tsv by tools/words_compiler.cpp.\n"
         "#pragma once\n\n#include \"gateway/words/language.hpp\"\n\n"
         "#include <string>\n#include <string_view>\n\n"
         "namespace tnung::gateway {\n\n"
         "/// Every sentence a person reads, in his language.\n"
         "class Words {\npublic:\n"
         "    explicit Words(Language language) : language_(language) {}\n"
         "    Language language() const { return language_; }\n\n"
      << declarations
      << "\nprivate:\n    Language language_;\n};\n\n} // namespace tnung::gateway\n";
    std::ofstream(argv[3]
    ) << "#include \"gateway/words/catalogue.hpp\"\n\n#include <fmt/format.h>\n\n"
         "namespace tnung::gateway {\n\n"
      << definitions << "\n} // namespace tnung::gateway\n";
    return 0;
}
