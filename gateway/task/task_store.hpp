#pragma once

#include "foundation/pg/pool.hpp"

#include <map>
#include <optional>
#include <string>
#include <vector>

/// What waits for a clerk: a wrong number, a person who wants to talk, a call to make because no
/// message arrives. A task is opened in the transaction of what caused it. Which kinds there are is
/// said by the rooms that open them (task_kind.hpp).
namespace tnung::gateway::task_store {

struct NewTask {
    std::string_view kind;
    std::string_view subject; ///< what it is about (gateway/notice/subject.hpp)
    std::int64_t subject_id = 0;
    std::optional<std::string> unit_code; ///< whose clerks do it; nothing: the province's
    std::optional<std::int64_t> phone_id;
    std::optional<Instant> due_at;
};
/// False where one of its kind is open about the same already.
bool open(pg::Transaction& tx, const NewTask& task, Instant now);

/// No message about it arrives: somebody of the unit (nothing: the province's) calls.
struct Call {
    std::string_view subject;
    std::int64_t subject_id = 0, notice_id = 0;
    std::optional<std::int64_t> phone_id;
    std::optional<std::string> unit_code;
    Instant due_at{};
};
/// A call that was asked for already changes nothing.
void open_calls(pg::Transaction& tx, const std::vector<Call>& calls, Instant now);

/// An open task, as its room needs it to show it.
struct OpenTask {
    std::int64_t id = 0;
    std::optional<std::string> subject;
    std::optional<std::int64_t> subject_id, phone_id, follower_id;
    Instant opened_at{};
    std::optional<Instant> due_at;
};
/// Of one kind. `units`: of those alone; nothing: of all. The most pressing first, from that place
/// on.
std::vector<OpenTask> open_tasks(
    pg::Transaction& tx, const std::optional<std::vector<std::string>>& units,
    std::string_view kind, std::int64_t count_max, std::int64_t from
);
/// How many are open, by kind; a kind of which none is open is left out.
std::map<std::string, std::int64_t, std::less<>>
open_counts(pg::Transaction& tx, const std::optional<std::vector<std::string>>& units);

/// `result`: a word of the task's room. A task that is closed stays as it is.
void close(
    pg::Transaction& tx, std::int64_t task_id, std::optional<std::int64_t> staff_id,
    std::string_view result, Instant now
);
/// All open ones of these kinds about one thing.
void close_about(
    pg::Transaction& tx, std::string_view subject, std::int64_t subject_id,
    const std::vector<std::string>& kinds, std::string_view result, Instant now
);

} // namespace tnung::gateway::task_store
