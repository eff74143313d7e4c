#pragma once

#include "registry/filing/filing.hpp"

namespace tnung::registry {

/// A unit's paper to those who have to declare: that they do, until when and where (thông báo kê
/// khai tài sản, thu nhập).
struct Invitation {
    Id<Invitation> id;
    std::string agency_code;
    Id<Campaign> campaign;
    Instant made_at;
    std::string made_by; ///< a name
    std::int64_t people = 0;
};

/// One of them, as the paper names them.
struct Invited {
    std::string name, post;
    std::string login; ///< empty: no account by then
    Day declare_by;
};

namespace invitation_store {

/// Of a unit's, who still have to declare and were not told by it, or before they had an account:
/// all of a campaign, or one.
struct Asked {
    std::string agency_code;
    Id<Campaign> campaign;
    Id<Filing> only; ///< none: everybody
};
std::int64_t waiting(pg::Transaction& tx, const Asked& asked);
/// Nothing where nobody is left to be told.
std::optional<Id<Invitation>>
invite(pg::Transaction& tx, const Asked& asked, Id<Staff> by, Instant now);

std::optional<Invitation> find(pg::Transaction& tx, Id<Invitation> id);
/// Of a unit, and those that it took over from, in a campaign, newest first.
std::vector<Invitation>
all(pg::Transaction& tx, const std::string& agency_code, Id<Campaign> campaign);
/// By name.
std::vector<Invited> invited(pg::Transaction& tx, Id<Invitation> id);
/// By which paper of the agency where it is handed in they were told; nothing where it told them
/// nothing.
struct Told {
    Id<Invitation> invitation;
    Day on;
};
std::optional<Told> told(pg::Transaction& tx, const Filing& filing);

} // namespace invitation_store

} // namespace tnung::registry
