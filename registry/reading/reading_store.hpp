#pragma once

#include "registry/vault/reading_watch.hpp"

#include <optional>
#include <set>
#include <string>
#include <vector>

namespace tnung::registry {

/// Somebody of an office who does not read what one declarant declared (từ chối đọc); the vault
/// holds it.
struct Recusal {
    Id<Recusal> id;
    Id<Staff> reader, owner;
    std::string reader_name;
    Instant made_at;
    std::string sealed_reason;
};

/// More readings on one day than its measure, asked of another person.
struct ReadingPermit {
    Id<ReadingPermit> id;
    Id<Staff> reader;
    std::string reader_name;
    int readings = 0;
    std::string reason;
    Instant asked_at;
    std::optional<bool> given;
    std::string decided_by; ///< a name
    std::string code;       ///< of all of it: what was seen and what is decided are the same
};

struct ReadingAlarm {
    Id<ReadingAlarm> id;
    AlarmKind kind = AlarmKind::denied;
    std::int64_t staff = 0, record = 0; ///< numbers: the auditor sees no names; 0: none
    Instant at;
    std::optional<Instant> looked_at;
    std::string looked_by, said;
};

/// Each change happens once; false where it cannot any more.
namespace reading_store {

/// False where they do not read that declarant already.
bool recuse(
    pg::Transaction& tx, Id<Staff> reader, Id<Staff> owner, const std::string& sealed_reason,
    Instant now
);
/// In force, of one declarant, by the asker and colleagues (of one role and unit): whom another
/// office's people do not read is not theirs to know.
std::vector<Recusal> recusals(pg::Transaction& tx, Id<Staff> owner, const Staff& asker);

/// Whose declarations that reader does not read.
std::set<Id<Staff>> recused_from(pg::Transaction& tx, Id<Staff> reader);

/// False where one is waiting.
bool ask_permit(
    pg::Transaction& tx, Id<Staff> reader, int readings, const std::string& reason, Instant now
);
/// Of that day: one's own, and those of colleagues (of one role and unit), newest first; to
/// inspectors those too that a unit has nobody else for. The vault decides on them
/// (vault/second_word.hpp).
std::vector<ReadingPermit> permits(pg::Transaction& tx, const Staff& asker, Day day);
/// How many of colleagues wait.
std::int64_t permits_waiting(pg::Transaction& tx, const Staff& asker, Day day);
/// Those nobody looked at yet, oldest first; then what was looked at, newest first.
std::vector<ReadingAlarm> alarms(pg::Transaction& tx, int alarms_max);
std::int64_t alarms_waiting(pg::Transaction& tx);
bool has_alarm(pg::Transaction& tx, Id<ReadingAlarm> alarm);
/// Not by the auditor whom it is about.
bool look_at(
    pg::Transaction& tx, Id<ReadingAlarm> alarm, const std::string& said, Id<Staff> by, Instant now
);

} // namespace reading_store

} // namespace tnung::registry
