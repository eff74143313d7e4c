#pragma once

#include <qpdf/QPDFMatrix.hh>

#include <vector>

namespace tnung::returned {

/// Upright, in points of a page; empty where a side is not longer than nothing.
struct Box {
    double left = 0, bottom = 0, right = 0, top = 0;

    bool empty() const { return !(left < right && bottom < top); }
    double width() const { return right - left; }
    double height() const { return top - bottom; }
};

Box met(const Box& one, const Box& other);
/// Whether it lies in `outer`, but for so many points.
bool within(const Box& inner, const Box& outer, double slack);
Box grown(const Box& box, double by);
/// What is around the box where a matrix puts it.
Box placed(const QPDFMatrix& matrix, const Box& box);
/// Whether upright boxes stay upright.
bool is_upright(const QPDFMatrix& matrix);
/// Whether each number is one that a page can have.
bool is_sane(const QPDFMatrix& matrix);
bool is_sane(const Box& box);

/// What is left of boxes where `cover` lies over them, but for slivers that it leaves: what they
/// measure together is added to `slivers`.
std::vector<Box> uncovered(const std::vector<Box>& boxes, const Box& cover, double& slivers);

} // namespace tnung::returned
