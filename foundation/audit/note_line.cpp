#include "foundation/audit/note_line.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"

#include <fmt/format.h>

namespace tnung::audit {

namespace {

constexpr std::size_t note_bytes_max = 64 * 1024, public_key_bytes = 32;

} // namespace

std::string key_id(std::string_view name, KeyKind kind, std::string_view public_key)
{
    return crypto::sha256(fmt::format("{}\n{}{}", name, char(kind), public_key))
        .substr(0, key_id_bytes);
}

std::string verifier_key(std::string_view name, KeyKind kind, std::string_view public_key)
{
    return fmt::format(
        "{}+{}+{}", name, hex_text(key_id(name, kind, public_key)),
        base64_text(char(kind) + std::string(public_key))
    );
}

std::optional<NamedKey> parse_verifier_key(std::string_view text, KeyKind kind)
{
    const auto first = text.find('+');
    const auto second = text.find('+', first + 1);
    if (first == std::string_view::npos || second == std::string_view::npos) return std::nullopt;
    NamedKey key{std::string(text.substr(0, first)), ""};
    const auto id = parse_hex(text.substr(first + 1, second - first - 1));
    const auto bytes = parse_base64(text.substr(second + 1));
    if (key.name.empty() || !id || !bytes || bytes->size() != 1 + public_key_bytes ||
        bytes->front() != char(kind))
        return std::nullopt;
    key.public_key = bytes->substr(1);
    if (*id != key_id(key.name, kind, key.public_key)) return std::nullopt;
    return key;
}

std::optional<std::string_view> take_line(std::string_view& text)
{
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

std::optional<NoteParts> parts_of(std::string_view note)
{
    constexpr std::string_view parting = "\n\n";
    const auto end = note.size() > note_bytes_max ? std::string_view::npos : note.rfind(parting);
    if (end == std::string_view::npos || !note.ends_with('\n')) return std::nullopt;
    return NoteParts{note.substr(0, end + 1), note.substr(end + parting.size())};
}

std::optional<std::string>
signature_in(std::string_view line, std::string_view name, std::string_view id)
{
    const auto beginning = fmt::format("— {} ", name);
    if (!line.starts_with(beginning)) return std::nullopt;
    auto bytes = parse_base64(line.substr(beginning.size()));
    if (!bytes || !bytes->starts_with(id)) return std::nullopt;
    return bytes->substr(id.size());
}

} // namespace tnung::audit
