#pragma once

#include "foundation/pg/pool.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

/// The newest ten thousand entries of the log, for who watches over it. Identifiers alone.
namespace tnung::audit {

struct ActCount {
    std::string act;
    std::int64_t count = 0, actors = 0;
};
/// Most frequent first.
std::vector<ActCount> recent_counts(pg::Transaction& tx);

struct RecentAct {
    std::optional<Instant> at;
    std::string act, actor, subject;
};
/// Those of these kinds, newest first, at most so many.
std::vector<RecentAct>
recent(pg::Transaction& tx, const std::vector<std::string>& acts, std::int64_t count_max);

} // namespace tnung::audit
