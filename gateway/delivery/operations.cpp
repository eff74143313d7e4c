#include "gateway/delivery/operations.hpp"

#include "gateway/delivery/lane.hpp"
#include "gateway/figures/daily_figures.hpp"
#include "gateway/notice/notice_figures.hpp"
#include "gateway/notice/route.hpp"

#include <fmt/format.h>

#include <algorithm>

namespace tnung::gateway::operations {

namespace {

constexpr std::chrono::minutes spark_step{5};
constexpr std::chrono::minutes webhook_late_after{1};
constexpr int causes_shown = 8;

/// By way and step of the last hour; a step counts from the oldest.
constexpr pg::Query hour_query{"operations.hour", R"sql(
    SELECT channel, least(floor(extract(epoch FROM at - $1) / 300)::int, 11), count(*),
           count(*) FILTER (WHERE outcome NOT IN ('accepted', 'unknown'))
      FROM notice_attempt WHERE at >= $1 AND outcome NOT IN ('held', 'listed', 'interrupted')
     GROUP BY 1, 2
)sql"};

constexpr pg::Query causes_query{"operations.causes", R"sql(
    SELECT coalesce(error_code, 0), outcome, count(*)
      FROM notice_attempt
     WHERE at >= $1 AND outcome NOT IN ('accepted', 'held', 'listed')
     GROUP BY 1, 2 ORDER BY 3 DESC LIMIT $2
)sql"};

constexpr pg::Query backlog_query{"operations.backlog", R"sql(
    SELECT urgency, CASE WHEN held AND not_before > $1 THEN coalesce(hold, 'later') ELSE '' END, count(*), min(least(place, $1))
      FROM outbox_item GROUP BY 1, 2 ORDER BY 1, 2
)sql"};

constexpr pg::Query sources_query{"operations.sources", R"sql(
    SELECT sender.name, sender.revoked_at IS NOT NULL, today.last, coalesce(today.count, 0)
      FROM sender
      LEFT JOIN (SELECT sender_id, max(recorded_at) AS last, count(*) FROM dossier_event
                  WHERE recorded_at >= $1 GROUP BY 1) today ON today.sender_id = sender.id
     ORDER BY sender.id
)sql"};

constexpr pg::Query webhooks_query{"operations.webhooks", R"sql(
    SELECT count(*), max(received_at) FROM webhook WHERE received_at >= $1
)sql"};

constexpr pg::Query webhooks_late_query{"operations.webhooks_late", R"sql(
    SELECT count(*) FROM webhook WHERE worked_at IS NULL AND received_at < $1 AND event_name <> 'user_received_message'
)sql"};

constexpr std::chrono::minutes waits_without_rule_max{10};

constexpr pg::Query nothing_leaves_query{"operations.nothing_leaves", R"sql(
    SELECT waiting.due, waiting.aside
      FROM (SELECT (SELECT count(*) FROM (SELECT 1 FROM outbox_item WHERE NOT held AND place < $1 LIMIT 1000) of_them) AS due,
                   (SELECT count(*) FROM outbox_item WHERE trouble IS NOT NULL AND aside_since < $1) AS aside) waiting
     WHERE waiting.due + waiting.aside > 0
       AND NOT EXISTS (SELECT 1 FROM notice_attempt WHERE at >= $1 AND outcome NOT IN ('held', 'listed', 'interrupted'))
)sql"};

std::vector<Lane> lanes(pg::Transaction& tx, const daily_figures::Counts& today, Instant now)
{
    std::vector<Lane> all;
    const auto paused = lane::paused(tx);
    for (const auto channel :
         {Channel::chat, Channel::template_by_user, Channel::template_by_phone}) {
        all.push_back({.name = std::string(channel_name(channel))});
    }
    const auto lane_of = [&](std::string_view name) {
        auto found = std::ranges::find(all, name, &Lane::name);
        // Not every province has it: it is shown where it is used.
        if (found == all.end() && name == channel_name(Channel::sms))
            found = all.insert(all.end(), Lane{.name = std::string(name)});
        return found == all.end() ? nullptr : &*found;
    };
    for (const auto& [name, since] : paused)
        if (auto* one = lane_of(name)) one->paused_at = since;
    const auto hour = tx.exec(hour_query, now - spark_steps * spark_step);
    for (std::size_t i = 0; i < hour.size(); ++i)
        if (auto* one = lane_of(hour.text(i, 0))) {
            const auto step = std::clamp(hour.get<int>(i, 1), 0, spark_steps - 1);
            one->calls[std::size_t(step)] += hour.get<std::int64_t>(i, 2);
            one->failed += hour.get<std::int64_t>(i, 3);
        }
    for (auto& one : all)
        if (const auto channel = parse_channel(one.name))
            one.dong_today = daily_figures::count_of(today, dong_figure(*channel));
    return all;
}

std::vector<Backlog> backlog(pg::Transaction& tx, Instant now)
{
    std::vector<Backlog> all;
    const auto rows = tx.exec(backlog_query, now);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto urgency = rows.get<int>(i, 0);
        if (all.empty() || all.back().urgency != urgency) all.push_back({.urgency = urgency});
        const auto hold = rows.get<std::string>(i, 1);
        const auto count = rows.get<std::int64_t>(i, 2);
        if (hold.empty()) {
            all.back().due = count;
            all.back().oldest = rows.get<Instant>(i, 3);
        } else {
            all.back().held[hold] = count;
        }
    }
    return all;
}

DaySum
day_sum(pg::Transaction& tx, const Subjects& subjects, const daily_figures::Sums& notices, Day day)
{
    DaySum sum{
        .as_of = notices.as_of,
        .notices = notices.count("owed"),
        .delivered = notices.count("delivered"),
        .excused = notices.count("excused"),
        .waiting = notices.count("open") + notices.count("to_call"),
        .on_call_list = notices.count("to_call"),
        .unexplained = notices.count("unexplained")};
    for (const auto* subject : subjects) {
        const auto causes = daily_figures::sums(tx, subject->name(), {day, day});
        sum.causes += causes.count("causes");
        sum.unexplained += causes.count("unexplained");
    }
    return sum;
}

} // namespace

Picture look(pg::Transaction& tx, const Subjects& subjects, const std::string& account, Instant now)
{
    const auto day = day_of(now);
    const auto today = start_of(day);
    const auto notices = daily_figures::sums(tx, notice_figures().name, {day, day});
    Picture picture{
        .at = now,
        .today = day_sum(tx, subjects, notices, day),
        .lanes = lanes(tx, notices.of_figure, now),
        .backlog = backlog(tx, now),
        .quota = day_quota::find(tx, account, now),
        .token = ZaloTokens::standing(tx, account),
        .templates = template_standing::all(tx),
        .aside = outbox::aside(tx, aside_shown),
        .aside_count = outbox::aside_count(tx)};
    const auto causes = tx.exec(causes_query, today, causes_shown);
    for (std::size_t i = 0; i < causes.size(); ++i)
        picture.causes.push_back(
            {causes.get<int>(i, 0), causes.get<std::string>(i, 1), causes.get<std::int64_t>(i, 2)}
        );
    const auto sources = tx.exec(sources_query, today);
    for (std::size_t i = 0; i < sources.size(); ++i)
        picture.sources.push_back(
            {sources.get<std::string>(i, 0), sources.get<bool>(i, 1),
             sources.get<std::optional<Instant>>(i, 2), sources.get<std::int64_t>(i, 3)}
        );
    const auto webhooks = tx.exec(webhooks_query, today);
    picture.webhooks_today = webhooks.get<std::int64_t>(0, 0);
    picture.webhook_last = webhooks.get<std::optional<Instant>>(0, 1);
    picture.webhooks_late = webhooks_late(tx, now);
    return picture;
}

std::optional<std::string> nothing_leaves(pg::Transaction& tx, Instant now)
{
    const auto rows = tx.exec(nothing_leaves_query, now - waits_without_rule_max);
    if (rows.empty()) return std::nullopt;
    return fmt::format(
        "nothing has left for {} minutes: due {}, set aside {}", waits_without_rule_max.count(),
        rows.get<std::int64_t>(0, 0), rows.get<std::int64_t>(0, 1)
    );
}

std::int64_t webhooks_late(pg::Transaction& tx, Instant now)
{
    return tx.exec(webhooks_late_query, now - webhook_late_after).get<std::int64_t>(0, 0);
}

std::optional<Instant>
spent_at(const day_quota::Day& day, Instant now, int day_from_hour, int day_until_hour)
{
    const auto midnight = start_of(day_of(now));
    const auto begins = midnight + std::chrono::hours(day_from_hour);
    const auto ends = midnight + std::chrono::hours(day_until_hour);
    if (day.used >= day.quota) return now;
    if (day.used == 0 || now <= begins) return std::nullopt;
    const std::chrono::duration<double> so_far = now - begins;
    const auto left = so_far * (double(day.quota - day.used) / double(day.used));
    if (left > ends - now) return std::nullopt;
    return now + std::chrono::duration_cast<std::chrono::minutes>(left);
}

} // namespace tnung::gateway::operations
