#pragma once

#include "foundation/base/instant.hpp"

#include <algorithm>
#include <functional>
#include <vector>

namespace tnung {

/// Of rows that hold from a day (`from`) on, those that `fit`: of each `id` the newest that has
/// come, in the order in which ids first stand; the later of two from one day.
template <class Row, class Fits, class Id>
std::vector<const Row*> in_force(const std::vector<Row>& rows, Day day, Fits fits, Id id)
{
    std::vector<const Row*> found;
    for (const auto& one : rows) {
        if (one.from > day || !fits(one)) continue;
        const auto same = std::ranges::find_if(found, [&](const Row* other) {
            return std::invoke(id, *other) == std::invoke(id, one);
        });
        if (same == found.end())
            found.push_back(&one);
        else if ((*same)->from <= one.from)
            *same = &one;
    }
    return found;
}

} // namespace tnung
