#pragma once

#include "foundation/base/id.hpp"
#include "foundation/pg/pool.hpp"
#include "foundation/staff/staff.hpp"
#include "registry/vault/vault.hpp"

#include <optional>
#include <string>

namespace tnung::registry {

struct Recusal;
struct ReadingPermit;
struct ProvisionRequest;
struct ErasureList;
struct StandIn;

/// What one person alone may not say, as the vault lets another say it (migrations/0011_held.sql):
/// the program that serves pages has no right to. Each happens once; false where it is not theirs
/// to say.
namespace second_word {

/// More readings for a colleague, of one role and unit, on that day; never one's own. The head of
/// the inspectorate says it for inspectors; where a unit has nobody else, the inspectorate does.
/// None where who asked, how many, why or which day is another than `seen` says (permit_code).
struct PermitWord {
    Id<ReadingPermit> permit;
    bool given = false;
    std::string seen;
};
bool decide_permit(pg::Transaction& tx, const PermitWord& word, const Staff& by, Instant now);
/// A colleague's recusal, said by mistake, or an inspector's by their head: never one's own, nor
/// one that is about one's own declaration.
bool lift_recusal(pg::Transaction& tx, Id<Recusal> recusal, const Staff& by, Instant now);

/// Whether declarations are given to a body that asked in writing, by the head of the control body
/// or a deputy (Anti-Corruption Law, article 42): never by whoever put the request down, or a
/// declaration into it; none where it is another request than `seen` says (provision_code). Given
/// only where it names declarations, each with a record of its own that was handed in.
/// `refused_why`: of a refusal.
struct ProvisionWord {
    Id<ProvisionRequest> request;
    bool given = false;
    std::string seen, refused_why;
};
bool decide_provision(pg::Transaction& tx, const ProvisionWord& word, const Staff& by, Instant now);
/// Whether what stands on a list past its term is destroyed: likewise, of the list that `seen` says
/// (erasure_code). Given only where what it says of each record is so by the vault's own rows: no
/// draft, that declaration's, from before a day that is past the term. `past_before`: what was
/// handed over before that day is past its term by the vault's own table; nothing: for ever kept.
struct ErasureWord {
    Id<ErasureList> list;
    bool given = false;
    std::string seen, refused_why;
};
bool decide_erasure(
    pg::Transaction& tx, const ErasureWord& word, const std::optional<Day>& past_before,
    const Staff& by, Instant now
);
/// That somebody of one's own unit works as personnel on some days; never oneself, and never by
/// whoever stands in.
struct StandInWord {
    Id<Staff> who;
    Day from, until; ///< the last day
    std::string document;
};
std::optional<Id<StandIn>>
name_stand_in(pg::Transaction& tx, const StandInWord& word, const Staff& by, Instant now);
/// Before its last day; of one's own unit.
bool end_stand_in(pg::Transaction& tx, Id<StandIn> stand_in, const Staff& by, Instant now);
/// Who takes over from a unit, as Home Affairs says; it counts once the unit has ended so. Said
/// again while nobody took it over, the last word holds.
struct SuccessorWord {
    std::string from_code, to_code, document;
};
bool name_successor(pg::Transaction& tx, const SuccessorWord& word, const Staff& by, Instant now);
/// By an officer of the unit that was named, or of whoever took over from that one; never by who
/// named any of them.
enum class TakenOver {
    no,    ///< not theirs
    again, ///< it is theirs already
    now,
};
TakenOver
take_over(pg::Transaction& tx, const std::string& from_code, const Staff& by, Instant now);
/// Whether that version of a record is given by that request now: decided, and not answered yet.
bool is_provided(pg::Pool& pool, Id<ProvisionRequest> request, Id<VaultRecord> record, int version);

} // namespace second_word

} // namespace tnung::registry
