#include "registry/filing/invitation.hpp"

namespace tnung::registry::invitation_store {

namespace {

#define TNUNG_TO_INVITE                                                                            \
    "  FROM filing JOIN declarant ON declarant.id = filing.declarant_id"                           \
    "  LEFT JOIN staff ON staff.id = declarant.staff_id"                                           \
    " WHERE filing.agency_code = $1 AND campaign_id = $2 AND ($3::bigint = 0 OR filing.id = $3)"   \
    "   AND filing.state IN ('listed', 'draft', 'returned')"                                       \
    "   AND NOT EXISTS (SELECT 1 FROM invitation_filing told"                                      \
    "                    WHERE filing_id = filing.id AND told.agency_code = $1"                    \
    "                      AND (told.login IS NOT NULL OR staff.login IS NULL))"

constexpr pg::Query waiting_query{"invitation.waiting", "SELECT count(*)" TNUNG_TO_INVITE};

/// Locks the agency: of two people who invite at once, the second sees what the first did.
constexpr pg::Query hold_agency_query{
    "invitation.hold", "SELECT 1 FROM agency WHERE code = $1 FOR NO KEY UPDATE"};

constexpr pg::Query make_query{"invitation.make", R"sql(
    INSERT INTO invitation (agency_code, campaign_id, made_at, made_by) VALUES ($1, $2, $3, $4) RETURNING id
)sql"};

constexpr pg::Query put_query{
    "invitation.put",
    "INSERT INTO invitation_filing (invitation_id, filing_id, agency_code, name, name_key, "
    "post, login, declare_by, told_at) "
    "SELECT $4, filing.id, $1, declarant.name, declarant.name_key, declarant.post, staff.login, "
    "filing.declare_by, $5" TNUNG_TO_INVITE};

#define TNUNG_INVITATION_SELECT                                                                    \
    "SELECT invitation.id, agency_code, campaign_id, made_at, staff.name,"                         \
    "       (SELECT count(*) FROM invitation_filing WHERE invitation_id = invitation.id)"          \
    "  FROM invitation JOIN staff ON staff.id = made_by "

constexpr pg::Query find_query{
    "invitation.find", TNUNG_INVITATION_SELECT "WHERE invitation.id = $1"};

constexpr pg::Query all_query{
    "invitation.all", TNUNG_INVITATION_SELECT
    "WHERE (agency_code = $1 OR agency_code = ANY (units_taken())) AND campaign_id = $2"
    " ORDER BY invitation.id DESC"};

constexpr pg::Query invited_query{"invitation.invited", R"sql(
    SELECT name, post, coalesce(login, ''), declare_by
      FROM invitation_filing WHERE invitation_id = $1 ORDER BY name_key, filing_id
)sql"};

constexpr pg::Query told_query{"invitation.told", R"sql(
    SELECT invitation_id, told_at FROM invitation_filing
     WHERE filing_id = $1 AND agency_code = $2 ORDER BY invitation_id DESC LIMIT 1
)sql"};

Invitation invitation_at(const pg::Rows& rows, std::size_t row)
{
    return {
        .id = rows.get<Id<Invitation>>(row, 0),
        .agency_code = rows.get<std::string>(row, 1),
        .campaign = rows.get<Id<Campaign>>(row, 2),
        .made_at = rows.get<Instant>(row, 3),
        .made_by = rows.get<std::string>(row, 4),
        .people = rows.get<std::int64_t>(row, 5)};
}

} // namespace

std::int64_t waiting(pg::Transaction& tx, const Asked& asked)
{
    return tx.exec(waiting_query, asked.agency_code, asked.campaign, asked.only.value)
        .get<std::int64_t>(0, 0);
}

std::optional<Id<Invitation>>
invite(pg::Transaction& tx, const Asked& asked, Id<Staff> by, Instant now)
{
    tx.exec(hold_agency_query, asked.agency_code);
    if (waiting(tx, asked) == 0) return std::nullopt;
    const auto made = tx.exec(make_query, asked.agency_code, asked.campaign, now, by);
    const auto id = made.get<Id<Invitation>>(0, 0);
    tx.exec(put_query, asked.agency_code, asked.campaign, asked.only.value, id, now);
    return id;
}

std::optional<Invitation> find(pg::Transaction& tx, Id<Invitation> id)
{
    const auto rows = tx.exec(find_query, id);
    if (rows.empty()) return std::nullopt;
    return invitation_at(rows, 0);
}

std::vector<Invitation>
all(pg::Transaction& tx, const std::string& agency_code, Id<Campaign> campaign)
{
    const auto rows = tx.exec(all_query, agency_code, campaign);
    std::vector<Invitation> found;
    for (std::size_t i = 0; i < rows.size(); ++i) found.push_back(invitation_at(rows, i));
    return found;
}

std::vector<Invited> invited(pg::Transaction& tx, Id<Invitation> id)
{
    const auto rows = tx.exec(invited_query, id);
    std::vector<Invited> people;
    for (std::size_t i = 0; i < rows.size(); ++i)
        people.push_back(
            {rows.get<std::string>(i, 0), rows.get<std::string>(i, 1), rows.get<std::string>(i, 2),
             rows.get<Day>(i, 3)}
        );
    return people;
}

std::optional<Told> told(pg::Transaction& tx, const Filing& filing)
{
    const auto rows = tx.exec(told_query, filing.id, filing.agency_code);
    if (rows.empty()) return std::nullopt;
    return Told{rows.get<Id<Invitation>>(0, 0), day_of(rows.get<Instant>(0, 1))};
}

} // namespace tnung::registry::invitation_store
