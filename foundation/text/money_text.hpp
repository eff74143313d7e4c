#pragma once

#include "foundation/base/money.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tnung::text {

/// `31.635.000`
std::string grouped(std::int64_t number);
/// `31.635.000 đ`, with a no-break space: screens.
std::string money(Money amount);
/// `Ba mươi mốt triệu sáu trăm ba mươi lăm nghìn đồng`: notices and receipts.
std::string money_in_words(Money amount);
/// As people type it: `12500000`, `12.500.000`, `12,5 triệu`, `12tr5`, `1 tỷ 2`,
/// `3 tỷ rưỡi`, `500k`.
/// Nothing where it is no amount of whole đồng from 0 to 10^15.
std::optional<Money> parse_money(std::string_view text);

} // namespace tnung::text
