#include "registry/filing/reminder.hpp"

#include <algorithm>

namespace tnung::registry::reminder_store {

namespace {

#define TNUNG_REMINDER_SELECT                                                                      \
    "SELECT filing_reminder.id, filing_id, number, answer_by, made_at, staff.name"                 \
    "  FROM filing_reminder JOIN staff ON staff.id = filing_reminder.made_by "

constexpr pg::Query of_filing_query{
    "reminder.of_filing", TNUNG_REMINDER_SELECT "WHERE filing_id = $1 ORDER BY number"};

constexpr pg::Query of_filings_query{
    "reminder.of_filings",
    TNUNG_REMINDER_SELECT "WHERE filing_id = ANY($1::bigint[]) ORDER BY filing_id, number"};

constexpr pg::Query find_query{
    "reminder.find", TNUNG_REMINDER_SELECT "WHERE filing_reminder.id = $1"};

constexpr pg::Query add_query{"reminder.add", R"sql(
    INSERT INTO filing_reminder (filing_id, number, answer_by, made_at, made_by)
    VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (filing_id, number) DO NOTHING
)sql"};

std::vector<Reminder> reminders_of(const pg::Rows& rows)
{
    std::vector<Reminder> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back(
            {.id = rows.get<Id<Reminder>>(i, 0),
             .filing = rows.get<Id<Filing>>(i, 1),
             .number = rows.get<int>(i, 2),
             .answer_by = rows.get<Day>(i, 3),
             .made_at = rows.get<Instant>(i, 4),
             .made_by = rows.get<std::string>(i, 5)}
        );
    return all;
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
        whose->reminders.push_back(std::move(reminder));
    }
    return all;
}

std::string_view obstacle(const Late& late, Day today)
{
    if (!owed_by_declarant(late.filing.state)) return "Đã nộp";
    if (late.filing.due_on >= today) return "Chưa quá hạn";
    if (late.reminders.size() >= std::size_t(reminders_max)) return "Đã đôn đốc hai lần";
    if (!late.reminders.empty() && late.reminders.back().answer_by >= today)
        return "Lần đôn đốc trước chưa hết hạn";
    return {};
}

bool remind(
    pg::Transaction& tx, const Filing& filing, Day answer_by, Day today, Id<Staff> by, Instant now
)
{
    const auto locked = filing_store::find(tx, filing.id);
    if (!locked) return false;
    const Late as_it_is{*locked, of_filing(tx, filing.id)};
    if (!obstacle(as_it_is, today).empty()) return false;
    const int number = int(as_it_is.reminders.size()) + 1;
    return tx.exec(add_query, filing.id, number, answer_by, now, by).affected() == 1;
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
