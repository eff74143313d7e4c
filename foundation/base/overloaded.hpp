#pragma once

namespace tnung {

/// One call for each alternative of a std::variant: `std::visit(Overloaded{[](A) {}, [](B) {}},
/// v)`.
template <class... Cases>
struct Overloaded : Cases... {
    using Cases::operator()...;
};
template <class... Cases>
Overloaded(Cases...) -> Overloaded<Cases...>;

} // namespace tnung
