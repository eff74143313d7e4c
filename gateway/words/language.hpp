#pragma once

#include <cstdlib>
#include <optional>
#include <string_view>

namespace tnung::gateway {

enum class Language { vi, en };

inline std::string_view language_code(Language language)
{
    switch (language) {
    case Language::vi: return "vi";
    case Language::en: return "en";
    }
    std::abort();
}

inline std::optional<Language> parse_language(std::string_view code)
{
    if (code == "vi") return Language::vi;
    if (code == "en") return Language::en;
    return std::nullopt;
}

} // namespace tnung::gateway
