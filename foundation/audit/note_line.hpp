#pragma once

#include <optional>
#include <string>
#include <string_view>

/// Pieces of signed notes (C2SP signed-note) that checkpoints and cosignatures have in common.
namespace tnung::audit {

/// What a key signs, as its type says.
enum class KeyKind : char {
    checkpoint = '\x01', ///< Ed25519, over the note's text
    cosignature = '\x04' ///< Ed25519, over a time and the text (C2SP tlog-cosignature)
};
inline constexpr std::size_t key_id_bytes = 4;
std::string key_id(std::string_view name, KeyKind kind, std::string_view public_key);

/// `name+keyid+base64`, as verifiers have it.
std::string verifier_key(std::string_view name, KeyKind kind, std::string_view public_key);
struct NamedKey {
    std::string name, public_key; ///< 32 bytes
};
/// Nothing where it is none of that kind.
std::optional<NamedKey> parse_verifier_key(std::string_view text, KeyKind kind);

/// The next line without its end, taken off; nothing where no line ends.
std::optional<std::string_view> take_line(std::string_view& text);

struct NoteParts {
    std::string_view text, signatures; ///< the text with its last line end
};
/// Nothing where it is no signed note.
std::optional<NoteParts> parts_of(std::string_view note);

/// The signature by a key of that name and id in a line `— <name> <base64>`, without its id;
/// nothing where the line is another's.
std::optional<std::string>
signature_in(std::string_view line, std::string_view name, std::string_view id);

} // namespace tnung::audit
