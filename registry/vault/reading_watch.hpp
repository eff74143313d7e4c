#pragma once

#include "foundation/base/instant.hpp"
#include "foundation/calendar/working_days.hpp"
#include "foundation/pg/pool.hpp"
#include "foundation/staff/staff.hpp"
#include "foundation/web_guard/web_guard.hpp"
#include "registry/vault/vault.hpp"

#include <map>
#include <mutex>
#include <optional>
#include <set>
#include <string_view>
#include <tuple>

namespace tnung::registry {

/// What the auditor is told of (cảnh báo).
enum class AlarmKind {
    denied,       ///< asked for what is not theirs to read
    recused,      ///< asked for whom they must not read
    too_often,    ///< more than a person reads in a minute
    day_used_up,  ///< more than a day's measure
    day_nearly,   ///< four fifths of a day's measure
    out_of_hours, ///< read at night, or on a day off
    tampered,     ///< what was opened was not as it was sealed
    signed_out,   ///< asked without a living session
};
std::string_view alarm_kind_name(AlarmKind kind); ///< as stored
std::optional<AlarmKind> parse_alarm_kind(std::string_view name);

/// How much one person reads of what others declared, and what of it is unusual. The measure of a
/// day counts what the database has, so that a restart forgets nothing. Thread-safe.
class ReadingWatch {
public:
    struct Limits {
        int per_minute_max = 60;
        int per_day_max = 200; ///< more by another person's word (reading_permit)
        int own_per_minute_max = 600;
    };
    /// `pool`: as `tnung_vault`. All must outlive it.
    ReadingWatch(pg::Pool& pool, const calendar::WorkingDays& calendar, Limits limits);

    bool may_read_own(const Staff& staff, Instant now);
    /// Counts it. `record`: for the alarm.
    enum class Measure { fits, minute_used_up, day_used_up };
    Measure may_read(const Staff& staff, Id<VaultRecord> record, Instant now);
    /// After `fits`: it does not count for the day.
    void was_not_opened(const Staff& staff);
    /// Told once in a while for each person, however often it happens. Without `staff`: nobody is
    /// signed in.
    void raise(AlarmKind kind, std::optional<Id<Staff>> staff, Id<VaultRecord> record, Instant now);

private:
    struct DayOf {
        Day day;
        std::int64_t reads = 0;
    };
    /// Counted from the database where this is the first of the day.
    std::int64_t reads_today(const Staff& staff, Day today);
    bool is_out_of_hours(Instant now) const;

    pg::Pool& pool_;
    const calendar::WorkingDays& calendar_;
    const Limits limits_;
    AskLimit reads_, own_reads_;
    std::mutex mutex_; ///< guards what follows
    std::map<std::int64_t, DayOf> days_;
    /// When it was told last: of each kind and person; of what was tampered with, of each record.
    std::map<std::tuple<AlarmKind, std::int64_t, std::int64_t>, Instant> raised_;
};

} // namespace tnung::registry
