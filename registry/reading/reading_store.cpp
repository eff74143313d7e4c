#include "registry/reading/reading_store.hpp"

#include <stdexcept>

namespace tnung::registry::reading_store {

namespace {

constexpr pg::Query recuse_query{"recusal.add", R"sql(
    INSERT INTO recusal (reader_id, owner_id, reason_sealed, made_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT DO NOTHING
)sql"};

constexpr pg::Query recusals_query{"recusal.of_owner", R"sql(
    SELECT recusal.id, reader_id, owner_id, staff.name, made_at, reason_sealed
      FROM recusal JOIN staff ON staff.id = reader_id
     WHERE owner_id = $1 AND lifted_at IS NULL
       AND of_the_office(staff.id, $2, $3)
     ORDER BY recusal.id
)sql"};

constexpr pg::Query recused_from_query{
    "recusal.of_reader",
    "SELECT DISTINCT owner_id FROM recusal WHERE reader_id = $1 AND lifted_at IS NULL"};

constexpr pg::Query ask_query{"reading_permit.ask", R"sql(
    INSERT INTO reading_permit (reader_id, on_day, readings, reason, asked_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT DO NOTHING
)sql"};

// $1 who asks, $2 and $3 their role and unit, $4 the day.
#define TNUNG_PERMITS_OF_COLLEAGUES                                                                \
    "  FROM reading_permit JOIN staff reader ON reader.id = reader_id"                             \
    "  LEFT JOIN staff decider ON decider.id = decided_by"                                         \
    " WHERE on_day = $4 AND (reader_id = $1 OR may_give_more(reader.id, $2, $3, $4))"

constexpr pg::Query permits_query{
    "reading_permit.of_day",
    "SELECT reading_permit.id, reader_id, reader.name, readings, reason, asked_at, given,"
    "       coalesce(decider.name, ''), permit_code(reading_permit.id), "
    "$1::bigint" TNUNG_PERMITS_OF_COLLEAGUES " ORDER BY reading_permit.id DESC"};

constexpr pg::Query waiting_query{
    "reading_permit.waiting",
    "SELECT count(*)" TNUNG_PERMITS_OF_COLLEAGUES " AND given IS NULL AND reader_id <> $1"};

constexpr pg::Query alarms_query{"reading_alarm.all", R"sql(
    SELECT reading_alarm.id, kind, coalesce(staff_id, 0), coalesce(record_id, 0), at, looked_at,
           coalesce(staff.name, ''), coalesce(said, '')
      FROM reading_alarm LEFT JOIN staff ON staff.id = looked_by
     ORDER BY looked_at IS NOT NULL, CASE WHEN looked_at IS NULL THEN reading_alarm.id END, looked_at DESC LIMIT $1
)sql"};

constexpr pg::Query alarms_waiting_query{
    "reading_alarm.waiting", "SELECT count(*) FROM reading_alarm WHERE looked_at IS NULL"};

constexpr pg::Query has_alarm_query{
    "reading_alarm.has", "SELECT 1 FROM reading_alarm WHERE id = $1"};

constexpr pg::Query look_at_query{"reading_alarm.look_at", R"sql(
    UPDATE reading_alarm SET looked_at = $3, looked_by = $4, said = $2
     WHERE id = $1 AND looked_at IS NULL AND staff_id IS DISTINCT FROM $4
)sql"};

} // namespace

bool recuse(
    pg::Transaction& tx, Id<Staff> reader, Id<Staff> owner, const std::string& sealed_reason,
    Instant now
)
{
    return tx.exec(recuse_query, reader, owner, Bytes{sealed_reason}, now).affected() == 1;
}

std::vector<Recusal> recusals(pg::Transaction& tx, Id<Staff> owner, const Staff& asker)
{
    const auto rows = tx.exec(recusals_query, owner, asker.role, asker.unit_code);
    std::vector<Recusal> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back(
            {rows.get<Id<Recusal>>(i, 0), rows.get<Id<Staff>>(i, 1), rows.get<Id<Staff>>(i, 2),
             rows.get<std::string>(i, 3), rows.get<Instant>(i, 4), rows.get<Bytes>(i, 5).data}
        );
    return all;
}

std::set<Id<Staff>> recused_from(pg::Transaction& tx, Id<Staff> reader)
{
    const auto rows = tx.exec(recused_from_query, reader);
    std::set<Id<Staff>> owners;
    for (std::size_t i = 0; i < rows.size(); ++i) owners.insert(rows.get<Id<Staff>>(i, 0));
    return owners;
}

bool ask_permit(
    pg::Transaction& tx, Id<Staff> reader, int readings, const std::string& reason, Instant now
)
{
    return tx.exec(ask_query, reader, day_of(now), readings, reason, now).affected() == 1;
}

std::vector<ReadingPermit> permits(pg::Transaction& tx, const Staff& asker, Day day)
{
    const auto rows = tx.exec(permits_query, asker.id, asker.role, asker.unit_code, day);
    std::vector<ReadingPermit> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back(
            {rows.get<Id<ReadingPermit>>(i, 0), rows.get<Id<Staff>>(i, 1),
             rows.get<std::string>(i, 2), rows.get<int>(i, 3), rows.get<std::string>(i, 4),
             rows.get<Instant>(i, 5), rows.get<std::optional<bool>>(i, 6),
             rows.get<std::string>(i, 7), rows.get<std::string>(i, 8)}
        );
    return all;
}

std::int64_t permits_waiting(pg::Transaction& tx, const Staff& asker, Day day)
{
    return tx.exec(waiting_query, asker.id, asker.role, asker.unit_code, day)
        .get<std::int64_t>(0, 0);
}

std::vector<ReadingAlarm> alarms(pg::Transaction& tx, int alarms_max)
{
    const auto rows = tx.exec(alarms_query, alarms_max);
    std::vector<ReadingAlarm> all;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        const auto kind = parse_alarm_kind(rows.text(i, 1));
        if (!kind) throw std::runtime_error("an alarm of a kind that nobody knows");
        all.push_back(
            {rows.get<Id<ReadingAlarm>>(i, 0), *kind, rows.get<std::int64_t>(i, 2),
             rows.get<std::int64_t>(i, 3), rows.get<Instant>(i, 4),
             rows.get<std::optional<Instant>>(i, 5), rows.get<std::string>(i, 6),
             rows.get<std::string>(i, 7)}
        );
    }
    return all;
}

std::int64_t alarms_waiting(pg::Transaction& tx)
{
    return tx.exec(alarms_waiting_query).get<std::int64_t>(0, 0);
}

bool has_alarm(pg::Transaction& tx, Id<ReadingAlarm> alarm)
{
    return !tx.exec(has_alarm_query, alarm).empty();
}

bool look_at(
    pg::Transaction& tx, Id<ReadingAlarm> alarm, const std::string& said, Id<Staff> by, Instant now
)
{
    return tx.exec(look_at_query, alarm, said, now, by).affected() == 1;
}

} // namespace tnung::registry::reading_store
