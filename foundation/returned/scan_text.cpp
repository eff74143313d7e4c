#include "foundation/returned/scan_text.hpp"

#include "foundation/returned/pdf_bytes.hpp"

#include <set>

namespace tnung::returned {

namespace {

using Object = QPDFObjectHandle;

constexpr double em = 1000;
constexpr std::size_t widths_max = 70'000;
constexpr std::size_t glyph_bytes_max = 4096;
constexpr std::size_t glyphs_max = 300;

/// A character that only says how wide it is, as OCR writes for text that is to be found, not seen.
bool paints_nothing(Object glyph)
{
    if (!glyph.isStream()) return true;
    const auto content = unpacked(glyph, glyph_bytes_max, Unpack::keep);
    if (content.more || content.broken) return false;
    static const std::set<std::string> silent = {"d0", "d1", "q", "Q"};
    std::string word;
    for (const char c : content.bytes + ' ') {
        if (!is_blank(c)) {
            word += c;
            continue;
        }
        const bool number = word.find_first_not_of("+-.0123456789") == std::string::npos;
        if (!number && !silent.contains(word)) return false;
        word.clear();
    }
    return true;
}

bool paints_something(Object type3)
{
    auto glyphs = type3.getKey("/CharProcs");
    if (!glyphs.isDictionary()) return false;
    const auto all = glyphs.getDictAsMap();
    if (all.size() > glyphs_max) return true;
    for (const auto& [name, glyph] : all)
        if (!paints_nothing(glyph)) return true;
    return false;
}

} // namespace

Font::Font(QPDFObjectHandle font)
{
    if (!font.isDictionary()) return;
    auto kind = font.getKey("/Subtype");
    const bool composite = kind.isNameAndEquals("/Type0"), type3 = kind.isNameAndEquals("/Type3");
    auto about = font.getKey("/FontDescriptor");
    bool brought = false;
    for (const auto* key : {"/FontFile", "/FontFile2", "/FontFile3"})
        brought = brought || (about.isDictionary() && about.hasKey(key));
    auto encoding = font.getKey("/Encoding");
    has_blanks_ =
        !composite && !type3 && !(encoding.isDictionary() && encoding.hasKey("/Differences"));
    keeps_to_its_place_ = !composite && !brought && !type3;
    if (type3) paints_ = paints_something(font) ? Paints::always : Paints::never;
    if (!composite) read_widths(font);
}

void Font::read_widths(QPDFObjectHandle font)
{
    auto scale = 1 / em;
    if (auto matrix = font.getKey("/FontMatrix"); matrix.isMatrix())
        scale = matrix.getArrayAsMatrix().a;
    auto widths = font.getKey("/Widths"), first = font.getKey("/FirstChar");
    if (!widths.isArray() || !first.isInteger()) return;
    auto code = int(first.getIntValue());
    for (auto& width : widths.getArrayAsVector()) {
        if (widths_.size() == widths_max) return;
        if (width.isNumber()) widths_.emplace(code, width.getNumericValue() * scale);
        ++code;
    }
}

Font::Extent Font::extent(std::string_view text) const
{
    Extent extent;
    for (const unsigned char code : text) {
        if (has_blanks_ && code == ' ') ++extent.blanks;
        const auto known = widths_.find(code);
        const bool guessed = known == widths_.end();
        extent.ems += guessed ? letter_ems_max : known->second;
        if (guessed) extent.guessed_ems += letter_ems_max;
        ++extent.characters;
    }
    return extent;
}

} // namespace tnung::returned
