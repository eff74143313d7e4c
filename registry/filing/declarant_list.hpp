#pragma once

#include "registry/filing/filing.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tnung::registry {

/// Kinds of data/declaration-forms.tsv that the program treats apart.
inline constexpr std::string_view annual_kind = "annual", first_kind = "first",
                                  personnel_kind = "personnel", supplement_kind = "supplement";

/// A unit's list of who declares in a campaign (danh sách người có nghĩa vụ kê khai), as the head
/// of the agency approved it. It is frozen until it is opened again.
struct ListApproval {
    Id<ListApproval> id;
    std::int64_t people = 0;    ///< that stood on it
    std::string head, document; ///< who approved it, by which paper
    Instant approved_at;
    std::string approved_by; ///< who put it down here, a name
    std::optional<Instant> reopened_at;
    std::string reason;    ///< why it was opened again
    std::string list_hash; ///< of whom it was; empty where nobody kept it
    std::string agency_name;
};

/// Campaigns, and who declares in each.
namespace list_store {

struct Opened {
    Id<Campaign> id;
    std::int64_t listed = 0; ///< people who were not before
};
/// Everybody who declares every year is listed for it; of a campaign that is open already, who came
/// since. Approved lists stay as they are.
Opened open_campaign(pg::Transaction& tx, int year, Day due_on, Id<Staff> by, Instant now);
/// Who came since is listed for the yearly campaigns that are not over; how many.
std::int64_t list_newcomers(pg::Transaction& tx, Day today);
/// Newest first.
std::vector<Campaign> campaigns(pg::Transaction& tx);

struct Progress {
    std::string agency_code, agency_name;
    std::int64_t listed = 0, begun = 0, with_unit = 0, handed_over = 0, late = 0;
    std::int64_t posted = 0, read_out = 0; ///< published, by either way
    std::int64_t reminded_twice = 0;       ///< and not handed in yet
    bool approved = false;                 ///< the list
};
/// By agency, in the order of their names.
std::vector<Progress> progress(pg::Transaction& tx, Id<Campaign> campaign, Day today);

struct Owed {
    std::string_view kind;
    int year = 0;
    Day campaign_due_on; ///< of a campaign that this one opens
    Day event_on, declare_by;
    std::string occasion;
};
/// One more declaration that somebody owes, in the agency where they are; nothing where there is
/// one of that kind and day, or the list is approved. The step is `by`'s.
std::optional<Id<Filing>>
add(pg::Transaction& tx, const Declarant& declarant, const Owed& owed, Id<Staff> by, Instant now);

/// Of a unit, by name; those that were struck off last.
std::vector<Filing>
on_list(pg::Transaction& tx, const std::string& agency_code, Id<Campaign> campaign);
/// People of a unit who declare every year and are not on its list.
std::vector<Declarant>
left_out(pg::Transaction& tx, const std::string& agency_code, Id<Campaign> campaign);
inline constexpr int list_max = 5000; ///< people of one unit

/// Newest first; the first is in force where it was not opened again.
std::vector<ListApproval>
approvals(pg::Transaction& tx, const std::string& agency_code, Id<Campaign> campaign);
/// Of units that the asker's took over from.
std::vector<ListApproval> approvals_before(pg::Transaction& tx, Id<Campaign> campaign);
/// Whether somebody owes the same by another row: what was struck off is not put back beside it.
bool owed_already(pg::Transaction& tx, const Filing& filing);
/// Whether nobody comes onto that unit's list or leaves it.
bool is_frozen(pg::Transaction& tx, const std::string& agency_code, Id<Campaign> campaign);
/// The same, and it stays so until the transaction ends.
bool hold_frozen(pg::Transaction& tx, const std::string& agency_code, Id<Campaign> campaign);
struct Approval {
    std::string agency_code;
    Id<Campaign> campaign;
    std::string head, document;
    std::string list_hash; ///< of whom they saw on it
};
/// False where it is approved, or nobody is on it.
bool approve(pg::Transaction& tx, const Approval& approval, Id<Staff> by, Instant now);
/// False where it is not approved.
bool reopen(
    pg::Transaction& tx, const std::string& agency_code, Id<Campaign> campaign,
    const std::string& reason, Id<Staff> by, Instant now
);

} // namespace list_store

} // namespace tnung::registry
