#pragma once

#include "foundation/crypto/seal.hpp"
#include "foundation/pg/pool.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

/// Events of Zalo and the SMS gateway as they came, until they are worked.
namespace tnung::gateway::webhook_store {

struct Stored {
    std::int64_t id = 0;
    std::string event_name, body;
    Instant received_at{};
};
/// `key`: tells an event from its repeat, which is left out.
void keep(
    pg::Transaction& tx, const crypto::Sealer& sealer, const std::string& key,
    std::string_view event_name, const std::string& body, Instant now
);
/// The oldest that is due, locked; those that others work on are passed over. Throws
/// std::runtime_error where it was sealed with another key.
std::optional<Stored> take(pg::Transaction& tx, const crypto::Sealer& sealer, Instant now);
void finish(pg::Transaction& tx, std::int64_t id, Instant now);
/// Looked at again from then on.
void put_off(pg::Transaction& tx, std::int64_t id, Instant until);
/// Whether an answer in the chat has that id of Zalo's.
bool is_reply(pg::Transaction& tx, const std::string& message_id);

} // namespace tnung::gateway::webhook_store
