#include "gateway/case/case_store.hpp"

#include "foundation/text/phone_number.hpp"
#include "gateway/citizen/phone_message.hpp"
#include "gateway/citizen/phone_store.hpp"
#include "gateway/dossier_notice/dossier_subject.hpp"
#include "gateway/notice/notice_store.hpp"
#include "gateway/task/task_store.hpp"

#include <fmt/format.h>

namespace tnung::gateway::case_store {

namespace {

constexpr int found_max = 50;
constexpr int notices_shown = 50;
constexpr std::chrono::minutes warning_useful{72 * 60};

constexpr pg::Query by_code_query{"console.by_code", R"sql(
    SELECT id, code, procedure_name, unit_code, state, state_at
      FROM dossier WHERE code = $1 OR national_code = $1
)sql"};

constexpr pg::Query by_number_query{"console.by_number", R"sql(
    SELECT dossier.id, dossier.code, dossier.procedure_name, dossier.unit_code, dossier.state, dossier.state_at
      FROM phone JOIN dossier ON told_phone(dossier) = phone.id
     WHERE phone.number_key = $1
     ORDER BY dossier.state_at DESC LIMIT $2
)sql"};

constexpr pg::Query purpose_query{"console.purpose", R"sql(
    SELECT (SELECT count(*) FROM staff_purpose WHERE staff_id = $1 AND dossier_id = $2 AND stated_at > $3),
           (SELECT count(*) FROM staff_purpose WHERE staff_id = $1 AND stated_at > $3)
)sql"};

/// Several sessions of one person are asked one after the other.
constexpr pg::Query hold_reader_query{"console.hold_reader", R"sql(
    SELECT pg_advisory_xact_lock(hashtextextended('staff_reads', $1))
)sql"};

constexpr pg::Query state_purpose_query{"console.state_purpose", R"sql(
    INSERT INTO staff_purpose (staff_id, dossier_id, purpose, stated_at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (staff_id, dossier_id) DO UPDATE SET purpose = excluded.purpose, stated_at = excluded.stated_at
)sql"};

constexpr pg::Query searches_query{"console.searches", R"sql(
    SELECT (SELECT count(*) FROM staff_search WHERE staff_id = $1 AND number_key = $2 AND at > $3),
           (SELECT count(*) FROM staff_search WHERE staff_id = $1 AND at > $3)
)sql"};

constexpr pg::Query searched_query{"console.searched", R"sql(
    INSERT INTO staff_search (staff_id, number_key, purpose, at) VALUES ($1, $2, $3, $4)
    ON CONFLICT (staff_id, number_key) DO UPDATE SET purpose = excluded.purpose, at = excluded.at
)sql"};

constexpr pg::Query much_read_query{"console.much_read", R"sql(
    SELECT count(DISTINCT staff_id)
      FROM (SELECT staff_id FROM staff_purpose WHERE stated_at > $1 GROUP BY staff_id HAVING count(*) >= $2
            UNION ALL
            SELECT staff_id FROM staff_search WHERE at > $1 GROUP BY staff_id HAVING count(*) >= $2) much
)sql"};

constexpr pg::Query case_query{"console.case", R"sql(
    SELECT dossier.code, dossier.procedure_name, dossier.agency_name, dossier.unit_code, dossier.state,
           dossier.due_at, coalesce(dossier.owner_name_sealed, owner.name_sealed), coalesce(owner.kind = 'business', false),
           phone.id, phone.number_sealed,
           phone.id IS NOT NULL AND (phone.stopped_at IS NOT NULL OR dossier.refused_phone_id IS NOT DISTINCT FROM phone.id),
           phone.stopped_at, dossier.corrected_phone_id IS NOT NULL,
           (SELECT count(DISTINCT told.follower_id) FROM follower_dossier told
              JOIN follower ON follower.id = told.follower_id
             WHERE told.dossier_id = dossier.id AND follower.followed_at IS NOT NULL AND follower.unfollowed_at IS NULL),
           (SELECT id FROM task WHERE task.subject_id = dossier.id AND task.subject = 'dossier' AND kind = 'call' AND closed_at IS NULL ORDER BY id LIMIT 1),
           (SELECT id FROM task WHERE task.subject_id = dossier.id AND task.subject = 'dossier' AND kind = 'talk' AND closed_at IS NULL ORDER BY id LIMIT 1),
           (SELECT count(*) FROM dossier_event WHERE dossier_event.dossier_id = dossier.id),
           (SELECT count(*) FROM dossier_event WHERE dossier_event.dossier_id = dossier.id AND excuse IS NOT NULL),
           (SELECT excuse FROM dossier_event WHERE dossier_event.dossier_id = dossier.id ORDER BY occurred_at DESC, id DESC LIMIT 1),
           (SELECT asked.number_sealed FROM task JOIN phone asked ON asked.id = task.phone_id
             WHERE task.subject_id = dossier.id AND task.subject = 'dossier' AND task.kind = 'ask_number' AND task.closed_at IS NULL)
      FROM dossier
      LEFT JOIN owner ON owner.id = dossier.owner_id
      LEFT JOIN phone ON phone.id = told_phone(dossier)
     WHERE dossier.id = $1
)sql"};

constexpr pg::Query notices_query{"console.notices", R"sql(
    SELECT notice.id, notice.kind, notice.status, notice.excuse, notice.channel, item.hold, notice.created_at,
           notice.handed_over_at, notice.delivered_at, notice.seen_at, item.not_before,
           notice.follower_id IS NOT NULL, notice.repeats_id IS NOT NULL,
           coalesce((SELECT error_code FROM notice_attempt WHERE notice_attempt.notice_id = notice.id ORDER BY id DESC LIMIT 1), 0)
      FROM notice
      LEFT JOIN outbox_item item ON item.kind = 'notice' AND item.subject_id = notice.id
     WHERE notice.subject_id = $1 AND notice.subject = 'dossier'
     ORDER BY notice.id DESC LIMIT $2
)sql"};

constexpr pg::Query old_phone_query{"console.old_phone", R"sql(
    SELECT told_phone(dossier), dossier.code,
           coalesce(phone.stopped_at IS NOT NULL OR dossier.refused_phone_id = phone.id, false),
           dossier.unit_code
      FROM dossier
      LEFT JOIN phone ON phone.id = told_phone(dossier)
     WHERE dossier.id = $1 FOR UPDATE OF dossier
)sql"};

/// A clerk who puts the refused number in again has asked: it is refused no more.
constexpr pg::Query correct_query{"console.correct", R"sql(
    UPDATE dossier SET corrected_phone_id = $2, refused_phone_id = nullif(refused_phone_id, $2),
           refused_at = CASE WHEN refused_phone_id = $2 THEN NULL ELSE refused_at END
     WHERE id = $1
)sql"};

constexpr pg::Query note_correction_query{"number_correction.insert", R"sql(
    INSERT INTO number_correction (dossier_id, old_phone_id, new_phone_id, reason, staff_id, at, word_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (word_id) DO NOTHING
)sql"};

constexpr pg::Query newest_event_query{"console.newest_event", R"sql(
    SELECT id, state FROM dossier_event WHERE dossier_id = $1 AND kind = 'state'
     ORDER BY occurred_at DESC, id DESC LIMIT 1
)sql"};

constexpr pg::Query clear_excuse_query{"console.clear_excuse", R"sql(
    UPDATE dossier_event SET excuse = NULL WHERE id = $1
)sql"};

constexpr pg::Query corrections_query{"console.corrections", R"sql(
    SELECT staff_id, at FROM number_correction WHERE dossier_id = $1 ORDER BY id
)sql"};

constexpr pg::Query named_staff_query{"console.named_staff", R"sql(
    SELECT named.id, named.name_sealed, phone.number_sealed, named.named_at
      FROM business_staff named
      JOIN phone ON phone.id = named.phone_id
      JOIN dossier ON dossier.owner_id = named.owner_id
     WHERE dossier.id = $1 AND named.ended_at IS NULL
     ORDER BY named.id
)sql"};

constexpr pg::Query name_staff_query{"console.name_staff", R"sql(
    INSERT INTO business_staff (owner_id, phone_id, name_sealed, named_at, named_by)
    SELECT owner.id, $2, $3, $4, $5
      FROM dossier JOIN owner ON owner.id = dossier.owner_id
     WHERE dossier.id = $1 AND owner.kind = 'business'
    ON CONFLICT (owner_id, phone_id) WHERE ended_at IS NULL
    DO UPDATE SET name_sealed = excluded.name_sealed, named_at = excluded.named_at, named_by = excluded.named_by
)sql"};

constexpr pg::Query end_named_staff_query{"console.end_named_staff", R"sql(
    UPDATE business_staff SET ended_at = $3
      FROM dossier
     WHERE dossier.id = $1 AND business_staff.owner_id = dossier.owner_id AND business_staff.id = $2
)sql"};

/// The row of a number that can be told; nothing where what was typed is none.
std::optional<std::int64_t>
phone_of(pg::Transaction& tx, const PersonKeys& keys, const std::string& typed)
{
    const auto number = text::parse_phone(typed);
    if (!number || number->kind != text::PhoneKind::mobile) return std::nullopt;
    return phone_store::put(tx, keys, number->digits);
}

std::vector<Found> read_found(const pg::Rows& rows)
{
    std::vector<Found> found;
    for (std::size_t i = 0; i < rows.size(); ++i)
        found.push_back(
            {rows.get<std::int64_t>(i, 0), rows.get<std::string>(i, 1), rows.get<std::string>(i, 2),
             rows.get<std::optional<std::string>>(i, 3), rows.get<int>(i, 4),
             rows.get<Instant>(i, 5)}
        );
    return found;
}

/// Of how often a purpose was stated for this one lately, and for all.
std::optional<OpenRefusal> refusal_of(const pg::Rows& rows, int per_hour_max)
{
    if (rows.get<std::int64_t>(0, 0) > 0) return std::nullopt;
    return rows.get<std::int64_t>(0, 1) >= per_hour_max ? OpenRefusal::too_many
                                                        : OpenRefusal::no_purpose;
}

} // namespace

std::vector<Found> find_by_code(pg::Transaction& tx, const std::string& code)
{
    return read_found(tx.exec(by_code_query, code));
}

std::vector<Found>
find_by_number(pg::Transaction& tx, const PersonKeys& keys, const std::string& digits)
{
    return read_found(tx.exec(by_number_query, Bytes{keys.phone_index.of(digits)}, found_max));
}

std::optional<OpenRefusal>
may_open(pg::Transaction& tx, Id<Staff> staff, std::int64_t dossier_id, Instant now)
{
    const auto rows = tx.exec(purpose_query, staff, dossier_id, now - purpose_life);
    return refusal_of(rows, opened_per_hour_max);
}

bool state_purpose(
    pg::Transaction& tx, Id<Staff> staff, std::int64_t dossier_id, std::string_view purpose,
    Instant now
)
{
    tx.exec(hold_reader_query, staff);
    if (may_open(tx, staff, dossier_id, now) == OpenRefusal::too_many) return false;
    tx.exec(state_purpose_query, staff, dossier_id, purpose, now);
    return true;
}

std::optional<OpenRefusal> may_search(
    pg::Transaction& tx, const PersonKeys& keys, Id<Staff> staff, const std::string& digits,
    Instant now
)
{
    const auto rows =
        tx.exec(searches_query, staff, Bytes{keys.phone_index.of(digits)}, now - purpose_life);
    return refusal_of(rows, searched_per_hour_max);
}

bool state_search(
    pg::Transaction& tx, const PersonKeys& keys, Id<Staff> staff, const std::string& digits,
    std::string_view purpose, Instant now
)
{
    tx.exec(hold_reader_query, staff);
    if (may_search(tx, keys, staff, digits, now) == OpenRefusal::too_many) return false;
    tx.exec(searched_query, staff, Bytes{keys.phone_index.of(digits)}, purpose, now);
    return true;
}

std::int64_t who_read_much(pg::Transaction& tx, Instant now)
{
    return tx.exec(much_read_query, now - purpose_life, read_much).get<std::int64_t>(0, 0);
}

std::optional<Case>
load_case(pg::Transaction& tx, const PersonKeys& keys, std::int64_t dossier_id, Instant now)
{
    const auto rows = tx.exec(case_query, dossier_id);
    if (rows.empty()) return std::nullopt;
    Case one{
        .dossier_id = dossier_id,
        .code = rows.get<std::string>(0, 0),
        .procedure_name = rows.get<std::string>(0, 1),
        .agency_name = rows.get<std::string>(0, 2),
        .unit_code = rows.get<std::optional<std::string>>(0, 3),
        .owner_is_business = rows.get<bool>(0, 7),
        .phone_id = rows.get<std::optional<std::int64_t>>(0, 8),
        .number_corrected = rows.get<bool>(0, 12),
        .due_at = rows.get<std::optional<Instant>>(0, 5),
        .call_task = rows.get<std::optional<std::int64_t>>(0, 14),
        .talk_task = rows.get<std::optional<std::int64_t>>(0, 15),
        .events = rows.get<int>(0, 16),
        .events_excused = rows.get<int>(0, 17)};
    if (!rows.is_null(0, 6))
        one.owner_name = opened(keys.owner, rows.get<Bytes>(0, 6), "owner.name");
    if (!rows.is_null(0, 9)) one.number = opened(keys.phone, rows.get<Bytes>(0, 9), "phone.number");
    if (!rows.is_null(0, 19))
        one.number_to_ask = opened(keys.phone, rows.get<Bytes>(0, 19), "phone.number");
    const auto notices = tx.exec(notices_query, dossier_id, notices_shown);
    for (std::size_t i = 0; i < notices.size(); ++i)
        one.notices.push_back(
            {.id = notices.get<std::int64_t>(i, 0),
             .kind = notices.get<std::string>(i, 1),
             .status = notices.get<MessageStatus>(i, 2),
             .excuse = notices.is_null(i, 3) ? std::nullopt : parse_excuse(notices.text(i, 3)),
             .channel = notices.get<std::optional<std::string>>(i, 4),
             .hold = notices.is_null(i, 5) ? std::nullopt : parse_hold(notices.text(i, 5)),
             .created_at = notices.get<Instant>(i, 6),
             .handed_over_at = notices.get<std::optional<Instant>>(i, 7),
             .delivered_at = notices.get<std::optional<Instant>>(i, 8),
             .seen_at = notices.get<std::optional<Instant>>(i, 9),
             .not_before = notices.get<std::optional<Instant>>(i, 10),
             .to_follower = notices.get<bool>(i, 11),
             .repeats = notices.get<bool>(i, 12),
             .error_code = notices.get<int>(i, 13)}
        );
    one.facts = {
        .state = DossierState(rows.get<int>(0, 4)),
        .has_phone = one.phone_id.has_value(),
        .phone_refused = rows.get<bool>(0, 10),
        .refused_at = rows.get<std::optional<Instant>>(0, 11),
        .followers = rows.get<int>(0, 13),
        .event_excuse = rows.is_null(0, 18) ? std::nullopt : parse_excuse(rows.text(0, 18)),
        .newest = one.notices.empty() || !rows.is_null(0, 18) ? std::nullopt
                                                              : std::optional(one.notices.front()),
        .call_open = one.call_task.has_value(),
        .now = now};
    return one;
}

Correcting correct_number(
    pg::Transaction& tx, const PersonKeys& keys, const NoticeRules& rules, std::int64_t dossier_id,
    const std::string& typed, std::string_view reason, Id<Staff> staff,
    const std::function<std::optional<std::int64_t>()>& word, Instant now
)
{
    const auto new_phone = phone_of(tx, keys, typed);
    if (!new_phone) return Correcting::no_number;
    // Asked before the dossier is held: whoever says it looks at the dossier too.
    const auto said = word();
    if (!said) return Correcting::needs_another_person;
    const auto old = tx.exec(old_phone_query, dossier_id);
    if (old.empty()) return Correcting::no_number;
    const auto old_phone = old.get<std::optional<std::int64_t>>(0, 0);
    const auto noted = tx.exec(
        note_correction_query, dossier_id, old_phone, *new_phone, reason, staff, now, *said
    );
    // One word serves one correction: of two requests at once the second finds it used.
    if (noted.affected() == 0) return Correcting::needs_another_person;
    tx.exec(correct_query, dossier_id, *new_phone);
    notice_store::excuse_waiting(tx, DossierSubject::subject_name, dossier_id, Excuse::corrected);
    task_store::close_about(
        tx, DossierSubject::subject_name, dossier_id, {"wrong_number", "ask_number", "call"},
        "corrected", now
    );
    if (old_phone && *old_phone != *new_phone && !old.get<bool>(0, 2))
        phone_message::enqueue(
            tx, keys, "number_changed", *old_phone,
            {{"dossier_code", old.get<std::string>(0, 1)},
             {"time", fmt::format("{} {}", clock_text(now), date_text(day_of(now)))}},
            now, warning_useful
        );
    const auto event = tx.exec(newest_event_query, dossier_id);
    if (event.empty()) return Correcting::done;
    const auto event_id = event.get<std::int64_t>(0, 0);
    const auto* rule =
        rules.find(EventKind::state, DossierState(event.get<int>(0, 1)), day_of(now));
    if (!rule || rule->kind.empty()) return Correcting::done;
    const bool is_new = notice_store::owe(
                            tx, DossierSubject::subject_name,
                            {{.subject_id = dossier_id,
                              .cause_id = event_id,
                              .phone_id = new_phone,
                              .kind = rule->kind,
                              .urgency = rule->urgency,
                              .useful_until = now + std::chrono::days(rule->useful_days),
                              .unit_code = old.get<std::optional<std::string>>(0, 3)}},
                            now
                        ) > 0;
    if (is_new) tx.exec(clear_excuse_query, event_id);
    return Correcting::done;
}

std::vector<Correction> corrections(pg::Transaction& tx, std::int64_t dossier_id)
{
    const auto rows = tx.exec(corrections_query, dossier_id);
    std::vector<Correction> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back({rows.get<Id<Staff>>(i, 0), rows.get<Instant>(i, 1)});
    return all;
}

bool resend(pg::Transaction& tx, std::int64_t dossier_id, Instant now)
{
    constexpr std::chrono::days useful{10};
    return notice_store::remind_again(
        tx, DossierSubject::subject_name, dossier_id, now + useful, now
    );
}

std::vector<NamedStaff>
named_staff(pg::Transaction& tx, const PersonKeys& keys, std::int64_t dossier_id)
{
    const auto rows = tx.exec(named_staff_query, dossier_id);
    std::vector<NamedStaff> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back(
            {rows.get<std::int64_t>(i, 0),
             opened(keys.owner, rows.get<Bytes>(i, 1), "business_staff.name"),
             opened(keys.phone, rows.get<Bytes>(i, 2), "phone.number"), rows.get<Instant>(i, 3)}
        );
    return all;
}

bool name_staff(
    pg::Transaction& tx, const PersonKeys& keys, std::int64_t dossier_id, const std::string& name,
    const std::string& typed_number, Id<Staff> by, Instant now
)
{
    const auto phone = phone_of(tx, keys, typed_number);
    if (!phone) return false;
    return tx.exec(
                 name_staff_query, dossier_id, *phone,
                 Bytes{keys.owner.seal(name, "business_staff.name")}, now, by
           )
               .affected() == 1;
}

void end_named_staff(
    pg::Transaction& tx, std::int64_t dossier_id, std::int64_t named_id, Instant now
)
{
    tx.exec(end_named_staff_query, dossier_id, named_id, now);
}

} // namespace tnung::gateway::case_store
