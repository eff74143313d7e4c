#include "registry/filing/handover.hpp"

#include "registry/filing/filing_rows.hpp"

namespace tnung::registry::handover_store {

namespace {

constexpr pg::Query make_query{"handover.make", R"sql(
    INSERT INTO handover (agency_code, passed_to, given_by, taken_by, made_at, made_by)
    VALUES ($1, nullif($2, ''), $3, $4, $5, $6) RETURNING id
)sql"};

#define TNUNG_HANDOVER_SELECT                                                                      \
    "SELECT handover.id, agency_code, agency.name, coalesce(passed_to, ''), given_by, taken_by,"   \
    "       made_at, (SELECT count(*) FROM filing WHERE handover_id = handover.id)"                \
    "  FROM handover JOIN agency ON agency.code = agency_code "

constexpr pg::Query find_query{"handover.find", TNUNG_HANDOVER_SELECT "WHERE handover.id = $1"};

constexpr pg::Query all_query{
    "handover.all",
    TNUNG_HANDOVER_SELECT "WHERE $1 = '' OR agency_code = $1 ORDER BY handover.id DESC LIMIT $2"};

constexpr pg::Query filings_query{
    "handover.filings",
    TNUNG_FILING_SELECT "WHERE filing.handover_id = $1 ORDER BY declarant.name_key, filing.id"};

Handover handover_at(const pg::Rows& rows, std::size_t row)
{
    return {
        .id = rows.get<Id<Handover>>(row, 0),
        .agency_code = rows.get<std::string>(row, 1),
        .agency_name = rows.get<std::string>(row, 2),
        .passed_to = rows.get<std::string>(row, 3),
        .given_by = rows.get<std::string>(row, 4),
        .taken_by = rows.get<std::string>(row, 5),
        .made_at = rows.get<Instant>(row, 6),
        .filings = rows.get<std::int64_t>(row, 7)};
}

} // namespace

Id<Handover> make(pg::Transaction& tx, const Handover& handover, Id<Staff> by, Instant now)
{
    const auto made = tx.exec(
        make_query, handover.agency_code, handover.passed_to, handover.given_by, handover.taken_by,
        now, by
    );
    return made.get<Id<Handover>>(0, 0);
}

std::optional<Handover> find(pg::Transaction& tx, Id<Handover> id)
{
    const auto rows = tx.exec(find_query, id);
    if (rows.empty()) return std::nullopt;
    return handover_at(rows, 0);
}

std::vector<Handover> all(pg::Transaction& tx, const std::string& agency_code)
{
    const auto rows = tx.exec(all_query, agency_code, handovers_max);
    std::vector<Handover> found;
    for (std::size_t i = 0; i < rows.size(); ++i) found.push_back(handover_at(rows, i));
    return found;
}

std::vector<Filing> filings(pg::Transaction& tx, Id<Handover> id)
{
    return filings_of(tx.exec(filings_query, id));
}

} // namespace tnung::registry::handover_store
