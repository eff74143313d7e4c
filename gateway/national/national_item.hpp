#pragma once

#include "gateway/dossier/dossier_event.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

/// What systems tell the national portal about dossiers, read as our events: the shapes of its
/// synchronisation service (docs/formats/national-sync.md).
namespace tnung::gateway {

enum class NationalService {
    dossier,  ///< `DongBoHoSoMC`: a dossier as it stands
    progress, ///< `CapNhatTienDoHoSoMC`: one step of it
};
std::optional<NationalService> parse_national_service(std::string_view name);
std::string_view national_service_name(NationalService service);

/// Reads one item of `data`; `path` names it in errors ("/data/3"). The event's id is made of
/// what tells one happening from another, so that a repeat is known as one; its agency is the one
/// that gave the dossier its code, whoever the caller says he is.
Result<DossierEvent, std::vector<json::FieldError>> read_national_item(
    NationalService service, const json::Value& item, const std::string& path, Instant now
);

} // namespace tnung::gateway
