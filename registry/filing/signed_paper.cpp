#include "registry/filing/signed_paper.hpp"

#include <stdexcept>

namespace tnung::registry::paper_store {

namespace {

constexpr pg::Query issue_query{"issued_print.add", R"sql(
    INSERT INTO issued_print (filing_id, receipt_code, bytes, digest, at) VALUES ($1, $2, $3, $4, $5)
)sql"};

constexpr pg::Query issued_query{"issued_print.of_filing", R"sql(
    SELECT receipt_code, bytes, digest FROM issued_print WHERE filing_id = $1 ORDER BY id DESC LIMIT $2
)sql"};

constexpr pg::Query put_query{"filing_paper.add", R"sql(
    INSERT INTO filing_paper (filing_id, receipt_code, record_id, number, kind, pages, bytes, code_found, signers, trusted, at, by_staff, names_declarant, shows)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10, $11, $12, $13, $14)
)sql"};

#define TNUNG_PAPER_SELECT                                                                         \
    "SELECT filing_paper.id, filing_id, receipt_code, record_id, number, kind, pages, bytes, "     \
    "       code_found, signers, trusted, at, staff.name, withdrawn_at IS NOT NULL, "              \
    "       names_declarant, shows"                                                                \
    "  FROM filing_paper JOIN staff ON staff.id = by_staff WHERE filing_id = $1"

constexpr pg::Query of_filing_query{
    "filing_paper.of_filing", TNUNG_PAPER_SELECT " ORDER BY filing_paper.id"};

constexpr pg::Query find_query{"filing_paper.find", TNUNG_PAPER_SELECT " AND filing_paper.id = $2"};

constexpr pg::Query withdraw_query{"filing_paper.withdraw", R"sql(
    UPDATE filing_paper SET withdrawn_at = $2, withdrawn_by = $3 WHERE id = $1 AND withdrawn_at IS NULL
)sql"};

std::string_view kind_name(SignedPaper::Kind kind)
{
    return kind == SignedPaper::Kind::by_key ? "signed" : "scan";
}

std::vector<SignedPaper> papers_of(const pg::Rows& rows)
{
    std::vector<SignedPaper> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back(
            {.id = rows.get<Id<SignedPaper>>(i, 0),
             .filing = rows.get<Id<Filing>>(i, 1),
             .receipt_code = rows.get<std::string>(i, 2),
             .record = rows.get<Id<VaultRecord>>(i, 3),
             .number = rows.get<int>(i, 4),
             .kind = rows.text(i, 5) == kind_name(SignedPaper::Kind::by_key)
                         ? SignedPaper::Kind::by_key
                         : SignedPaper::Kind::scan,
             .pages = rows.get<int>(i, 6),
             .bytes = rows.get<std::int64_t>(i, 7),
             .code_found = rows.get<bool>(i, 8),
             .signers = rows.get<std::string>(i, 9),
             .trusted = rows.get<bool>(i, 10),
             .names_declarant = rows.get<bool>(i, 14),
             .shows = rows.get<bool>(i, 15),
             .at = rows.get<Instant>(i, 11),
             .by = rows.get<std::string>(i, 12),
             .withdrawn = rows.get<bool>(i, 13)}
        );
    return all;
}

} // namespace

void issue(pg::Transaction& tx, Id<Filing> filing, const IssuedPrint& print, Instant now)
{
    tx.exec(issue_query, filing, print.receipt_code, print.bytes, Bytes{print.digest}, now);
}

std::vector<IssuedPrint> issued(pg::Transaction& tx, Id<Filing> filing)
{
    const auto rows = tx.exec(issued_query, filing, issued_max);
    std::vector<IssuedPrint> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back(
            {rows.get<std::string>(i, 0), rows.get<std::int64_t>(i, 1), rows.get<Bytes>(i, 2).data}
        );
    return all;
}

void put(pg::Transaction& tx, const SignedPaper& paper, Id<Staff> by, Instant now)
{
    tx.exec(
        put_query, paper.filing, paper.receipt_code, paper.record, paper.number,
        kind_name(paper.kind), paper.pages, paper.bytes, paper.code_found, paper.signers,
        paper.trusted, now, by, paper.names_declarant, paper.shows
    );
}

std::vector<SignedPaper> of_filing(pg::Transaction& tx, Id<Filing> filing)
{
    return papers_of(tx.exec(of_filing_query, filing));
}

std::optional<SignedPaper> find(pg::Transaction& tx, Id<Filing> filing, Id<SignedPaper> id)
{
    auto found = papers_of(tx.exec(find_query, filing, id));
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

bool withdraw(pg::Transaction& tx, Id<SignedPaper> id, Id<Staff> by, Instant now)
{
    return tx.exec(withdraw_query, id, now, by).affected() == 1;
}

} // namespace tnung::registry::paper_store
