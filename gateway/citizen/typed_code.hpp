#pragma once

#include "foundation/pg/pool.hpp"
#include "foundation/short_code/short_code.hpp"
#include "gateway/citizen/person_keys.hpp"

#include <array>
#include <optional>
#include <string>

namespace tnung::gateway {

/// Short codes that a person types into the chat, since following an account carries no reference
/// (zalo-openapi 8.5): which dossier he means (D…), or that he stands at the counter (C…).
enum class TypedCodeKind { start, counter };

struct UsedCode {
    TypedCodeKind kind;
    std::int64_t dossier_id;
    std::optional<std::int64_t> staff_id;
};

namespace typed_code {

inline constexpr std::chrono::minutes start_life{30};
inline constexpr std::chrono::minutes counter_life{10};

/// A start code points at a dossier, nothing more; a counter code opens one.
inline constexpr std::array<short_code::Kind, 2> kinds = {{{'D', 5}, {'C', 6}}};

/// The code as it is kept (foundation/short_code).
std::string make(
    pg::Transaction& tx, const PersonKeys& keys, TypedCodeKind kind, std::int64_t dossier_id,
    std::optional<std::int64_t> staff_id, Instant now
);
/// Uses a code. A start code works until it expires. A counter code works once, and only while the
/// dossier has the owner that it had when the code was made. Nothing for any other text.
std::optional<UsedCode>
use(pg::Transaction& tx, const PersonKeys& keys, const std::string& code, Instant now);

} // namespace typed_code

} // namespace tnung::gateway
