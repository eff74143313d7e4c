#include "gateway/zalo/day_quota.hpp"

#include "foundation/base/bytes.hpp"

namespace tnung::gateway::day_quota {

namespace {

constexpr std::int64_t quota_max = 100'000'000;

constexpr pg::Query find_query{"day_quota.find", R"sql(
    SELECT quota, CASE WHEN day = $2 THEN used ELSE 0 END FROM zalo_quota WHERE account = $1
)sql"};

constexpr pg::Query lock_query{"day_quota.lock", R"sql(
    SELECT quota, CASE WHEN day = $2 THEN used ELSE 0 END FROM zalo_quota WHERE account = $1 FOR UPDATE
)sql"};

constexpr pg::Query save_query{"day_quota.save", R"sql(
    INSERT INTO zalo_quota (account, day, quota, used) VALUES ($1, $2, $3, $4)
    ON CONFLICT (account) DO UPDATE SET day = excluded.day, quota = excluded.quota, used = excluded.used
)sql"};

std::optional<Day> day_of_rows(const pg::Rows& rows)
{
    if (rows.empty()) return std::nullopt;
    return Day{rows.get<std::int64_t>(0, 0), rows.get<std::int64_t>(0, 1)};
}

/// A count in digits, as a string or as a number: Zalo writes both.
std::optional<std::int64_t> count_in(const json::Object& object, std::string_view name)
{
    const auto* value = object.if_contains(name);
    if (!value) return std::nullopt;
    const auto count = value->is_string()  ? parse_integer(std::string_view(value->get_string()))
                       : value->is_int64() ? std::optional(value->get_int64())
                                           : std::nullopt;
    return count && *count >= 0 && *count <= quota_max ? count : std::nullopt;
}

} // namespace

std::optional<Day> find(pg::Transaction& tx, const std::string& account, Instant now)
{
    return day_of_rows(tx.exec(find_query, account, day_of(now)));
}

std::optional<Day> lock(pg::Transaction& tx, const std::string& account, Instant now)
{
    return day_of_rows(tx.exec(lock_query, account, day_of(now)));
}

void save(pg::Transaction& tx, const std::string& account, const Day& day, Instant now)
{
    tx.exec(save_query, account, day_of(now), day.quota, day.used);
}

std::optional<Day> told_by_answer(const json::Object& data)
{
    const auto* quota = data.if_contains("quota");
    if (!quota || !quota->is_object()) return std::nullopt;
    const auto all = count_in(quota->get_object(), "dailyQuota");
    const auto left = count_in(quota->get_object(), "remainingQuota");
    if (!all || !left || *left > *all) return std::nullopt;
    return Day{*all, *all - *left};
}

bool record(
    pg::Transaction& tx, const std::string& account, std::string_view event_name,
    const json::Object& body, Instant now
)
{
    if (event_name != "change_oa_daily_quota") return false;
    const auto* quota = body.if_contains("quota");
    const auto told =
        quota && quota->is_object() ? count_in(quota->get_object(), "new_value") : std::nullopt;
    if (!told) return true;
    auto day = lock(tx, account, now).value_or(Day{});
    day.quota = *told;
    save(tx, account, day, now);
    return true;
}

} // namespace tnung::gateway::day_quota
