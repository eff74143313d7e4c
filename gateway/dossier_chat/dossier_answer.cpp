#include "gateway/dossier_chat/dossier_answer.hpp"

#include "gateway/dossier/dossier_detail.hpp"

#include <stdexcept>

namespace tnung::gateway::dossier_answer {

namespace {

constexpr pg::Query find_query{"dossier_answer.find", R"sql(
    SELECT id, code, state, procedure_name, agency_name, due_at FROM dossier_named($1) named (id) JOIN dossier USING (id)
)sql"};

constexpr pg::Query newest_event_query{"dossier_answer.newest_event", R"sql(
    SELECT occurred_at, detail_sealed,
           owner_id IS NOT NULL AND owner_id IS DISTINCT FROM (SELECT dossier.owner_id FROM dossier WHERE dossier.id = $1)
      FROM dossier_event
     WHERE dossier_id = $1 AND kind = 'state' ORDER BY occurred_at DESC, id DESC LIMIT 1
)sql"};

} // namespace

std::optional<Found> find(pg::Transaction& tx, const DossierCode& code, Instant now)
{
    const auto rows = tx.exec(find_query, code.text);
    if (rows.empty()) return std::nullopt;
    Found found{
        .id = rows.get<std::int64_t>(0, 0),
        .state = DossierState(rows.get<int>(0, 2)),
        .facts = {
            .code = rows.get<std::string>(0, 1),
            .procedure = rows.get<std::string>(0, 3),
            .agency = rows.get<std::string>(0, 4),
            .happened = day_of(now)}};
    if (const auto due = rows.get<std::optional<Instant>>(0, 5)) found.facts.due = day_of(*due);
    return found;
}

void add_newest_event(pg::Transaction& tx, const PersonKeys& keys, Found& found)
{
    const auto events = tx.exec(newest_event_query, found.id);
    if (events.empty()) return;
    const auto opened = keys.detail.open(events.get<Bytes>(0, 1).data, "dossier_event.detail");
    if (!opened) throw std::runtime_error("a detail was sealed with another key");
    const auto detail = parse_detail_text(*opened);
    auto& facts = found.facts;
    facts.happened = day_of(events.get<Instant>(0, 0));
    facts.act_by = detail.act_by;
    if (const bool of_former_owner = events.get<bool>(0, 2); of_former_owner) return;
    facts.amount = detail.amount;
    facts.reason = detail.reason;
    facts.place = detail.result_place;
    facts.handler = detail.handler;
    facts.papers = detail.papers;
}

} // namespace tnung::gateway::dossier_answer
