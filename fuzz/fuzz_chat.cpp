#include "foundation/short_code/short_code.hpp"
#include "foundation/testing/data_file.hpp"
#include "gateway/chat/chat_sentences.hpp"
#include "gateway/citizen/typed_code.hpp"
#include "gateway/dossier/dossier_code.hpp"
#include "gateway/linking/spoken_digits.hpp"

#include <cstdlib>

/// What readers find in whatever somebody types has the shape that they say.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace tnung;
    using namespace tnung::gateway;
    static const ChatSentences sentences(testing::data_file("chat-sentences.tsv"));
    const std::string text(reinterpret_cast<const char*>(data), size);
    if (const auto meaning = sentences.meaning_of(text); meaning && meaning->intent.empty())
        std::abort();
    if (const auto word = button_word(text); word && !word->word.starts_with('#')) std::abort();
    if (const auto digits = digits_alone(text); digits && digits->empty()) std::abort();
    if (const auto six = digits_within(text, 6); six && six->size() != 6) std::abort();
    const auto today = *parse_iso_day("2026-11-25");
    if (const auto code = find_dossier_code(text, today);
        code && !parse_dossier_code(code->text, today))
        std::abort();
    if (const auto code = short_code::find(text, typed_code::kinds);
        code && !short_code::is_alone(*code, typed_code::kinds))
        std::abort();
    return 0;
}
