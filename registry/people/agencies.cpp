#include "registry/people/agencies.hpp"

#include <algorithm>

namespace tnung::registry::agency_store {

namespace {

constexpr pg::Query all_query{"agency.all", R"sql(
    SELECT code, name, coalesce(parent_code, ''), ended_on, coalesce(successor_code, ''),
           (SELECT count(*) FROM declarant WHERE agency_code = code),
           (SELECT count(*) FROM staff WHERE unit_code = code AND role = 'personnel' AND disabled_at IS NULL)
      FROM agency ORDER BY code
)sql"};

constexpr pg::Query names_before_query{
    "agency.names_before", "SELECT agency_code, name FROM agency_past ORDER BY agency_code, id"};

constexpr pg::Query find_query{"agency.find", R"sql(
    SELECT code, name, coalesce(parent_code, ''), ended_on, coalesce(successor_code, '')
      FROM agency WHERE code = $1
)sql"};

constexpr pg::Query hold_query{
    "agency.hold", "SELECT ended_on FROM agency WHERE code = $1 FOR SHARE"};

constexpr std::int64_t tree_lock = 0x746e756e67; ///< among locks of this database

constexpr pg::Query hold_tree_query{"agency.hold_tree", "SELECT pg_advisory_xact_lock($1)"};

constexpr pg::Query changed_last_query{
    "agency.changed_last", "SELECT max(until_on) FROM agency_past WHERE agency_code = $1"};

constexpr pg::Query redirect_query{"agency.redirect", R"sql(
    UPDATE declarant_difference SET agency_code = $2, redirected_from = coalesce(redirected_from, $1)
     WHERE outcome IS NULL AND (agency_code = $1 OR redirected_from = $1 AND agency_code = $3)
)sql"};

constexpr pg::Query past_query{"agency.past", R"sql(
    SELECT agency_past.name, coalesce(above.name, ''), until_on, document, staff.name
      FROM agency_past JOIN staff ON staff.id = changed_by LEFT JOIN agency above ON above.code = agency_past.parent_code
     WHERE agency_code = $1 ORDER BY until_on DESC, agency_past.id DESC
)sql"};

constexpr pg::Query name_on_query{"agency.name_on", "SELECT agency_name_on($1, $2)"};

constexpr pg::Query put_past_query{"agency.put_past", R"sql(
    INSERT INTO agency_past (agency_code, name, parent_code, until_on, document, changed_at, changed_by)
    VALUES ($1, $2, nullif($3, ''), $4, $5, $6, $7)
)sql"};

constexpr pg::Query change_query{
    "agency.change", "UPDATE agency SET name = $2, parent_code = nullif($3, '') WHERE code = $1"};

constexpr pg::Query place_query{
    "agency.place", "UPDATE agency SET parent_code = nullif($2, '') WHERE code = $1"};

constexpr pg::Query end_query{"agency.end", "UPDATE agency SET ended_on = $2 WHERE code = $1"};

constexpr pg::Query succeed_query{
    "agency.succeed", "UPDATE agency SET successor_code = $2 WHERE code = $1"};

/// What the ending before said of its people: that they go to the successor of then.
constexpr pg::Query not_there_query{"agency.not_there", R"sql(
    UPDATE declarant_difference said SET outcome = 'moot', decided_at = $4
      FROM declarant
     WHERE declarant.id = said.declarant_id AND declarant.agency_code = $1 AND said.agency_code = $2 AND source = $3
       AND outcome IS NULL
)sql"};

constexpr pg::Query people_query{"agency.people", R"sql(
    SELECT number, name, post, annual FROM declarant WHERE agency_code = $1 ORDER BY id
)sql"};

Agency agency_at(const pg::Rows& rows, std::size_t row)
{
    Agency agency;
    agency.code = rows.get<std::string>(row, 0);
    agency.name = rows.get<std::string>(row, 1);
    agency.parent_code = rows.get<std::string>(row, 2);
    agency.ended_on = rows.get<std::optional<Day>>(row, 3);
    agency.successor_code = rows.get<std::string>(row, 4);
    return agency;
}

void put_past(
    pg::Transaction& tx, const Agency& was, Day until, const std::string& document, Id<Staff> by,
    Instant now
)
{
    tx.exec(put_past_query, was.code, was.name, was.parent_code, until, document, now, by);
}

} // namespace

std::vector<Agency> all(pg::Transaction& tx)
{
    const auto rows = tx.exec(all_query);
    std::vector<Agency> found;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        found.push_back(agency_at(rows, i));
        found.back().people = rows.get<std::int64_t>(i, 5);
        found.back().officers = rows.get<std::int64_t>(i, 6);
    }
    const auto names = tx.exec(names_before_query);
    for (std::size_t i = 0; i < names.size(); ++i) {
        const auto whose = std::ranges::find(found, names.text(i, 0), &Agency::code);
        if (whose != found.end()) whose->names_before.push_back(names.get<std::string>(i, 1));
    }
    return found;
}

std::optional<Agency> find(pg::Transaction& tx, const std::string& code)
{
    const auto rows = tx.exec(find_query, code);
    if (rows.empty()) return std::nullopt;
    return agency_at(rows, 0);
}

std::optional<Day> hold_ended_on(pg::Transaction& tx, const std::string& code)
{
    const auto rows = tx.exec(hold_query, code);
    return rows.empty() ? std::nullopt : rows.get<std::optional<Day>>(0, 0);
}

void hold_tree(pg::Transaction& tx)
{
    tx.exec(hold_tree_query, tree_lock);
}

std::optional<Day> changed_last(pg::Transaction& tx, const std::string& code)
{
    return tx.exec(changed_last_query, code).get<std::optional<Day>>(0, 0);
}

std::vector<AgencyPast> past(pg::Transaction& tx, const std::string& code)
{
    const auto rows = tx.exec(past_query, code);
    std::vector<AgencyPast> found;
    for (std::size_t i = 0; i < rows.size(); ++i)
        found.push_back(
            {rows.get<std::string>(i, 0), rows.get<std::string>(i, 1), rows.get<Day>(i, 2),
             rows.get<std::string>(i, 3), rows.get<std::string>(i, 4)}
        );
    return found;
}

std::string name_on(pg::Transaction& tx, const std::string& code, Day day)
{
    return tx.exec(name_on_query, code, day).get<std::string>(0, 0);
}

bool stands_below(const std::vector<Agency>& all, const std::string& below, const std::string& code)
{
    auto at = below;
    for (std::size_t steps = 0; !at.empty() && steps <= all.size(); ++steps) {
        if (at == code) return true;
        const auto one = std::ranges::find(all, at, &Agency::code);
        at = one == all.end() ? std::string() : one->parent_code;
    }
    return !at.empty(); // a circle: whatever stands in one is below everything
}

void place(pg::Transaction& tx, const std::string& code, const std::string& parent_code)
{
    tx.exec(place_query, code, parent_code);
}

void change(
    pg::Transaction& tx, const Agency& as_it_was, const Change& change, Id<Staff> by, Instant now
)
{
    if (as_it_was.name == change.name && as_it_was.parent_code == change.parent_code) return;
    put_past(tx, as_it_was, change.from, change.document, by, now);
    tx.exec(change_query, as_it_was.code, change.name, change.parent_code);
}

std::int64_t
end(pg::Transaction& tx, const Agency& as_it_was, const Ending& ending, Id<Staff> by, Instant now)
{
    put_past(tx, as_it_was, ending.on, ending.document, by, now);
    tx.exec(end_query, as_it_was.code, ending.on);
    return succeed(tx, as_it_was, "", ending, now);
}

std::int64_t succeed(
    pg::Transaction& tx, const Agency& ended, const std::string& said_before, const Ending& ending,
    Instant now
)
{
    if (ending.successor_code.empty() || ending.successor_code == ended.successor_code) return 0;
    tx.exec(not_there_query, ended.code, ended.successor_code, said_before, now);
    tx.exec(succeed_query, ended.code, ending.successor_code);
    tx.exec(redirect_query, ended.code, ending.successor_code, ended.successor_code);
    const auto successor = name_on(tx, ending.successor_code, ending.on);
    const auto people = tx.exec(people_query, ended.code);
    for (std::size_t i = 0; i < people.size(); ++i)
        people_store::import_person(
            tx,
            {people.get<std::string>(i, 0), people.get<std::string>(i, 1),
             people.get<std::string>(i, 2), ending.successor_code, successor,
             people.get<bool>(i, 3)},
            ending.document, now
        );
    return std::int64_t(people.size());
}

} // namespace tnung::registry::agency_store
