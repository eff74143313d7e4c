#include "foundation/audit/cosignature.hpp"

#include "foundation/audit/note_line.hpp"
#include "foundation/base/bytes.hpp"

#include <fmt/format.h>

namespace tnung::audit {

namespace {

constexpr std::int64_t seconds_max = 253'402'300'799; ///< the year 9999 ends
constexpr std::size_t time_bytes = 8, signature_bytes = 64;

std::int64_t seconds_of(Instant at)
{
    return std::chrono::duration_cast<std::chrono::seconds>(at.time_since_epoch()).count();
}

std::string message_of(std::string_view text, std::int64_t seconds)
{
    return fmt::format("cosignature/v1\ntime {}\n{}", seconds, text);
}

} // namespace

std::optional<Witness> parse_witness(std::string_view verifier_key)
{
    auto found = parse_verifier_key(verifier_key, KeyKind::cosignature);
    if (!found) return std::nullopt;
    return Witness{std::move(found->name), std::move(found->public_key)};
}

std::string verifier_key(const Witness& witness)
{
    return verifier_key(witness.name, KeyKind::cosignature, witness.public_key);
}

std::optional<Cosignature>
cosignature_of(const Witness& witness, std::string_view text, std::string_view signatures)
{
    const auto id = key_id(witness.name, KeyKind::cosignature, witness.public_key);
    while (const auto line = take_line(signatures)) {
        const auto signature = signature_in(*line, witness.name, id);
        if (!signature || signature->size() != time_bytes + signature_bytes) continue;
        const auto seconds = from_big_endian(signature->substr(0, time_bytes));
        if (seconds < 0 || seconds > seconds_max ||
            !crypto::signature_is_valid(
                witness.public_key, message_of(text, seconds),
                std::string_view(*signature).substr(time_bytes)
            ))
            continue;
        return Cosignature{std::string(*line) + "\n", Instant(std::chrono::seconds(seconds))};
    }
    return std::nullopt;
}

std::string
cosigned(std::string_view name, std::string_view text, const crypto::SigningKey& key, Instant at)
{
    const auto seconds = seconds_of(at);
    return fmt::format(
        "— {} {}\n", name,
        base64_text(
            key_id(name, KeyKind::cosignature, key.public_key()) + big_endian(seconds, time_bytes) +
            key.sign(message_of(text, seconds))
        )
    );
}

} // namespace tnung::audit
