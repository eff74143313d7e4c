#include "tests/plaintext/leak_search.hpp"

#include "foundation/base/bytes.hpp"

#include <fmt/format.h>

#include <algorithm>
#include <cctype>
#include <cstring>
#include <fstream>
#include <optional>
#include <sstream>
#include <stdexcept>

namespace tnung::plaintext {

namespace {

std::vector<char32_t> code_points(std::string_view utf8)
{
    std::vector<char32_t> points;
    for (std::size_t i = 0; i < utf8.size();) {
        const auto first = static_cast<unsigned char>(utf8[i]);
        const std::size_t length = first < 0x80 ? 1 : first < 0xE0 ? 2 : first < 0xF0 ? 3 : 4;
        char32_t point = length == 1 ? first : first & (0xFFu >> (length + 1));
        for (std::size_t k = 1; k < length; ++k)
            point = point << 6 | (static_cast<unsigned char>(utf8.at(i + k)) & 0x3Fu);
        points.push_back(point);
        i += length;
    }
    return points;
}

std::string base64_of(std::string_view bytes)
{
    constexpr std::string_view letters =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    std::string text;
    std::uint32_t bits = 0;
    int held = 0;
    for (const char byte : bytes) {
        bits = bits << 8 | static_cast<unsigned char>(byte);
        for (held += 8; held >= 6; held -= 6) text.push_back(letters[bits >> (held - 6) & 63u]);
    }
    return text; // the last letter, with bits of what follows, is left out
}

std::string upper_case(std::string text)
{
    for (auto& letter : text) letter = char(std::toupper(static_cast<unsigned char>(letter)));
    return text;
}

} // namespace

std::vector<Form> forms_of(std::string_view utf8)
{
    std::string little, big, json, url;
    for (const auto point : code_points(utf8)) {
        if (point > 0xFFFF) throw std::logic_error("secrets stay in the basic plane");
        little += {char(point & 0xFF), char(point >> 8)};
        big += {char(point >> 8), char(point & 0xFF)};
        json +=
            point < 0x80 ? std::string(1, char(point)) : fmt::format("\\u{:04x}", unsigned(point));
    }
    for (const char c : utf8)
        url += std::isalnum(static_cast<unsigned char>(c))
                   ? std::string(1, c)
                   : fmt::format("%{:02X}", static_cast<unsigned char>(c));
    std::vector<Form> all = {
        {"utf-8", std::string(utf8)},
        {"utf-16le", little},
        {"utf-16be", big},
        {"hex", hex_text(utf8)},
        {"HEX", upper_case(hex_text(utf8))},
        {"json", json},
        {"url", url}};
    for (std::size_t before = 0; before < 3; ++before) {
        auto text = base64_of(std::string(before, 'x') + std::string(utf8));
        text.erase(0, before == 0 ? 0 : before + 1); // those with bits of what stands before
        all.push_back({"base64", text});
        std::ranges::replace(text, '+', '-');
        std::ranges::replace(text, '/', '_');
        all.push_back({"base64url", text});
    }
    std::vector<Form> different;
    for (auto& form : all)
        if (std::ranges::none_of(different, [&](const auto& other) {
                return other.bytes == form.bytes;
            }))
            different.push_back(std::move(form));
    return different;
}

/// PostgreSQL replaces some of its files while it runs: nothing where it is gone, once more where
/// it came back.
std::optional<std::string> contents(const std::filesystem::path& file)
{
    constexpr int tries_max = 5;
    for (int i = 0; i < tries_max; ++i) {
        std::ifstream stream(file, std::ios::binary);
        std::stringstream bytes;
        bytes << stream.rdbuf();
        if (stream) return bytes.str();
        if (!std::filesystem::exists(file)) return std::nullopt;
    }
    throw std::runtime_error(file.string() + " cannot be read");
}

LeakSearch::LeakSearch(const std::vector<std::string>& secrets)
{
    for (const auto& secret : secrets)
        for (auto& form : forms_of(secret)) needles_.push_back({secret, form.name, form.bytes});
}

std::vector<Leak> LeakSearch::in(const std::vector<std::filesystem::path>& folders)
{
    std::vector<Leak> leaks;
    for (const auto& folder : folders)
        for (const auto& entry : std::filesystem::recursive_directory_iterator(folder)) {
            if (!entry.is_regular_file()) continue;
            const auto read = contents(entry.path());
            if (!read) continue;
            const auto& text = *read;
            ++files_read_;
            bytes_read_ += text.size();
            for (const auto& needle : needles_)
                if (memmem(text.data(), text.size(), needle.bytes.data(), needle.bytes.size()))
                    leaks.push_back({needle.secret, needle.form, entry.path()});
        }
    return leaks;
}

} // namespace tnung::plaintext
