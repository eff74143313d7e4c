#pragma once

#include "foundation/staff/staff.hpp"
#include "gateway/citizen/person_keys.hpp"

#include "foundation/pg/pool.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

/// Talks of a follower with an office: a task of kind `talk` and what both wrote under it.
namespace tnung::gateway::talk_store {

inline constexpr std::string_view kind = "talk";

/// Whether the follower has a talk open.
bool is_open(pg::Transaction& tx, std::int64_t follower_id);
/// The talk that the follower has open, or a new one with the office of that unit (nothing: the
/// province's). Its id.
std::int64_t open(
    pg::Transaction& tx, std::int64_t follower_id, const std::optional<std::string>& unit_code,
    std::optional<std::int64_t> dossier_id, Instant now
);
/// What the person wrote.
void add_message(
    pg::Transaction& tx, std::int64_t talk_id, const PersonKeys& keys, const std::string& text,
    Instant now
);
/// What the office says; false where the talk is closed, however shortly before.
bool answer(
    pg::Transaction& tx, std::int64_t talk_id, const PersonKeys& keys, Id<Staff> staff,
    const std::string& text, Instant now
);

struct Message {
    std::optional<std::string> staff_name; ///< nothing: the person
    std::string text;
    Instant at;
};
struct Talk {
    std::int64_t task_id;
    std::int64_t follower_id;
    std::string language;
    std::optional<std::string> unit_code;
    std::optional<std::int64_t> dossier_id; ///< the newest that the person was told of
    std::string display_name;
    bool open;
    std::optional<Instant> interacted_at;
    std::vector<Message> messages; ///< oldest first
};
std::optional<Talk> find(pg::Transaction& tx, const PersonKeys& keys, std::int64_t task_id);

/// What the list of tasks shows of open ones, by task.
struct Line {
    std::string asked; ///< what the person wrote last
    std::optional<std::int64_t> dossier_id;
    std::string dossier_code; ///< empty: of no dossier
};
std::map<std::int64_t, Line>
lines(pg::Transaction& tx, const PersonKeys& keys, const std::vector<std::int64_t>& task_ids);

} // namespace tnung::gateway::talk_store
