#include "foundation/text/vietnamese.hpp"

#include "foundation/text/normaliser.hpp"

#include <unicode/coll.h>
#include <unicode/locid.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <memory>
#include <optional>
#include <stdexcept>
#include <vector>

namespace tnung::text {

namespace {

void check(UErrorCode code)
{
    if (U_FAILURE(code)) throw std::runtime_error(u_errorName(code));
}

icu::UnicodeString decode(std::string_view utf8)
{
    return icu::UnicodeString::fromUTF8(icu::StringPiece(utf8.data(), int32_t(utf8.size())));
}

std::string encode(const icu::UnicodeString& text)
{
    std::string utf8;
    text.toUTF8String(utf8);
    return utf8;
}

icu::UnicodeString normalised(const icu::UnicodeString& text, bool composed)
{
    UErrorCode code = U_ZERO_ERROR;
    auto result = normaliser(composed).normalize(text, code);
    check(code);
    return result;
}

bool is_invisible(UChar32 c)
{
    return c == 0xFEFF || (c >= 0x200B && c <= 0x200F) || c == 0x2060 || c == 0x00AD ||
           (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069) ||
           (c >= 0xFE00 && c <= 0xFE0F);
}

enum class Lines { joined, kept };

/// How many letters it has where it is plainly in the form that cleaning gives: printable ASCII and
/// precomposed Latin letters (U+00C0–U+024F, U+1E00–U+1EFF, no composition begins or ends with
/// them), the apostrophe U+2019, single blanks inside. Nothing where only ICU can tell.
std::optional<std::size_t> plain_length(std::string_view utf8)
{
    std::size_t letters = 0;
    bool after_blank = true;
    for (std::size_t i = 0; i < utf8.size(); ++letters) {
        const auto first = static_cast<unsigned char>(utf8[i]);
        const auto next = [&](std::size_t step) {
            return i + step < utf8.size() ? static_cast<unsigned char>(utf8[i + step]) : 0u;
        };
        const auto is_next = [&](unsigned byte) { return (byte & 0xC0u) == 0x80u; };
        if (first == ' ' && after_blank) return std::nullopt;
        after_blank = first == ' ';
        if (first >= 0x20 && first < 0x7F)
            i += 1;
        else if (first >= 0xC3 && first <= 0xC8 && is_next(next(1)))
            i += 2;
        else if (first == 0xC9 && next(1) >= 0x80 && next(1) <= 0x8F)
            i += 2;
        else if (first == 0xE1 && next(1) >= 0xB8 && next(1) <= 0xBB && is_next(next(2)))
            i += 3;
        else if (first == 0xE2 && next(1) == 0x80 && next(2) == 0x99)
            i += 3;
        else
            return std::nullopt;
    }
    return after_blank && letters > 0 ? std::nullopt : std::optional(letters);
}

std::string cleaned(std::string_view utf8, Lines lines)
{
    if (plain_length(utf8)) return std::string(utf8);
    const auto composed = normalised(decode(utf8), true);
    icu::UnicodeString out;
    bool blank_owed = false;
    bool line_owed = false;
    for (int32_t i = 0; i < composed.length(); i = composed.moveIndex32(i, 1)) {
        const UChar32 c = composed.char32At(i);
        if (is_invisible(c)) continue;
        if (u_isUWhiteSpace(c) || u_iscntrl(c)) {
            blank_owed = true;
            line_owed = line_owed || c == '\n';
            continue;
        }
        if (!out.isEmpty() && line_owed && lines == Lines::kept)
            out.append(UChar32('\n'));
        else if (!out.isEmpty() && blank_owed)
            out.append(UChar32(' '));
        blank_owed = line_owed = false;
        out.append(c);
    }
    return encode(out);
}

/// Letters outside the reach of decomposition, and look-alikes that scans bring (Ð for Đ).
UChar32 base_letter(UChar32 c)
{
    switch (c) {
    case 0x0111:
    case 0x0256:
    case 0x00F0: return 'd';
    case 0x0110:
    case 0x0189:
    case 0x00D0: return 'D';
    case 0x0180: return 'b';
    case 0x0243: return 'B';
    case 0x2018:
    case 0x2019:
    case 0x02BC:
    case 0x2032:
    case 0x0060:
    case 0x00B4: return '\'';
    case 0x201C:
    case 0x201D: return '"';
    case 0x2010:
    case 0x2011:
    case 0x2012:
    case 0x2013:
    case 0x2014:
    case 0x2015:
    case 0x2212:
    case 0xFE58:
    case 0xFE63: return '-';
    default: break;
    }
    constexpr UChar32 wide_first = 0xFF01, wide_last = 0xFF5E, wide_offset = 0xFEE0;
    if (c >= wide_first && c <= wide_last) return c - wide_offset; // as East Asian keyboards type
    return c;
}

icu::UnicodeString without_marks(std::string_view utf8)
{
    const auto decomposed = normalised(decode(utf8), false);
    icu::UnicodeString out;
    for (int32_t i = 0; i < decomposed.length(); i = decomposed.moveIndex32(i, 1)) {
        const UChar32 c = decomposed.char32At(i);
        if (u_charType(c) == U_NON_SPACING_MARK) continue;
        out.append(base_letter(c));
    }
    return out;
}

bool is_tone(UChar32 c)
{
    return c == 0x0300 || c == 0x0301 || c == 0x0303 || c == 0x0309 || c == 0x0323;
}

/// oa, oe, uy without a final consonant and not after q carry the tone on the first vowel in the
/// old style that laws and identity cards use (Khánh Hòa), on the second in the schools' style.
icu::UnicodeString with_old_tone_placement(const icu::UnicodeString& lower)
{
    const auto decomposed = normalised(lower, false);
    icu::UnicodeString out;
    const int32_t size = decomposed.length();
    for (int32_t i = 0; i < size; ++i) {
        const UChar first = decomposed.charAt(i);
        const bool pair = i + 2 < size &&
                          ((first == 'o' &&
                            (decomposed.charAt(i + 1) == 'a' || decomposed.charAt(i + 1) == 'e')) ||
                           (first == 'u' && decomposed.charAt(i + 1) == 'y')) &&
                          is_tone(decomposed.charAt(i + 2));
        const bool after_q = i > 0 && decomposed.charAt(i - 1) == 'q';
        const bool open = i + 3 >= size || !u_isalpha(decomposed.charAt(i + 3));
        if (pair && !after_q && open) {
            out.append(first);
            out.append(decomposed.charAt(i + 2));
            out.append(decomposed.charAt(i + 1));
            i += 2;
            continue;
        }
        out.append(first);
    }
    return normalised(out, true);
}

std::vector<std::string> words_of(const std::string& text)
{
    std::vector<std::string> words;
    std::size_t from = 0;
    while (from < text.size()) {
        const auto end = std::min(text.find(' ', from), text.size());
        if (end > from) words.push_back(text.substr(from, end - from));
        from = end + 1;
    }
    return words;
}

std::string joined(const std::vector<std::string>& words)
{
    std::string text;
    for (const auto& word : words) {
        if (!text.empty()) text.push_back(' ');
        text += word;
    }
    return text;
}

const icu::Collator& vietnamese_collator()
{
    static const std::unique_ptr<icu::Collator> collator = [] {
        UErrorCode code = U_ZERO_ERROR;
        std::unique_ptr<icu::Collator> made(icu::Collator::createInstance(icu::Locale("vi"), code));
        check(code);
        made->setAttribute(UCOL_NUMERIC_COLLATION, UCOL_ON, code);
        check(code);
        return made;
    }();
    return *collator;
}

} // namespace

std::string clean(std::string_view utf8)
{
    return cleaned(utf8, Lines::joined);
}

std::string clean_lines(std::string_view utf8)
{
    return cleaned(utf8, Lines::kept);
}

std::string casefold(std::string_view utf8)
{
    auto lower = decode(clean(utf8));
    lower.toLower(icu::Locale::getRoot());
    return encode(with_old_tone_placement(lower));
}

bool spelled_alike(std::string_view one, std::string_view other)
{
    const auto key = [](std::string_view utf8) {
        auto text = decode(casefold(utf8));
        for (int32_t i = 0; i < text.length(); ++i) {
            const UChar32 c = text.charAt(i);
            if (c == 0x00F0 || c == 0x0256) text.setCharAt(i, 0x0111); // ð, ɖ: as scans bring it
            if (base_letter(c) == '\'') text.setCharAt(i, u'\'');
        }
        return text;
    };
    return one == other || key(one) == key(other);
}

std::string fold(std::string_view utf8)
{
    auto bare = without_marks(clean(utf8));
    bare.toLower(icu::Locale::getRoot());
    return encode(bare);
}

std::string squeeze(std::string_view utf8)
{
    std::string key;
    for (const char c : fold(utf8))
        if ((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) key.push_back(c);
    return key;
}

std::string unaccented(std::string_view utf8)
{
    return encode(without_marks(clean_lines(utf8)));
}

std::string upper(std::string_view utf8)
{
    auto text = decode(utf8);
    text.toUpper(icu::Locale::getRoot());
    return encode(text);
}

std::string capitalised(std::string_view utf8)
{
    auto text = decode(utf8);
    if (text.isEmpty()) return {};
    const int32_t second = text.moveIndex32(0, 1);
    icu::UnicodeString first(text, 0, second);
    first.toUpper(icu::Locale::getRoot());
    first.append(text, second, text.length() - second);
    return encode(first);
}

std::size_t length(std::string_view utf8)
{
    if (const auto plain = plain_length(utf8)) return *plain;
    return std::size_t(normalised(decode(utf8), true).countChar32());
}

std::string shortened(std::string_view utf8, std::size_t length_max)
{
    if (const auto plain = plain_length(utf8); plain && *plain <= length_max)
        return std::string(utf8);
    const auto composed = normalised(decode(utf8), true);
    if (std::size_t(composed.countChar32()) <= length_max) return encode(composed);
    const int32_t hard_end = composed.moveIndex32(0, int32_t(length_max) - 1);
    int32_t end = composed.lastIndexOf(UChar(' '), 0, hard_end + 1);
    if (end < hard_end / 2) end = hard_end;
    icu::UnicodeString out(composed, 0, end);
    out.trim();
    out.append(UChar32(0x2026));
    return encode(out);
}

bool sorts_before(std::string_view left, std::string_view right)
{
    UErrorCode code = U_ZERO_ERROR;
    const auto order = vietnamese_collator().compareUTF8(
        icu::StringPiece(left.data(), int32_t(left.size())),
        icu::StringPiece(right.data(), int32_t(right.size())), code
    );
    check(code);
    return order == UCOL_LESS;
}

std::string sort_key(std::string_view utf8)
{
    const auto text = decode(utf8);
    const auto& collator = vietnamese_collator();
    std::string key(std::size_t(collator.getSortKey(text, nullptr, 0)), '\0');
    collator.getSortKey(text, reinterpret_cast<uint8_t*>(key.data()), int32_t(key.size()));
    if (!key.empty()) key.pop_back(); // the terminating zero
    return key;
}

std::string fitting_name(std::string_view name, std::size_t length_max)
{
    auto words = words_of(clean(name));
    if (length(joined(words)) <= length_max || words.size() < 2)
        return shortened(joined(words), length_max);
    // Nguyễn Hoàng Thiên Kim Bảo Ngọc -> Nguyễn Hoàng T. K. B. Ngọc -> Nguyễn H. T. K. B. Ngọc
    for (std::size_t i = words.size() - 2; i >= 1; --i) {
        const auto letters = decode(words[i]);
        words[i] = encode(icu::UnicodeString(letters, 0, letters.moveIndex32(0, 1))) + ".";
        if (length(joined(words)) <= length_max) return joined(words);
    }
    return shortened(words.front() + " " + words.back(), length_max);
}

} // namespace tnung::text
