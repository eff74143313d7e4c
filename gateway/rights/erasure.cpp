#include "gateway/rights/erasure.hpp"

#include "foundation/crypto/hash.hpp"

namespace tnung::gateway::erasure {

namespace {

constexpr std::size_t key_bytes = 16;

/// Locked like an event of his would lock him, so that neither meets the other half done.
constexpr pg::Query lock_query{"erasure.lock", R"sql(
    SELECT 1 FROM follower WHERE id = $1 AND erased_at IS NULL FOR UPDATE
)sql"};

constexpr pg::Query links_query{"erasure.links", R"sql(
    WITH owners AS (
        DELETE FROM phone_link_owner USING phone_link
         WHERE phone_link.id = phone_link_owner.phone_link_id AND phone_link.follower_id = $1
    )
    DELETE FROM dossier_grant WHERE follower_id = $1
)sql"};

constexpr pg::Query linked_query{"erasure.linked", "DELETE FROM phone_link WHERE follower_id = $1"};

constexpr pg::Query addresses_query{"erasure.addresses", R"sql(
    WITH sessions AS (DELETE FROM citizen_session WHERE follower_id = $1),
         conversations AS (DELETE FROM conversation WHERE follower_id = $1),
         photos AS (DELETE FROM sent_photo WHERE follower_id = $1),
         codes AS (DELETE FROM one_time_code WHERE follower_id = $1)
    DELETE FROM page_link WHERE follower_id = $1
)sql"};

constexpr pg::Query messages_query{"erasure.messages", R"sql(
    WITH waiting AS (
        DELETE FROM outbox_item
         WHERE kind = 'reply' AND subject_id IN (SELECT id FROM reply WHERE follower_id = $1)
            OR kind = 'profile' AND subject_id = $1
    )
    DELETE FROM reply WHERE follower_id = $1
)sql"};

constexpr pg::Query talks_query{"erasure.talks", R"sql(
    WITH talk AS (
        UPDATE task SET closed_at = coalesce(closed_at, $2), result = coalesce(result, 'erased')
         WHERE follower_id = $1 AND kind = 'talk'
        RETURNING id
    )
    UPDATE task_message SET text_sealed = $3, erased_at = $2 WHERE task_id IN (SELECT id FROM talk)
)sql"};

constexpr pg::Query follower_query{"erasure.follower", R"sql(
    UPDATE follower SET zalo_user_key = $2, zalo_user_sealed = $4, display_name_sealed = NULL, language = 'vi',
           minor = false, interacted_at = NULL, withdrawn_at = coalesce(withdrawn_at, $3), erased_at = $3
     WHERE id = $1
)sql"};

} // namespace

void erase_follower(pg::Transaction& tx, const PersonKeys& keys, Id<Follower> follower, Instant now)
{
    if (tx.exec(lock_query, follower).empty()) return;
    tx.exec(links_query, follower);
    tx.exec(linked_query, follower);
    tx.exec(addresses_query, follower);
    tx.exec(messages_query, follower);
    tx.exec(talks_query, follower, now, Bytes{keys.message.seal(erased_text, "task_message.text")});
    tx.exec(
        follower_query, follower, Bytes{crypto::random_bytes(key_bytes)}, now,
        Bytes{keys.follower.seal("", "follower.zalo_user")}
    );
}

} // namespace tnung::gateway::erasure
