#pragma once

#include "foundation/pg/pool.hpp"

#include <optional>
#include <string>
#include <vector>

/// What waits for a clerk: a wrong number, a person who wants to talk, a call to make because no
/// message reaches. A task is opened in the transaction of what caused it.
namespace tnung::gateway::task_store {

/// Once for each dossier while it is open. The unit is the dossier's own.
void open_wrong_number(
    pg::Transaction& tx, std::int64_t dossier_id, std::int64_t phone_id, Instant now
);

/// The dossier has no number but one that may be a landline of before 2017: somebody has to ask.
/// Once while it is open; not of a dossier that has ended.
void ask_number(pg::Transaction& tx, std::int64_t dossier_id, std::int64_t phone_id, Instant now);
/// Of dossiers that have a number by now, or have ended.
void end_asking(pg::Transaction& tx, const std::vector<std::int64_t>& dossier_ids, Instant now);

/// No message about it arrives: somebody of the unit (nothing: the province's) calls.
struct Call {
    std::string_view subject; ///< what the notice is about (gateway/notice/subject.hpp)
    std::int64_t subject_id = 0, notice_id = 0;
    std::optional<std::int64_t> phone_id;
    std::optional<std::string> unit_code;
    Instant due_at{};
};
/// A call that was asked for already changes nothing.
void open_calls(pg::Transaction& tx, const std::vector<Call>& calls, Instant now);

/// Whether the follower has a talk open.
bool is_talking(pg::Transaction& tx, std::int64_t follower_id);
/// The talk that the follower has open, or a new one with the office of that unit (nothing: the
/// province's). Its id.
std::int64_t open_talk(
    pg::Transaction& tx, std::int64_t follower_id, const std::optional<std::string>& unit_code,
    std::optional<std::int64_t> dossier_id, Instant now
);
void add_message(
    pg::Transaction& tx, std::int64_t task_id, std::optional<std::int64_t> staff_id,
    const Bytes& text_sealed, Instant now
);
/// What the office says in a talk; false where it is closed, however shortly before.
bool answer(
    pg::Transaction& tx, std::int64_t talk_id, std::int64_t staff_id, const Bytes& text_sealed,
    Instant now
);

} // namespace tnung::gateway::task_store
