#pragma once

#include "foundation/grant/grant.hpp"
#include "foundation/staff/staff.hpp"
#include "gateway/citizen/person_keys.hpp"
#include "gateway/notice/subject.hpp"

#include <optional>
#include <string>
#include <vector>

/// The list of people to call, because no message reaches them (gateway/task opens the calls): each
/// act in the caller's transaction.
namespace tnung::gateway::call_store {

struct Call {
    std::int64_t task_id = 0;
    std::optional<std::string> unit_code;
    std::optional<Instant> due_at;
    int calls = 0;      ///< nobody answered so often
    std::string number; ///< 84…: that of today, which was not stopped
    CallCard card;      ///< empty where nobody registered the subject
};

inline constexpr std::int64_t calls_on_page = 50;
inline constexpr std::int64_t calls_in_file = 20'000; ///< in a spreadsheet

/// Open ones of these units, the most pressing first, from that place on.
std::vector<Call> open_calls(
    pg::Transaction& tx, const PersonKeys& keys, const Subjects& subjects, const UnitScope& scope,
    std::int64_t count_max = calls_on_page, std::int64_t from = 0
);
std::int64_t count(pg::Transaction& tx, const UnitScope& scope);
/// Returns the unit whose call it is; an empty inner value is the province. Nothing where the call
/// is closed.
std::optional<std::optional<std::string>> unit_of(pg::Transaction& tx, std::int64_t task_id);

/// What a call brought. Reached: the notice is delivered. No answer: counted, given up after three.
enum class CallResult { reached, no_answer, wrong_person };
inline constexpr int calls_max = 3;
/// A call that somebody else recorded stays as it is.
void record(
    pg::Transaction& tx, std::int64_t task_id, CallResult result, Id<Staff> staff, Instant now
);

} // namespace tnung::gateway::call_store
