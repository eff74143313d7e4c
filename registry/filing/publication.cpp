#include "registry/filing/publication.hpp"

#include <stdexcept>

namespace tnung::registry {

namespace {

#define TNUNG_PUBLICATION_SELECT                                                                   \
    "SELECT id, agency_code, way, place, from_on, until_on, head, union_name, ended_at,"           \
    "       withdrawn_at IS NOT NULL, summoned, attended, remarks_sealed,"                         \
    "       (SELECT count(*) FROM publication_filing WHERE publication_id = publication.id), "     \
    "made_at"                                                                                      \
    "  FROM publication "

constexpr pg::Query lock_query{"publication.lock_filings", R"sql(
    SELECT id FROM filing WHERE id = ANY($1::bigint[]) ORDER BY id FOR NO KEY UPDATE
)sql"};

constexpr pg::Query free_query{"publication.free_filings", R"sql(
    SELECT count(*) FROM filing
     WHERE id = ANY($1::bigint[]) AND agency_code = $2 AND state = 'handed_over'
       AND NOT EXISTS (SELECT 1 FROM publication_filing WHERE filing_id = filing.id AND NOT withdrawn)
)sql"};

constexpr pg::Query add_query{"publication.add", R"sql(
    INSERT INTO publication (agency_code, way, place, from_on, until_on, head, union_name, made_at, made_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9) RETURNING id
)sql"};

constexpr pg::Query add_filings_query{"publication.add_filings", R"sql(
    INSERT INTO publication_filing (publication_id, filing_id) SELECT $1, unnest($2::bigint[])
)sql"};

constexpr pg::Query end_query{"publication.end", R"sql(
    UPDATE publication SET ended_at = $2, ended_by = $3, summoned = $4, attended = $5, remarks_sealed = $6
     WHERE id = $1 AND ended_at IS NULL AND withdrawn_at IS NULL
)sql"};

constexpr pg::Query withdraw_query{"publication.withdraw", R"sql(
    UPDATE publication SET withdrawn_at = $2, withdrawn_by = $3
     WHERE id = $1 AND ended_at IS NULL AND withdrawn_at IS NULL
)sql"};

constexpr pg::Query free_again_query{
    "publication.free_again",
    "UPDATE publication_filing SET withdrawn = true WHERE publication_id = $1"};

constexpr pg::Query of_agency_query{
    "publication.of_agency", TNUNG_PUBLICATION_SELECT
    "WHERE agency_code = $1 OR agency_code = ANY (units_taken()) ORDER BY id DESC LIMIT $2"};

constexpr pg::Query find_query{"publication.find", TNUNG_PUBLICATION_SELECT "WHERE id = $1"};

constexpr pg::Query of_filing_query{
    "publication.of_filing", TNUNG_PUBLICATION_SELECT
    "WHERE id = (SELECT publication_id FROM publication_filing WHERE filing_id = $1 AND NOT "
    "withdrawn)"};

Publication publication_at(const pg::Rows& rows, std::size_t row)
{
    return {
        .id = rows.get<Id<Publication>>(row, 0),
        .agency_code = rows.get<std::string>(row, 1),
        .way = parse_publication_way(rows.text(row, 2)).value(),
        .place = rows.get<std::string>(row, 3),
        .from_on = rows.get<Day>(row, 4),
        .until_on = rows.get<Day>(row, 5),
        .head = rows.get<std::string>(row, 6),
        .union_ = rows.get<std::string>(row, 7),
        .declarations = rows.get<std::int64_t>(row, 13),
        .made_at = rows.get<Instant>(row, 14),
        .ended_at = rows.get<std::optional<Instant>>(row, 8),
        .withdrawn = rows.get<bool>(row, 9),
        .summoned = rows.get<std::optional<int>>(row, 10).value_or(0),
        .attended = rows.get<std::optional<int>>(row, 11).value_or(0),
        .sealed_remarks = rows.is_null(row, 12) ? "" : rows.get<Bytes>(row, 12).data};
}

std::optional<Publication> first_of(const pg::Rows& rows)
{
    if (rows.empty()) return std::nullopt;
    return publication_at(rows, 0);
}

} // namespace

std::string_view publication_way_name(PublicationWay way)
{
    switch (way) {
    case PublicationWay::posting: return "posting";
    case PublicationWay::meeting: return "meeting";
    }
    throw std::logic_error("no way of publication");
}

std::string_view publication_way_text(PublicationWay way)
{
    switch (way) {
    case PublicationWay::posting: return "Niêm yết";
    case PublicationWay::meeting: return "Tại cuộc họp";
    }
    throw std::logic_error("no way of publication");
}

std::optional<PublicationWay> parse_publication_way(std::string_view name)
{
    for (const auto way : {PublicationWay::posting, PublicationWay::meeting})
        if (publication_way_name(way) == name) return way;
    return std::nullopt;
}

bool meeting_counts(int summoned, int attended)
{
    return summoned > 0 && attended <= summoned &&
           3 * std::int64_t(attended) >= 2 * std::int64_t(summoned);
}

namespace publication_store {

std::optional<Id<Publication>> begin(
    pg::Transaction& tx, const Publication& planned, const std::vector<Id<Filing>>& filings,
    Id<Staff> by, Instant now
)
{
    tx.exec(lock_query, filings); // whoever publishes the same at one time waits here, then sees it
    const auto free = tx.exec(free_query, filings, planned.agency_code).get<std::int64_t>(0, 0);
    if (filings.empty() || free != std::int64_t(filings.size())) return std::nullopt;
    const auto id =
        tx.exec(
              add_query, planned.agency_code, publication_way_name(planned.way), planned.place,
              planned.from_on, planned.until_on, planned.head, planned.union_, now, by
        )
            .get<Id<Publication>>(0, 0);
    tx.exec(add_filings_query, id, filings);
    return id;
}

bool end(
    pg::Transaction& tx, const Publication& publication, const Ending& ending, Id<Staff> by,
    Instant now
)
{
    const bool met = publication.way == PublicationWay::meeting;
    if (met && !meeting_counts(ending.summoned, ending.attended)) return false;
    const auto counted = [&](int people) { return met ? std::optional(people) : std::nullopt; };
    return tx.exec(
                 end_query, publication.id, now, by, counted(ending.summoned),
                 counted(ending.attended),
                 ending.sealed_remarks.empty() ? std::nullopt
                                               : std::optional(Bytes{ending.sealed_remarks})
           )
               .affected() == 1;
}

bool withdraw(pg::Transaction& tx, const Publication& publication, Id<Staff> by, Instant now)
{
    if (tx.exec(withdraw_query, publication.id, now, by).affected() != 1) return false;
    tx.exec(free_again_query, publication.id);
    return true;
}

std::vector<Publication> of_agency(pg::Transaction& tx, const std::string& agency_code)
{
    const auto rows = tx.exec(of_agency_query, agency_code, filing_store::listed_max);
    std::vector<Publication> all;
    for (std::size_t i = 0; i < rows.size(); ++i) all.push_back(publication_at(rows, i));
    return all;
}

std::optional<Publication> find(pg::Transaction& tx, Id<Publication> id)
{
    return first_of(tx.exec(find_query, id));
}

std::optional<Publication> of_filing(pg::Transaction& tx, Id<Filing> filing)
{
    return first_of(tx.exec(of_filing_query, filing));
}

} // namespace publication_store

} // namespace tnung::registry
