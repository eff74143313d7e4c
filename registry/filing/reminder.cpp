#include "registry/filing/reminder.hpp"

#include <algorithm>

namespace tnung::registry::reminder_store {

namespace {

#define TNUNG_REMINDER_SELECT                                                                      \
    "SELECT filing_reminder.id, filing_id, number, filing_reminder.name, post, missed_on,"         \
    "       returned_at, answer_by, made_at, staff.name"                                           \
    "  FROM filing_reminder JOIN staff ON staff.id = filing_reminder.made_by "

constexpr pg::Query of_filing_query{
    "reminder.of_filing", TNUNG_REMINDER_SELECT "WHERE filing_id = $1 ORDER BY made_at, number"};

constexpr pg::Query of_filings_query{
    "reminder.of_filings", TNUNG_REMINDER_SELECT
    "WHERE filing_id = ANY($1::bigint[]) ORDER BY filing_id, made_at, number"};

constexpr pg::Query find_query{
    "reminder.find", TNUNG_REMINDER_SELECT "WHERE filing_reminder.id = $1"};

constexpr pg::Query add_query{"reminder.add", R"sql(
    INSERT INTO filing_reminder (filing_id, round, number, name, post, missed_on, returned_at, answer_by,
                                 made_at, made_by)
    SELECT $1, count(*), $2, $3, $4, $5, max(at), $6, $7, $8 FROM filing_step
     WHERE filing_id = $1 AND state = 'returned'
)sql"};

std::vector<Reminder> reminders_of(const pg::Rows& rows)
{
    std::vector<Reminder> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back(
            {.id = rows.get<Id<Reminder>>(i, 0),
             .filing = rows.get<Id<Filing>>(i, 1),
             .number = rows.get<int>(i, 2),
             .name = rows.get<std::string>(i, 3),
             .post = rows.get<std::string>(i, 4),
             .missed_on = rows.get<Day>(i, 5),
             .returned_at = rows.get<std::optional<Instant>>(i, 6),
             .answer_by = rows.get<Day>(i, 7),
             .made_at = rows.get<Instant>(i, 8),
             .made_by = rows.get<std::string>(i, 9)}
        );
    return all;
}

/// Since it was handed in last, if ever.
bool of_this_round(const Reminder& reminder, const Filing& filing)
{
    return !filing.submitted_at || reminder.made_at > *filing.submitted_at;
}

} // namespace

std::vector<Late> late(pg::Transaction& tx, const std::string& agency_code, Day today)
{
    std::vector<Late> all;
    std::vector<Id<Filing>> ids;
    for (auto& filing : filing_store::late(tx, agency_code, today)) {
        ids.push_back(filing.id);
        all.push_back({std::move(filing), {}});
    }
    for (auto& reminder : reminders_of(tx.exec(of_filings_query, ids))) {
        const auto whose =
            std::ranges::find(all, reminder.filing, [](const Late& one) { return one.filing.id; });
        if (of_this_round(reminder, whose->filing)) whose->reminders.push_back(std::move(reminder));
    }
    return all;
}

std::optional<Obstacle> obstacle(const Late& late, Day today)
{
    if (!owed_by_declarant(late.filing.state)) return Obstacle::handed_in;
    if (late.filing.due_on >= today) return Obstacle::in_time;
    if (late.reminders.size() >= std::size_t(reminders_max)) return Obstacle::reminded_twice;
    if (!late.reminders.empty() && late.reminders.back().answer_by >= today)
        return Obstacle::still_running;
    return std::nullopt;
}

std::optional<Obstacle> remind(
    pg::Transaction& tx, const Filing& filing, Day answer_by, Day today, Id<Staff> by, Instant now
)
{
    const auto locked = filing_store::find(tx, filing.id); // whoever reminds at one time waits here
    if (!locked) return Obstacle::handed_in;
    const Late as_it_is{*locked, current(tx, *locked)};
    if (const auto why = obstacle(as_it_is, today)) return why;
    tx.exec(
        add_query, filing.id, int(as_it_is.reminders.size()) + 1, locked->declarant.name,
        locked->declarant.post, locked->due_on, answer_by, now, by
    );
    return std::nullopt;
}

std::vector<Reminder> current(pg::Transaction& tx, const Filing& filing)
{
    auto reminders = of_filing(tx, filing.id);
    std::erase_if(reminders, [&](const Reminder& one) { return !of_this_round(one, filing); });
    return reminders;
}

std::vector<Reminder> of_filing(pg::Transaction& tx, Id<Filing> filing)
{
    return reminders_of(tx.exec(of_filing_query, filing));
}

std::optional<Reminder> find(pg::Transaction& tx, Id<Reminder> id)
{
    auto found = reminders_of(tx.exec(find_query, id));
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

} // namespace tnung::registry::reminder_store
