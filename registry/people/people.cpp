#include "registry/people/people.hpp"

#include "foundation/text/vietnamese.hpp"
#include "registry/people/people_rows.hpp"

#include <stdexcept>

namespace tnung::registry {

namespace {

constexpr pg::Query add_agency_query{"agency.add", R"sql(
    INSERT INTO agency (code, name) VALUES ($1, $2) ON CONFLICT (code) DO NOTHING
)sql"};

constexpr pg::Query other_case_query{
    "agency.other_case", "SELECT 1 FROM agency WHERE upper(code) = upper($1) AND code <> $1"};

constexpr pg::Query agency_name_query{"agency.name", "SELECT name FROM agency WHERE code = $1"};

constexpr pg::Query add_person_query{"declarant.add", R"sql(
    INSERT INTO declarant (number, name, name_key, post, agency_code, annual)
    VALUES ($1, $2, $3, $4, $5, $6) ON CONFLICT (number) DO NOTHING RETURNING id
)sql"};

#define TNUNG_DECLARANT_FROM " FROM declarant JOIN agency ON agency.code = declarant.agency_code "
#define TNUNG_DECLARANT_SELECT "SELECT " TNUNG_DECLARANT_COLUMNS TNUNG_DECLARANT_FROM

constexpr pg::Query find_query{"declarant.find", TNUNG_DECLARANT_SELECT "WHERE declarant.id = $1"};

/// By itself: joined to the agency of before, whoever moved meanwhile would seem to be nobody.
constexpr pg::Query hold_query{
    "declarant.hold", "SELECT id FROM declarant WHERE id = $1 FOR NO KEY UPDATE"};

constexpr pg::Query find_number_query{
    "declarant.find_number", TNUNG_DECLARANT_SELECT "WHERE declarant.number = $1"};

constexpr pg::Query of_staff_query{
    "declarant.of_staff", TNUNG_DECLARANT_SELECT "WHERE declarant.staff_id = $1"};

constexpr pg::Query without_account_query{
    "declarant.without_account",
    TNUNG_DECLARANT_SELECT "WHERE declarant.staff_id IS NULL ORDER BY declarant.number"};

constexpr pg::Query of_agency_query{
    "declarant.of_agency",
    "SELECT " TNUNG_DECLARANT_COLUMNS ", count(*) OVER ()" TNUNG_DECLARANT_FROM
    "WHERE declarant.agency_code = $1"
    "  AND ($2 = '' OR declarant.name_key LIKE '%' || $3 || '%' OR declarant.number = $2)"
    " ORDER BY declarant.name_key, declarant.id OFFSET $4 LIMIT $5"};

constexpr pg::Query give_account_query{"declarant.give_account", R"sql(
    UPDATE declarant SET staff_id = $2
     WHERE id = $1 AND staff_id IS NULL AND NOT EXISTS (SELECT 1 FROM declarant WHERE staff_id = $2)
)sql"};

constexpr pg::Query change_query{"declarant.change", R"sql(
    UPDATE declarant SET name = $2, name_key = $3, post = $4, annual = $5 WHERE id = $1
)sql"};

constexpr pg::Query move_query{"declarant.move", "SELECT move_declarant($1, $2, $3)"};

constexpr pg::Query add_past_query{"declarant_past.add", R"sql(
    INSERT INTO declarant_past (declarant_id, name, post, agency_code, annual, until_at, changed_by)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
)sql"};

constexpr pg::Query past_query{"declarant_past.all", R"sql(
    SELECT declarant_past.name, post, agency.name, annual, until_at, staff.name
      FROM declarant_past
      JOIN agency ON agency.code = declarant_past.agency_code
      JOIN staff ON staff.id = changed_by
     WHERE declarant_id = $1 ORDER BY declarant_past.id DESC
)sql"};

constexpr pg::Query last_difference_query{"difference.last", R"sql(
    SELECT id, name = $3 AND post = $4 AND agency_code = $5 AND annual IS NOT DISTINCT FROM $6, coalesce(outcome, '')
      FROM declarant_difference WHERE declarant_id = $1 AND source = $2 ORDER BY id DESC LIMIT 1
)sql"};

constexpr pg::Query seen_again_query{
    "difference.seen_again", "UPDATE declarant_difference SET seen_at = $2 WHERE id = $1"};

constexpr pg::Query moot_query{"difference.moot", R"sql(
    UPDATE declarant_difference SET outcome = 'moot', decided_at = $3
     WHERE declarant_id = $1 AND source = $2 AND outcome IS NULL
)sql"};

/// Those that say by now what the register says.
constexpr pg::Query settled_query{"difference.settled", R"sql(
    UPDATE declarant_difference said SET outcome = 'moot', decided_at = $2
      FROM declarant
     WHERE said.declarant_id = $1 AND declarant.id = $1 AND outcome IS NULL
       AND said.name = declarant.name AND said.post = declarant.post AND said.agency_code = declarant.agency_code
       AND coalesce(said.annual, declarant.annual) = declarant.annual
)sql"};

constexpr pg::Query add_difference_query{"difference.add", R"sql(
    INSERT INTO declarant_difference (declarant_id, source, seen_at, name, post, agency_code, annual)
    VALUES ($1, $2, $3, $4, $5, $6, $7)
)sql"};

#define TNUNG_DIFFERENCE_SELECT                                                                    \
    "SELECT " TNUNG_DECLARANT_COLUMNS                                                              \
    ", said.id, said.source, said.seen_at, said.name, said.post, said.agency_code, there.name,"    \
    "  said.annual" TNUNG_DECLARANT_FROM                                                           \
    "JOIN declarant_difference said ON said.declarant_id = declarant.id AND said.outcome IS NULL " \
    "JOIN agency there ON there.code = said.agency_code "

// By two ways to them, each with its index: all the province's open ones may be many.
constexpr pg::Query differences_query{
    "difference.of_agency", TNUNG_DIFFERENCE_SELECT
    "WHERE said.id IN (SELECT said.id FROM declarant JOIN declarant_difference said ON "
    "said.declarant_id = declarant.id AND outcome IS NULL WHERE declarant.agency_code = $1"
    " UNION SELECT id FROM declarant_difference WHERE agency_code = $1 AND outcome IS NULL)"
    " ORDER BY declarant.name_key, said.id LIMIT $2"};

constexpr pg::Query only_moving_query{
    "difference.hold_only_moving", TNUNG_DIFFERENCE_SELECT
    "WHERE declarant.agency_code = $1 AND said.agency_code = $2 AND said.name = declarant.name"
    "  AND said.post = declarant.post AND coalesce(said.annual, declarant.annual) = "
    "declarant.annual"
    "  AND NOT EXISTS (SELECT 1 FROM declarant_difference other"
    "                   WHERE other.declarant_id = declarant.id AND other.outcome IS NULL"
    "                     AND ((other.name, other.post, other.agency_code) <> (declarant.name, "
    "declarant.post, $2) OR other.annual <> declarant.annual))"
    " ORDER BY said.id FOR NO KEY UPDATE OF said, declarant"};

constexpr pg::Query find_difference_query{
    "difference.find", TNUNG_DIFFERENCE_SELECT "WHERE said.id = $1 FOR NO KEY UPDATE OF said"};

constexpr pg::Query decide_query{"difference.decide", R"sql(
    UPDATE declarant_difference SET outcome = $2, decided_at = $3, decided_by = $4
     WHERE id = $1 AND outcome IS NULL
)sql"};

constexpr int differences_max = 500; ///< on a page

std::optional<Declarant> one_of(const pg::Rows& rows)
{
    if (rows.empty()) return std::nullopt;
    return declarant_at(rows, 0);
}

std::vector<PersonDifference> differences_of(const pg::Rows& rows)
{
    std::vector<PersonDifference> all;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        constexpr int at = declarant_columns;
        all.push_back(
            {.id = rows.get<Id<PersonDifference>>(i, at),
             .declarant = declarant_at(rows, i),
             .source = rows.get<std::string>(i, at + 1),
             .seen_at = rows.get<Instant>(i, at + 2),
             .name = rows.get<std::string>(i, at + 3),
             .post = rows.get<std::string>(i, at + 4),
             .agency_code = rows.get<std::string>(i, at + 5),
             .agency_name = rows.get<std::string>(i, at + 6),
             .annual = rows.get<std::optional<bool>>(i, at + 7)}
        );
    }
    return all;
}

void put_past(pg::Transaction& tx, const Declarant& was, Id<Staff> by, Instant now)
{
    tx.exec(add_past_query, was.id, was.name, was.post, was.agency_code, was.annual, now, by);
}

std::optional<people_store::MoveObstacle> parse_obstacle(std::string_view word)
{
    using people_store::MoveObstacle;
    if (word.empty()) return std::nullopt;
    if (word == "under_way") return MoveObstacle::under_way;
    if (word == "approved") return MoveObstacle::approved;
    if (word == "office") return MoveObstacle::office;
    throw std::runtime_error("somebody does not move, for a reason that nobody knows");
}

} // namespace

Declarant declarant_at(const pg::Rows& rows, std::size_t row)
{
    return {
        .id = rows.get<Id<Declarant>>(row, 0),
        .number = rows.get<std::string>(row, 1),
        .name = rows.get<std::string>(row, 2),
        .post = rows.get<std::string>(row, 3),
        .agency_code = rows.get<std::string>(row, 4),
        .agency_name = rows.get<std::string>(row, 5),
        .annual = rows.get<bool>(row, 6),
        .staff = rows.get<std::optional<Id<Staff>>>(row, 7).value_or(Id<Staff>{})};
}

std::vector<Declarant> declarants_of(const pg::Rows& rows)
{
    std::vector<Declarant> all;
    for (std::size_t i = 0; i < rows.size(); ++i) all.push_back(declarant_at(rows, i));
    return all;
}

namespace people_store {

AddedAgency add_agency(pg::Transaction& tx, const std::string& code, const std::string& name)
{
    if (!tx.exec(other_case_query, code).empty()) return AddedAgency::miswritten;
    return tx.exec(add_agency_query, code, name).affected() == 1 ? AddedAgency::added
                                                                 : AddedAgency::known;
}

Imported
import_person(pg::Transaction& tx, const PersonLine& line, std::string_view source, Instant now)
{
    tx.exec(add_agency_query, line.agency_code, line.agency_name);
    const auto added = tx.exec(
        add_person_query, line.number, line.name, text::fold(line.name), line.post,
        line.agency_code, line.annual.value_or(true)
    );
    if (!added.empty()) return Imported::added;
    const auto there = find_number(tx, line.number);
    if (!there) throw std::logic_error("somebody who is there is not");
    if (text::spelled_alike(there->name, line.name) &&
        text::spelled_alike(there->post, line.post) && there->agency_code == line.agency_code &&
        there->annual == line.annual.value_or(there->annual))
    {
        tx.exec(moot_query, there->id, source, now);
        return Imported::same;
    }
    const auto last = tx.exec(
        last_difference_query, there->id, source, line.name, line.post, line.agency_code,
        line.annual
    );
    if (!last.empty() && last.get<bool>(0, 1)) {
        if (last.text(0, 2) == "kept") return Imported::kept;
        if (last.text(0, 2).empty()) {
            tx.exec(seen_again_query, last.get<Id<PersonDifference>>(0, 0), now);
            return Imported::differs;
        }
    }
    tx.exec(moot_query, there->id, source, now);
    tx.exec(
        add_difference_query, there->id, source, now, line.name, line.post, line.agency_code,
        line.annual
    );
    return Imported::differs;
}

std::optional<Declarant> find(pg::Transaction& tx, Id<Declarant> id)
{
    return one_of(tx.exec(find_query, id));
}

std::optional<Declarant> find_to_change(pg::Transaction& tx, Id<Declarant> id)
{
    tx.exec(hold_query, id);
    return find(tx, id);
}

std::optional<Declarant> find_number(pg::Transaction& tx, const std::string& number)
{
    return one_of(tx.exec(find_number_query, number));
}

std::optional<Declarant> of_staff(pg::Transaction& tx, Id<Staff> staff)
{
    return one_of(tx.exec(of_staff_query, staff));
}

std::vector<Declarant> without_account(pg::Transaction& tx)
{
    return declarants_of(tx.exec(without_account_query));
}

bool give_account(pg::Transaction& tx, Id<Declarant> declarant, Id<Staff> staff)
{
    return tx.exec(give_account_query, declarant, staff).affected() == 1;
}

std::string agency_name(pg::Transaction& tx, const std::string& code)
{
    const auto rows = tx.exec(agency_name_query, code);
    return rows.empty() ? code : rows.get<std::string>(0, 0);
}

Page of_agency(pg::Transaction& tx, const Asked& asked)
{
    const auto rows = tx.exec(
        of_agency_query, asked.agency_code, asked.typed, text::fold(asked.typed), asked.from,
        asked.people_max
    );
    Page page{declarants_of(rows), 0};
    if (!rows.empty()) page.all = rows.get<std::int64_t>(0, declarant_columns);
    return page;
}

void change(
    pg::Transaction& tx, const Declarant& as_it_was, const PersonLine& line, Id<Staff> by,
    Instant now
)
{
    const bool annual = line.annual.value_or(as_it_was.annual);
    if (as_it_was.name == line.name && as_it_was.post == line.post && as_it_was.annual == annual)
        return;
    put_past(tx, as_it_was, by, now);
    tx.exec(change_query, as_it_was.id, line.name, text::fold(line.name), line.post, annual);
    tx.exec(settled_query, as_it_was.id, now);
}

std::vector<DeclarantPast> past(pg::Transaction& tx, Id<Declarant> declarant)
{
    const auto rows = tx.exec(past_query, declarant);
    std::vector<DeclarantPast> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back(
            {rows.get<std::string>(i, 0), rows.get<std::string>(i, 1), rows.get<std::string>(i, 2),
             rows.get<bool>(i, 3), rows.get<Instant>(i, 4), rows.get<std::string>(i, 5)}
        );
    return all;
}

std::vector<PersonDifference> differences(pg::Transaction& tx, const std::string& agency_code)
{
    return differences_of(tx.exec(differences_query, agency_code, differences_max));
}

std::vector<PersonDifference>
hold_only_moving(pg::Transaction& tx, const std::string& from_code, const std::string& to_code)
{
    return differences_of(tx.exec(only_moving_query, from_code, to_code));
}

std::optional<PersonDifference> find_difference(pg::Transaction& tx, Id<PersonDifference> id)
{
    auto found = differences_of(tx.exec(find_difference_query, id));
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::optional<MoveObstacle>
take(pg::Transaction& tx, const PersonDifference& difference, Id<Staff> by, Instant now)
{
    const auto was = find_to_change(tx, difference.declarant.id);
    if (!was) throw std::logic_error("a difference of nobody");
    const bool moves = was->agency_code != difference.agency_code;
    if (moves) {
        const auto moved = tx.exec(move_query, was->id, difference.agency_code, now);
        if (const auto why = parse_obstacle(moved.text(0, 0))) return why;
    }
    put_past(tx, *was, by, now);
    tx.exec(
        change_query, was->id, difference.name, text::fold(difference.name), difference.post,
        difference.annual.value_or(was->annual)
    );
    tx.exec(decide_query, difference.id, "taken", now, by);
    tx.exec(settled_query, was->id, now);
    return std::nullopt;
}

void keep(pg::Transaction& tx, const PersonDifference& difference, Id<Staff> by, Instant now)
{
    tx.exec(decide_query, difference.id, "kept", now, by);
}

} // namespace people_store

} // namespace tnung::registry
