#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung {

/// Octets, told apart from text by name only: bound to `bytea`, never logged.
struct Bytes {
    std::string data;
    bool operator==(const Bytes&) const = default;
};

std::string hex_text(std::string_view bytes);
std::optional<std::string> parse_hex(std::string_view text);
/// RFC 4648 base64url without padding.
std::string base64url_text(std::string_view bytes);
/// RFC 4648 base64 with padding.
std::string base64_text(std::string_view bytes);
/// Reads either alphabet, padded or not; nothing where a character is foreign.
std::optional<std::string> parse_base64(std::string_view text);
/// RFC 4648 base32 without padding, upper case (TOTP secrets).
std::string base32_text(std::string_view bytes);

/// The lowest `count` bytes of a number, the highest of them first.
std::string big_endian(std::int64_t number, std::size_t count);
/// Of at most eight bytes.
std::int64_t from_big_endian(std::string_view bytes);

/// A whole number in decimal, nothing else in the text.
std::optional<std::int64_t> parse_integer(std::string_view text);
bool is_digits(std::string_view text);
std::string_view trimmed(std::string_view text);
/// Without the mark that programs write before UTF-8 (Unicode 15, 23.8).
std::string_view without_byte_order_mark(std::string_view utf8);
/// What stands between blanks, commas and semicolons; never an empty one.
std::vector<std::string> words_of(std::string_view list);

} // namespace tnung
