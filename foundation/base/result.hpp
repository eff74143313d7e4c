#pragma once

#include <tl/expected.hpp>

#include <utility>

namespace tnung {

/// What a person or a network may be refused is a value of a small enum or struct; what nobody
/// can answer for is an exception (STYLE.md, habit 5).
template <class Value, class Refusal>
using Result = tl::expected<Value, Refusal>;

template <class Refusal>
[[nodiscard]] auto refuse(Refusal&& refusal)
{
    return tl::make_unexpected(std::forward<Refusal>(refusal));
}

} // namespace tnung
