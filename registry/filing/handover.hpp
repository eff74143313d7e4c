#pragma once

#include "registry/filing/filing.hpp"

namespace tnung::registry {

/// What a unit handed over to one control body at one time (giao nhận bản kê khai: Anti-Corruption
/// Law, article 38.2), as its minutes say.
struct Handover {
    Id<Handover> id;
    std::string agency_code, agency_name;
    std::string passed_to;          ///< another control body; empty: the register's own
    std::string given_by, taken_by; ///< names and posts
    Instant made_at;
    std::int64_t filings = 0;
};

namespace handover_store {

/// Without lines; `filing_store::hand_over` puts them in.
Id<Handover> make(pg::Transaction& tx, const Handover& handover, Id<Staff> by, Instant now);
/// Of those that the asker may see.
std::optional<Handover> find(pg::Transaction& tx, Id<Handover> id);
/// Newest first; of a unit and those that it took over from, or where that is empty of all.
std::vector<Handover> all(pg::Transaction& tx, const std::string& agency_code);
/// A line of the minutes, as they name it.
void put(pg::Transaction& tx, const Handover& handover, const Filing& filing);
struct Line {
    std::string name, post;
    Campaign campaign;
    Instant submitted_at;
};
/// By name.
std::vector<Line> lines(pg::Transaction& tx, Id<Handover> id);

/// Who was passed over to another control body, newest first; for the inspectorate.
struct Passed {
    std::string agency_name, number, name, post, passed_to;
    std::string ground; ///< by which they are controlled there
    Instant made_at;
};
std::vector<Passed> passed_elsewhere(pg::Transaction& tx);

inline constexpr int handovers_max = 200; ///< of a list on a page
inline constexpr int passed_max = 5000;   ///< people: all of them must be found

} // namespace handover_store

} // namespace tnung::registry
