#include "registry/vault/second_word.hpp"

#include "registry/vault/stand_in.hpp"

namespace tnung::registry::second_word {

namespace {

constexpr pg::Query decide_query{"reading_permit.decide", R"sql(
    UPDATE reading_permit SET given = $2, decided_at = $3, decided_by = $4, seen = $8
      FROM staff reader
     WHERE reading_permit.id = $1 AND reader.id = reader_id AND given IS NULL AND reader_id <> $4 AND on_day = $5
       AND may_give_more(reader.id, $6, $7, $5) AND permit_code($1) = $8
)sql"};

/// Before it: what is asked after that is of now.
constexpr pg::Query hold_permit_query{
    "reading_permit.hold", "SELECT id FROM reading_permit WHERE id = $1 FOR NO KEY UPDATE"};

constexpr pg::Query lift_query{"recusal.lift", R"sql(
    UPDATE recusal SET lifted_at = $2, lifted_by = $3
      FROM staff reader
     WHERE recusal.id = $1 AND lifted_at IS NULL AND reader.id = reader_id AND reader_id <> $3 AND owner_id <> $3
       AND of_the_office(reader.id, $4, $5)
)sql"};

constexpr pg::Query decide_provision_query{"provision.decide", R"sql(
    UPDATE provision_request SET given = $2, decided_at = $4, decided_by = $5, refused_why = CASE WHEN $2 THEN NULL ELSE $3 END
     WHERE id = $1 AND given IS NULL AND made_by <> $5 AND $6 = 'head'
       AND NOT EXISTS (SELECT 1 FROM provision_filing WHERE request_id = $1 AND put_by = $5)
       AND provision_code($1) = $7
       AND (NOT $2 OR EXISTS (SELECT 1 FROM provision_filing WHERE request_id = $1)
                  AND NOT EXISTS (SELECT 1 FROM provision_filing said
                                    LEFT JOIN vault_record record ON record.id = said.record_id
                                   WHERE request_id = $1
                                     AND (record.id IS NULL OR record.draft
                                          OR record.filing_id IS NOT NULL AND record.filing_id <> said.filing_id)))
)sql"};

/// Before it: what is put into the request waits, and what is asked after that is of now.
constexpr pg::Query hold_provision_query{
    "provision.hold", "SELECT id FROM provision_request WHERE id = $1 FOR NO KEY UPDATE"};

constexpr pg::Query decide_erasure_query{"erasure.decide", R"sql(
    UPDATE erasure_list SET given = $2, decided_at = $4, decided_by = $5, seen = $7, refused_why = CASE WHEN $2 THEN NULL ELSE $3 END
     WHERE id = $1 AND given IS NULL AND made_by <> $5 AND $6 = 'head' AND erasure_code($1) = $7
)sql"};

/// Before it: what is put onto the list waits, and what is asked after that is of now.
constexpr pg::Query hold_erasure_query{
    "erasure.hold", "SELECT before_on FROM erasure_list WHERE id = $1 FOR NO KEY UPDATE"};

/// What a list says of a record and the vault knows otherwise: a draft, another declaration's, or
/// made after the day that all of the list are said to be from before.
constexpr pg::Query untrue_query{"erasure.untrue", R"sql(
    SELECT 1 FROM erasure_record said LEFT JOIN vault_record record ON record.id = said.record_id
     WHERE list_id = $1
       AND (record.id IS NULL OR record.draft OR record.made_at >= $2
            OR record.filing_id IS NOT NULL AND record.filing_id <> said.filing_id)
     LIMIT 1
)sql"};

constexpr pg::Query name_stand_in_query{"stand_in.name", R"sql(
    INSERT INTO stand_in (unit_code, staff_id, from_on, until_on, document, named_at, named_by)
    SELECT unit_code, id, $2, $3, $4, $5, $6 FROM staff
     WHERE id = $1 AND role = 'declarant' AND unit_code = $7 AND disabled_at IS NULL AND $8 = 'personnel' AND id <> $6
       AND $2::date BETWEEN $9::date AND $9::date + 366 AND $3::date >= $2::date AND $3::date - $2::date < $10
       AND NOT EXISTS (SELECT 1 FROM stand_in WHERE staff_id = $1 AND ended_at IS NULL AND from_on <= $3::date AND until_on >= $2::date)
       AND (SELECT coalesce(sum(greatest(least(until_on, (ended_at AT TIME ZONE 'Asia/Ho_Chi_Minh')::date) - from_on + 1, 0)), 0)
              FROM stand_in WHERE staff_id = $1 AND unit_code = $7 AND until_on > $2::date - 366) + ($3::date - $2::date + 1) <= $11
    RETURNING id
)sql"};

/// Two officers at one time: the second is asked after the first.
constexpr pg::Query hold_person_query{
    "stand_in.hold", "SELECT pg_advisory_xact_lock(1, $1::integer)"};

constexpr pg::Query end_stand_in_query{"stand_in.end", R"sql(
    UPDATE stand_in SET ended_at = $2, ended_by = $3
     WHERE id = $1 AND ended_at IS NULL AND unit_code = $4 AND $5 = 'personnel' AND until_on >= $6
)sql"};

/// Never in a circle. Said before the unit ends, so that it ends with a successor or not at all.
constexpr pg::Query name_successor_query{"succession.name", R"sql(
    INSERT INTO unit_succession (from_code, to_code, document, named_at, named_by)
    SELECT $1, $2, $3, $4, $5
     WHERE $6 = 'home_affairs' AND NOT EXISTS (SELECT 1 FROM unit_chain($2) WHERE code = $1) AND (SELECT count(*) FROM agency WHERE code IN ($1, $2)) = 2
    ON CONFLICT (from_code) DO UPDATE SET to_code = $2, document = $3, named_at = $4, named_by = $5
     WHERE unit_succession.taken_at IS NULL
)sql"};

/// One at a time: no two words make a circle.
constexpr pg::Query hold_successions_query{"succession.hold", "SELECT pg_advisory_xact_lock(2, 0)"};

constexpr pg::Query take_over_query{"succession.take", R"sql(
    UPDATE unit_succession SET taken_at = $2, taken_by = $3, taken_into = $4
     WHERE from_code = $1 AND taken_at IS NULL AND $5 = 'personnel' AND from_code <> $4 AND unit_heir(from_code) = $4
       AND NOT EXISTS (SELECT 1 FROM unit_chain($1) WHERE named_by = $3)
)sql"};

/// What that unit had taken over itself goes with it.
constexpr pg::Query pass_on_query{"succession.pass_on", R"sql(
    UPDATE unit_succession SET taken_into = $2 WHERE taken_into = $1
)sql"};

constexpr pg::Query taken_query{"succession.taken", R"sql(
    SELECT 1 FROM unit_succession WHERE from_code = $1 AND taken_into = $2 AND $3 = 'personnel'
)sql"};

constexpr pg::Query provided_query{"provision.provided", R"sql(
    SELECT 1 FROM provision_request JOIN provision_filing ON request_id = provision_request.id
     WHERE provision_request.id = $1 AND given AND answered_at IS NULL AND record_id = $2 AND record_version = $3
)sql"};

} // namespace

bool decide_permit(pg::Transaction& tx, const PermitWord& word, const Staff& by, Instant now)
{
    tx.exec(hold_permit_query, word.permit);
    const auto decided = tx.exec(
        decide_query, word.permit, word.given, now, by.id, day_of(now), by.role, by.unit_code,
        word.seen
    );
    return decided.affected() == 1;
}

bool lift_recusal(pg::Transaction& tx, Id<Recusal> recusal, const Staff& by, Instant now)
{
    return tx.exec(lift_query, recusal, now, by.id, by.role, by.unit_code).affected() == 1;
}

bool decide_provision(pg::Transaction& tx, const ProvisionWord& word, const Staff& by, Instant now)
{
    tx.exec(hold_provision_query, word.request);
    const auto decided = tx.exec(
        decide_provision_query, word.request, word.given, word.refused_why, now, by.id, by.role,
        word.seen
    );
    return decided.affected() == 1;
}

bool decide_erasure(
    pg::Transaction& tx, const ErasureWord& word, const std::optional<Day>& past_before,
    const Staff& by, Instant now
)
{
    const auto held = tx.exec(hold_erasure_query, word.list);
    if (held.empty()) return false;
    const auto before_on = held.get<Day>(0, 0);
    if (word.given && (!past_before || before_on > *past_before ||
                       !tx.exec(untrue_query, word.list, start_of(before_on)).empty()))
        return false;
    const auto decided = tx.exec(
        decide_erasure_query, word.list, word.given, word.refused_why, now, by.id, by.role,
        word.seen
    );
    return decided.affected() == 1;
}

std::optional<Id<StandIn>>
name_stand_in(pg::Transaction& tx, const StandInWord& word, const Staff& by, Instant now)
{
    tx.exec(hold_person_query, word.who.value);
    const auto named = tx.exec(
        name_stand_in_query, word.who, word.from, word.until, word.document, now, by.id,
        by.unit_code, by.role, day_of(now), stand_in_days_max, stand_in_days_of_year_max
    );
    if (named.empty()) return std::nullopt;
    return named.get<Id<StandIn>>(0, 0);
}

bool end_stand_in(pg::Transaction& tx, Id<StandIn> stand_in, const Staff& by, Instant now)
{
    const auto ended =
        tx.exec(end_stand_in_query, stand_in, now, by.id, by.unit_code, by.role, day_of(now));
    return ended.affected() == 1;
}

bool name_successor(pg::Transaction& tx, const SuccessorWord& word, const Staff& by, Instant now)
{
    tx.exec(hold_successions_query);
    const auto named = tx.exec(
        name_successor_query, word.from_code, word.to_code, word.document, now, by.id, by.role
    );
    return named.affected() == 1;
}

TakenOver take_over(pg::Transaction& tx, const std::string& from_code, const Staff& by, Instant now)
{
    tx.exec(hold_successions_query);
    const auto taken = tx.exec(take_over_query, from_code, now, by.id, by.unit_code, by.role);
    if (taken.affected() == 1) {
        tx.exec(pass_on_query, from_code, by.unit_code);
        return TakenOver::now;
    }
    return tx.exec(taken_query, from_code, by.unit_code, by.role).empty() ? TakenOver::no
                                                                          : TakenOver::again;
}

bool is_provided(pg::Pool& pool, Id<ProvisionRequest> request, Id<VaultRecord> record, int version)
{
    return !pool.look(provided_query, request, record, version).empty();
}

} // namespace tnung::registry::second_word
