#include "registry/filing/handover.hpp"

#include "foundation/text/vietnamese.hpp"

#include <stdexcept>

namespace tnung::registry::handover_store {

namespace {

constexpr pg::Query make_query{"handover.make", R"sql(
    INSERT INTO handover (agency_code, passed_to, given_by, taken_by, made_at, made_by)
    VALUES ($1, nullif($2, ''), $3, $4, $5, $6) RETURNING id
)sql"};

#define TNUNG_HANDOVER_SELECT                                                                      \
    "SELECT handover.id, agency_code, agency.name, coalesce(passed_to, ''), given_by, taken_by,"   \
    "       made_at, (SELECT count(*) FROM handover_filing WHERE handover_id = handover.id)"       \
    "  FROM handover JOIN agency ON agency.code = agency_code "

constexpr pg::Query find_query{"handover.find", TNUNG_HANDOVER_SELECT "WHERE handover.id = $1"};

constexpr pg::Query all_query{
    "handover.all", TNUNG_HANDOVER_SELECT
    "WHERE $1 = '' OR agency_code = $1 OR agency_code = ANY (units_taken()) ORDER BY "
    "handover.id DESC LIMIT $2"};

constexpr pg::Query put_query{"handover.put", R"sql(
    INSERT INTO handover_filing (handover_id, filing_id, name, name_key, post, submitted_at) VALUES ($1, $2, $3, $4, $5, $6)
)sql"};

constexpr pg::Query lines_query{"handover.lines", R"sql(
    SELECT handover_filing.name, post, campaign.id, kind, year, campaign.due_on, handover_filing.submitted_at
      FROM handover_filing JOIN filing ON filing.id = filing_id JOIN campaign ON campaign.id = campaign_id
     WHERE handover_filing.handover_id = $1 ORDER BY name_key, filing_id
)sql"};

constexpr pg::Query passed_query{
    "handover.passed_elsewhere",
    "SELECT agency_name, number, name, post, passed_to, coalesce(ground, ''), made_at"
    "  FROM passed_elsewhere($1)"};

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

void put(pg::Transaction& tx, const Handover& handover, const Filing& filing)
{
    if (!filing.submitted_at) throw std::logic_error("what was not handed in is handed over");
    tx.exec(
        put_query, handover.id, filing.id, filing.declarant.name, text::fold(filing.declarant.name),
        filing.declarant.post, *filing.submitted_at
    );
}

std::vector<Line> lines(pg::Transaction& tx, Id<Handover> id)
{
    const auto rows = tx.exec(lines_query, id);
    std::vector<Line> found;
    for (std::size_t i = 0; i < rows.size(); ++i)
        found.push_back(
            {rows.get<std::string>(i, 0),
             rows.get<std::string>(i, 1),
             {rows.get<Id<Campaign>>(i, 2), rows.get<std::string>(i, 3), rows.get<int>(i, 4),
              rows.get<Day>(i, 5)},
             rows.get<Instant>(i, 6)}
        );
    return found;
}

std::vector<Passed> passed_elsewhere(pg::Transaction& tx)
{
    const auto rows = tx.exec(passed_query, passed_max);
    std::vector<Passed> found;
    for (std::size_t i = 0; i < rows.size(); ++i)
        found.push_back(
            {rows.get<std::string>(i, 0), rows.get<std::string>(i, 1), rows.get<std::string>(i, 2),
             rows.get<std::string>(i, 3), rows.get<std::string>(i, 4), rows.get<std::string>(i, 5),
             rows.get<Instant>(i, 6)}
        );
    return found;
}

} // namespace tnung::registry::handover_store
