#include "foundation/grant/grant_store.hpp"

namespace tnung::grant_store {

namespace {

#define GRANT_COLUMNS                                                                              \
    "id, staff_id, role, organisation, from_on, until_on, given_by, given_at, confirmed_by, "      \
    "confirmed_at, ended_at"

constexpr pg::Query counting_query{
    "staff_grant.counting",
    "SELECT " GRANT_COLUMNS " FROM staff_grant "
    "WHERE staff_id = $1 AND ended_at IS NULL AND confirmed_at IS NOT NULL AND from_on <= $2 "
    "AND (until_on IS NULL OR until_on >= $2) ORDER BY id"};

constexpr pg::Query of_staff_query{
    "staff_grant.of_staff", "SELECT " GRANT_COLUMNS " FROM staff_grant WHERE staff_id = $1 "
                            "ORDER BY ended_at IS NOT NULL, id DESC"};

constexpr pg::Query find_query{
    "staff_grant.find", "SELECT " GRANT_COLUMNS " FROM staff_grant WHERE id = $1"};

constexpr pg::Query all_query{
    "staff_grant.all",
    "SELECT " GRANT_COLUMNS " FROM staff_grant WHERE ended_at IS NULL ORDER BY staff_id, id"};

/// Grants of one person are changed one after the other.
constexpr pg::Query lock_staff_query{
    "staff_grant.lock_staff", "SELECT 1 FROM staff WHERE id = $1 FOR NO KEY UPDATE"};

constexpr pg::Query lock_query{
    "staff_grant.lock",
    "SELECT " GRANT_COLUMNS " FROM staff_grant WHERE id = $1 FOR NO KEY UPDATE"};

constexpr pg::Query insert_query{"staff_grant.insert", R"sql(
    INSERT INTO staff_grant (staff_id, role, organisation, from_on, until_on, given_by, given_at, confirmed_at)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8) RETURNING id
)sql"};

constexpr pg::Query confirm_query{
    "staff_grant.confirm",
    "UPDATE staff_grant SET confirmed_by = $2, confirmed_at = $3 WHERE id = $1"};

/// An older program beside this one knows the role that the account was made with: it ends there
/// too.
constexpr pg::Query end_query{"staff_grant.end", R"sql(
    WITH ended AS (
        UPDATE staff_grant SET ended_by = $2, ended_at = $3 WHERE id = $1 RETURNING staff_id, role, organisation
    )
    UPDATE staff SET role = '', unit_code = NULL
      FROM ended
     WHERE staff.id = ended.staff_id AND staff.role = ended.role AND staff.unit_code IS NOT DISTINCT FROM ended.organisation
)sql"};

StaffGrant read(const pg::Rows& rows, std::size_t row)
{
    return {
        .id = rows.get<Id<StaffGrant>>(row, 0),
        .staff = rows.get<Id<Staff>>(row, 1),
        .role = rows.get<std::string>(row, 2),
        .organisation = rows.get<std::optional<std::string>>(row, 3),
        .from = rows.get<Day>(row, 4),
        .until = rows.get<std::optional<Day>>(row, 5),
        .given_by = rows.get<std::optional<Id<Staff>>>(row, 6),
        .given_at = rows.get<Instant>(row, 7),
        .confirmed_by = rows.get<std::optional<Id<Staff>>>(row, 8),
        .confirmed_at = rows.get<std::optional<Instant>>(row, 9),
        .ended_at = rows.get<std::optional<Instant>>(row, 10)};
}

std::vector<StaffGrant> read_all(const pg::Rows& rows)
{
    std::vector<StaffGrant> grants;
    for (std::size_t i = 0; i < rows.size(); ++i) grants.push_back(read(rows, i));
    return grants;
}

/// Locked until the transaction ends.
Result<StaffGrant, GrantRefusal> hold(pg::Transaction& tx, Id<StaffGrant> grant, Id<Staff> by)
{
    const auto rows = tx.exec(lock_query, grant);
    if (rows.empty()) return refuse(GrantRefusal::nobody);
    auto held = read(rows, 0);
    if (held.staff == by) return refuse(GrantRefusal::oneself);
    if (held.ended_at) return refuse(GrantRefusal::not_waiting);
    return held;
}

} // namespace

std::vector<StaffGrant> counting(pg::Transaction& tx, Id<Staff> staff, Day day)
{
    return read_all(tx.exec(counting_query, staff, day));
}

std::vector<StaffGrant> of_staff(pg::Transaction& tx, Id<Staff> staff)
{
    return read_all(tx.exec(of_staff_query, staff));
}

std::optional<StaffGrant> find(pg::Transaction& tx, Id<StaffGrant> grant)
{
    const auto rows = tx.exec(find_query, grant);
    return rows.empty() ? std::nullopt : std::optional(read(rows, 0));
}

std::vector<StaffGrant> all(pg::Transaction& tx)
{
    return read_all(tx.exec(all_query));
}

Result<Id<StaffGrant>, GrantRefusal> give(
    pg::Transaction& tx, const GrantRules& rules, StaffGrant wanted, std::optional<Id<Staff>> by,
    Instant now
)
{
    if (by == wanted.staff) return refuse(GrantRefusal::oneself);
    if (tx.exec(lock_staff_query, wanted.staff).empty()) return refuse(GrantRefusal::nobody);
    if (const auto why = rules.refusal_of(wanted, of_staff(tx, wanted.staff), day_of(now)))
        return refuse(*why);
    const bool counts_at_once = !by || !rules.find(wanted.role)->confirmed;
    return tx
        .exec(
            insert_query, wanted.staff, wanted.role, wanted.organisation, wanted.from, wanted.until,
            by, now, counts_at_once ? std::optional(now) : std::nullopt
        )
        .get<Id<StaffGrant>>(0, 0);
}

Result<StaffGrant, GrantRefusal>
confirm(pg::Transaction& tx, Id<StaffGrant> grant, Id<Staff> by, Instant now)
{
    auto held = hold(tx, grant, by);
    if (!held) return held;
    if (held->confirmed_at) return refuse(GrantRefusal::not_waiting);
    if (held->given_by == by) return refuse(GrantRefusal::same_person);
    tx.exec(confirm_query, grant, by, now);
    held->confirmed_by = by;
    held->confirmed_at = now;
    return held;
}

Result<StaffGrant, GrantRefusal>
end(pg::Transaction& tx, Id<StaffGrant> grant, Id<Staff> by, Instant now)
{
    auto held = hold(tx, grant, by);
    if (!held) return held;
    tx.exec(end_query, grant, by, now);
    held->ended_at = now;
    return held;
}

} // namespace tnung::grant_store
