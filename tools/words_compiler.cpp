// Turns data/words.tsv into a class with one function a row, so that a misspelt name, a missing
// value or a row without a translation does not compile.
//   words_compiler words.tsv catalogue.hpp catalogue.cpp
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

} // namespace

int main(int argc, char** argv)
{
    if (argc != 4) return 2;
    std::ifstream stream(argv[1]);
    std::stringstream text;
    text << stream.rdbuf();
    const auto content = text.str();
    const tnung::Tsv table("words.tsv", content);
    std::string declarations;
    std::string definitions;
    try {
        for (std::size_t row = 0; row < table.size(); ++row) {
            const std::string key(table.at(row, "key"));
            const auto vi = pieces_of(table.at(row, "vi"));
            const auto en = pieces_of(table.at(row, "en"));
            const auto complain = [&](std::string_view what) {
                throw std::runtime_error(fmt::format("words.tsv: {}: {}", key, what));
            };
            if (vi.empty() || en.empty()) complain("a language is missing");
            const auto names = values_of(vi);
            auto sorted_vi = names;
            auto sorted_en = values_of(en);
            std::sort(sorted_vi.begin(), sorted_vi.end());
            std::sort(sorted_en.begin(), sorted_en.end());
            if (sorted_vi != sorted_en) complain("the languages differ in what is filled in");
            for (const auto language : {"vi", "en"})
                if (longest_sentence(table.at(row, language)) > sentence_words_max)
                    complain(fmt::format("{}: a sentence has more than 25 words", language));
            std::string parameters;
            for (const auto& name : names)
                parameters +=
                    fmt::format("{}std::string_view {}", parameters.empty() ? "" : ", ", name);
            declarations += fmt::format("    std::string {}({}) const;\n", key, parameters);
            definitions += fmt::format(
                "std::string Words::{}({}) const\n{{\n    return language_ == Language::vi ? "
                "std::string({}) : std::string({});\n}}\n",
                key, parameters, expression(vi), expression(en)
            );
        }
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
