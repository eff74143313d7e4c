#include "foundation/text/encoding.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/text/normaliser.hpp"

#include <unicode/uchar.h>
#include <unicode/ucnv.h>
#include <unicode/unistr.h>

#include <map>
#include <memory>
#include <optional>

namespace tnung::text {

namespace {

constexpr std::string_view little_mark = "\xff\xfe", big_mark = "\xfe\xff",
                           replacement = "\xef\xbf\xbd";

std::string utf8_of(const icu::UnicodeString& text)
{
    UErrorCode error = U_ZERO_ERROR;
    std::string utf8;
    normaliser(true).normalize(text, error).toUTF8String(utf8);
    return utf8;
}

/// Nothing where a byte means nothing in that code.
std::optional<icu::UnicodeString> converted(std::string_view bytes, const char* code)
{
    UErrorCode error = U_ZERO_ERROR;
    const std::unique_ptr<UConverter, decltype(&ucnv_close)> converter(
        ucnv_open(code, &error), ucnv_close
    );
    if (U_FAILURE(error)) return std::nullopt;
    ucnv_setToUCallBack(
        converter.get(), UCNV_TO_U_CALLBACK_STOP, nullptr, nullptr, nullptr, &error
    );
    icu::UnicodeString text;
    const auto length_max = std::int32_t(bytes.size() + 1);
    auto* units = text.getBuffer(length_max);
    if (!units) return std::nullopt;
    const auto length = ucnv_toUChars(
        converter.get(), units, length_max, bytes.data(), std::int32_t(bytes.size()), &error
    );
    text.releaseBuffer(U_SUCCESS(error) ? length : 0);
    if (U_FAILURE(error)) return std::nullopt;
    return text;
}

bool is_utf8(std::string_view bytes)
{
    const auto* units = reinterpret_cast<const std::uint8_t*>(bytes.data());
    std::int64_t at = 0;
    const auto length = std::int64_t(bytes.size());
    while (at < length) {
        UChar32 letter = 0;
        U8_NEXT(units, at, length, letter);
        if (letter < 0) return false;
    }
    return true;
}

bool is_tone(UChar32 letter)
{
    return letter == 0x300 || letter == 0x301 || letter == 0x303 || letter == 0x309 ||
           letter == 0x323;
}

bool bears_tones(UChar32 letter)
{
    return icu::UnicodeString("aăâeêioôơuưyAĂÂEÊIOÔƠUƯY").indexOf(letter) >= 0;
}

/// Words of Vietnamese letters alone, with tones on vowels, some of them as this code writes them:
/// bytes of TCVN3 or VNI, or of Western Europe, do not look so.
bool is_plainly_vietnamese(const icu::UnicodeString& text)
{
    const icu::UnicodeString beyond_ascii("ăâêôơưđĂÂÊÔƠƯĐàáãèéêìíòóõùúýÀÁÃÈÉÊÌÍÒÓÕÙÚÝ“”‘’–—…«»°§€₫ "
    );
    bool tones = false, own_letters = false;
    UChar32 before = 0;
    for (std::int32_t at = 0; at < text.length(); at = text.moveIndex32(at, 1)) {
        const auto letter = text.char32At(at);
        if (is_tone(letter)) {
            if (!bears_tones(before)) return false;
            tones = true;
        } else if (letter >= 0x80) {
            if (beyond_ascii.indexOf(letter) < 0) return false;
            own_letters = own_letters || icu::UnicodeString("ăơưđĂƠƯĐ").indexOf(letter) >= 0;
            // A sign in the middle of a word stands for a letter of another code.
            const bool sign = !u_isalpha(letter);
            const auto next = text.moveIndex32(at, 1);
            if (sign && letter != 0x2019 && u_isalpha(before) && next < text.length() &&
                u_isalpha(text.char32At(next)))
                return false;
        }
        before = letter;
    }
    return tones && own_letters;
}

/// Bytes of Windows-1252 and of ISO 8859-1 by letter: programs mistake UTF-8 for either.
std::map<UChar32, char> bytes_of_western_europe()
{
    std::map<UChar32, char> bytes;
    for (int byte = 0x80; byte < 0x100; ++byte) {
        bytes[UChar32(byte)] = char(byte);
        const auto letter = converted(std::string(1, char(byte)), "windows-1252");
        if (letter && !letter->isEmpty()) bytes[letter->char32At(0)] = char(byte);
    }
    return bytes;
}

/// UTF-8 that was taken for Windows-1252 and saved as UTF-8 once more ("RÆ¡ ChÃ¢m"): what it was
/// before. Nothing where one letter of it says otherwise.
std::optional<std::string> saved_twice(std::string_view utf8)
{
    static const auto bytes = bytes_of_western_europe();
    std::string before;
    std::int64_t at = 0;
    const auto* units = reinterpret_cast<const std::uint8_t*>(utf8.data());
    const auto length = std::int64_t(utf8.size());
    while (at < length) {
        UChar32 letter = 0;
        U8_NEXT(units, at, length, letter);
        constexpr UChar32 ascii_end = 0x80;
        if (letter < ascii_end) {
            before.push_back(char(letter));
            continue;
        }
        const auto found = bytes.find(letter);
        if (found == bytes.end()) return std::nullopt;
        before.push_back(found->second);
    }
    if (before.size() == utf8.size() || !is_utf8(before)) return std::nullopt; // plain ASCII
    return before;
}

} // namespace

Result<std::string, Undecodable> decode(std::string_view bytes)
{
    for (const auto& [mark, code] :
         {std::pair(little_mark, "UTF-16LE"), std::pair(big_mark, "UTF-16BE")})
    {
        if (!bytes.starts_with(mark)) continue;
        const auto text = converted(bytes.substr(mark.size()), code);
        if (!text || text->indexOf(UChar(0xfffd)) >= 0) return refuse(Undecodable::broken);
        return utf8_of(*text);
    }
    bytes = without_byte_order_mark(bytes);
    if (is_utf8(bytes)) {
        if (bytes.find(replacement) != std::string_view::npos) return refuse(Undecodable::broken);
        auto text = saved_twice(bytes).value_or(std::string(bytes));
        if (text.find(replacement) != std::string::npos) return refuse(Undecodable::broken);
        return text;
    }
    const auto text = converted(bytes, "windows-1258");
    if (!text || !is_plainly_vietnamese(*text)) return refuse(Undecodable::old_fonts);
    return utf8_of(*text);
}

} // namespace tnung::text
