#include "registry/filing/filing.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/crypto/hash.hpp"
#include "foundation/text/vietnamese.hpp"
#include "registry/filing/filing_rows.hpp"
#include "registry/filing/handover.hpp"

#include <fmt/format.h>

#include <array>
#include <stdexcept>

namespace tnung::registry {

namespace {

struct StateWords {
    std::string_view name, text;
};
constexpr std::array<StateWords, 7> states = {{
    {"listed", "Chưa kê khai"},
    {"draft", "Đang kê khai"},
    {"submitted", "Đã nộp, chờ đơn vị tiếp nhận"},
    {"returned", "Đơn vị trả lại để bổ sung"},
    {"received", "Đơn vị đã tiếp nhận"},
    {"handed_over", "Đã bàn giao cho cơ quan kiểm soát"},
    {"struck", "Đã bỏ khỏi danh sách"},
}};

FilingState parse_state(std::string_view name)
{
    for (std::size_t i = 0; i < states.size(); ++i)
        if (states[i].name == name) return FilingState(i);
    throw std::runtime_error("a filing is in a state that nobody knows");
}

constexpr std::size_t receipt_code_bytes = 10;

constexpr pg::Query enter_query{"filing.enter", R"sql(
    SELECT set_config('tnung.role', $1, true), set_config('tnung.unit', $2, true),
           set_config('tnung.declarant', $3, true)
)sql"};

constexpr pg::Query of_declarant_query{
    "filing.of_declarant",
    TNUNG_FILING_SELECT "WHERE declarant_id = $1"
                        " ORDER BY filing.state = 'struck', campaign.year DESC, filing.id DESC"};

constexpr pg::Query before_query{
    "filing.before", TNUNG_FILING_SELECT
    "WHERE declarant_id = $1 AND filing.id <> $2 AND filing.submitted_at < "
    "coalesce($3::timestamptz, 'infinity')"
    "  AND filing.state IN ('submitted', 'received', 'handed_over')"
    "  AND campaign.kind <> 'supplement' ORDER BY filing.submitted_at DESC LIMIT 1"};

constexpr pg::Query find_query{
    "filing.find", TNUNG_FILING_SELECT "WHERE filing.id = $1 FOR NO KEY UPDATE OF filing"};

constexpr pg::Query look_query{"filing.look", TNUNG_FILING_SELECT "WHERE filing.id = $1"};

constexpr pg::Query of_receipt_query{
    "filing.of_receipt", TNUNG_FILING_SELECT
    "JOIN filing_step ON filing_step.filing_id = filing.id WHERE filing_step.receipt_code = $1"};

constexpr pg::Query of_agency_query{
    "filing.of_agency",
    TNUNG_FILING_SELECT "WHERE filing.agency_code = $1 AND ($2 = '' OR filing.state = $2)"
                        " ORDER BY filing.state = 'submitted' DESC, filing.state = 'received' DESC,"
                        " filing.state = 'struck',"
                        " filing.due_on, declarant.name_key, filing.id LIMIT $3"};

constexpr pg::Query handed_over_query{
    "filing.handed_over", TNUNG_FILING_SELECT
    "WHERE filing.state = 'handed_over' AND ($1 = '' OR declarant.name_key LIKE '%' || $2 || '%'"
    " OR declarant.number = $1) ORDER BY filing.submitted_at DESC, filing.id LIMIT $3"};

constexpr pg::Query late_query{
    "filing.late", TNUNG_FILING_SELECT
    "WHERE filing.agency_code = $1 AND filing.state IN ('listed', 'draft', 'returned')"
    "  AND filing.due_on < $2 ORDER BY filing.due_on, declarant.name_key, filing.id LIMIT $3"};

constexpr pg::Query to_hand_over_query{
    "filing.to_hand_over",
    TNUNG_FILING_SELECT "WHERE filing.agency_code = $1 AND filing.state = 'received'"
                        " ORDER BY filing.due_on, declarant.name_key, filing.id LIMIT $2"};

constexpr pg::Query unpublished_query{
    "filing.unpublished",
    TNUNG_FILING_SELECT "WHERE filing.agency_code = $1 AND filing.state = 'handed_over'"
                        "  AND NOT EXISTS (SELECT 1 FROM publication_filing"
                        "                   WHERE filing_id = filing.id AND NOT withdrawn)"
                        " ORDER BY filing.due_on, declarant.name_key, filing.id LIMIT $2"};

constexpr pg::Query of_publication_query{
    "filing.of_publication", TNUNG_FILING_SELECT
    "JOIN publication_filing ON publication_filing.filing_id = filing.id"
    " WHERE publication_filing.publication_id = $1 ORDER BY declarant.name_key, filing.id"};

constexpr pg::Query book_query{
    "filing.book",
    "SELECT " TNUNG_FILING_COLUMNS
    ", receipt.receipt_code, steps.returned, steps.received_at, steps.handed_over_at,"
    "  (SELECT count(*) FROM filing_reminder WHERE filing_id = filing.id),"
    "  publication.way, publication.from_on, publication.ended_at IS NOT NULL,"
    "  (SELECT was.name FROM filing_unit_past JOIN agency was ON was.code = "
    "filing_unit_past.agency_code"
    "    WHERE filing_id = filing.id ORDER BY until_at LIMIT 1), count(*) OVER ()" TNUNG_FILING_FROM
    R"sql(
      LEFT JOIN LATERAL (
          SELECT count(*) FILTER (WHERE state = 'returned') AS returned,
                 max(at) FILTER (WHERE state = 'received') AS received_at,
                 max(at) FILTER (WHERE state = 'handed_over') AS handed_over_at,
                 max(id) FILTER (WHERE receipt_code IS NOT NULL) AS receipt_step
            FROM filing_step WHERE filing_id = filing.id
      ) steps ON true
      LEFT JOIN filing_step receipt ON receipt.id = steps.receipt_step
      LEFT JOIN publication_filing public ON public.filing_id = filing.id AND NOT public.withdrawn
      LEFT JOIN publication ON publication.id = public.publication_id
     WHERE filing.agency_code = $1 AND filing.campaign_id = $2
       AND ($3 = '' OR declarant.name_key LIKE '%' || $4 || '%' OR declarant.number = $3)
     ORDER BY declarant.name_key, filing.id OFFSET $5 LIMIT $6
)sql"};

constexpr pg::Query between_query{"filing.between", "SELECT declared_between($1, $2, $3)"};

constexpr pg::Query units_before_query{"filing.units_before", R"sql(
    SELECT agency.name, until_at, coalesce(document, '')
      FROM filing_unit_past JOIN agency ON agency.code = agency_code WHERE filing_id = $1 ORDER BY until_at
)sql"};

constexpr pg::Query unit_at_query{"filing.unit_at", "SELECT coalesce(filing_unit_at($1, $2), '')"};

constexpr pg::Query begin_query{"filing.begin", R"sql(
    UPDATE filing SET state = 'draft', form = $2, record_id = $3, record_version = $4
     WHERE id = $1 AND state IN ('listed', 'returned') RETURNING id
)sql"};

constexpr pg::Query move_query{"filing.move", R"sql(
    UPDATE filing SET state = $3, due_on = $4, record_version = $7,
           struck_from = CASE WHEN $3 = 'struck' THEN state END,
           handover_id = coalesce($8::bigint, handover_id), passed_to = coalesce($9::text, passed_to),
           submitted_at = CASE WHEN $3 = 'submitted' THEN $5::timestamptz ELSE submitted_at END
     WHERE id = $1 AND state = $2 AND record_id IS NOT DISTINCT FROM $6 RETURNING id
)sql"};

constexpr pg::Query add_step_query{"filing_step.add", R"sql(
    INSERT INTO filing_step (filing_id, state, at, staff_id, record_id, record_version, reason_sealed,
                             receipt_code, commitment, audit_entry_id)
    VALUES ($1, $2, $3, $4, $5, $6, $7, $8, $9, $10)
)sql"};

constexpr pg::Query steps_query{"filing_step.all", R"sql(
    SELECT state, at, staff.name, reason_sealed, record_id, record_version, receipt_code, commitment,
           audit_entry_id
      FROM filing_step JOIN staff ON staff.id = filing_step.staff_id
     WHERE filing_id = $1 ORDER BY filing_step.id
)sql"};

constexpr pg::Query readings_query{"filing.readings", R"sql(
    SELECT vault_read.at, staff.name
      FROM filing_step
      JOIN vault_read ON vault_read.record_id = filing_step.record_id
      JOIN staff ON 'staff:' || staff.id = vault_read.reader
     WHERE filing_step.filing_id = $1 AND filing_step.state = 'submitted'
       AND staff.id <> filing_step.staff_id AND (staff.role = $2 OR $2 = 'personnel' AND staff.role = 'declarant')
     ORDER BY vault_read.at DESC LIMIT $3
)sql"};

struct Move {
    FilingState from, to;
    Day due_on;
    std::optional<Bytes> reason;
    std::optional<filing_store::HandedIn> handed_in;
    /// What its step says, where that is not the state it leads to.
    std::optional<FilingState> told = std::nullopt;
    const Handover* into = nullptr;
};

bool move(pg::Transaction& tx, const Filing& filing, const Move& how, Id<Staff> by, Instant now)
{
    const auto& handed_in = how.handed_in;
    const auto version = handed_in ? handed_in->version : filing.version;
    const auto record = filing.record ? std::optional(filing.record) : std::nullopt;
    const auto of_record = filing.record ? std::optional(version) : std::nullopt;
    const auto moved = tx.exec(
        move_query, filing.id, filing_state_name(how.from), filing_state_name(how.to), how.due_on,
        now, record, of_record, how.into ? std::optional(how.into->id) : std::nullopt,
        how.into && !how.into->passed_to.empty() ? std::optional(how.into->passed_to) : std::nullopt
    );
    if (moved.empty()) return false;
    using Some = std::optional<std::string>;
    tx.exec(
        add_step_query, filing.id, filing_state_name(how.told.value_or(how.to)), now, by, record,
        of_record, how.reason, handed_in ? Some(handed_in->receipt_code) : Some(),
        handed_in ? std::optional(Bytes{handed_in->commitment}) : std::nullopt,
        handed_in ? std::optional(handed_in->audit_entry) : std::nullopt
    );
    return true;
}

} // namespace

Filing filing_at(const pg::Rows& rows, std::size_t row)
{
    constexpr int at = declarant_columns;
    return {
        .id = rows.get<Id<Filing>>(row, at),
        .campaign =
            {.id = rows.get<Id<Campaign>>(row, at + 7),
             .kind = rows.get<std::string>(row, at + 8),
             .year = rows.get<int>(row, at + 9),
             .due_on = rows.get<Day>(row, at + 10)},
        .declarant = declarant_at(rows, row),
        .agency_code = rows.get<std::string>(row, at + 11),
        .state = parse_state(rows.text(row, at + 1)),
        .struck_from =
            rows.is_null(row, at + 15) ? FilingState::listed : parse_state(rows.text(row, at + 15)),
        .event_on = rows.get<Day>(row, at + 12),
        .declare_by = rows.get<Day>(row, at + 13),
        .occasion = rows.get<std::string>(row, at + 14),
        .due_on = rows.get<Day>(row, at + 2),
        .form = rows.get<std::optional<std::string>>(row, at + 3).value_or(""),
        .record = rows.get<std::optional<Id<VaultRecord>>>(row, at + 4).value_or(Id<VaultRecord>{}),
        .version = rows.get<std::optional<int>>(row, at + 5).value_or(0),
        .submitted_at = rows.get<std::optional<Instant>>(row, at + 6),
        .handover = rows.get<std::optional<Id<Handover>>>(row, at + 16).value_or(Id<Handover>{}),
        .passed_to = rows.get<std::optional<std::string>>(row, at + 17).value_or("")};
}

std::vector<Filing> filings_of(const pg::Rows& rows)
{
    std::vector<Filing> all;
    for (std::size_t i = 0; i < rows.size(); ++i) all.push_back(filing_at(rows, i));
    return all;
}

void put_listed_step(pg::Transaction& tx, Id<Filing> filing, Id<Staff> by, Instant now)
{
    constexpr std::nullopt_t none = std::nullopt;
    tx.exec(
        add_step_query, filing, filing_state_name(FilingState::listed), now, by,
        std::optional<Id<VaultRecord>>(none), std::optional<int>(none), std::optional<Bytes>(none),
        std::optional<std::string>(none), std::optional<Bytes>(none),
        std::optional<std::int64_t>(none)
    );
}

std::string_view filing_state_name(FilingState state)
{
    return states[std::size_t(state)].name;
}

std::string_view filing_state_text(FilingState state)
{
    return states[std::size_t(state)].text;
}

bool owed_by_declarant(FilingState state)
{
    return state == FilingState::listed || state == FilingState::draft ||
           state == FilingState::returned;
}

namespace filing_store {

void enter(pg::Transaction& tx, const Asker& asker)
{
    tx.exec(
        enter_query, asker.role, asker.unit,
        asker.declarant ? fmt::format("{}", asker.declarant.value) : std::string()
    );
}

std::vector<Filing> of_declarant(pg::Transaction& tx, Id<Declarant> declarant)
{
    return filings_of(tx.exec(of_declarant_query, declarant));
}

std::optional<Filing> before(pg::Transaction& tx, const Filing& filing)
{
    const auto rows = tx.exec(
        before_query, filing.declarant.id, filing.id,
        owed_by_declarant(filing.state) ? std::nullopt : filing.submitted_at
    );
    if (rows.empty()) return std::nullopt;
    return filing_at(rows, 0);
}

bool declared_between(pg::Transaction& tx, const Filing& first, const Filing& second)
{
    const auto rows =
        tx.exec(between_query, first.declarant.id, first.submitted_at, second.submitted_at);
    return rows.get<bool>(0, 0);
}

std::optional<Filing> find(pg::Transaction& tx, Id<Filing> id)
{
    const auto rows = tx.exec(find_query, id);
    if (rows.empty()) return std::nullopt;
    return filing_at(rows, 0);
}

std::optional<Filing> look(pg::Transaction& tx, Id<Filing> id)
{
    const auto rows = tx.exec(look_query, id);
    if (rows.empty()) return std::nullopt;
    return filing_at(rows, 0);
}

std::vector<Filing>
of_agency(pg::Transaction& tx, const std::string& agency_code, std::optional<FilingState> state)
{
    return filings_of(tx.exec(
        of_agency_query, agency_code, state ? filing_state_name(*state) : std::string_view(),
        listed_max
    ));
}

std::vector<Filing> late(pg::Transaction& tx, const std::string& agency_code, Day today)
{
    return filings_of(tx.exec(late_query, agency_code, today, duties_max));
}

std::vector<Filing> to_hand_over(pg::Transaction& tx, const std::string& agency_code)
{
    return filings_of(tx.exec(to_hand_over_query, agency_code, duties_max));
}

std::vector<Filing> unpublished(pg::Transaction& tx, const std::string& agency_code)
{
    return filings_of(tx.exec(unpublished_query, agency_code, duties_max));
}

std::vector<UnitBefore> units_before(pg::Transaction& tx, Id<Filing> filing)
{
    const auto rows = tx.exec(units_before_query, filing);
    std::vector<UnitBefore> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back(
            {rows.get<std::string>(i, 0), rows.get<Instant>(i, 1), rows.get<std::string>(i, 2)}
        );
    return all;
}

std::string unit_at(pg::Transaction& tx, Id<Filing> filing, Instant at)
{
    return tx.exec(unit_at_query, filing, at).get<std::string>(0, 0);
}

std::vector<Filing> of_publication(pg::Transaction& tx, Id<Publication> publication)
{
    return filings_of(tx.exec(of_publication_query, publication));
}

BookPage book(pg::Transaction& tx, const BookAsked& asked)
{
    const auto rows = tx.exec(
        book_query, asked.agency_code, asked.campaign, asked.typed, text::fold(asked.typed),
        asked.from, asked.lines_max
    );
    BookPage page;
    for (std::size_t i = 0; i < rows.size(); ++i) {
        constexpr int at = filing_columns;
        page.lines.push_back(
            {.filing = filing_at(rows, i),
             .receipt_code = rows.get<std::optional<std::string>>(i, at).value_or(""),
             .returned = rows.get<int>(i, at + 1),
             .received_at = rows.get<std::optional<Instant>>(i, at + 2),
             .handed_over_at = rows.get<std::optional<Instant>>(i, at + 3),
             .reminders = rows.get<int>(i, at + 4),
             .published_way = rows.get<std::optional<std::string>>(i, at + 5).value_or(""),
             .published_on = rows.get<std::optional<Day>>(i, at + 6),
             .publication_ended = rows.get<bool>(i, at + 7),
             .first_unit = rows.get<std::optional<std::string>>(i, at + 8).value_or("")}
        );
        page.all = rows.get<std::int64_t>(i, at + 9);
    }
    return page;
}

std::vector<Filing> handed_over(pg::Transaction& tx, const std::string& typed)
{
    return filings_of(tx.exec(handed_over_query, typed, text::fold(typed), listed_max));
}

bool begin(
    pg::Transaction& tx, const Filing& filing, const std::string& form, Id<VaultRecord> record,
    int version
)
{
    return !tx.exec(begin_query, filing.id, form, record, version).empty();
}

std::string new_receipt_code()
{
    return base32_text(crypto::random_bytes(receipt_code_bytes));
}

bool submit(
    pg::Transaction& tx, const Filing& filing, const HandedIn& handed_in, Day unit_due_on,
    Id<Staff> by, Instant now
)
{
    const Move how{
        FilingState::draft, FilingState::submitted, unit_due_on, std::nullopt, handed_in};
    return move(tx, filing, how, by, now);
}

bool give_back(
    pg::Transaction& tx, const Filing& filing, const std::string& sealed_reason, Day redo_until,
    Id<Staff> by, Instant now
)
{
    const Move how{
        FilingState::submitted, FilingState::returned, redo_until, Bytes{sealed_reason},
        std::nullopt};
    return move(tx, filing, how, by, now);
}

bool receive(
    pg::Transaction& tx, const Filing& filing, Day hand_over_until, Id<Staff> by, Instant now
)
{
    const Move how{
        FilingState::submitted, FilingState::received, hand_over_until, std::nullopt, std::nullopt};
    return move(tx, filing, how, by, now);
}

bool hand_over(
    pg::Transaction& tx, const Filing& filing, const Handover& into, Id<Staff> by, Instant now
)
{
    const Move how{
        FilingState::received,
        FilingState::handed_over,
        day_of(now),
        std::nullopt,
        std::nullopt,
        std::nullopt,
        &into};
    if (!move(tx, filing, how, by, now)) return false;
    handover_store::put(tx, into, filing);
    return true;
}

bool strike(
    pg::Transaction& tx, const Filing& filing, const std::string& sealed_reason, Id<Staff> by,
    Instant now
)
{
    if (!owed_by_declarant(filing.state)) return false;
    const Move how{
        filing.state, FilingState::struck, filing.due_on, Bytes{sealed_reason}, std::nullopt};
    return move(tx, filing, how, by, now);
}

bool put_back(pg::Transaction& tx, const Filing& filing, Id<Staff> by, Instant now)
{
    // Notes the step as `listed`, whatever state the filing goes back to: it was not begun or
    // returned a second time.
    const Move how{FilingState::struck, filing.struck_from, filing.due_on,
                   std::nullopt,        std::nullopt,       FilingState::listed};
    return move(tx, filing, how, by, now);
}

std::vector<FilingStep> steps(pg::Transaction& tx, Id<Filing> filing)
{
    const auto rows = tx.exec(steps_query, filing);
    std::vector<FilingStep> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back(
            {.state = parse_state(rows.text(i, 0)),
             .at = rows.get<Instant>(i, 1),
             .by = rows.get<std::string>(i, 2),
             .reason = rows.is_null(i, 3) ? "" : rows.get<Bytes>(i, 3).data,
             .record = rows.get<std::optional<Id<VaultRecord>>>(i, 4).value_or(Id<VaultRecord>{}),
             .version = rows.get<std::optional<int>>(i, 5).value_or(0),
             .receipt_code = rows.get<std::optional<std::string>>(i, 6).value_or(""),
             .commitment = rows.is_null(i, 7) ? "" : rows.get<Bytes>(i, 7).data,
             .audit_entry = rows.get<std::optional<std::int64_t>>(i, 8).value_or(0)}
        );
    return all;
}

std::optional<FilingStep> handed_in(pg::Transaction& tx, const Filing& filing, int version)
{
    for (auto& step : steps(tx, filing.id))
        if (!step.receipt_code.empty() && step.record == filing.record && step.version == version)
            return std::move(step);
    return std::nullopt;
}

std::optional<Filing> of_receipt(pg::Transaction& tx, const std::string& receipt_code)
{
    const auto rows = tx.exec(of_receipt_query, receipt_code);
    if (rows.empty()) return std::nullopt;
    return filing_at(rows, 0);
}

std::vector<Reading> readings(pg::Transaction& tx, Id<Filing> filing, std::string_view role)
{
    const auto rows = tx.exec(readings_query, filing, role, listed_max);
    std::vector<Reading> all;
    for (std::size_t i = 0; i < rows.size(); ++i)
        all.push_back({rows.get<Instant>(i, 0), rows.get<std::string>(i, 1)});
    return all;
}

} // namespace filing_store

} // namespace tnung::registry
