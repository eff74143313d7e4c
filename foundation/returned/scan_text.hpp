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

    struct Extent {
        double ems = 0;
        int characters = 0, blanks = 0;
    };
    Extent extent(std::string_view text) const;

    /// Characters of Type 3 are little pages of their own: no way of rendering text hides them, and
    /// nothing is to be seen of those that paint nothing.
    enum class Paints { as_asked, always, never };
    Paints paints() const { return paints_; }

private:
    void read_simple(QPDFObjectHandle font);
    void read_composite(QPDFObjectHandle font);

    bool composite_ = false;
    Paints paints_ = Paints::as_asked;
    double width_else_ = .5;
    std::map<int, double> widths_;
};

} // namespace tnung::returned
