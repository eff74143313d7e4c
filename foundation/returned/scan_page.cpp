#include "foundation/returned/scan_page.hpp"

#include "foundation/returned/page_painter.hpp"

namespace tnung::returned {

namespace {

using Object = QPDFObjectHandle;

/// A page's content may be in parts that are read as one (7.8.2).
std::string content_of(Object contents, DrawingBudget& budget)
{
    std::string all;
    const auto parts =
        contents.isArray() ? contents.getArrayAsVector() : std::vector<Object>{contents};
    for (auto part : parts)
        if (part.isStream()) {
            all += content_bytes(part, budget);
            all += '\n';
        }
    return all;
}

} // namespace

PageDrawing read_page(
    QPDF& pdf, QPDFPageObjectHelper page, const Box& seen, const Layers& layers,
    DrawingBudget& budget
)
{
    PageDrawing drawing;
    PagePainter painter(pdf, drawing, layers, budget, seen);
    painter.paint(
        content_of(page.getObjectHandle().getKey("/Contents"), budget),
        page.getAttribute("/Resources", false)
    );
    return drawing;
}

} // namespace tnung::returned
