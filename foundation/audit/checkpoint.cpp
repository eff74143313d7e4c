#include "foundation/audit/checkpoint.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"

#include <fmt/format.h>

namespace tnung::audit {

namespace {

constexpr char ed25519_kind = '\x01';
constexpr std::size_t key_id_bytes = 4;
constexpr std::size_t root_bytes = 32;
constexpr std::size_t note_bytes_max = 64 * 1024;

std::string key_id(std::string_view name, std::string_view public_key)
{
    return crypto::sha256(fmt::format("{}\n{}{}", name, ed25519_kind, public_key))
        .substr(0, key_id_bytes);
}

/// The next line without its end, taken off; nothing where no line ends.
std::optional<std::string_view> take_line(std::string_view& text)
{
    const auto end = text.find('\n');
    if (end == std::string_view::npos) return std::nullopt;
    const auto line = text.substr(0, end);
    text.remove_prefix(end + 1);
    return line;
}

std::optional<Checkpoint> parse(std::string_view text)
{
    const auto origin = take_line(text);
    const auto size = take_line(text);
    const auto root = take_line(text);
    if (!origin || origin->empty() || !size || !root) return std::nullopt;
    const auto number = parse_integer(*size);
    const auto bytes = parse_base64(*root);
    if (!is_digits(*size) || !number || fmt::to_string(*number) != *size || !bytes ||
        bytes->size() != root_bytes)
        return std::nullopt;
    return Checkpoint{std::string(*origin), std::uint64_t(*number), *bytes};
}

} // namespace

std::string signed_note(const Checkpoint& checkpoint, const crypto::SigningKey& key)
{
    const auto text = fmt::format(
        "{}\n{}\n{}\n", checkpoint.origin, checkpoint.size, base64_text(checkpoint.root)
    );
    const auto signature = key_id(checkpoint.origin, key.public_key()) + key.sign(text);
    return fmt::format("{}\n— {} {}\n", text, checkpoint.origin, base64_text(signature));
}

std::optional<Checkpoint>
open_note(std::string_view note, std::string_view origin, std::string_view public_key)
{
    constexpr std::string_view parting = "\n\n";
    const auto end = note.size() > note_bytes_max ? std::string_view::npos : note.rfind(parting);
    if (end == std::string_view::npos || !note.ends_with('\n')) return std::nullopt;
    const auto text = note.substr(0, end + 1);
    auto signatures = note.substr(end + parting.size());
    const auto expected = fmt::format("— {} ", origin);
    bool ours = false;
    while (const auto line = take_line(signatures)) {
        if (!line->starts_with("— ")) return std::nullopt;
        if (!line->starts_with(expected)) continue;
        const auto signature = parse_base64(line->substr(expected.size()));
        ours |= signature && signature->substr(0, key_id_bytes) == key_id(origin, public_key) &&
                crypto::signature_is_valid(public_key, text, signature->substr(key_id_bytes));
    }
    auto checkpoint = ours ? parse(text) : std::nullopt;
    if (checkpoint && checkpoint->origin != origin) checkpoint.reset();
    return checkpoint;
}

std::string verifier_key(std::string_view origin, std::string_view public_key)
{
    return fmt::format(
        "{}+{}+{}", origin, hex_text(key_id(origin, public_key)),
        base64_text(ed25519_kind + std::string(public_key))
    );
}

} // namespace tnung::audit
