#include "gateway/chat/conversation.hpp"

namespace tnung::gateway::conversation {

namespace {

constexpr pg::Query find_query{"conversation.find", R"sql(
    SELECT step, dossier_id, number_sealed FROM conversation WHERE follower_id = $1 AND until > $2
)sql"};

constexpr pg::Query set_query{"conversation.set", R"sql(
    INSERT INTO conversation (follower_id, step, dossier_id, number_sealed, until) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (follower_id) DO UPDATE
       SET step = excluded.step, dossier_id = excluded.dossier_id, number_sealed = excluded.number_sealed,
           until = excluded.until
)sql"};

constexpr pg::Query end_query{
    "conversation.end", "DELETE FROM conversation WHERE follower_id = $1"};

} // namespace

Conversation find(pg::Transaction& tx, const PersonKeys& keys, Id<Follower> follower, Instant now)
{
    const auto rows = tx.exec(find_query, follower, now);
    Conversation conversation;
    if (rows.empty()) return conversation;
    conversation.step = rows.get<std::string>(0, 0);
    conversation.dossier_id = rows.get<std::optional<std::int64_t>>(0, 1);
    if (const auto sealed = rows.get<std::optional<Bytes>>(0, 2))
        conversation.number = keys.phone.open(sealed->data, "conversation.number").value_or("");
    return conversation;
}

void set(
    pg::Transaction& tx, const PersonKeys& keys, Id<Follower> follower,
    const Conversation& conversation, Instant now
)
{
    if (conversation.step.empty()) return end(tx, follower);
    std::optional<Bytes> number;
    if (!conversation.number.empty())
        number = Bytes{keys.phone.seal(conversation.number, "conversation.number")};
    tx.exec(set_query, follower, conversation.step, conversation.dossier_id, number, now + life);
}

void end(pg::Transaction& tx, Id<Follower> follower)
{
    tx.exec(end_query, follower);
}

} // namespace tnung::gateway::conversation
