#pragma once

#include <unicode/normalizer2.h>

#include <stdexcept>
#include <string>

namespace tnung::text {

/// ICU's normalizer to composed (NFC) or decomposed (NFD) form, asked for once by one thread; lives
/// as long as the program. Throws std::runtime_error where ICU has no data for it.
inline const icu::Normalizer2& normaliser(bool composed)
{
    using Getter = const icu::Normalizer2* (*)(UErrorCode&);
    constexpr auto ask = [](Getter get) {
        UErrorCode code = U_ZERO_ERROR;
        const auto* found = get(code);
        if (U_FAILURE(code)) throw std::runtime_error(std::string("ICU: ") + u_errorName(code));
        return found;
    };
    static const auto* nfc = ask(icu::Normalizer2::getNFCInstance);
    static const auto* nfd = ask(icu::Normalizer2::getNFDInstance);
    return composed ? *nfc : *nfd;
}

} // namespace tnung::text
