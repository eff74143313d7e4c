#include "gateway/webhook/webhook_store.hpp"

#include <stdexcept>

namespace tnung::gateway::webhook_store {

namespace {

constexpr pg::Query keep_query{"webhook.keep", R"sql(
    INSERT INTO webhook (event_key, event_name, body_sealed, received_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (event_key) DO NOTHING
)sql"};

/// One at a time: what one event does is one act in one transaction.
constexpr pg::Query take_query{"webhook.take", R"sql(
    SELECT id, event_name, body_sealed, received_at FROM webhook
     WHERE worked_at IS NULL AND not_before <= $1 ORDER BY id LIMIT 1 FOR UPDATE SKIP LOCKED
)sql"};

constexpr pg::Query finish_query{
    "webhook.finish", "UPDATE webhook SET worked_at = $2 WHERE id = $1"};

constexpr pg::Query later_query{
    "webhook.later", "UPDATE webhook SET not_before = $2 WHERE id = $1"};

constexpr pg::Query is_reply_query{"reply.by_message", "SELECT 1 FROM reply WHERE message_id = $1"};

} // namespace

void keep(
    pg::Transaction& tx, const crypto::Sealer& sealer, const std::string& key,
    std::string_view event_name, const std::string& body, Instant now
)
{
    tx.exec(keep_query, Bytes{key}, event_name, Bytes{sealer.seal(body, "webhook.body")}, now);
}

std::optional<Stored> take(pg::Transaction& tx, const crypto::Sealer& sealer, Instant now)
{
    const auto rows = tx.exec(take_query, now);
    if (rows.empty()) return std::nullopt;
    const auto body = sealer.open(rows.get<Bytes>(0, 2).data, "webhook.body");
    if (!body) throw std::runtime_error("a webhook was sealed with another key");
    return Stored{
        rows.get<std::int64_t>(0, 0), rows.get<std::string>(0, 1), *body, rows.get<Instant>(0, 3)};
}

void finish(pg::Transaction& tx, std::int64_t id, Instant now)
{
    tx.exec(finish_query, id, now);
}

void put_off(pg::Transaction& tx, std::int64_t id, Instant until)
{
    tx.exec(later_query, id, until);
}

bool is_reply(pg::Transaction& tx, const std::string& message_id)
{
    return !tx.exec(is_reply_query, message_id).empty();
}

} // namespace tnung::gateway::webhook_store
