#pragma once

#include "foundation/returned/scan_geometry.hpp"
#include "foundation/returned/scan_layers.hpp"

#include <qpdf/QPDF.hh>
#include <qpdf/QPDFMatrix.hh>
#include <qpdf/QPDFObjectHandle.hh>
#include <qpdf/QPDFPageObjectHelper.hh>

#include <cstddef>
#include <memory>
#include <string>
#include <vector>

namespace tnung::returned {

/// A shape outside which nothing is painted, within those before it.
struct Clip {
    std::string path;     ///< operators in points of the page, with the one that clips
    Box box;              ///< what is around it, and around those before it
    bool upright = false; ///< it is an upright rectangle, as are those before it
    std::shared_ptr<const Clip> before;
};

/// A colour, in a space of the page's or a device's.
struct Ink {
    QPDFObjectHandle space;
    std::vector<double> values;
    bool pattern = false;
    bool white = false;
};

struct DrawnImage {
    QPDFObjectHandle image;  ///< a stream of the paper's
    QPDFObjectHandle space;  ///< what the page means by its colours; null: what it says itself
    bool in_content = false; ///< its bytes stand among the operators
    QPDFMatrix place;        ///< of the unit square, on the page
    std::shared_ptr<const Clip> clip;
    Ink ink; ///< of a stencil
    double opacity = 1;
    std::string blending = "/Normal";
    Box box;             ///< what is around it on the page
    bool covers = false; ///< nothing that was painted in its box before it is seen
};

/// What a page shows beside images.
struct Mark {
    enum class Kind {
        text,
        rule, ///< upright lines and rectangles
        white,
        other,
    };
    Kind kind;
    Box box;
    std::size_t images_before = 0; ///< how many of the page's were drawn before it
};

struct PageDrawing {
    std::vector<DrawnImage> images; ///< in the order in which they are drawn
    std::vector<Mark> marks;
};

/// What may be spent on reading what the pages of one paper draw.
struct DrawingBudget {
    std::size_t content_bytes = 64u << 20; ///< unpacked
    std::size_t words = 4'000'000;         ///< operators and what they are given
    std::size_t images = 5'000;            ///< drawn, each time
    std::size_t marks = 400'000;
};

/// Reads a page's content as a viewer does (ISO 32000-1, 8 and 9): where which image is drawn, and
/// whether anything else is to be seen. What is painted outside `seen` is nothing. Throws
/// `Refused`: `no_paper` for content that cannot be read, `hidden_layer`, `active` for programs in
/// PostScript, `unknown_image` for images that are painted through something that is no picture.
PageDrawing read_page(
    QPDF& pdf, QPDFPageObjectHelper page, const Box& seen, const Layers& layers,
    DrawingBudget& budget
);

} // namespace tnung::returned
