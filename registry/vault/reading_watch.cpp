#include "registry/vault/reading_watch.hpp"

#include <fmt/format.h>

#include <array>

namespace tnung::registry {

namespace {

constexpr std::array<std::string_view, 8> kinds = {"denied",      "recused",    "too_often",
                                                   "day_used_up", "day_nearly", "out_of_hours",
                                                   "tampered",    "signed_out"};

/// Between two alarms of one kind and person.
constexpr std::chrono::minutes quiet{10};
constexpr std::size_t raised_max = 10'000;
constexpr std::chrono::hours office_from{6}, office_until{20}; ///< local time

/// Of others' declarations; one's own are not counted.
constexpr pg::Query reads_query{"watch.reads", R"sql(
    SELECT count(*) FROM vault_read JOIN vault_record ON vault_record.id = record_id
     WHERE reader = $1 AND at >= $2 AND owner_id IS DISTINCT FROM $3
)sql"};

constexpr pg::Query permitted_query{"watch.permitted", R"sql(
    SELECT coalesce(sum(readings), 0) FROM reading_permit WHERE reader_id = $1 AND on_day = $2 AND given
)sql"};

constexpr pg::Query raise_query{"watch.raise", R"sql(
    INSERT INTO reading_alarm (kind, staff_id, record_id, at) VALUES ($1, $2, $3, $4)
)sql"};

/// Whether it was told lately enough: two kinds say something of the whole day.
bool is_known(AlarmKind kind, Instant told, Instant now)
{
    const bool of_day = kind == AlarmKind::day_nearly || kind == AlarmKind::out_of_hours;
    return of_day ? day_of(told) == day_of(now) : now < told + quiet;
}

} // namespace

std::string_view alarm_kind_name(AlarmKind kind)
{
    return kinds[std::size_t(kind)];
}

std::optional<AlarmKind> parse_alarm_kind(std::string_view name)
{
    for (std::size_t i = 0; i < kinds.size(); ++i)
        if (kinds[i] == name) return AlarmKind(i);
    return std::nullopt;
}

ReadingWatch::ReadingWatch(pg::Pool& pool, const calendar::WorkingDays& calendar, Limits limits)
    : pool_(pool), calendar_(calendar), limits_(limits), reads_(limits.per_minute_max),
      own_reads_(limits.own_per_minute_max)
{
}

bool ReadingWatch::may_read_own(const Staff& staff, Instant now)
{
    return own_reads_.may_ask(fmt::format("{}", staff.id.value), now);
}

std::int64_t ReadingWatch::reads_today(const Staff& staff, Day today)
{
    {
        const std::lock_guard lock(mutex_);
        const auto known = days_.find(staff.id.value);
        if (known != days_.end() && known->second.day == today) return ++known->second.reads;
    }
    const auto rows =
        pool_.look(reads_query, fmt::format("staff:{}", staff.id.value), start_of(today), staff.id);
    const std::lock_guard lock(mutex_);
    auto& of_day = days_[staff.id.value];
    if (of_day.day != today) of_day = {today, rows.get<std::int64_t>(0, 0)};
    return ++of_day.reads;
}

bool ReadingWatch::is_out_of_hours(Instant now) const
{
    const auto today = day_of(now);
    const auto clock = now - start_of(today);
    return !calendar_.is_working(today) || clock < office_from || clock >= office_until;
}

ReadingWatch::Measure
ReadingWatch::may_read(const Staff& staff, Id<VaultRecord> record, Instant now)
{
    if (!reads_.may_ask(fmt::format("{}", staff.id.value), now)) return Measure::minute_used_up;
    const auto today = day_of(now);
    const auto reads = reads_today(staff, today);
    if (reads > limits_.per_day_max) {
        const auto more = pool_.look(permitted_query, staff.id, today).get<std::int64_t>(0, 0);
        if (reads > limits_.per_day_max + more) {
            was_not_opened(staff);
            return Measure::day_used_up;
        }
    } else if (5 * reads >= 4 * limits_.per_day_max)
        raise(AlarmKind::day_nearly, staff.id, record, now);
    if (is_out_of_hours(now)) raise(AlarmKind::out_of_hours, staff.id, record, now);
    return Measure::fits;
}

void ReadingWatch::was_not_opened(const Staff& staff)
{
    const std::lock_guard lock(mutex_);
    --days_[staff.id.value].reads;
}

void ReadingWatch::raise(
    AlarmKind kind, std::optional<Id<Staff>> staff, Id<VaultRecord> record, Instant now
)
{
    const auto of_record = kind == AlarmKind::tampered ? record.value : 0;
    const auto key = std::tuple(kind, staff ? staff->value : 0, of_record);
    {
        const std::lock_guard lock(mutex_);
        const auto last = raised_.find(key);
        if (last != raised_.end() && is_known(kind, last->second, now)) return;
    }
    auto tx = pool_.begin();
    tx.exec(
        raise_query, alarm_kind_name(kind), staff, record ? std::optional(record) : std::nullopt,
        now
    );
    tx.commit();
    // Told once it is durable: twice at the same time is no harm, never is.
    const std::lock_guard lock(mutex_);
    if (raised_.size() >= raised_max) raised_.clear();
    raised_[key] = now;
}

} // namespace tnung::registry
