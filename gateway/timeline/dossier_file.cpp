#include "gateway/timeline/dossier_file.hpp"

#include <stdexcept>

namespace tnung::gateway {

namespace {

constexpr int steps_max = 200;

constexpr pg::Query dossier_query{"dossier_file.dossier", R"sql(
    SELECT dossier.code, dossier.state, dossier.state_at, dossier.procedure_name, dossier.agency_name,
           coalesce(dossier.unit_code, ''), dossier.received_at, dossier.due_at, coalesce(dossier.owner_name_sealed, owner.name_sealed),
           coalesce(owner.kind = 'business', false), owner.identity_sealed IS NOT NULL
      FROM dossier LEFT JOIN owner ON owner.id = dossier.owner_id
     WHERE dossier.id = $1
)sql"};

/// The last column: told while the dossier was another's.
constexpr pg::Query events_query{"dossier_file.events", R"sql(
    SELECT kind, state, occurred_at, detail_sealed, excuse IS NOT DISTINCT FROM 'told_already',
           owner_id IS NOT NULL AND owner_id IS DISTINCT FROM (SELECT dossier.owner_id FROM dossier WHERE dossier.id = $1)
      FROM (SELECT kind, state, occurred_at, detail_sealed, excuse, owner_id, id FROM dossier_event
             WHERE dossier_id = $1 ORDER BY occurred_at DESC, id DESC LIMIT $2) newest
     ORDER BY occurred_at, id
)sql"};

} // namespace

std::optional<DossierFile> load_dossier_file(
    pg::Transaction& tx, const PersonKeys& keys, const UnitDirectory& units,
    std::int64_t dossier_id, Level level
)
{
    const auto rows = tx.exec(dossier_query, dossier_id);
    if (rows.empty()) return std::nullopt;
    DossierFile file{.id = dossier_id, .level = level};
    file.code = rows.get<std::string>(0, 0);
    file.state = DossierState(rows.get<int>(0, 1));
    file.state_at = rows.get<Instant>(0, 2);
    file.owner_is_business = rows.get<bool>(0, 9);
    file.owner_has_identity = rows.get<bool>(0, 10);
    if (level == Level::code) return file;
    file.procedure = rows.get<std::string>(0, 3);
    file.agency = rows.get<std::string>(0, 4);
    if (const auto unit = units.resolve(rows.text(0, 5)); unit.unit)
        file.unit_name = unit.unit->name;
    file.received_at = rows.get<std::optional<Instant>>(0, 6);
    file.due_at = rows.get<std::optional<Instant>>(0, 7);
    if (level == Level::owner && !rows.is_null(0, 8))
        file.owner_name = opened(keys.owner, rows.get<Bytes>(0, 8), "owner.name");
    const auto events = tx.exec(events_query, dossier_id, steps_max);
    for (std::size_t i = 0; i < events.size(); ++i) {
        DossierFile::Step step{
            .kind = parse_event_kind(events.text(i, 0)).value_or(EventKind::state),
            .state = DossierState(events.get<int>(i, 1)),
            .at = events.get<Instant>(i, 2)};
        const auto detail =
            parse_detail_text(opened(keys.detail, events.get<Bytes>(i, 3), "dossier_event.detail"));
        const bool details_open = level == Level::owner && !events.get<bool>(i, 5);
        if (details_open)
            step.detail = detail;
        else
            step.detail.act_by = detail.act_by;
        if (step.kind == EventKind::state && step.state == file.state) {
            file.act_by = detail.act_by;
            file.detail = details_open ? detail : DossierDetail{};
        }
        // Told once more: what it says may be newer, but nothing happened.
        if (!events.get<bool>(i, 4)) file.steps.push_back(std::move(step));
    }
    return file;
}

} // namespace tnung::gateway
