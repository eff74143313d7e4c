#pragma once

#include "gateway/words/languages.hpp"

#include <optional>
#include <string_view>

namespace tnung::gateway {

/// As stored, and as pages say it to browsers.
inline std::string_view language_code(Language language)
{
    return language_codes[std::size_t(language)];
}

/// Nothing where the words have no such language.
inline std::optional<Language> parse_language(std::string_view code)
{
    for (const auto language : all_languages)
        if (language_code(language) == code) return language;
    return std::nullopt;
}

/// The one that the words have after this, and after the last the first.
inline Language next_language(Language language)
{
    return all_languages[(std::size_t(language) + 1) % all_languages.size()];
}

} // namespace tnung::gateway
