#pragma once

#include "gateway/citizen/person_keys.hpp"

#include "foundation/pg/pool.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace tnung::gateway {

/// Short codes that a person types into the chat, since following an account carries no reference
/// (zalo-openapi 8.5): which dossier he means (`DK7F3QX`), or that he stands at the counter
/// (`CQ7F3QXM`).
enum class TypedCodeKind { start, counter };

struct UsedCode {
    TypedCodeKind kind;
    std::int64_t dossier_id;
    std::optional<std::int64_t> staff_id;
};

namespace typed_code {

inline constexpr std::chrono::minutes start_life{30};
inline constexpr std::chrono::minutes counter_life{10};

std::string make(
    pg::Transaction& tx, const PersonKeys& keys, TypedCodeKind kind, std::int64_t dossier_id,
    std::optional<std::int64_t> staff_id, Instant now
);
/// Whether a text looks like one, however it is typed ("dk 7f3qx").
std::optional<std::string> recognised(std::string_view typed);
/// A start code may be used again while it lives; a counter code once, and while the dossier is
/// whose it was when the code was made.
std::optional<UsedCode>
use(pg::Transaction& tx, const PersonKeys& keys, const std::string& code, Instant now);

} // namespace typed_code

} // namespace tnung::gateway
