#include "gateway/intake/intake_store.hpp"

#include <algorithm>

namespace tnung::gateway::intake_store {

namespace {

constexpr pg::Query upsert_phones_query{"phone.upsert", R"sql(
    INSERT INTO phone (number_key, number_sealed, kind)
    SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::text[])
    ON CONFLICT (number_key) DO NOTHING
)sql"};

constexpr pg::Query sure_phones_query{"phone.sure", R"sql(
    UPDATE phone SET kind = 'mobile' WHERE id = ANY ($1::bigint[]) AND kind = 'fixed'
)sql"};

/// Held until the dossiers that name them are there, so that they are not erased in between.
constexpr pg::Query find_phones_query{"phone.find", R"sql(
    SELECT number_key, id, kind = 'mobile' FROM phone WHERE number_key = ANY ($1::bytea[]) ORDER BY id FOR KEY SHARE
)sql"};

constexpr pg::Query add_persons_query{"phone_person.insert", R"sql(
    INSERT INTO phone_person (phone_id, person_key)
    SELECT DISTINCT * FROM unnest($1::bigint[], $2::bytea[]) AS new (phone_id, person_key)
     ORDER BY 1, 2
    ON CONFLICT DO NOTHING
)sql"};

constexpr pg::Query upsert_owners_query{"owner.upsert", R"sql(
    INSERT INTO owner (owner_key, name_sealed, identity_sealed, kind)
    SELECT * FROM unnest($1::bytea[], $2::bytea[], $3::bytea[], $4::text[])
    ON CONFLICT (owner_key) DO NOTHING
)sql"};

constexpr pg::Query find_owners_query{"owner.find", R"sql(
    SELECT owner_key, id FROM owner WHERE owner_key = ANY ($1::bytea[]) ORDER BY id FOR KEY SHARE
)sql"};

constexpr pg::Query insert_dossiers_query{"dossier.insert", R"sql(
    INSERT INTO dossier (code, national_code, procedure_code, procedure_name, agency_id, agency_name, unit_code,
                         owner_id, phone_id, state, state_raw, state_at, received_at, due_at, owner_name_sealed)
    SELECT * FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                         $8::bigint[], $9::bigint[], $10::smallint[], $11::text[], $12::timestamptz[],
                         $13::timestamptz[], $14::timestamptz[], $15::bytea[])
    ON CONFLICT (code) DO NOTHING
    RETURNING id
)sql"};

constexpr pg::Query lock_dossiers_query{"dossier.lock", R"sql(
    SELECT code, id, state_at, state, told_phone(dossier) IS NOT NULL, agency_id, owner_id
      FROM dossier WHERE code = ANY ($1::text[]) ORDER BY code FOR UPDATE
)sql"};

/// Facts of a newer event replace what stands. A clerk's correction of the number holds while the
/// sender repeats the old one.
constexpr pg::Query advance_dossiers_query{"dossier.advance", R"sql(
    UPDATE dossier
       SET national_code  = coalesce(new.national_code, dossier.national_code),
           procedure_code = coalesce(nullif(new.procedure_code, ''), dossier.procedure_code),
           procedure_name = coalesce(nullif(new.procedure_name, ''), dossier.procedure_name),
           agency_id      = coalesce(nullif(new.agency_id, ''), dossier.agency_id),
           agency_name    = coalesce(nullif(new.agency_name, ''), dossier.agency_name),
           unit_code      = coalesce(new.unit_code, dossier.unit_code),
           owner_id       = coalesce(new.owner_id, dossier.owner_id),
           owner_name_sealed = CASE WHEN new.owner_name_sealed IS NOT NULL THEN new.owner_name_sealed
                                    WHEN new.owner_id IS NULL OR new.owner_id = dossier.owner_id THEN dossier.owner_name_sealed END,
           phone_id       = coalesce(new.phone_id, dossier.phone_id),
           corrected_phone_id = CASE WHEN new.phone_id IS NULL OR new.phone_id = dossier.phone_id
                                     THEN dossier.corrected_phone_id END,
           state = new.state, state_raw = new.state_raw, state_at = new.state_at,
           erased_at      = NULL, -- whose time was over and who is told of again is erased again
           received_at    = coalesce(new.received_at, dossier.received_at),
           due_at         = coalesce(new.due_at, dossier.due_at)
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                  $8::bigint[], $9::bigint[], $10::smallint[], $11::text[], $12::timestamptz[],
                  $13::timestamptz[], $14::timestamptz[], $15::bytea[])
        AS new (code, national_code, procedure_code, procedure_name, agency_id, agency_name, unit_code,
                owner_id, phone_id, state, state_raw, state_at, received_at, due_at, owner_name_sealed)
     WHERE dossier.code = new.code AND dossier.state_at <= new.state_at
)sql"};

/// Facts of an older event fill what is missing.
constexpr pg::Query complete_dossiers_query{"dossier.complete", R"sql(
    UPDATE dossier
       SET national_code  = coalesce(dossier.national_code, new.national_code),
           procedure_code = coalesce(nullif(dossier.procedure_code, ''), new.procedure_code),
           procedure_name = coalesce(nullif(dossier.procedure_name, ''), new.procedure_name),
           agency_id      = coalesce(nullif(dossier.agency_id, ''), new.agency_id),
           agency_name    = coalesce(nullif(dossier.agency_name, ''), new.agency_name),
           unit_code      = coalesce(dossier.unit_code, new.unit_code),
           owner_id       = coalesce(dossier.owner_id, new.owner_id),
           owner_name_sealed = coalesce(dossier.owner_name_sealed,
                                        CASE WHEN coalesce(dossier.owner_id, new.owner_id) = new.owner_id THEN new.owner_name_sealed END),
           phone_id       = coalesce(dossier.phone_id, new.phone_id),
           received_at    = coalesce(dossier.received_at, new.received_at),
           due_at         = coalesce(dossier.due_at, new.due_at),
           erased_at      = NULL
      FROM unnest($1::text[], $2::text[], $3::text[], $4::text[], $5::text[], $6::text[], $7::text[],
                  $8::bigint[], $9::bigint[], $10::smallint[], $11::text[], $12::timestamptz[],
                  $13::timestamptz[], $14::timestamptz[], $15::bytea[])
        AS new (code, national_code, procedure_code, procedure_name, agency_id, agency_name, unit_code,
                owner_id, phone_id, state, state_raw, state_at, received_at, due_at, owner_name_sealed)
     WHERE dossier.code = new.code
)sql"};

/// $2: the new events, which are put down to their own.
constexpr pg::Query keep_former_owner_query{"dossier_event.keep_former_owner", R"sql(
    UPDATE dossier_event SET owner_id = dossier.owner_id
      FROM dossier
     WHERE dossier_event.dossier_id = ANY ($1::bigint[]) AND dossier.id = dossier_event.dossier_id
       AND dossier_event.owner_id IS NULL AND dossier_event.id <> ALL ($2::bigint[])
)sql"};

constexpr pg::Query set_event_owners_query{"dossier_event.set_owners", R"sql(
    UPDATE dossier_event SET owner_id = new.owner_id
      FROM unnest($1::bigint[], $2::bigint[]) AS new (id, owner_id)
     WHERE dossier_event.id = new.id
)sql"};

/// What brought the state that a dossier stands in, where nobody was told for want of a number.
constexpr pg::Query untold_query{"dossier_event.untold", R"sql(
    UPDATE dossier_event SET excuse = NULL
      FROM dossier
     WHERE dossier_event.dossier_id = ANY ($1::bigint[]) AND dossier.id = dossier_event.dossier_id
       AND dossier_event.occurred_at = dossier.state_at AND dossier_event.state = dossier.state
       AND dossier_event.kind = 'state' AND dossier_event.excuse = 'no_phone'
    RETURNING dossier_event.id, dossier_event.dossier_id, dossier_event.state
)sql"};

constexpr pg::Query insert_events_query{"dossier_event.insert", R"sql(
    INSERT INTO dossier_event (sender_id, event_key, dossier_id, state, state_raw, occurred_at, detail_sealed, kind, recorded_at)
    SELECT $1, new.*, $9
      FROM unnest($2::text[], $3::bigint[], $4::smallint[], $5::text[], $6::timestamptz[], $7::bytea[], $8::text[]) AS new
    ON CONFLICT (sender_id, event_key) DO NOTHING
    RETURNING event_key, id
)sql"};

constexpr pg::Query excuse_events_query{"dossier_event.excuse", R"sql(
    UPDATE dossier_event SET excuse = new.excuse
      FROM unnest($1::bigint[], $2::text[]) AS new (id, excuse)
     WHERE dossier_event.id = new.id
)sql"};

constexpr pg::Query recipients_query{"dossier.recipients", R"sql(
    SELECT dossier.id, phone.id, phone.stopped_at IS NOT NULL OR dossier.refused_phone_id IS NOT DISTINCT FROM phone.id,
           dossier.unit_code, coalesce(dossier.unit_code, dossier.agency_id)
      FROM dossier LEFT JOIN phone ON phone.id = told_phone(dossier)
     WHERE dossier.id = ANY ($1::bigint[])
)sql"};

constexpr pg::Query followers_query{"dossier.followers", R"sql(
    SELECT DISTINCT ON (told.dossier_id, told.follower_id) told.dossier_id, told.follower_id, told.phone_id
      FROM follower_dossier told
      JOIN follower ON follower.id = told.follower_id
     WHERE told.dossier_id = ANY ($1::bigint[]) AND told.alive_at > $2
       AND follower.followed_at IS NOT NULL AND follower.unfollowed_at IS NULL AND follower.withdrawn_at IS NULL
     ORDER BY told.dossier_id, told.follower_id, told.phone_id
)sql"};

/// One field of every row: a column of the batch.
template <class Row, class Field>
auto column(const std::vector<Row>& rows, Field Row::*field)
{
    std::vector<Field> values;
    values.reserve(rows.size());
    for (const auto& row : rows) values.push_back(row.*field);
    return values;
}

std::map<std::string, std::int64_t> ids_by_key(const pg::Rows& found)
{
    std::map<std::string, std::int64_t> ids;
    for (std::size_t i = 0; i < found.size(); ++i)
        ids[found.get<Bytes>(i, 0).data] = found.get<std::int64_t>(i, 1);
    return ids;
}

template <class Known>
std::map<std::string, Known>
all_of(const std::vector<Bytes>& keys, std::map<std::string, Known> known)
{
    if (known.size() != keys.size()) throw ErasedMeanwhile();
    return known;
}

pg::Rows
exec_dossiers(pg::Transaction& tx, const pg::Query& query, const std::vector<DossierRow>& rows)
{
    return tx.exec(
        query, column(rows, &DossierRow::code), column(rows, &DossierRow::national_code),
        column(rows, &DossierRow::procedure_code), column(rows, &DossierRow::procedure_name),
        column(rows, &DossierRow::agency_id), column(rows, &DossierRow::agency_name),
        column(rows, &DossierRow::unit_code), column(rows, &DossierRow::owner_id),
        column(rows, &DossierRow::phone_id), column(rows, &DossierRow::state),
        column(rows, &DossierRow::state_raw), column(rows, &DossierRow::state_at),
        column(rows, &DossierRow::received_at), column(rows, &DossierRow::due_at),
        column(rows, &DossierRow::owner_name_sealed)
    );
}

} // namespace

std::map<std::string, KnownPhone>
upsert_phones(pg::Transaction& tx, const std::vector<PhoneRow>& rows)
{
    if (rows.empty()) return {};
    const auto keys = column(rows, &PhoneRow::key);
    tx.exec(
        upsert_phones_query, keys, column(rows, &PhoneRow::sealed), column(rows, &PhoneRow::kind)
    );
    const auto found = tx.exec(find_phones_query, keys);
    std::map<std::string, KnownPhone> phones;
    for (std::size_t i = 0; i < found.size(); ++i)
        phones[found.get<Bytes>(i, 0).data] = {
            found.get<std::int64_t>(i, 1), found.get<bool>(i, 2)};
    phones = all_of(keys, std::move(phones));
    // Doubted before, and sure now; seldom, so that no row is held for nothing.
    std::vector<std::int64_t> sure;
    for (const auto& row : rows) {
        auto& phone = phones.at(row.key.data);
        if (row.kind != "mobile" || phone.mobile) continue;
        sure.push_back(phone.id);
        phone.mobile = true;
    }
    if (!sure.empty()) tx.exec(sure_phones_query, sure);
    return phones;
}

void add_phone_persons(pg::Transaction& tx, const std::vector<PhonePersonRow>& rows)
{
    if (rows.empty()) return;
    tx.exec(
        add_persons_query, column(rows, &PhonePersonRow::phone_id),
        column(rows, &PhonePersonRow::person_key)
    );
}

std::map<std::string, std::int64_t>
upsert_owners(pg::Transaction& tx, const std::vector<OwnerRow>& rows)
{
    if (rows.empty()) return {};
    const auto keys = column(rows, &OwnerRow::key);
    tx.exec(
        upsert_owners_query, keys, column(rows, &OwnerRow::name_sealed),
        column(rows, &OwnerRow::identity_sealed), column(rows, &OwnerRow::kind)
    );
    return all_of(keys, ids_by_key(tx.exec(find_owners_query, keys)));
}

std::map<std::string, KnownDossier>
lock_dossiers(pg::Transaction& tx, const std::vector<DossierRow>& rows)
{
    const auto inserted = exec_dossiers(tx, insert_dossiers_query, rows);
    std::vector<std::int64_t> new_ids;
    for (std::size_t i = 0; i < inserted.size(); ++i)
        new_ids.push_back(inserted.get<std::int64_t>(i, 0));
    std::sort(new_ids.begin(), new_ids.end());
    std::map<std::string, KnownDossier> known;
    const auto locked = tx.exec(lock_dossiers_query, column(rows, &DossierRow::code));
    for (std::size_t i = 0; i < locked.size(); ++i) {
        const auto id = locked.get<std::int64_t>(i, 1);
        known[std::string(locked.text(i, 0))] = {
            id,
            locked.get<Instant>(i, 2),
            locked.get<int>(i, 3),
            locked.get<bool>(i, 4),
            std::binary_search(new_ids.begin(), new_ids.end(), id),
            locked.get<std::string>(i, 5),
            locked.get<std::optional<std::int64_t>>(i, 6)};
    }
    return known;
}

void advance_dossiers(pg::Transaction& tx, const std::vector<DossierRow>& rows)
{
    if (!rows.empty()) exec_dossiers(tx, advance_dossiers_query, rows);
}

void complete_dossiers(pg::Transaction& tx, const std::vector<DossierRow>& rows)
{
    if (!rows.empty()) exec_dossiers(tx, complete_dossiers_query, rows);
}

void keep_owners(pg::Transaction& tx, const std::vector<OwnedEvent>& events)
{
    if (events.empty()) return;
    const auto ids = column(events, &OwnedEvent::event_id);
    tx.exec(keep_former_owner_query, column(events, &OwnedEvent::dossier_id), ids);
    tx.exec(set_event_owners_query, ids, column(events, &OwnedEvent::owner_id));
}

std::vector<Untold> take_untold(pg::Transaction& tx, const std::vector<std::int64_t>& dossier_ids)
{
    if (dossier_ids.empty()) return {};
    const auto found = tx.exec(untold_query, dossier_ids);
    std::vector<Untold> untold;
    for (std::size_t i = 0; i < found.size(); ++i)
        untold.push_back(
            {found.get<std::int64_t>(i, 0), found.get<std::int64_t>(i, 1), found.get<int>(i, 2)}
        );
    return untold;
}

std::map<std::string, std::int64_t> insert_events(
    pg::Transaction& tx, std::int64_t sender_id, const std::vector<EventRow>& rows, Instant now
)
{
    const auto made = tx.exec(
        insert_events_query, sender_id, column(rows, &EventRow::event_key),
        column(rows, &EventRow::dossier_id), column(rows, &EventRow::state),
        column(rows, &EventRow::state_raw), column(rows, &EventRow::occurred_at),
        column(rows, &EventRow::detail_sealed), column(rows, &EventRow::kind), now
    );
    std::map<std::string, std::int64_t> ids;
    for (std::size_t i = 0; i < made.size(); ++i)
        ids[std::string(made.text(i, 0))] = made.get<std::int64_t>(i, 1);
    return ids;
}

void excuse_events(
    pg::Transaction& tx, const std::vector<std::int64_t>& ids, const std::vector<Excuse>& excuses
)
{
    if (!ids.empty()) tx.exec(excuse_events_query, ids, excuses);
}

std::map<std::int64_t, Recipients>
recipients(pg::Transaction& tx, const std::vector<std::int64_t>& dossier_ids, Instant alive_since)
{
    std::map<std::int64_t, Recipients> told;
    const auto phones = tx.exec(recipients_query, dossier_ids);
    for (std::size_t i = 0; i < phones.size(); ++i)
        told[phones.get<std::int64_t>(i, 0)] = {
            phones.get<std::optional<std::int64_t>>(i, 1),
            phones.get<bool>(i, 2),
            phones.get<std::optional<std::string>>(i, 3),
            phones.get<std::string>(i, 4),
            {}};
    const auto followers = tx.exec(followers_query, dossier_ids, alive_since);
    for (std::size_t i = 0; i < followers.size(); ++i)
        told[followers.get<std::int64_t>(i, 0)].followers.emplace_back(
            followers.get<std::int64_t>(i, 1), followers.get<std::optional<std::int64_t>>(i, 2)
        );
    return told;
}

} // namespace tnung::gateway::intake_store
