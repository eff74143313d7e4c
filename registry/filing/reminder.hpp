#pragma once

#include "registry/filing/filing.hpp"

namespace tnung::registry {

/// A written reminder to whoever did not hand in in time (văn bản đôn đốc). Who does not after two
/// is answerable for it (Decree 130/2020/NĐ-CP, article 20.2), so each is on record.
struct Reminder {
    Id<Reminder> id;
    Id<Filing> filing;
    int number = 0; ///< the first or the second
    Day answer_by;  ///< the last day that it asks for
    Instant made_at;
    std::string made_by; ///< a name
};

namespace reminder_store {

inline constexpr int reminders_max = 2;

/// Of a unit's, who is late and did not hand in, longest first.
struct Late {
    Filing filing;
    std::vector<Reminder> reminders; ///< in their order
};
std::vector<Late> late(pg::Transaction& tx, const std::string& agency_code, Day today);
/// Why nobody is reminded now; empty: they can be.
std::string_view obstacle(const Late& late, Day today);
/// The next one; false where there is an obstacle by now.
bool remind(
    pg::Transaction& tx, const Filing& filing, Day answer_by, Day today, Id<Staff> by, Instant now
);

std::vector<Reminder> of_filing(pg::Transaction& tx, Id<Filing> filing);
std::optional<Reminder> find(pg::Transaction& tx, Id<Reminder> id);

} // namespace reminder_store

} // namespace tnung::registry
