#pragma once

#include "foundation/json/json.hpp"
#include "foundation/text/phone_number.hpp"
#include "gateway/dossier/dossier_code.hpp"
#include "gateway/dossier/dossier_detail.hpp"
#include "gateway/dossier/dossier_state.hpp"

#include <optional>
#include <string>
#include <vector>

namespace tnung::gateway {

enum class OwnerKind { citizen, business };

/// Most events bring a state. The others happen within one: a new date with an apology (form 04),
/// a payment that was booked.
enum class EventKind { state, delayed, payment_recorded };
std::string_view event_kind_name(EventKind kind);
std::optional<EventKind> parse_event_kind(std::string_view name);

/// What an event is worth beside others of the same dossier. The shapes of the national portal tell
/// one happening twice, and tell how a dossier stands again and again
/// (docs/formats/national-sync.md).
enum class Telling {
    news,     ///< its sender tells it once
    step,     ///< another shape may have told it, at about the same time
    standing, ///< how the dossier stands; `occurred_at` is the latest time it names
};

/// What a system that handles dossiers tells: one dossier came into one state at one time.
/// JSON form: docs/formats/dossier-events.md.
struct DossierEvent {
    std::string event_id; ///< the sender's, unique with him
    DossierCode code;
    std::optional<DossierCode> national_code;
    EventKind kind = EventKind::state;
    Instant occurred_at;
    std::string raw_state;             ///< as sent
    std::optional<DossierState> state; ///< nothing: unknown, shown as handling
    std::string procedure_code;
    std::string procedure_name;
    std::string agency_id; ///< Decision 20/2020, e.g. H21.12.34
    std::string agency_name;
    std::string unit_code; ///< of the commune, old or new
    OwnerKind owner_kind = OwnerKind::citizen;
    std::string owner_name;
    std::string owner_identity; ///< 12 (or old 9) digits, or tax code; may be empty
    std::optional<Day> owner_birth_date;
    std::vector<text::PhoneNumber> phones; ///< first the one that drives notices
    std::optional<Instant> received_at;
    std::optional<Instant> due_at;
    DossierDetail detail;
    Telling telling = Telling::news;
};

/// A sender's clock may be wrong; an event further ahead is refused, not stored for a day to come.
inline constexpr std::chrono::minutes clock_skew_max{10};

/// Reads one item of a batch; `path` names it in errors ("/events/3").
Result<DossierEvent, std::vector<json::FieldError>>
read_dossier_event(const json::Value& item, const std::string& path, Instant now);

} // namespace tnung::gateway
