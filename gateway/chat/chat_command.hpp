#pragma once

#include "gateway/dossier/dossier_code.hpp"
#include "gateway/words/language.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tnung::gateway {

/// What a text in the chat asks for. Buttons and menus arrive as text too (zalo-openapi 4.3), so
/// one parser serves taps and typing, with marks or without.
struct ChatCommand {
    enum class Kind {
        unknown,
        greeting,
        help,
        my_dossiers,
        dossier, ///< `code`
        link,
        numbers,
        unlink,     ///< `digits`, a number
        number,     ///< `digits`, 84…
        digits,     ///< `digits`: four or six, whatever was asked for
        typed_code, ///< `digits`: DK… or CQ…
        language,
        talk,
        not_me, ///< `code` where a button named it
        yes_not_me,
        my_data,
        erase,
        yes_erase,
        keep, ///< what he had asked to erase
        cancel,
    };
    Kind kind = Kind::unknown;
    std::string digits;
    std::optional<DossierCode> code;
    Language language = Language::vi;
};

inline constexpr std::size_t code_digits_count = 6, owner_digits_count = 4;

/// Any bytes; bounded.
ChatCommand parse_chat(std::string_view text, Day today);

/// The only group of so many digits in a sentence, where they are what was asked for: "Mã là
/// 482 913" of six. Nothing where there is none, or more than one.
std::optional<std::string> lone_digits(std::string_view text, std::size_t count);

} // namespace tnung::gateway
