#include "tests/crash/poison.hpp"

#include <array>

namespace tnung::crash {

namespace {

constexpr const char* prepare_script = R"sql(
    CREATE SCHEMA IF NOT EXISTS rehearsal;
    CREATE TABLE IF NOT EXISTS rehearsal.spoiled (
        notice_id bigint PRIMARY KEY, event_id bigint, dossier_id bigint, kind text, created_at timestamptz,
        due_at timestamptz, detail_sealed bytea, how text
    );
)sql";

/// Held, so that nobody takes it out meanwhile; a dossier is spoiled once, so that what is kept of
/// it is what was there at first.
constexpr pg::Query choose_query{"crash.choose", R"sql(
    INSERT INTO rehearsal.spoiled
    SELECT notice.id, event.id, dossier.id, notice.kind, notice.created_at, dossier.due_at, event.detail_sealed, $1
      FROM outbox_item
      JOIN notice ON notice.id = outbox_item.subject_id
      JOIN dossier ON dossier.id = notice.subject_id
      JOIN dossier_event event ON event.id = notice.cause_id
     WHERE outbox_item.kind = 'notice' AND outbox_item.started_at IS NULL AND notice.status = 'waiting'
       AND NOT EXISTS (SELECT 1 FROM rehearsal.spoiled WHERE dossier_id = dossier.id)
     LIMIT 1 FOR UPDATE OF outbox_item SKIP LOCKED
    RETURNING notice_id
)sql"};

struct Way {
    const char* name;
    pg::Query spoil;
};
const std::array<Way, 4> ways = {{
    {"a date BC", {"crash.spoil_date", R"sql(
          UPDATE dossier SET due_at = '0001-01-01 BC'
           WHERE id = (SELECT dossier_id FROM rehearsal.spoiled WHERE notice_id = $1)
      )sql"}},
    {"details that no key opens", {"crash.spoil_detail", R"sql(
          UPDATE dossier_event SET detail_sealed = detail_sealed || '\x00'
           WHERE id = (SELECT event_id FROM rehearsal.spoiled WHERE notice_id = $1)
      )sql"}},
    {"a kind that nobody knows",
     {"crash.spoil_kind", "UPDATE notice SET kind = 'nothing' WHERE id = $1"}},
    {"a time without end",
     {"crash.spoil_time", "UPDATE notice SET created_at = 'infinity' WHERE id = $1"}},
}};

constexpr const char* mend_script = R"sql(
    UPDATE dossier SET due_at = spoiled.due_at FROM rehearsal.spoiled
     WHERE dossier.id = spoiled.dossier_id AND spoiled.how = 'a date BC';
    UPDATE dossier_event SET detail_sealed = spoiled.detail_sealed FROM rehearsal.spoiled
     WHERE dossier_event.id = spoiled.event_id;
    UPDATE notice SET kind = spoiled.kind, created_at = spoiled.created_at FROM rehearsal.spoiled
     WHERE notice.id = spoiled.notice_id;
)sql";

constexpr pg::Query set_aside_query{"crash.set_aside", R"sql(
    SELECT trouble, count(*) FROM outbox_item WHERE trouble IS NOT NULL GROUP BY 1
)sql"};

constexpr pg::Query unspoiled_query{"crash.set_aside_unspoiled", R"sql(
    SELECT count(*)
      FROM outbox_item LEFT JOIN notice ON notice.id = outbox_item.subject_id AND outbox_item.kind = 'notice'
     WHERE outbox_item.trouble IS NOT NULL
       AND NOT EXISTS (SELECT 1 FROM rehearsal.spoiled WHERE spoiled.dossier_id = notice.subject_id)
)sql"};

} // namespace

std::size_t Poison::kinds()
{
    return ways.size();
}

void Poison::spoil_one(pg::Connection& owner)
{
    if (!prepared_) owner.script(prepare_script);
    prepared_ = true;
    const auto& way = ways[next_ % ways.size()];
    owner.script("BEGIN");
    const auto chosen = owner.exec(choose_query, way.name);
    if (!chosen.empty()) {
        owner.exec(way.spoil, chosen.get<std::int64_t>(0, 0));
        ++next_;
    }
    owner.script("COMMIT");
}

void Poison::mend_all(pg::Connection& owner)
{
    owner.script(prepare_script);
    owner.script(mend_script);
}

std::map<std::string, std::int64_t> Poison::set_aside(pg::Connection& owner)
{
    std::map<std::string, std::int64_t> reasons;
    const auto rows = owner.exec(set_aside_query);
    for (std::size_t i = 0; i < rows.size(); ++i)
        reasons[rows.get<std::string>(i, 0)] = rows.get<std::int64_t>(i, 1);
    return reasons;
}

std::int64_t Poison::set_aside_unspoiled(pg::Connection& owner)
{
    return owner.exec(unspoiled_query).get<std::int64_t>(0, 0);
}

} // namespace tnung::crash
