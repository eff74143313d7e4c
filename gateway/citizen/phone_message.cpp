#include "gateway/citizen/phone_message.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/json/json.hpp"
#include "foundation/outbox/outbox.hpp"

namespace tnung::gateway::phone_message {

namespace {

constexpr pg::Query deliver_query{"phone_message.deliver", R"sql(
    UPDATE phone_message SET status = 'delivered' WHERE tracking_id = $1
)sql"};

constexpr pg::Query insert_query{"phone_message.insert", R"sql(
    INSERT INTO phone_message (kind, phone_id, parameters_sealed, created_at, useful_until, tracking_id)
    VALUES ($1, $2, $3, $4, $5, $6)
    RETURNING id
)sql"};

} // namespace

void enqueue(
    pg::Transaction& tx, const PersonKeys& keys, std::string_view kind, std::int64_t phone_id,
    const std::vector<std::pair<std::string, std::string>>& parameters, Instant now,
    std::chrono::minutes useful
)
{
    json::Object object;
    for (const auto& [name, value] : parameters) object[name] = value;
    const auto id = tx.exec(
                          insert_query, kind, phone_id,
                          Bytes{keys.message.seal(json::text(object), "phone_message.parameters")},
                          now, now + useful, "p" + hex_text(crypto::random_bytes(16))
    )
                        .get<std::int64_t>(0, 0);
    outbox::enqueue(tx, outbox_kind, {{id, outbox::urgency_now}}, now);
}

void mark_delivered(pg::Transaction& tx, const std::string& tracking_id)
{
    tx.exec(deliver_query, tracking_id);
}

} // namespace tnung::gateway::phone_message
