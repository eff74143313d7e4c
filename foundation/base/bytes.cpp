#include "foundation/base/bytes.hpp"

#include <algorithm>
#include <charconv>

namespace tnung {

namespace {

constexpr std::string_view url_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
constexpr std::string_view standard_alphabet =
    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";

int nibble(char c)
{
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

/// Groups of `bits` from the bytes, each written with its letter of the alphabet.
std::string regroup(std::string_view bytes, int bits, std::string_view alphabet)
{
    std::string text;
    text.reserve(bytes.size() * 8 / std::size_t(bits) + 1);
    std::uint32_t buffer = 0;
    int held = 0;
    const std::uint32_t mask = (1u << bits) - 1;
    for (const char c : bytes) {
        buffer = (buffer << 8) | std::uint8_t(c);
        held += 8;
        while (held >= bits) {
            held -= bits;
            text.push_back(alphabet[(buffer >> held) & mask]);
        }
    }
    if (held > 0) text.push_back(alphabet[(buffer << (bits - held)) & mask]);
    return text;
}

int sextet(char c)
{
    if (c == '-') c = '+';
    if (c == '_') c = '/';
    const auto at = standard_alphabet.find(c);
    return at == std::string_view::npos ? -1 : int(at);
}

} // namespace

std::string hex_text(std::string_view bytes)
{
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    text.reserve(bytes.size() * 2);
    for (const char c : bytes) {
        text.push_back(digits[std::uint8_t(c) >> 4]);
        text.push_back(digits[std::uint8_t(c) & 15]);
    }
    return text;
}

std::optional<std::string> parse_hex(std::string_view text)
{
    if (text.size() % 2 != 0) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() / 2);
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = nibble(text[i]);
        const int low = nibble(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        bytes.push_back(char(high << 4 | low));
    }
    return bytes;
}

std::string base64url_text(std::string_view bytes)
{
    return regroup(bytes, 6, url_alphabet);
}

std::string base64_text(std::string_view bytes)
{
    auto text = regroup(bytes, 6, standard_alphabet);
    while (text.size() % 4 != 0) text.push_back('=');
    return text;
}

std::optional<std::string> parse_base64(std::string_view text)
{
    for (int padding = 0; padding < 2 && !text.empty() && text.back() == '='; ++padding)
        text.remove_suffix(1);
    if (text.size() % 4 == 1) return std::nullopt;
    std::string bytes;
    bytes.reserve(text.size() * 3 / 4);
    std::uint32_t buffer = 0;
    int held = 0;
    for (const char c : text) {
        const int value = sextet(c);
        if (value < 0) return std::nullopt;
        buffer = (buffer << 6) | std::uint32_t(value);
        held += 6;
        if (held >= 8) {
            held -= 8;
            bytes.push_back(char((buffer >> held) & 0xff));
        }
    }
    return bytes;
}

std::string base32_text(std::string_view bytes)
{
    return regroup(bytes, 5, "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567");
}

std::optional<std::int64_t> parse_integer(std::string_view text)
{
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc() || end != text.data() + text.size() || text.empty())
        return std::nullopt;
    return value;
}

std::string big_endian(std::int64_t number, std::size_t count)
{
    std::string bytes(count, '\0');
    for (std::size_t i = 0; i < count; ++i)
        bytes[i] = char(static_cast<std::uint64_t>(number) >> (8 * (count - 1 - i)) & 0xff);
    return bytes;
}

std::int64_t from_big_endian(std::string_view bytes)
{
    std::uint64_t number = 0;
    for (const char c : bytes) number = number << 8 | static_cast<unsigned char>(c);
    return static_cast<std::int64_t>(number);
}

bool is_digits(std::string_view text)
{
    return !text.empty() &&
           std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::string_view without_byte_order_mark(std::string_view utf8)
{
    constexpr std::string_view mark = "\xef\xbb\xbf";
    if (utf8.starts_with(mark)) utf8.remove_prefix(mark.size());
    return utf8;
}

std::string_view trimmed(std::string_view text)
{
    constexpr std::string_view blanks = " \t\r\n";
    const auto first = text.find_first_not_of(blanks);
    if (first == std::string_view::npos) return {};
    return text.substr(first, text.find_last_not_of(blanks) - first + 1);
}

std::vector<std::string> words_of(std::string_view list)
{
    constexpr std::string_view between = " \t\r\n,;";
    std::vector<std::string> words;
    auto begin = list.find_first_not_of(between);
    while (begin != std::string_view::npos) {
        const auto end = list.find_first_of(between, begin);
        words.emplace_back(list.substr(begin, end - begin));
        begin = list.find_first_not_of(between, end);
    }
    return words;
}

} // namespace tnung
