#pragma once

#include "registry/people/people.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tnung::registry {

/// An agency as it is (cơ quan, đơn vị).
struct Agency {
    std::string code, name;
    std::string parent_code;               ///< empty: nothing stands above it
    std::optional<Day> ended_on;           ///< the first day on which it is no more
    std::string successor_code;            ///< who took over from it; empty: nobody
    std::int64_t people = 0;               ///< who declare there
    std::int64_t officers = 0;             ///< accounts of its personnel unit
    std::vector<std::string> names_before; ///< newest last
};

/// What it was until then.
struct AgencyPast {
    std::string name, parent_name;
    Day until; ///< the day from which the next holds
    std::string document, changed_by;
};

namespace agency_store {

/// By code.
std::vector<Agency> all(pg::Transaction& tx);
/// Without counts and names of before.
std::optional<Agency> find(pg::Transaction& tx, const std::string& code);
/// The day from which it is no more, nothing where it still is, or where nobody is known by that
/// code; until the transaction ends nobody ends it.
std::optional<Day> hold_ended_on(pg::Transaction& tx, const std::string& code);
/// The tree is held until the transaction ends: whoever changes it at one time waits.
void hold_tree(pg::Transaction& tx);
/// Newest first.
std::vector<AgencyPast> past(pg::Transaction& tx, const std::string& code);
/// Name of the agency on a day; the code itself where no agency has that code.
std::string name_on(pg::Transaction& tx, const std::string& code, Day day);

/// Whether `below` stands somewhere below `code`, or is it.
bool stands_below(
    const std::vector<Agency>& all, const std::string& below, const std::string& code
);

/// Of a new one: what stands above it; empty: nothing.
void place(pg::Transaction& tx, const std::string& code, const std::string& parent_code);

struct Change {
    std::string name, parent_code;
    Day from;
    std::string document;
};
/// The first day from which it may change again: what was said of before stays.
std::optional<Day> changed_last(pg::Transaction& tx, const std::string& code);
/// From a day on that has come; what it was is kept. Nothing happens where nothing differs.
void change(
    pg::Transaction& tx, const Agency& as_it_was, const Change& change, Id<Staff> by, Instant now
);
struct Ending {
    Day on;
    std::string successor_code; ///< empty: nobody
    std::string document;
};
/// It is no more. How many people wait at the successor's.
std::int64_t
end(pg::Transaction& tx, const Agency& as_it_was, const Ending& ending, Id<Staff> by, Instant now);
/// Another successor of one that ended, or the first: whoever is there, or was on the way to it,
/// stands at theirs to be taken, `document` being the list that says so (people_store::take), and
/// not where `said_before`, the paper of the successor before, said. How many.
std::int64_t succeed(
    pg::Transaction& tx, const Agency& ended, const std::string& said_before, const Ending& ending,
    Instant now
);

} // namespace agency_store

} // namespace tnung::registry
