#pragma once

#include "foundation/grant/grant.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung {

/// Why a grant is not given.
enum class GrantRefusal {
    unknown_role,
    unit_needed,   ///< the role is always for one unit
    days_reversed, ///< ends before it begins, or has ended
    has_it,        ///< they have it, or it waits for confirmation
    forbidden,     ///< together with a role that they have
    oneself,       ///< nobody gives or confirms rights of their own
    same_person,   ///< who gave it does not confirm it
    not_waiting,   ///< it was confirmed or ended meanwhile
    nobody,        ///< there is no such account or grant
};
std::string_view grant_refusal_name(GrantRefusal refusal);
std::optional<GrantRefusal> parse_grant_refusal(std::string_view name);

/// The program's roles and which of them one person does not have together, as data.
class GrantRules {
public:
    struct Role {
        std::string name, text; ///< as stored, as read
        bool needs_unit = false;
        bool confirmed = false; ///< by a second person, before it counts
    };
    struct Pair {
        std::string one, other;
        bool of_one_unit = false; ///< only where both are for the same unit, or one for all of them
        std::string why;          ///< a sentence for whoever is refused
    };

    /// `roles`: columns role, unit (yes/no), confirmed (yes/no), text. `pairs`: one, other, where
    /// (unit/anywhere), why. Throws std::runtime_error naming the row that is wrong.
    GrantRules(std::string_view roles, std::string_view pairs);

    const std::vector<Role>& roles() const { return roles_; }
    /// Nothing where there is no such role.
    const Role* find(std::string_view role) const;
    /// As read; the stored word where there is no such role.
    std::string text_of(std::string_view role) const;

    /// Why `wanted` is not given to somebody who has these, whether they count already or not;
    /// ended ones are passed over. `today`: the first day that is not past.
    std::optional<GrantRefusal>
    refusal_of(const StaffGrant& wanted, const std::vector<StaffGrant>& has, Day today) const;
    /// The pair that forbids it; nothing where none does.
    const Pair* forbidding(const StaffGrant& wanted, const std::vector<StaffGrant>& has) const;

private:
    std::vector<Role> roles_;
    std::vector<Pair> pairs_;
};

} // namespace tnung
