#include "registry/filing/declarant_list.hpp"

#include "registry/filing/filing_rows.hpp"

#include <algorithm>

namespace tnung::registry::list_store {

namespace {

constexpr pg::Query open_campaign_query{"campaign.open", R"sql(
    INSERT INTO campaign (kind, year, due_on, opened_by, opened_at) VALUES ($1, $2, $3, $4, $5)
    ON CONFLICT (kind, year) DO NOTHING
)sql"};

constexpr pg::Query find_campaign_query{
    "campaign.find", "SELECT id FROM campaign WHERE kind = $1 AND year = $2"};

// An approved list stays as it is: whoever came since is shown to the unit, which may open it
// again.
#define TNUNG_LIST_ANNUAL                                                                          \
    "INSERT INTO filing (campaign_id, declarant_id, agency_code, event_on, declare_by, due_on, "   \
    "                    occasion)"                                                                \
    " SELECT campaign.id, declarant.id, declarant.agency_code, make_date(campaign.year, 1, 1),"    \
    "        campaign.due_on, campaign.due_on, ''"                                                 \
    "   FROM campaign, declarant"                                                                  \
    "  WHERE declarant.annual AND campaign.kind = 'annual'"                                        \
    "    AND NOT is_frozen(campaign.id, declarant.agency_code)"                                    \
    "    AND NOT was_listed(campaign.id, declarant.id, declarant.agency_code)"
// With the columns of the conflict it would have to see those filings.
#define TNUNG_LISTED_ALREADY " ON CONFLICT DO NOTHING"

// Locks campaigns against approvals: those that came first are seen, later ones wait.
constexpr pg::Query share_campaigns_query{"campaign.share", R"sql(
    SELECT id FROM campaign WHERE kind = 'annual' AND (id = $1 OR due_on >= $2) ORDER BY id FOR SHARE
)sql"};

/// Before the campaigns: whoever is moved meanwhile is listed where they are then, not where they
/// were when the statement began.
constexpr pg::Query hold_people_query{
    "declarant.hold_annual",
    "SELECT count(*) FROM (SELECT id FROM declarant WHERE annual ORDER BY id FOR SHARE) held"};

constexpr pg::Query owed_already_query{"filing.owed_already", "SELECT owed_already($1, $2, $3)"};

constexpr pg::Query list_query{
    "filing.list", TNUNG_LIST_ANNUAL " AND campaign.id = $1" TNUNG_LISTED_ALREADY};

constexpr pg::Query list_newcomers_query{
    "filing.list_newcomers", TNUNG_LIST_ANNUAL " AND campaign.due_on >= $1" TNUNG_LISTED_ALREADY};

constexpr pg::Query campaigns_query{
    "campaign.all", "SELECT id, kind, year, due_on FROM campaign ORDER BY year DESC, id DESC"};

constexpr pg::Query progress_query{"filing.progress", "SELECT * FROM campaign_progress($1, $2)"};

constexpr pg::Query add_query{"filing.add", R"sql(
    INSERT INTO filing (campaign_id, declarant_id, agency_code, event_on, declare_by, due_on, occasion)
    VALUES ($1, $2, $3, $4, $5, $5, $6) ON CONFLICT DO NOTHING RETURNING id
)sql"};

constexpr pg::Query on_list_query{
    "filing.on_list", TNUNG_FILING_SELECT
    "WHERE filing.agency_code = $1 AND filing.campaign_id = $2"
    " ORDER BY filing.state = 'struck', declarant.name_key, filing.id LIMIT $3"};

constexpr pg::Query left_out_query{
    "filing.left_out", "SELECT " TNUNG_DECLARANT_COLUMNS
                       "  FROM declarant JOIN agency ON agency.code = declarant.agency_code"
                       " WHERE declarant.agency_code = $1 AND declarant.annual"
                       "   AND NOT was_listed($2, declarant.id, declarant.agency_code)"
                       " ORDER BY declarant.name_key, declarant.id LIMIT $3"};

#define TNUNG_APPROVAL_SELECT                                                                      \
    "SELECT list_approval.id, people, head, document, approved_at, staff.name, reopened_at,"       \
    "       coalesce(reason, ''), coalesce(list_hash, ''), agency.name"                            \
    "  FROM list_approval JOIN staff ON staff.id = approved_by"                                    \
    "  JOIN agency ON agency.code = agency_code "

constexpr pg::Query approvals_query{
    "list_approval.all", TNUNG_APPROVAL_SELECT
    "WHERE agency_code = $1 AND campaign_id = $2 ORDER BY list_approval.id DESC"};

constexpr pg::Query approvals_before_query{
    "list_approval.before", TNUNG_APPROVAL_SELECT
    "WHERE agency_code = ANY (units_taken()) AND campaign_id = $1 ORDER BY list_approval.id DESC"};

// Whoever strikes, adds, approves or opens again waits here for each other.
constexpr pg::Query hold_campaign_query{
    "campaign.hold", "SELECT id FROM campaign WHERE id = $1 FOR NO KEY UPDATE"};

constexpr pg::Query frozen_query{"list_approval.frozen", "SELECT is_frozen($1, $2)"};

constexpr pg::Query approve_query{"list_approval.add", R"sql(
    INSERT INTO list_approval (campaign_id, agency_code, people, head, document, approved_at, approved_by, list_hash)
    SELECT $1, $2, count(*), $3, $4, $5, $6, $7 FROM filing
     WHERE campaign_id = $1 AND agency_code = $2 AND state <> 'struck'
    HAVING count(*) > 0
)sql"};

constexpr pg::Query reopen_query{"list_approval.reopen", R"sql(
    UPDATE list_approval SET reopened_at = $4, reopened_by = $5, reason = $3
     WHERE agency_code = $1 AND campaign_id = $2 AND reopened_at IS NULL
)sql"};

Id<Campaign> campaign_of(
    pg::Transaction& tx, std::string_view kind, int year, Day due_on, Id<Staff> by, Instant now
)
{
    tx.exec(open_campaign_query, kind, year, due_on, by, now);
    return tx.exec(find_campaign_query, kind, year).get<Id<Campaign>>(0, 0);
}

std::vector<ListApproval> approvals_of(const pg::Rows& rows)
{
    std::vector<ListApproval> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back(
            {rows.get<Id<ListApproval>>(i, 0), rows.get<std::int64_t>(i, 1),
             rows.get<std::string>(i, 2), rows.get<std::string>(i, 3), rows.get<Instant>(i, 4),
             rows.get<std::string>(i, 5), rows.get<std::optional<Instant>>(i, 6),
             rows.get<std::string>(i, 7), rows.get<Bytes>(i, 8).data, rows.get<std::string>(i, 9)}
        );
    return all;
}

} // namespace

Opened open_campaign(pg::Transaction& tx, int year, Day due_on, Id<Staff> by, Instant now)
{
    tx.exec(hold_people_query);
    const auto id = campaign_of(tx, annual_kind, year, due_on, by, now);
    tx.exec(share_campaigns_query, id, Day::max());
    return {id, tx.exec(list_query, id).affected()};
}

std::int64_t list_newcomers(pg::Transaction& tx, Day today)
{
    tx.exec(hold_people_query);
    tx.exec(share_campaigns_query, Id<Campaign>{}, today);
    return tx.exec(list_newcomers_query, today).affected();
}

std::vector<Campaign> campaigns(pg::Transaction& tx)
{
    const auto rows = tx.exec(campaigns_query);
    std::vector<Campaign> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back(
            {rows.get<Id<Campaign>>(i, 0), rows.get<std::string>(i, 1), rows.get<int>(i, 2),
             rows.get<Day>(i, 3)}
        );
    return all;
}

std::vector<Progress> progress(pg::Transaction& tx, Id<Campaign> campaign, Day today)
{
    const auto rows = tx.exec(progress_query, campaign, today);
    std::vector<Progress> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back(
            {rows.get<std::string>(i, 0), rows.get<std::string>(i, 1), rows.get<std::int64_t>(i, 2),
             rows.get<std::int64_t>(i, 3), rows.get<std::int64_t>(i, 4),
             rows.get<std::int64_t>(i, 5), rows.get<std::int64_t>(i, 6),
             rows.get<std::int64_t>(i, 7), rows.get<std::int64_t>(i, 8),
             rows.get<std::int64_t>(i, 9), rows.get<bool>(i, 10)}
        );
    return all;
}

std::optional<Id<Filing>>
add(pg::Transaction& tx, const Declarant& declarant, const Owed& owed, Id<Staff> by, Instant now)
{
    const auto campaign = campaign_of(tx, owed.kind, owed.year, owed.campaign_due_on, by, now);
    if (hold_frozen(tx, declarant.agency_code, campaign)) return std::nullopt;
    const auto added = tx.exec(
        add_query, campaign, declarant.id, declarant.agency_code, owed.event_on, owed.declare_by,
        owed.occasion
    );
    if (added.empty()) return std::nullopt;
    const auto id = added.get<Id<Filing>>(0, 0);
    put_listed_step(tx, id, by, now);
    return id;
}

std::vector<Filing>
on_list(pg::Transaction& tx, const std::string& agency_code, Id<Campaign> campaign)
{
    return filings_of(tx.exec(on_list_query, agency_code, campaign, list_max));
}

std::vector<Declarant>
left_out(pg::Transaction& tx, const std::string& agency_code, Id<Campaign> campaign)
{
    return declarants_of(tx.exec(left_out_query, agency_code, campaign, list_max));
}

std::vector<ListApproval>
approvals(pg::Transaction& tx, const std::string& agency_code, Id<Campaign> campaign)
{
    return approvals_of(tx.exec(approvals_query, agency_code, campaign));
}

std::vector<ListApproval> approvals_before(pg::Transaction& tx, Id<Campaign> campaign)
{
    return approvals_of(tx.exec(approvals_before_query, campaign));
}

bool owed_already(pg::Transaction& tx, const Filing& filing)
{
    return tx.exec(owed_already_query, filing.campaign.id, filing.declarant.id, filing.event_on)
        .get<bool>(0, 0);
}

bool is_frozen(pg::Transaction& tx, const std::string& agency_code, Id<Campaign> campaign)
{
    return tx.exec(frozen_query, campaign, agency_code).get<bool>(0, 0);
}

bool hold_frozen(pg::Transaction& tx, const std::string& agency_code, Id<Campaign> campaign)
{
    tx.exec(hold_campaign_query, campaign);
    return is_frozen(tx, agency_code, campaign);
}

bool approve(pg::Transaction& tx, const Approval& approval, Id<Staff> by, Instant now)
{
    if (hold_frozen(tx, approval.agency_code, approval.campaign)) return false;
    const auto approved = tx.exec(
        approve_query, approval.campaign, approval.agency_code, approval.head, approval.document,
        now, by, Bytes{approval.list_hash}
    );
    return approved.affected() == 1;
}

bool reopen(
    pg::Transaction& tx, const std::string& agency_code, Id<Campaign> campaign,
    const std::string& reason, Id<Staff> by, Instant now
)
{
    return tx.exec(reopen_query, agency_code, campaign, reason, now, by).affected() == 1;
}

} // namespace tnung::registry::list_store
