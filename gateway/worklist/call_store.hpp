#pragma once

#include "foundation/grant/grant.hpp"
#include "foundation/staff/staff.hpp"
#include "gateway/citizen/person_keys.hpp"
#include "gateway/dossier/dossier_detail.hpp"

#include <optional>
#include <string>
#include <vector>

/// The list of people to call, because no message reaches them (gateway/task opens the calls): each
/// act in the caller's transaction.
namespace tnung::gateway::call_store {

/// A call asks what sending asks: the number of today, which was not stopped; details of its owner.
struct Call {
    std::int64_t task_id;
    std::optional<std::string> unit_code;
    std::optional<std::int64_t> dossier_id;
    std::string code, procedure_name, agency_name; ///< of the dossier; empty: none
    std::optional<Instant> dossier_due_at;
    Instant opened_at;
    std::optional<Instant> due_at;
    int calls;          ///< nobody answered so often
    std::string number; ///< 84…
    std::string owner_name;
    std::string notice_kind;
    DossierDetail detail; ///< of the event that the call is about
};

inline constexpr std::int64_t calls_on_page = 50;
inline constexpr std::int64_t calls_in_file = 20'000; ///< in a spreadsheet

/// Open ones of these units, the most pressing first, from that place on.
std::vector<Call> open_calls(
    pg::Transaction& tx, const PersonKeys& keys, const UnitScope& scope,
    std::int64_t count_max = calls_on_page, std::int64_t from = 0
);
std::int64_t count(pg::Transaction& tx, const UnitScope& scope);
/// Nothing where it is closed.
std::optional<Call> find(pg::Transaction& tx, const PersonKeys& keys, std::int64_t task_id);

/// What a call brought. Reached: the notice is delivered. No answer: counted, given up after three.
enum class CallResult { reached, no_answer, wrong_person };
inline constexpr int calls_max = 3;
/// A call that somebody else recorded stays as it is.
void record(
    pg::Transaction& tx, std::int64_t task_id, CallResult result, Id<Staff> staff, Instant now
);

} // namespace tnung::gateway::call_store
