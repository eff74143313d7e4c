#include "foundation/audit/checkpoint.hpp"

#include "foundation/audit/note_line.hpp"
#include "foundation/base/bytes.hpp"

#include <fmt/format.h>

namespace tnung::audit {

namespace {

constexpr std::size_t root_bytes = 32;

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
    const auto signature =
        key_id(checkpoint.origin, KeyKind::checkpoint, key.public_key()) + key.sign(text);
    return fmt::format("{}\n— {} {}\n", text, checkpoint.origin, base64_text(signature));
}

std::optional<Checkpoint>
open_note(std::string_view note, std::string_view origin, std::string_view public_key)
{
    const auto parts = parts_of(note);
    if (!parts) return std::nullopt;
    const auto id = key_id(origin, KeyKind::checkpoint, public_key);
    auto signatures = parts->signatures;
    bool ours = false;
    while (const auto line = take_line(signatures)) {
        if (!line->starts_with("— ")) return std::nullopt;
        const auto signature = signature_in(*line, origin, id);
        ours |= signature && crypto::signature_is_valid(public_key, parts->text, *signature);
    }
    auto checkpoint = ours ? parse(parts->text) : std::nullopt;
    if (checkpoint && checkpoint->origin != origin) checkpoint.reset();
    return checkpoint;
}

std::string verifier_key(std::string_view origin, std::string_view public_key)
{
    return verifier_key(origin, KeyKind::checkpoint, public_key);
}

} // namespace tnung::audit
