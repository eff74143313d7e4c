#include "registry/erasure/erasure_store.hpp"

#include "registry/filing/filing_rows.hpp"

namespace tnung::registry::erasure_store {

namespace {

constexpr int lists_max = 200; ///< on a page

// $1: handed over before that day. What a body asked for and got no answer about stays; so does
// what stands on a list that nobody refused.
#define TNUNG_PAST_ITS_TERM                                                                        \
    "  FROM filing WHERE filing.state = 'handed_over'"                                             \
    "   AND (SELECT max(at) FROM filing_step WHERE filing_id = filing.id AND state = "             \
    "'handed_over') < $1"                                                                          \
    "   AND NOT EXISTS (SELECT 1 FROM erasure_record JOIN erasure_list ON erasure_list.id = "      \
    "list_id WHERE filing_id = filing.id AND given IS DISTINCT FROM false)"                        \
    "   AND NOT EXISTS (SELECT 1 FROM provision_filing JOIN provision_request ON "                 \
    "provision_request.id = request_id WHERE provision_filing.filing_id = filing.id"               \
    "               AND answer IS NULL)"

constexpr pg::Query due_query{"erasure.due", "SELECT count(*)" TNUNG_PAST_ITS_TERM};

constexpr pg::Query alone_query{
    "erasure.alone", "SELECT pg_advisory_xact_lock(hashtext('erasure_list'))"};

constexpr pg::Query make_query{"erasure.make", R"sql(
    INSERT INTO erasure_list (before_on, years, source, document, made_at, made_by) VALUES ($1, $2, $3, $4, $5, $6)
    RETURNING id
)sql"};

constexpr pg::Query fill_query{
    "erasure.fill",
    "INSERT INTO erasure_record (list_id, record_id, filing_id)"
    " SELECT DISTINCT $2::bigint, filing_step.record_id, past.id"
    "   FROM (SELECT filing.id" TNUNG_PAST_ITS_TERM " ORDER BY filing.id LIMIT $3) past"
    "   JOIN filing_step ON filing_step.filing_id = past.id AND filing_step.state = 'submitted'"};

#define TNUNG_ERASURE_SELECT                                                                       \
    "SELECT erasure_list.id, before_on, years, source, document, made_at, made_by, maker.name, "   \
    "       given, decided_at, coalesce(decider.name, ''), coalesce(refused_why, ''), done_at,"    \
    "       (SELECT count(DISTINCT filing_id) FROM erasure_record WHERE list_id = "                \
    "erasure_list.id),"                                                                            \
    "       (SELECT count(*) FROM erasure_record WHERE list_id = erasure_list.id),"                \
    "       (SELECT count(erased_at) FROM erasure_record WHERE list_id = erasure_list.id),"        \
    "       erasure_code(erasure_list.id)"                                                         \
    "  FROM erasure_list JOIN staff maker ON maker.id = made_by"                                   \
    "  LEFT JOIN staff decider ON decider.id = decided_by "

constexpr pg::Query all_query{
    "erasure.all", TNUNG_ERASURE_SELECT "ORDER BY erasure_list.id DESC LIMIT $1"};

constexpr pg::Query find_query{"erasure.find", TNUNG_ERASURE_SELECT "WHERE erasure_list.id = $1"};

constexpr pg::Query filings_query{
    "erasure.filings", TNUNG_FILING_SELECT
    "WHERE filing.id IN (SELECT filing_id FROM erasure_record WHERE list_id = $1)"
    " ORDER BY declarant.name_key, filing.id LIMIT $2"};

std::vector<ErasureList> lists_of(const pg::Rows& rows)
{
    std::vector<ErasureList> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back(
            {.id = rows.get<Id<ErasureList>>(i, 0),
             .before_on = rows.get<Day>(i, 1),
             .years = rows.get<int>(i, 2),
             .source = rows.get<std::string>(i, 3),
             .document = rows.get<std::string>(i, 4),
             .made_at = rows.get<Instant>(i, 5),
             .made_by = rows.get<Id<Staff>>(i, 6),
             .made_by_name = rows.get<std::string>(i, 7),
             .given = rows.get<std::optional<bool>>(i, 8),
             .decided_at = rows.get<std::optional<Instant>>(i, 9),
             .decided_by = rows.get<std::string>(i, 10),
             .refused_why = rows.get<std::string>(i, 11),
             .done_at = rows.get<std::optional<Instant>>(i, 12),
             .declarations = rows.get<std::int64_t>(i, 13),
             .records = rows.get<std::int64_t>(i, 14),
             .erased = rows.get<std::int64_t>(i, 15),
             .code = rows.get<std::string>(i, 16)}
        );
    return all;
}

} // namespace

std::int64_t due(pg::Transaction& tx, Day before_on)
{
    return tx.exec(due_query, start_of(before_on)).get<std::int64_t>(0, 0);
}

std::optional<Id<ErasureList>>
make(pg::Transaction& tx, const ErasureList& list, Id<Staff> by, Instant now)
{
    tx.exec(alone_query); // two at once would list the same
    if (due(tx, list.before_on) == 0) return std::nullopt;
    const auto id =
        tx.exec(make_query, list.before_on, list.years, list.source, list.document, now, by)
            .get<Id<ErasureList>>(0, 0);
    tx.exec(fill_query, start_of(list.before_on), id, declarations_max);
    return id;
}

std::vector<ErasureList> all(pg::Transaction& tx)
{
    return lists_of(tx.exec(all_query, lists_max));
}

std::optional<ErasureList> find(pg::Transaction& tx, Id<ErasureList> id)
{
    auto found = lists_of(tx.exec(find_query, id));
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<Filing> filings(pg::Transaction& tx, Id<ErasureList> id)
{
    return filings_of(tx.exec(filings_query, id, declarations_max));
}

} // namespace tnung::registry::erasure_store
