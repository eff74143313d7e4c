#pragma once

#include "gateway/citizen/person_keys.hpp"

#include "foundation/pg/pool.hpp"

#include <string>
#include <utility>
#include <vector>

/// A template message to a number that no event owes: a code, a warning.
namespace tnung::gateway::phone_message {

inline constexpr std::string_view outbox_kind = "phone_message";

/// Leaves before anything else; useless after `useful`. Kinds: `link_code`, `linked`,
/// `number_changed` (data/zalo-templates.tsv has their parameters).
void enqueue(
    pg::Transaction& tx, const PersonKeys& keys, std::string_view kind, std::int64_t phone_id,
    const std::vector<std::pair<std::string, std::string>>& parameters, Instant now,
    std::chrono::minutes useful
);

/// A receipt by our tracking id.
void mark_delivered(pg::Transaction& tx, const std::string& tracking_id);

} // namespace tnung::gateway::phone_message
