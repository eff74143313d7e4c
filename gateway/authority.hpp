#pragma once

#include "foundation/grant/grant_rules.hpp"
#include "foundation/staff/staff.hpp"
#include "gateway/settings.hpp"

#include <memory>
#include <string>
#include <vector>

namespace tnung::gateway {

/// What people of the desk may be, and not together (data/desk-roles.tsv,
/// data/desk-role-pairs.tsv).
GrantRules desk_roles();

/// The gateway's process that signs people in: sessions, passwords, roles, and who may correct a
/// number. Pages ask it (foundation/authority) and can make none of that themselves.
class AuthorityProgram {
public:
    /// Throws std::runtime_error where its database has no tables yet.
    explicit AuthorityProgram(Settings settings);
    ~AuthorityProgram();

    /// Throws std::runtime_error where another process is it already.
    void start();
    void stop();

    /// For the operator: an account, its secrets shown once. Throws std::runtime_error saying what
    /// is wrong.
    staff_store::Made add_staff(
        const std::string& login, const std::string& name, const std::string& role,
        const std::string& unit
    );
    /// The six digits of somebody's app; rehearsals only.
    std::string code_of(const std::string& login);

private:
    struct Parts;
    std::unique_ptr<Parts> parts_;
};

namespace correction {

/// The number of a word by which this person may correct that dossier's number now; nothing where
/// it is not of their unit, or they corrected it last. One that they have and did not use is given
/// again. As tnung_authority.
std::optional<std::int64_t>
word(pg::Transaction& tx, const Staff& staff, std::int64_t dossier_id, Instant now);

} // namespace correction

} // namespace tnung::gateway
