#include "registry/provision/provision_store.hpp"

#include "registry/filing/filing_rows.hpp"

namespace tnung::registry::provision_store {

namespace {

constexpr pg::Query make_query{"provision.make", R"sql(
    INSERT INTO provision_request (body, document, purpose, scope, received_on, answer_by, made_at, made_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
)sql"};

#define TNUNG_PROVISION_SELECT                                                                     \
    "SELECT provision_request.id, body, document, purpose, scope, received_on, answer_by, "        \
    "       made_at, made_by, maker.name, given, decided_at, coalesce(decider.name, ''), "         \
    "       coalesce(refused_why, ''), coalesce(answer, ''), answered_at,"                         \
    "       (SELECT count(*) FROM provision_filing WHERE request_id = provision_request.id)"       \
    "  FROM provision_request JOIN staff maker ON maker.id = made_by"                              \
    "  LEFT JOIN staff decider ON decider.id = decided_by "

constexpr pg::Query all_query{
    "provision.all", TNUNG_PROVISION_SELECT
    "ORDER BY answer IS NOT NULL, CASE WHEN answer IS NULL THEN answer_by END, "
    "provision_request.id DESC LIMIT $1"};

constexpr pg::Query find_query{
    "provision.find", TNUNG_PROVISION_SELECT "WHERE provision_request.id = $1"};

constexpr pg::Query filings_query{
    "provision.filings",
    "SELECT " TNUNG_FILING_COLUMNS
    ", (SELECT count(*) FROM provision_copy copy WHERE copy.request_id = $1 AND "
    "copy.filing_id = filing.id),"
    " (SELECT max(at) FROM provision_copy copy WHERE copy.request_id = $1 AND "
    "copy.filing_id = filing.id)" TNUNG_FILING_FROM
    "JOIN provision_filing ON provision_filing.filing_id = filing.id"
    " WHERE provision_filing.request_id = $1"
    " ORDER BY declarant.name_key, campaign.year, filing.id"};

constexpr pg::Query put_query{"provision.put", R"sql(
    INSERT INTO provision_filing (request_id, filing_id, record_id, record_version, put_by)
    SELECT $1, id, record_id, record_version, $3 FROM filing
     WHERE id = $2 AND state = 'handed_over' AND EXISTS (SELECT 1 FROM provision_request WHERE id = $1 AND given IS NULL)
       AND NOT EXISTS (SELECT 1 FROM erasure_record JOIN erasure_list ON erasure_list.id = list_id
                        WHERE erasure_record.filing_id = filing.id AND erasure_list.given)
    ON CONFLICT DO NOTHING
)sql"};

constexpr pg::Query code_query{"provision.code", "SELECT provision_code($1)"};

constexpr pg::Query take_out_query{"provision.take_out", R"sql(
    DELETE FROM provision_filing
     WHERE request_id = $1 AND filing_id = $2
       AND EXISTS (SELECT 1 FROM provision_request WHERE id = $1 AND given IS NULL)
)sql"};

constexpr pg::Query note_copy_query{"provision.note_copy", R"sql(
    INSERT INTO provision_copy (request_id, filing_id, at, by_staff) VALUES ($1, $2, $3, $4)
)sql"};

/// Before a copy is made: who answers waits.
constexpr pg::Query hold_open_query{"provision.hold_open", R"sql(
    SELECT 1 FROM provision_request WHERE id = $1 AND given AND answer IS NULL FOR SHARE
)sql"};

constexpr pg::Query answer_query{"provision.answer", R"sql(
    UPDATE provision_request SET answer = $2, answered_at = $3, answered_by = $4
     WHERE id = $1 AND given IS NOT NULL AND answer IS NULL
)sql"};

ProvisionRequest request_at(const pg::Rows& rows, std::size_t i)
{
    return {
        .id = rows.get<Id<ProvisionRequest>>(i, 0),
        .body = rows.get<std::string>(i, 1),
        .document = rows.get<std::string>(i, 2),
        .purpose = rows.get<std::string>(i, 3),
        .scope = rows.get<std::string>(i, 4),
        .received_on = rows.get<Day>(i, 5),
        .answer_by = rows.get<Day>(i, 6),
        .made_at = rows.get<Instant>(i, 7),
        .made_by = rows.get<Id<Staff>>(i, 8),
        .made_by_name = rows.get<std::string>(i, 9),
        .given = rows.get<std::optional<bool>>(i, 10),
        .decided_at = rows.get<std::optional<Instant>>(i, 11),
        .decided_by = rows.get<std::string>(i, 12),
        .refused_why = rows.get<std::string>(i, 13),
        .answer = rows.get<std::string>(i, 14),
        .answered_at = rows.get<std::optional<Instant>>(i, 15),
        .declarations = rows.get<std::int64_t>(i, 16)};
}

} // namespace

Id<ProvisionRequest>
make(pg::Transaction& tx, const ProvisionRequest& request, Id<Staff> by, Instant now)
{
    return tx
        .exec(
            make_query, request.body, request.document, request.purpose, request.scope,
            request.received_on, request.answer_by, now, by
        )
        .get<Id<ProvisionRequest>>(0, 0);
}

std::vector<ProvisionRequest> all(pg::Transaction& tx)
{
    const auto rows = tx.exec(all_query, requests_max);
    std::vector<ProvisionRequest> all;
    for (std::size_t i = 0; i < rows.size(); ++i) all.push_back(request_at(rows, i));
    return all;
}

std::optional<ProvisionRequest> find(pg::Transaction& tx, Id<ProvisionRequest> id)
{
    const auto rows = tx.exec(find_query, id);
    if (rows.empty()) return std::nullopt;
    return request_at(rows, 0);
}

std::vector<ProvidedFiling> filings(pg::Transaction& tx, Id<ProvisionRequest> id)
{
    const auto rows = tx.exec(filings_query, id);
    auto found = filings_of(rows);
    std::vector<ProvidedFiling> all;
    for (std::size_t i = 0; i < found.size(); ++i)
        all.push_back(
            {std::move(found[i]), rows.get<std::int64_t>(i, filing_columns),
             rows.get<std::optional<Instant>>(i, filing_columns + 1)}
        );
    return all;
}

bool put(pg::Transaction& tx, const ProvisionRequest& request, const Filing& filing, Id<Staff> by)
{
    return tx.exec(put_query, request.id, filing.id, by).affected() == 1;
}

std::string code(pg::Transaction& tx, Id<ProvisionRequest> id)
{
    return tx.exec(code_query, id).get<std::string>(0, 0);
}

bool take_out(pg::Transaction& tx, const ProvisionRequest& request, Id<Filing> filing)
{
    return tx.exec(take_out_query, request.id, filing).affected() == 1;
}

bool hold_open(pg::Transaction& tx, Id<ProvisionRequest> id)
{
    return !tx.exec(hold_open_query, id).empty();
}

void note_copy(
    pg::Transaction& tx, Id<ProvisionRequest> id, Id<Filing> filing, Id<Staff> by, Instant now
)
{
    tx.exec(note_copy_query, id, filing, now, by);
}

bool answer(
    pg::Transaction& tx, Id<ProvisionRequest> id, const std::string& document, Id<Staff> by,
    Instant now
)
{
    return tx.exec(answer_query, id, document, now, by).affected() == 1;
}

} // namespace tnung::registry::provision_store
