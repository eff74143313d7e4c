#pragma once

#include "foundation/base/instant.hpp"

#include <algorithm>
#include <functional>
#include <vector>

namespace tnung {

/// Returns the rows in force on `day`, among those that `fit`: for each `id` the row with the
/// latest `from` not after `day`. Of two with the same `from` the later in `rows`. Order: as ids
/// first appear.
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
