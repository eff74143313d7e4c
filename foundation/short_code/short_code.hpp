#pragma once

#include <optional>
#include <span>
#include <string>
#include <string_view>

/// Codes that people type, read out or scan: a letter that says what kind it is, characters drawn
/// at random, a character that checks them. Of 29 characters without look-alikes (no 0 O 1 I L U
/// Z), so that the sum modulo 29 finds every single wrong character and every two that changed
/// places. At least one character is a digit: a single word is never a code. No two codes that
/// differ in one place are both good.
namespace tnung::short_code {

inline constexpr std::string_view alphabet = "23456789ABCDEFGHJKMNPQRSTVWXY";

struct Kind {
    char letter;       ///< of the alphabet, no digit; each kind has one of its own
    std::size_t drawn; ///< characters drawn: 5 are 20 million codes, 6 are 594 million
};

/// Letter, drawn characters, check character, no separators: as it is kept and compared.
std::string draw(const Kind& kind);

/// For people: in groups of four from the left, "D7F3-QX8M".
std::string shown(std::string_view code);

/// As `draw` made it, the code of one of these kinds that a text is or contains, however it is
/// typed: any capitals, any separators, words before or behind ("mã d7f3 qx8m ạ"). Nothing where
/// there is none, where it is mistyped, or where there is more than one. Any bytes; looks no
/// further than 200.
std::optional<std::string> find(std::string_view text, std::span<const Kind> kinds);

/// Whether the text is one such code and nothing else.
bool is_alone(std::string_view text, std::span<const Kind> kinds);

/// Whether the text, one word or groups with hyphens, has letter, length and a digit of such a
/// code, right or mistyped: whoever typed it meant one.
bool looks_like(std::string_view text, std::span<const Kind> kinds);

} // namespace tnung::short_code
