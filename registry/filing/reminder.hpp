#pragma once

#include "registry/filing/filing.hpp"

namespace tnung::registry {

/// A written reminder to whoever did not hand in in time (văn bản đôn đốc). Who does not after two
/// is answerable for it (Decree 130/2020/NĐ-CP, article 20.2), so each is on record.
struct Reminder {
    Id<Reminder> id;
    Id<Filing> filing;
    int number = 0;                     ///< the first or the second, of this round
    std::string name, post;             ///< of the declarant, as they were then
    Day missed_on;                      ///< the last day that was missed
    std::optional<Instant> returned_at; ///< of what was handed in and has to be added to
    Day answer_by;                      ///< the last day that it asks for
    Instant made_at;
    std::string made_by; ///< a name
};

namespace reminder_store {

inline constexpr int reminders_max = 2;

/// Of a unit's, who is late and did not hand in, longest first.
struct Late {
    Filing filing;
    std::vector<Reminder> reminders; ///< of this round, in their order
};
std::vector<Late> late(pg::Transaction& tx, const std::string& agency_code, Day today);
enum class Obstacle {
    handed_in,
    in_time,
    reminded_twice,
    still_running, ///< the last day of the reminder before has not passed
};
/// Why they are not reminded now.
std::optional<Obstacle> obstacle(const Late& late, Day today);
/// The next one.
std::optional<Obstacle> remind(
    pg::Transaction& tx, const Filing& filing, Day answer_by, Day today, Id<Staff> by, Instant now
);

/// Of this round: since it was handed in last, if ever.
std::vector<Reminder> current(pg::Transaction& tx, const Filing& filing);
/// Reminders of all rounds. A round ends when the declaration is handed in; after a return the
/// count begins again.
std::vector<Reminder> of_filing(pg::Transaction& tx, Id<Filing> filing);
std::optional<Reminder> find(pg::Transaction& tx, Id<Reminder> id);

} // namespace reminder_store

} // namespace tnung::registry
