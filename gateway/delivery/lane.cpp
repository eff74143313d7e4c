#include "gateway/delivery/lane.hpp"

#include "foundation/outbox/outbox.hpp"
#include "gateway/notice/message_status.hpp"

namespace tnung::gateway::lane {

namespace {

constexpr pg::Query paused_query{"lane.paused", "SELECT lane, paused_at FROM paused_lane"};

constexpr pg::Query pause_query{"lane.pause", R"sql(
    INSERT INTO paused_lane (lane, paused_at, paused_by) VALUES ($1, $2, $3) ON CONFLICT (lane) DO NOTHING
)sql"};

constexpr pg::Query resume_query{"lane.resume", "DELETE FROM paused_lane WHERE lane = $1"};

} // namespace

std::map<std::string, Instant> paused(pg::Transaction& tx)
{
    const auto rows = tx.exec(paused_query);
    std::map<std::string, Instant> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.emplace(rows.get<std::string>(i, 0), rows.get<Instant>(i, 1));
    return all;
}

void pause(pg::Transaction& tx, const std::string& name, std::int64_t staff_id, Instant now)
{
    tx.exec(pause_query, name, now, staff_id);
}

void resume(pg::Transaction& tx, const std::string& name, Instant now)
{
    tx.exec(resume_query, name);
    outbox::lift(tx, name_of(Hold::paused), now);
}

} // namespace tnung::gateway::lane
