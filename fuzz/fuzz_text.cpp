#include "foundation/text/money_text.hpp"
#include "foundation/text/phone_number.hpp"
#include "foundation/text/vietnamese.hpp"

#include <cstdlib>

/// Cleaning is final, numbers and amounts hold to their shapes, shortening to its length.
extern "C" int LLVMFuzzerTestOneInput(const unsigned char* data, std::size_t size)
{
    using namespace tnung::text;
    const std::string_view input(reinterpret_cast<const char*>(data), size);
    const auto cleaned = clean(input);
    if (clean(cleaned) != cleaned) std::abort();
    if (length(shortened(cleaned, 30)) > 30 || length(fitting_name(cleaned, 30)) > 30) std::abort();
    for (const char c : squeeze(input))
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'))) std::abort();
    for (const auto& number : parse_phones(input)) {
        if (!number.digits.starts_with("84") || number.digits.size() < 11 ||
            number.digits.size() > 12)
            std::abort();
        const auto again = parse_phone(number.digits);
        if (!again || again->digits != number.digits) std::abort();
    }
    if (const auto amount = parse_money(input)) {
        if (amount->dong < 0) std::abort();
        if (parse_money(grouped(amount->dong))->dong != amount->dong) std::abort();
        (void)money_in_words(*amount);
    } else if (!amount.error().perhaps.empty()) {
        if (amount.error().perhaps.size() < 2 || which_amount(amount.error()).empty()) std::abort();
    }
    return 0;
}
