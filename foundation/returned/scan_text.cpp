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
        if (std::string_view(" \t\r\n\f\0", 6).find(c) == std::string_view::npos) {
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
    composite_ = kind.isNameAndEquals("/Type0");
    if (kind.isNameAndEquals("/Type3"))
        paints_ = paints_something(font) ? Paints::always : Paints::never;
    if (composite_)
        read_composite(font);
    else
        read_simple(font);
}

void Font::read_simple(QPDFObjectHandle font)
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

void Font::read_composite(QPDFObjectHandle font)
{
    auto below = font.getKey("/DescendantFonts");
    if (!below.isArray() || below.getArrayNItems() != 1) return;
    auto inner = below.getArrayItem(0);
    if (!inner.isDictionary()) return;
    auto other = inner.getKey("/DW");
    width_else_ = other.isNumber() ? other.getNumericValue() / em : 1;
    auto widths = inner.getKey("/W");
    if (!widths.isArray()) return;
    // `first [ widths ]`, or `first last width` (9.7.4.3).
    const auto all = widths.getArrayAsVector();
    for (std::size_t i = 0; i + 1 < all.size();) {
        auto first = all[i], next = all[i + 1];
        if (!first.isInteger()) return;
        auto code = int(first.getIntValue());
        if (next.isArray()) {
            for (auto& width : next.getArrayAsVector()) {
                if (widths_.size() == widths_max) return;
                if (width.isNumber()) widths_.emplace(code++, width.getNumericValue() / em);
            }
            i += 2;
            continue;
        }
        auto width = i + 2 < all.size() ? all[i + 2] : Object::newNull();
        if (!next.isInteger() || !width.isNumber()) return;
        for (; code <= next.getIntValue() && widths_.size() < widths_max; ++code)
            widths_.emplace(code, width.getNumericValue() / em);
        i += 3;
    }
}

Font::Extent Font::extent(std::string_view text) const
{
    Extent extent;
    const std::size_t step = composite_ ? 2 : 1;
    for (std::size_t i = 0; i + step <= text.size(); i += step) {
        int code = static_cast<unsigned char>(text[i]);
        if (composite_) code = code << 8 | static_cast<unsigned char>(text[i + 1]);
        if (!composite_ && code == ' ') ++extent.blanks;
        const auto known = widths_.find(code);
        extent.ems += known == widths_.end() ? width_else_ : known->second;
        ++extent.characters;
    }
    return extent;
}

} // namespace tnung::returned
