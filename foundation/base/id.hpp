#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace tnung {

/// The key of one row of the table that `Row` stands for. Zero is no row.
template <class Row>
struct Id {
    std::int64_t value = 0;

    explicit operator bool() const { return value != 0; }
    auto operator<=>(const Id&) const = default;
};

} // namespace tnung

template <class Row>
struct std::hash<tnung::Id<Row>> {
    std::size_t operator()(tnung::Id<Row> id) const noexcept
    {
        return std::hash<std::int64_t>{}(id.value);
    }
};
