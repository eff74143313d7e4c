#pragma once

#include "foundation/http/client.hpp"
#include "foundation/json/json.hpp"
#include "foundation/pg/connection.hpp"
#include "gateway/citizen/person_keys.hpp"
#include "tests/stage/stage.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace tnung::crash {

/// What became of it all, from both sides: our database, and what Zalo, the SMS gateway and the
/// one-stop system say that they took and were told.
struct Verdict {
    std::int64_t events = 0, notices = 0, accepted = 0;
    /// Acknowledged events or webhooks that are not in the database; notices that say somebody
    /// took them and nobody did.
    std::int64_t lost = 0;
    /// Messages that Zalo took twice under one tracking id, or, where it keeps none, more often
    /// than notices of that person were marked *maybe sent*.
    std::int64_t duplicated = 0;
    std::int64_t maybe_sent = 0; ///< notices whose fate was unknown at some time
    std::int64_t settled = 0;    ///< of them, by a receipt
    std::int64_t repeated_as_reminder = 0;
    /// What `tnung-gateway reconcile` counts, messages of Zalo's that belong to nothing here, and
    /// entries of the audit log that are out of order.
    std::int64_t unexplained = 0;
    std::vector<std::string> findings; ///< the first few, in words

    void find(std::int64_t Verdict::*what, std::string words);
};

Verdict judge(
    pg::Connection& database, const gateway::PersonKeys& keys, http::Client& client,
    const testing::Stage& stage
);

/// Nothing waits to be done but receipts that belong to nothing here, and what is set aside.
bool is_drained(pg::Connection& database, http::Client& client, const testing::Stage& stage);

/// Parsed answer of one of the sandbox's own addresses; throws where it does not answer.
json::Value ask_sandbox(http::Client& client, const testing::Stage& stage, const std::string& path);

} // namespace tnung::crash
