#pragma once

#include "registry/people/people.hpp"

#include <map>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::registry {

/// Who controls somebody's assets and income (cơ quan kiểm soát tài sản, thu nhập: Anti-Corruption
/// Law, article 30; data/control-bodies.tsv).
struct ControlBody {
    Day from;
    std::string id, name;     ///< `-`: not any more
    bool of_register = false; ///< the one whose register this is
    bool sure = false;
    std::string source;
};

class ControlBodies {
public:
    /// Throws std::runtime_error naming the row that is wrong, or where not just one has the
    /// register.
    explicit ControlBodies(std::string_view tsv);

    /// Those of that day, the register's own first.
    std::vector<const ControlBody*> on(Day day) const;
    /// Nothing where there is none of that id on that day.
    const ControlBody* find(std::string_view id, Day day) const;
    /// The one whose register this is; who says nothing else is controlled by it.
    const ControlBody& own() const { return own_; }

private:
    std::vector<ControlBody> all_;
    ControlBody own_;
};

/// Who controls somebody from a day on, as somebody put it down; the newest of a day holds.
struct ControlledBy {
    std::string body;
    Day from;
    std::string ground; ///< the decision
    Instant set_at;
    std::string set_by; ///< a name
};

namespace control_store {

/// Of each of them on that day, one always; none where nobody said otherwise: the register's own.
std::map<Id<Declarant>, std::string>
of(pg::Transaction& tx, const std::vector<Id<Declarant>>& declarants, Day day);
/// Newest first.
std::vector<ControlledBy> history(pg::Transaction& tx, Id<Declarant> declarant);
void set(
    pg::Transaction& tx, Id<Declarant> declarant, const ControlledBy& said, Id<Staff> by,
    Instant now
);

} // namespace control_store

} // namespace tnung::registry
