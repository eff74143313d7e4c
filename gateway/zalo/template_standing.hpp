#pragma once

#include "foundation/base/instant.hpp"
#include "foundation/json/json.hpp"
#include "foundation/pg/pool.hpp"

#include <map>
#include <set>
#include <string>
#include <string_view>

/// What Zalo says of our templates by webhook: approved, refused, switched off, how well people
/// take them (zalo-openapi 5.8). Kept so that somebody sees it before citizens miss their notices.
namespace tnung::gateway::template_standing {

struct Standing {
    std::string
        status; ///< Zalo's word: ENABLE, PENDING_REVIEW, REJECT, DISABLE, DELETE; empty: never told
    std::string reason;  ///< of the status, in Zalo's words
    std::string quality; ///< Zalo's word; empty: never told
};

/// Whether the event was one of a template; an older one than is known changes nothing.
bool record(pg::Transaction& tx, std::string_view event_name, const json::Object& body, Instant at);

/// By template id; templates that Zalo never spoke of are not there.
std::map<std::string, Standing> all(pg::Transaction& tx);

/// Messages with it cannot leave.
bool is_out_of_use(const Standing& standing);

/// The ids of those that are.
std::set<std::string> out_of_use(const std::map<std::string, Standing>& standings);
std::set<std::string> out_of_use(pg::Transaction& tx);

} // namespace tnung::gateway::template_standing
