#pragma once

#include <qpdf/QPDFObjectHandle.hh>

#include <map>
#include <string>
#include <string_view>

namespace tnung::returned {

/// How wide a font's characters are (ISO 32000-1, 9.2.4): enough to know where text stands.
class Font {
public:
    Font() = default;
    explicit Font(QPDFObjectHandle font);

    /// No letter of a reader's own fonts is wider, whatever the file says.
    static constexpr double letter_ems_max = 1.1;

    struct Extent {
        double ems = 0;
        double guessed_ems = 0; ///< of them; they may be less
        int characters = 0, blanks = 0;
    };
    Extent extent(std::string_view text) const;

    /// When characters are seen. Those of Type 3 fonts are small drawings: the text rendering mode
    /// does not hide them (always), and fonts whose drawings are empty show nothing (never). Others
    /// follow the mode (as_asked).
    enum class Paints { as_asked, always, never };
    Paints paints() const { return paints_; }

    /// Whether its characters are near where its widths say: a reader's own of one byte. A font
    /// that comes with the file may draw them anywhere, and one of more bytes writes downwards.
    bool keeps_to_its_place() const { return keeps_to_its_place_; }

private:
    void read_widths(QPDFObjectHandle font);

    bool keeps_to_its_place_ = true;
    bool has_blanks_ = true; ///< code 32 is the blank
    Paints paints_ = Paints::as_asked;
    std::map<int, double> widths_;
};

} // namespace tnung::returned
