#pragma once

#include "registry/declaration/rules.hpp"

#include <random>

namespace tnung::bench {

/// Where a rule is expected to find something: its id, the place's path, and the item.
struct Expected {
    std::string rule, path, item;
    auto operator<=>(const Expected&) const = default;
};

/// A declaration of nobody, with the one before it, and what is wrong with it.
struct Synthetic {
    const registry::Form* form = nullptr;
    const registry::Form* form_before = nullptr; ///< none of a first declaration
    registry::Content content, before;
    std::string kind;
    std::string planted; ///< the rule that was broken on purpose; empty: none was
    std::vector<Expected> expected;
};

/// Declarations from a seed: families, plots, houses, cars, savings as they are, in order but for
/// an error planted in every fourth.
class Declarations {
public:
    Declarations(const registry::FormCatalogue& forms, std::uint64_t seed);
    Synthetic make();
    Day today() const;

private:
    std::uint64_t below(std::uint64_t bound) { return random_() % bound; }
    std::string identity(int year, bool woman);
    std::string person_name();
    std::string day_in(int year);
    std::string base_lines(bool with_income);
    void plant(Synthetic& made);
    Synthetic supplement();

    const registry::FormCatalogue& forms_;
    std::mt19937_64 random_;
    std::uint64_t papers_ = 0; ///< numbers of certificates and cars: no two in a declaration alike
    // Of the declaration being made.
    std::string name_, identity_;
};

} // namespace tnung::bench
