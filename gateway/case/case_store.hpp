#pragma once

#include "foundation/staff/staff.hpp"
#include "gateway/case/why.hpp"
#include "gateway/citizen/person_keys.hpp"
#include "gateway/dossier/dossier_detail.hpp"
#include "gateway/dossier_notice/notice_rules.hpp"

#include <functional>
#include <optional>
#include <string>
#include <vector>

/// What clerks see of one dossier and do about it, as statements: each act in the caller's
/// transaction.
namespace tnung::gateway::case_store {

/// What the process that signs people in is asked before a dossier's number is corrected
/// (gateway/authority.hpp).
inline constexpr const char* correction_word = "correct_number";

struct Found {
    std::int64_t id;
    std::string code, procedure_name;
    std::optional<std::string> unit_code;
    int state;
    Instant state_at;
};
/// By code (its own or the national one), else by number; newest first.
std::vector<Found> find_by_code(pg::Transaction& tx, const std::string& code);
std::vector<Found>
find_by_number(pg::Transaction& tx, const PersonKeys& keys, const std::string& digits);

/// Bounds on opening dossiers. A stated purpose holds for an hour on one dossier; one clerk opens
/// at most this many different dossiers an hour.
inline constexpr std::chrono::hours purpose_life{1};
inline constexpr int opened_per_hour_max = 60;
enum class OpenRefusal { no_purpose, too_many };
std::optional<OpenRefusal>
may_open(pg::Transaction& tx, Id<Staff> staff, std::int64_t dossier_id, Instant now);
/// Records why the clerk opens the dossier. False where the hour's bound is reached; requests of
/// one person in several sessions are counted one after the other.
bool state_purpose(
    pg::Transaction& tx, Id<Staff> staff, std::int64_t dossier_id, std::string_view purpose,
    Instant now
);

/// Bounds on searching by number, since a number names a person. A stated purpose holds for an hour
/// on one number; one clerk searches at most this many different numbers an hour.
inline constexpr int searched_per_hour_max = 60;
std::optional<OpenRefusal> may_search(
    pg::Transaction& tx, const PersonKeys& keys, Id<Staff> staff, const std::string& digits,
    Instant now
);
/// Records why the clerk searches by this number. False where the hour's bound is reached.
bool state_search(
    pg::Transaction& tx, const PersonKeys& keys, Id<Staff> staff, const std::string& digits,
    std::string_view purpose, Instant now
);

/// Counts the staff who opened, or searched, at least `read_much` different dossiers or numbers in
/// the last hour: more than a busy service centre needs.
inline constexpr int read_much = 40;
std::int64_t who_read_much(pg::Transaction& tx, Instant now);

/// One dossier as the "why" screen shows it.
struct Case {
    std::int64_t dossier_id;
    std::string code, procedure_name, agency_name;
    std::optional<std::string> unit_code;
    std::string owner_name;
    bool owner_is_business;
    std::string number;        ///< 84…, the one that is told; empty: none
    std::string number_to_ask; ///< 84…, written in the dossier and told nothing; empty: none
    std::optional<std::int64_t> phone_id;
    bool number_corrected;
    std::optional<Instant> due_at;
    std::optional<std::int64_t> call_task, talk_task;
    std::vector<NoticeStory> notices; ///< newest first
    WhyFacts facts;
    int events = 0, events_excused = 0;
};
std::optional<Case>
load_case(pg::Transaction& tx, const PersonKeys& keys, std::int64_t dossier_id, Instant now);

/// Outcome of correct_number.
enum class Correcting {
    done,
    no_number, ///< what was typed is none that can be told
    needs_another_person,
};
/// Sets the number of a dossier. Notices that still wait for the old number alone are excused; the
/// newest event is told to the new number where a notice is owed for it. The old number is told
/// that the dossier left it, unless it refused the dossier. `word` asks the process that signs
/// people in whether this person may (gateway/authority.hpp) and returns the row of its decision;
/// it is called only after the typed number was accepted.
Correcting correct_number(
    pg::Transaction& tx, const PersonKeys& keys, const NoticeRules& rules, std::int64_t dossier_id,
    const std::string& typed, std::string_view reason, Id<Staff> staff,
    const std::function<std::optional<std::int64_t>()>& word, Instant now
);
/// One correction of a dossier's number: by whom and when.
struct Correction {
    Id<Staff> staff;
    Instant at;
};
std::vector<Correction> corrections(pg::Transaction& tx, std::int64_t dossier_id);

/// Owes a reminder of the newest notice. False where that notice still waits or its fate is
/// unknown, where a clerk is to call about it, or where a reminder is owed already.
bool resend(pg::Transaction& tx, std::int64_t dossier_id, Instant now);

/// A business's staff, named at the counter with its paper: their numbers may see its dossiers.
struct NamedStaff {
    std::int64_t id;
    std::string name, number;
    Instant named_at;
};
std::vector<NamedStaff>
named_staff(pg::Transaction& tx, const PersonKeys& keys, std::int64_t dossier_id);
/// False where the number is not one that can be told or the owner is no business.
bool name_staff(
    pg::Transaction& tx, const PersonKeys& keys, std::int64_t dossier_id, const std::string& name,
    const std::string& typed_number, Id<Staff> by, Instant now
);
void end_named_staff(
    pg::Transaction& tx, std::int64_t dossier_id, std::int64_t named_id, Instant now
);

} // namespace tnung::gateway::case_store
