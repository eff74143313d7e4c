#include "foundation/returned/scan_geometry.hpp"

#include <algorithm>
#include <cmath>

namespace tnung::returned {

namespace {

constexpr double coordinate_max = 1'000'000;
constexpr double sliver = 1; ///< in points: images side by side leave less between them

} // namespace

Box met(const Box& one, const Box& other)
{
    return {
        std::max(one.left, other.left), std::max(one.bottom, other.bottom),
        std::min(one.right, other.right), std::min(one.top, other.top)};
}

bool within(const Box& inner, const Box& outer, double slack)
{
    return inner.left >= outer.left - slack && inner.bottom >= outer.bottom - slack &&
           inner.right <= outer.right + slack && inner.top <= outer.top + slack;
}

Box grown(const Box& box, double by)
{
    return {box.left - by, box.bottom - by, box.right + by, box.top + by};
}

Box placed(const QPDFMatrix& matrix, const Box& box)
{
    const auto found = matrix.transformRectangle(
        QPDFObjectHandle::Rectangle(box.left, box.bottom, box.right, box.top)
    );
    return {found.llx, found.lly, found.urx, found.ury};
}

bool is_upright(const QPDFMatrix& matrix)
{
    const auto scale =
        std::max({std::abs(matrix.a), std::abs(matrix.b), std::abs(matrix.c), std::abs(matrix.d)});
    const auto nothing = [&](double number) { return std::abs(number) <= scale * 1e-4; };
    return (nothing(matrix.b) && nothing(matrix.c)) || (nothing(matrix.a) && nothing(matrix.d));
}

bool is_sane(const QPDFMatrix& matrix)
{
    for (const double number : {matrix.a, matrix.b, matrix.c, matrix.d, matrix.e, matrix.f})
        if (!(std::abs(number) <= coordinate_max)) return false;
    return true;
}

bool is_sane(const Box& box)
{
    for (const double number : {box.left, box.bottom, box.right, box.top})
        if (!std::isfinite(number)) return false;
    return true;
}

std::vector<Box> uncovered(const std::vector<Box>& boxes, const Box& cover, double& slivers)
{
    std::vector<Box> left;
    const auto keep = [&](const Box& box, double beside_cover) {
        if (beside_cover > sliver)
            left.push_back(box);
        else if (!box.empty())
            slivers += box.width() * box.height();
    };
    for (const auto& box : boxes) {
        const auto hidden = met(box, cover);
        if (hidden.empty()) {
            left.push_back(box);
            continue;
        }
        keep({box.left, box.bottom, hidden.left, box.top}, hidden.left - box.left);
        keep({hidden.right, box.bottom, box.right, box.top}, box.right - hidden.right);
        keep({hidden.left, box.bottom, hidden.right, hidden.bottom}, hidden.bottom - box.bottom);
        keep({hidden.left, hidden.top, hidden.right, box.top}, box.top - hidden.top);
    }
    return left;
}

} // namespace tnung::returned
