#pragma once

#include "foundation/base/instant.hpp"
#include "foundation/json/json.hpp"
#include "foundation/pg/pool.hpp"

#include <optional>
#include <string>

/// Template messages that the account may send today and has sent, as Zalo counts them
/// (zalo-openapi 5.7). Days are the province's.
namespace tnung::gateway::day_quota {

struct Day {
    std::int64_t quota = 0, used = 0;
};

/// What is known of the day; nothing before Zalo said anything. A new day begins with none used.
std::optional<Day> find(pg::Transaction& tx, const std::string& account, Instant now);
/// The same, held until the transaction ends.
std::optional<Day> lock(pg::Transaction& tx, const std::string& account, Instant now);
void save(pg::Transaction& tx, const std::string& account, const Day& day, Instant now);

/// By the `quota` object of an answer, whose values are strings (zalo-openapi 5.1).
std::optional<Day> told_by_answer(const json::Object& data);
/// Whether the webhook's event was about the account's quota.
bool record(
    pg::Transaction& tx, const std::string& account, std::string_view event_name,
    const json::Object& body, Instant now
);

} // namespace tnung::gateway::day_quota
