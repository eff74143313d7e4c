#pragma once

#include "foundation/base/instant.hpp"
#include "foundation/pg/pool.hpp"
#include "foundation/staff/staff.hpp"
#include "registry/people/people.hpp"
#include "registry/vault/vault.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace tnung::registry {

struct Handover;
struct Publication;

/// The declarations of one kind and year (đợt kê khai).
struct Campaign {
    Id<Campaign> id;
    std::string kind; ///< of data/declaration-forms.tsv
    int year = 0;
    Day due_on; ///< for everybody, or the last of the year where each has a day of their own
};

/// How far a declaration is (Anti-Corruption Law, articles 36 to 39).
enum class FilingState {
    listed,      ///< not begun
    draft,       ///< the declarant is at it
    submitted,   ///< the unit has to look at it
    returned,    ///< to be added to or redone; no new draft begun yet
    received,    ///< complete; to be handed over
    handed_over, ///< with the control body
    struck,      ///< taken off the list, while it was the declarant's turn
};
std::string_view filing_state_name(FilingState state); ///< as stored
std::string_view filing_state_text(FilingState state); ///< as read
/// It is the declarant's turn.
bool owed_by_declarant(FilingState state);

/// What one person owes in one campaign (bản kê khai).
struct Filing {
    Id<Filing> id;
    Campaign campaign;
    Declarant declarant;
    std::string agency_code; ///< to whom it is handed in
    FilingState state = FilingState::listed;
    FilingState struck_from = FilingState::listed; ///< where it goes on when it is put back
    Day event_on;         ///< from which the declarant's last day is counted
    Day declare_by;       ///< the declarant's last day
    std::string occasion; ///< of taking up a post, of personnel work; empty: the year
    Day due_on;           ///< for whoever's turn it is
    std::string form;     ///< of data/forms; empty until begun
    Id<VaultRecord> record;
    /// of the record as handed in; the newest of a draft is known to the vault only
    int version = 0;
    std::optional<Instant> submitted_at;
    Id<Handover> handover; ///< by which it was handed over; none before there were any
    std::string passed_to; ///< another control body; empty: the register's own
};

struct FilingStep {
    FilingState state = FilingState::listed;
    Instant at;
    std::string by; ///< a name
    std::string reason;
    Id<VaultRecord> record;
    int version = 0;
    std::string receipt_code, commitment; ///< of what was handed in
    std::int64_t audit_entry = 0;
};

/// Rows of the register. Each change happens once: where the filing is not in the state that it
/// leads from, it returns false and changes nothing.
namespace filing_store {

/// For whom a transaction asks: it sees of filings and what belongs to them what that person may
/// (migrations/0008_row_walls.sql), and nothing before it says so.
struct Asker {
    std::string_view role; ///< of reader_rights.hpp, or `program_asker`
    std::string unit;      ///< of personnel
    Id<Declarant> declarant;
};
inline constexpr std::string_view program_asker = "program"; ///< lists newcomers, reads nothing
void enter(pg::Transaction& tx, const Asker& asker);

std::vector<Filing> of_declarant(pg::Transaction& tx, Id<Declarant> declarant);
/// The last full declaration that was handed in before that one.
std::optional<Filing> before(pg::Transaction& tx, const Filing& filing);
/// Whether the declarant handed in anything between these two, wherever it is now.
bool declared_between(pg::Transaction& tx, const Filing& first, const Filing& second);
/// Nobody else changes it before `tx` ends.
std::optional<Filing> find(pg::Transaction& tx, Id<Filing> id);
/// As it is now; it may be another before it is acted upon.
std::optional<Filing> look(pg::Transaction& tx, Id<Filing> id);
/// Of a unit, whose turn it is first; `state`: only those.
std::vector<Filing>
of_agency(pg::Transaction& tx, const std::string& agency_code, std::optional<FilingState> state);
/// Of a unit, whose declarants are late, longest first.
std::vector<Filing> late(pg::Transaction& tx, const std::string& agency_code, Day today);
/// Of a unit, received and not handed over yet, those first whose day comes first; as many as are
/// handed over at one time.
std::vector<Filing> to_hand_over(pg::Transaction& tx, const std::string& agency_code);
/// Of a unit, handed over and not published yet, those first whose day comes first.
std::vector<Filing> unpublished(pg::Transaction& tx, const std::string& agency_code);
/// At which unit it was before the one where it is, oldest first.
struct UnitBefore {
    std::string agency_name;
    Instant until;
    std::string document; ///< by which the unit was succeeded; empty: it went with the person
};
std::vector<UnitBefore> units_before(pg::Transaction& tx, Id<Filing> filing);
/// The code of the unit where it was then.
std::string unit_at(pg::Transaction& tx, Id<Filing> filing, Instant at);
/// By name.
std::vector<Filing> of_publication(pg::Transaction& tx, Id<Publication> publication);

/// A line of the register book (sổ theo dõi việc giao, nhận bản kê khai: Anti-Corruption Law,
/// article 38).
struct BookLine {
    Filing filing;
    std::string receipt_code; ///< of what was handed in last
    int returned = 0;         ///< times
    std::optional<Instant> received_at, handed_over_at;
    int reminders = 0;
    std::string published_way; ///< as stored; empty: not published
    std::optional<Day> published_on;
    bool publication_ended = false; ///< planned or under way where it did not
    std::string first_unit;         ///< a name; empty: it was never at another
};
struct BookPage {
    std::vector<BookLine> lines;
    std::int64_t all = 0; ///< lines that fit what was asked for
};
struct BookAsked {
    std::string agency_code;
    Id<Campaign> campaign;
    std::string typed; ///< a name or a number; empty: everybody
    std::int64_t from = 0, lines_max = 0;
};
/// By name.
BookPage book(pg::Transaction& tx, const BookAsked& asked);

/// With the control body, by name or number of the declarant; empty: the newest.
std::vector<Filing> handed_over(pg::Transaction& tx, const std::string& typed);
inline constexpr int listed_max = 200;  ///< of a list on a page
inline constexpr int duties_max = 5000; ///< of what a unit has to do, all of which it must find

/// From `listed` or `returned`: a draft lies in the vault.
bool begin(
    pg::Transaction& tx, const Filing& filing, const std::string& form, Id<VaultRecord> record,
    int version
);
/// Of a receipt: 80 random bits, known to whoever handed in and to the register.
std::string new_receipt_code();
struct HandedIn {
    int version = 0; ///< what was settled in the vault
    std::string receipt_code;
    std::string commitment;       ///< what the entry commits to: of receipt code and content
    std::int64_t audit_entry = 0; ///< its number
};
bool submit(
    pg::Transaction& tx, const Filing& filing, const HandedIn& handed_in, Day unit_due_on,
    Id<Staff> by, Instant now
);
/// `redo_until`: seven days (article 38).
bool give_back(
    pg::Transaction& tx, const Filing& filing, const std::string& sealed_reason, Day redo_until,
    Id<Staff> by, Instant now
);
bool receive(
    pg::Transaction& tx, const Filing& filing, Day hand_over_until, Id<Staff> by, Instant now
);
/// `into`: of that unit.
bool hand_over(
    pg::Transaction& tx, const Filing& filing, const Handover& into, Id<Staff> by, Instant now
);
/// Off the list and onto it again (declarant_list.hpp looks whether it may be).
bool strike(
    pg::Transaction& tx, const Filing& filing, const std::string& sealed_reason, Id<Staff> by,
    Instant now
);
bool put_back(pg::Transaction& tx, const Filing& filing, Id<Staff> by, Instant now);

/// The reason still sealed.
std::vector<FilingStep> steps(pg::Transaction& tx, Id<Filing> filing);

/// When that version of what lies in the vault was handed in; nothing of a draft.
std::optional<FilingStep> handed_in(pg::Transaction& tx, const Filing& filing, int version);

/// The filing whose receipt bears that code; nothing where none does.
std::optional<Filing> of_receipt(pg::Transaction& tx, const std::string& receipt_code);

struct Reading {
    Instant at;
    std::string reader; ///< a name
};
/// Who with that role opened any of what was handed in, newest first.
std::vector<Reading> readings(pg::Transaction& tx, Id<Filing> filing, std::string_view role);

} // namespace filing_store

} // namespace tnung::registry
