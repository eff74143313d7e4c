#pragma once

#include "foundation/grant/grant.hpp"
#include "foundation/staff/staff.hpp"
#include "gateway/citizen/person_keys.hpp"
#include "gateway/dossier/dossier_detail.hpp"

#include <optional>
#include <string>
#include <vector>

/// What waits for a clerk, as its pages show it (gateway/task opens it): each act in the caller's
/// transaction.
namespace tnung::gateway::worklist_store {

struct TaskRow {
    std::int64_t id;
    std::string kind;
    std::optional<std::string> unit_code;
    std::optional<std::int64_t> dossier_id;
    std::string code, procedure_name; ///< of the dossier; empty: none
    std::optional<int> state;
    Instant opened_at;
    std::optional<Instant> due_at;
    int calls;
    std::string number;                 ///< 84…; of a call, or one that is wrong
    bool number_told_elsewhere = false; ///< it is sure to be a mobile number
    std::string owner_name;
    std::string notice_kind;
    std::string agency_name;
    std::optional<Instant> dossier_due_at;
    DossierDetail detail; ///< of the event that a call is about
    std::string asked;    ///< what a person wrote last; of a talk
};

inline constexpr int tasks_shown = 100; ///< on a page

inline constexpr int tasks_in_file = 20'000; ///< in a spreadsheet

/// Open ones of these units, the most pressing first, from that place on.
std::vector<TaskRow> open_tasks(
    pg::Transaction& tx, const PersonKeys& keys, const UnitScope& scope, std::string_view kind,
    std::int64_t count_max = tasks_shown, std::int64_t from = 0
);

struct TaskCounts {
    std::int64_t wrong_number = 0, talk = 0, call = 0, ask_number = 0;
};

TaskCounts count_tasks(pg::Transaction& tx, const UnitScope& scope);

std::optional<TaskRow> find_task(pg::Transaction& tx, const PersonKeys& keys, std::int64_t task_id);

void close_task(
    pg::Transaction& tx, std::int64_t task_id, Id<Staff> staff, std::string_view result, Instant now
);

/// What a call brought. Reached: the notice is delivered. No answer: counted, given up after three.

enum class CallResult { reached, no_answer, wrong_person };

inline constexpr int calls_max = 3;

void record_call(
    pg::Transaction& tx, std::int64_t task_id, CallResult result, Id<Staff> staff, Instant now
);

struct TalkMessage {
    std::optional<std::string> staff_name; ///< nothing: the person
    std::string text;
    Instant at;
};

struct Talk {
    std::int64_t task_id;
    std::int64_t follower_id;
    std::string language;
    std::optional<std::string> unit_code;
    std::optional<std::int64_t> dossier_id;
    std::string display_name;
    bool open;
    std::optional<Instant> interacted_at;
    std::vector<TalkMessage> messages;
};

std::optional<Talk> load_talk(pg::Transaction& tx, const PersonKeys& keys, std::int64_t task_id);

} // namespace tnung::gateway::worklist_store
