#include "registry/people/successions.hpp"

namespace tnung::registry::succession_store {

namespace {

#define TNUNG_SUCCESSION_SELECT                                                                    \
    "SELECT from_code, agency.name, document, agency.ended_on, taken_at, "                         \
    "coalesce(staff.name, ''),"                                                                    \
    "       holder.code, holder.name, left_there.filings, left_there.people"                       \
    "  FROM unit_succession JOIN agency ON agency.code = from_code"                                \
    "  JOIN agency holder ON holder.code = coalesce(taken_into, unit_heir(from_code))"             \
    "  LEFT JOIN staff ON staff.id = taken_by CROSS JOIN LATERAL left_by_unit(from_code) "         \
    "left_there "

constexpr pg::Query find_query{
    "succession.find", TNUNG_SUCCESSION_SELECT "WHERE from_code = $1 AND holder.code <> from_code"};

constexpr pg::Query waiting_query{
    "succession.waiting",
    TNUNG_SUCCESSION_SELECT "WHERE holder.code = $1 AND holder.code <> from_code AND (taken_at "
                            "IS NULL OR left_there.filings > 0)"
                            " ORDER BY agency.ended_on, from_code"};

constexpr pg::Query took_over_query{"succession.took_over", "SELECT $1 = ANY (units_taken())"};

constexpr pg::Query take_filings_query{
    "succession.take_filings", "SELECT take_over_filings($1, $2, $3)"};

Succession succession_at(const pg::Rows& rows, std::size_t row)
{
    return {
        .from_code = rows.get<std::string>(row, 0),
        .from_name = rows.get<std::string>(row, 1),
        .document = rows.get<std::string>(row, 2),
        .ended_on = rows.get<Day>(row, 3),
        .taken_at = rows.get<std::optional<Instant>>(row, 4),
        .taken_by = rows.get<std::string>(row, 5),
        .holder_code = rows.get<std::string>(row, 6),
        .holder_name = rows.get<std::string>(row, 7),
        .filings = rows.get<std::int64_t>(row, 8),
        .people = rows.get<std::int64_t>(row, 9)};
}

} // namespace

std::optional<Succession> find(pg::Transaction& tx, const std::string& from_code)
{
    const auto rows = tx.exec(find_query, from_code);
    if (rows.empty()) return std::nullopt;
    return succession_at(rows, 0);
}

std::vector<Succession> waiting(pg::Transaction& tx, const std::string& unit_code)
{
    const auto rows = tx.exec(waiting_query, unit_code);
    std::vector<Succession> all;
    for (std::size_t i = 0; i < rows.size(); ++i) all.push_back(succession_at(rows, i));
    return all;
}

bool took_over(pg::Transaction& tx, const std::string& unit_code)
{
    return tx.exec(took_over_query, unit_code).get<bool>(0, 0);
}

Taken take_over(
    pg::Transaction& tx, const Succession& succession, const std::string& into_code, Id<Staff> by,
    Instant now
)
{
    // Before the declarations: so does whoever decides about one of them.
    const auto moving = people_store::hold_only_moving(tx, succession.from_code, into_code);
    Taken taken;
    taken.filings =
        tx.exec(take_filings_query, succession.from_code, by, now).get<std::int64_t>(0, 0);
    for (const auto& one : moving) {
        // Another list may have said the same of somebody who is here by now.
        const auto open = people_store::find_difference(tx, one.id);
        if (open && open->declarant.staff != by && !people_store::take(tx, *open, by, now))
            ++taken.people;
    }
    return taken;
}

} // namespace tnung::registry::succession_store
