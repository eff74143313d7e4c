#pragma once

#include "foundation/base/instant.hpp"
#include "foundation/base/money.hpp"
#include "foundation/base/result.hpp"
#include "registry/form/form.hpp"

#include <optional>
#include <string>
#include <variant>

namespace tnung::registry {

/// What stands in one field of a declaration. Kept as declared: nothing is rounded or completed.

/// Square metres, in hundredths.
struct Area {
    std::int64_t hundredths = 0;
    bool operator==(const Area&) const = default;
};

/// `2 cây vàng`, `150 m²`: as written, with its number where it begins with one.
struct Quantity {
    std::string text;
    std::optional<std::int64_t> hundredths;
    bool operator==(const Quantity&) const = default;
};

/// Of a right or an ownership; or that none was issued yet.
struct Certificate {
    std::string number, holder;
    bool none = false;
    bool operator==(const Certificate&) const = default;
};

struct Currency {
    std::int64_t hundredths = 0;
    std::string code; ///< ISO 4217
    bool operator==(const Currency&) const = default;
};

/// Original price in đồng, perhaps estimated; or not determinable, with the reason (note 10).
struct Value {
    std::optional<Money> amount;
    bool estimated = false;
    std::string reason;
    bool operator==(const Value&) const = default;
};

struct Year {
    int number = 0;
    bool operator==(const Year&) const = default;
};

/// Text, address, identity and choice are texts; which, the field's type says.
using Answer =
    std::variant<std::string, Day, Year, Area, Quantity, Certificate, Currency, Value, Money>;

/// What came from the page for one field: the text typed, and what its companions say.
struct Typed {
    std::string text;
    std::string how;    ///< of a value: "" | estimated | not_determinable; a certificate: "" | none
    std::string beside; ///< reason, holder, currency
    bool operator==(const Typed&) const = default;
};

/// What is wrong, and what to do about it, in words for the declarant.
struct AnswerProblem {
    std::string words;
    bool operator==(const AnswerProblem&) const = default;
};

/// Reads what was typed; nothing where the field is empty and may be. `today`: nothing that was
/// declared lies after it.
Result<std::optional<Answer>, AnswerProblem>
read_typed(const Node& field, const Typed& typed, Day today);

/// As a person would type it, so that reading it again gives the same.
Typed typed_again(const Answer& answer);

/// As it stands on the paper in that field: `120,5 m²`, `3.500.000.000 đồng (giá trị ước tính)`,
/// `không xác định được giá trị: nhà của ông bà để lại`.
std::string printed(const Node& field, const Answer& answer);

inline constexpr std::size_t answer_length_max = 500;
inline constexpr int year_min = 1900;

} // namespace tnung::registry
