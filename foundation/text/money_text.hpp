#pragma once

#include "foundation/base/money.hpp"
#include "foundation/base/result.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace tnung::text {

/// `31.635.000`
std::string grouped(std::int64_t number);
/// `31.635.000 đ`, with a no-break space: screens.
std::string money(Money amount);
/// `Ba mươi mốt triệu sáu trăm ba mươi lăm nghìn đồng`: notices and receipts.
std::string money_in_words(Money amount);
/// Why a text is no amount.
struct NoAmount {
    std::vector<Money> perhaps; ///< what it may mean, from the smallest; empty: nothing
};

/// As people type it and files hold it: `12500000`, `12.500.000`, `12.500.000,00`, `12,5 triệu`,
/// `12tr5`, `1 tỷ 2`, `3 tỷ rưỡi`, `500k`, `VND 31,635,000`. Refused is what is no amount of whole
/// đồng from 0 to 10^15, and what may be either of two (`1,250 tỷ`): whoever wrote it is asked.
Result<Money, NoAmount> parse_money(std::string_view text);
/// `1.250.000.000 đ hay 1.250.000.000.000 đ`; empty where it may mean nothing.
std::string which_amount(const NoAmount& asked);

} // namespace tnung::text
