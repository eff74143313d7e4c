#pragma once

#include "foundation/base/id.hpp"
#include "foundation/base/instant.hpp"
#include "foundation/pg/pool.hpp"
#include "foundation/staff/staff.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::registry {

/// Whoever must declare (người có nghĩa vụ kê khai: Anti-Corruption Law, article 34), as the
/// register knows them now.
struct Declarant {
    Id<Declarant> id;
    std::string number; ///< what the list or the civil-servant database calls them by
    std::string name, post, agency_code, agency_name;
    bool annual = true; ///< declares every year (article 36.3)
    Id<Staff> staff;    ///< none until invited
};

/// What a list says of somebody.
struct PersonLine {
    std::string number, name, post, agency_code, agency_name;
    std::optional<bool> annual; ///< nothing: the list does not say
};

/// One difference between a list and the register (khác biệt). A person decides which holds.
struct PersonDifference {
    Id<PersonDifference> id;
    Declarant declarant; ///< as the register has them
    std::string source;  ///< which list
    Instant seen_at;
    std::string name, post, agency_code, agency_name; ///< as it says
    std::optional<bool> annual;                       ///< nothing: it does not say
};

/// What somebody was until then.
struct DeclarantPast {
    std::string name, post, agency_name;
    bool annual = true;
    Instant until;
    std::string changed_by; ///< a name
};

/// Rows of people and agencies.
namespace people_store {

enum class AddedAgency {
    known,
    added,
    miswritten, ///< one whose code differs by its letters' case alone is there: nothing was added
};
AddedAgency add_agency(pg::Transaction& tx, const std::string& code, const std::string& name);

enum class Imported {
    added,
    same,
    differs, ///< put down for somebody to decide
    kept,    ///< differs as it did when somebody decided for the register
};
/// Somebody whom a list names. What is there is never overwritten; another way to write the same
/// (capitals, where the tone stands, which apostrophe) is no difference.
Imported
import_person(pg::Transaction& tx, const PersonLine& line, std::string_view source, Instant now);

std::optional<Declarant> find(pg::Transaction& tx, Id<Declarant> id);
/// Held until the transaction ends.
std::optional<Declarant> find_to_change(pg::Transaction& tx, Id<Declarant> id);
std::optional<Declarant> find_number(pg::Transaction& tx, const std::string& number);
std::optional<Declarant> of_staff(pg::Transaction& tx, Id<Staff> staff);
/// Whose account that is; false where the account or the person has another.
bool give_account(pg::Transaction& tx, Id<Declarant> declarant, Id<Staff> staff);
/// Those without an account, by number.
std::vector<Declarant> without_account(pg::Transaction& tx);
/// The code itself where nobody is known there.
std::string agency_name(pg::Transaction& tx, const std::string& code);

struct Asked {
    std::string agency_code;
    std::string typed; ///< a name or a number; empty: everybody
    std::int64_t from = 0, people_max = 0;
};
struct Page {
    std::vector<Declarant> people;
    std::int64_t all = 0; ///< that fit what was asked for
};
/// Of a unit, by name.
Page of_agency(pg::Transaction& tx, const Asked& asked);

/// Name, post and whether they declare every year; what they were is kept. Where nothing differs
/// nothing is written. The agency is changed by `take` alone.
void change(
    pg::Transaction& tx, const Declarant& as_it_was, const PersonLine& line, Id<Staff> by,
    Instant now
);
/// Newest first.
std::vector<DeclarantPast> past(pg::Transaction& tx, Id<Declarant> declarant);

/// Of a unit's people, and of those who would come to it.
std::vector<PersonDifference> differences(pg::Transaction& tx, const std::string& agency_code);
/// Of people of one agency of whom a list says that they are at the other, and no list says
/// anything else; held until the transaction ends.
std::vector<PersonDifference>
hold_only_moving(pg::Transaction& tx, const std::string& from_code, const std::string& to_code);
/// Not decided yet.
std::optional<PersonDifference> find_difference(pg::Transaction& tx, Id<PersonDifference> id);
/// Why somebody cannot come to another agency now.
enum class MoveObstacle {
    under_way, ///< something is not handed over yet
    approved,  ///< a list that names them, or would, is approved
    office,    ///< their account is an office's; its rights must not come along
};
/// The register says what the list says from now on; nothing happens where it cannot.
std::optional<MoveObstacle>
take(pg::Transaction& tx, const PersonDifference& difference, Id<Staff> by, Instant now);
/// The register stays; the same difference is not raised again.
void keep(pg::Transaction& tx, const PersonDifference& difference, Id<Staff> by, Instant now);

} // namespace people_store

} // namespace tnung::registry
