#pragma once

#include "registry/people/people.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tnung::registry {

/// What a unit that is no more leaves to whoever takes over from it (chuyển giao hồ sơ khi tổ chức
/// lại cơ quan). Named and taken over in the vault (vault/second_word.hpp), before what lies here
/// follows.
struct Succession {
    std::string from_code, from_name;
    std::string document; ///< the decision
    Day ended_on;         ///< the first day on which the unit is no more
    std::optional<Instant> taken_at;
    std::string taken_by;                 ///< a name
    std::string holder_code, holder_name; ///< who has it, or will: a successor's successor, perhaps
    std::int64_t filings = 0, people = 0; ///< that are still there
};

namespace succession_store {

/// Nothing where nobody was named to take over from that unit.
std::optional<Succession> find(pg::Transaction& tx, const std::string& from_code);
/// What waits for a unit to take it over, or lies there again since it did.
std::vector<Succession> waiting(pg::Transaction& tx, const std::string& unit_code);
/// Whether the asker is of the unit that holds what that one left.
bool took_over(pg::Transaction& tx, const std::string& unit_code);

struct Taken {
    std::int64_t filings = 0, people = 0;
};
/// Declarations as they stand come to the asker's unit, and people of whom nothing else changes;
/// about others, oneself among them, somebody decides (people_store::differences). Once the vault
/// says so: throws pg::Error before.
Taken take_over(
    pg::Transaction& tx, const Succession& succession, const std::string& into_code, Id<Staff> by,
    Instant now
);

} // namespace succession_store

} // namespace tnung::registry
