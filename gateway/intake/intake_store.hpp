#pragma once

#include "foundation/pg/pool.hpp"
#include "gateway/notice/message_status.hpp"

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

/// The statements of intake: whole batches, one round trip each.
namespace tnung::gateway::intake_store {

/// Thrown where a number or owner of the batch was erased while the batch was stored. Begin the
/// batch anew.
struct ErasedMeanwhile : std::runtime_error {
    ErasedMeanwhile() : std::runtime_error("a number or owner was erased meanwhile") {}
};

struct PhoneRow {
    Bytes key, sealed;
    std::string kind;
};
struct KnownPhone {
    std::int64_t id = 0;
    bool mobile = false; ///< somebody is sure that it can be written to
};
/// By key.
std::map<std::string, KnownPhone>
upsert_phones(pg::Transaction& tx, const std::vector<PhoneRow>& rows);

struct OwnerRow {
    Bytes key, name_sealed;
    std::optional<Bytes> identity_sealed;
    std::string kind;
};
std::map<std::string, std::int64_t>
upsert_owners(pg::Transaction& tx, const std::vector<OwnerRow>& rows);

/// Different people behind one number (gateway/citizen/disclosure).
struct PhonePersonRow {
    std::int64_t phone_id;
    Bytes person_key;
};
void add_phone_persons(pg::Transaction& tx, const std::vector<PhonePersonRow>& rows);

struct DossierRow {
    std::string code;
    std::optional<std::string> national_code;
    std::string procedure_code, procedure_name, agency_id, agency_name;
    std::optional<std::string> unit_code;
    std::optional<std::int64_t> owner_id, phone_id;
    int state;
    std::string state_raw;
    Instant state_at;
    std::optional<Instant> received_at, due_at;
    std::optional<Bytes> owner_name_sealed; ///< as this dossier's newest event spells it
};
struct KnownDossier {
    std::int64_t id;
    Instant state_at; ///< before this batch
    int state;        ///< before this batch
    bool has_number;  ///< before this batch
    bool is_new;
    std::string agency_id;                ///< as stored
    std::optional<std::int64_t> owner_id; ///< as stored
};
/// Makes the missing and locks all, in the order of their codes so that batches do not deadlock.
std::map<std::string, KnownDossier>
lock_dossiers(pg::Transaction& tx, const std::vector<DossierRow>& rows);
/// Updates dossiers whose newest event in the batch is newer than the stored state.
void advance_dossiers(pg::Transaction& tx, const std::vector<DossierRow>& rows);
/// Fills empty fields of dossiers from events that are older than the stored state.
void complete_dossiers(pg::Transaction& tx, const std::vector<DossierRow>& rows);

/// A new event of a dossier that gets another owner, with the owner at the time of the event.
struct OwnedEvent {
    std::int64_t dossier_id, event_id;
    std::optional<std::int64_t> owner_id;
};
/// Records who owned the dossier at each event, so that a new owner does not see a former owner's
/// details. Stored events get the present owner, these events their own. Call it before
/// advance_dossiers.
void keep_owners(pg::Transaction& tx, const std::vector<OwnedEvent>& events);

/// The event that brought a dossier into its present state and was excused because no number was
/// known. take_untold() removes the excuse.
struct Untold {
    std::int64_t event_id, dossier_id;
    int state;
};
std::vector<Untold> take_untold(pg::Transaction& tx, const std::vector<std::int64_t>& dossier_ids);

struct EventRow {
    std::string event_key;
    std::int64_t dossier_id;
    int state;
    std::string state_raw;
    Instant occurred_at;
    Bytes detail_sealed;
    std::string kind;
};
/// Ids of the events that were not there before, by event key.
std::map<std::string, std::int64_t> insert_events(
    pg::Transaction& tx, std::int64_t sender_id, const std::vector<EventRow>& rows, Instant now
);
void excuse_events(
    pg::Transaction& tx, const std::vector<std::int64_t>& ids, const std::vector<Excuse>& excuses
);

/// Whom a dossier's notices go to as it now stands: the followers who proved its number or were let
/// in, else the number itself.
struct Recipients {
    std::optional<std::int64_t> phone_id;
    bool phone_stopped = false;
    std::optional<std::string> unit_code; ///< in charge; nothing: an agency of the province
    std::string flow; ///< the unit or agency in charge, whose notices take turns with others'
    std::vector<std::pair<std::int64_t, std::optional<std::int64_t>>> followers; ///< with number
};
std::map<std::int64_t, Recipients>
recipients(pg::Transaction& tx, const std::vector<std::int64_t>& dossier_ids, Instant alive_since);

} // namespace tnung::gateway::intake_store
