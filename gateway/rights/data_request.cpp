#include "gateway/rights/data_request.hpp"

#include "foundation/base/bytes.hpp"
#include "foundation/base/tsv.hpp"

#include <fmt/format.h>

#include <array>
#include <stdexcept>
#include <utility>

namespace tnung::gateway {

namespace {

constexpr std::array<std::pair<std::string_view, DataRequestKind>, 3> kinds = {{
    {"copy", DataRequestKind::copy},
    {"erase", DataRequestKind::erase},
    {"stop", DataRequestKind::stop},
}};

constexpr pg::Query ask_query{"data_request.ask", R"sql(
    INSERT INTO data_request (kind, follower_id, asked_at, due_at, not_before)
    SELECT $1, $2, $3, $4, $5
     WHERE NOT EXISTS (SELECT 1 FROM data_request
                        WHERE follower_id = $2 AND kind = $1 AND done_at IS NULL AND taken_back_at IS NULL)
)sql"};

constexpr pg::Query counter_query{"data_request.counter", R"sql(
    INSERT INTO data_request (kind, dossier_id, staff_id, asked_at, due_at, not_before, done_at)
    VALUES ($1, $2, $3, $4, $5, $4, $4)
    RETURNING id, kind, follower_id, dossier_id, asked_at, due_at, not_before, done_at, taken_back_at
)sql"};

constexpr pg::Query of_follower_query{"data_request.of_follower", R"sql(
    SELECT id, kind, follower_id, dossier_id, asked_at, due_at, not_before, done_at, taken_back_at FROM data_request
     WHERE follower_id = $1
     ORDER BY done_at IS NULL AND taken_back_at IS NULL DESC, id DESC LIMIT 20
)sql"};

constexpr pg::Query open_query{"data_request.open", R"sql(
    SELECT id, kind, follower_id, dossier_id, asked_at, due_at, not_before, done_at, taken_back_at FROM data_request
     WHERE follower_id = $1 AND kind = $2 AND done_at IS NULL AND taken_back_at IS NULL
     ORDER BY id LIMIT 1
)sql"};

constexpr pg::Query of_dossier_query{"data_request.of_dossier", R"sql(
    SELECT id, kind, follower_id, dossier_id, asked_at, due_at, not_before, done_at, taken_back_at FROM data_request
     WHERE dossier_id = $1 ORDER BY id DESC LIMIT 20
)sql"};

constexpr pg::Query find_query{"data_request.find", R"sql(
    SELECT request.id, kind, follower_id, dossier_id, asked_at, due_at, not_before, done_at, taken_back_at, coalesce(staff.name, '')
      FROM data_request request LEFT JOIN staff ON staff.id = request.staff_id
     WHERE request.id = $1 AND dossier_id = $2
)sql"};

constexpr pg::Query to_do_query{"data_request.to_do", R"sql(
    SELECT id, kind, follower_id, dossier_id, asked_at, due_at, not_before, done_at, taken_back_at FROM data_request
     WHERE done_at IS NULL AND taken_back_at IS NULL AND kind = 'erase' AND not_before <= $1
     ORDER BY not_before LIMIT $2
)sql"};

constexpr pg::Query take_back_query{"data_request.take_back", R"sql(
    UPDATE data_request SET taken_back_at = $3
     WHERE follower_id = $1 AND kind = $2 AND done_at IS NULL AND taken_back_at IS NULL
)sql"};

constexpr pg::Query done_query{"data_request.done", R"sql(
    UPDATE data_request SET done_at = $2 WHERE id = $1 AND done_at IS NULL AND taken_back_at IS NULL
)sql"};

constexpr pg::Query standing_query{"data_request.standing", R"sql(
    SELECT count(*), count(*) FILTER (WHERE due_at < $1)
      FROM data_request WHERE done_at IS NULL AND taken_back_at IS NULL
)sql"};

DataRequest read(const pg::Rows& rows, std::size_t i)
{
    return {
        .id = rows.get<std::int64_t>(i, 0),
        .kind = parse_data_request(rows.text(i, 1)).value(),
        .follower_id = rows.get<std::optional<std::int64_t>>(i, 2),
        .dossier_id = rows.get<std::optional<std::int64_t>>(i, 3),
        .asked_at = rows.get<Instant>(i, 4),
        .due_at = rows.get<Instant>(i, 5),
        .not_before = rows.get<Instant>(i, 6),
        .done_at = rows.get<std::optional<Instant>>(i, 7),
        .taken_back_at = rows.get<std::optional<Instant>>(i, 8)};
}

std::vector<DataRequest> read_all(const pg::Rows& rows)
{
    std::vector<DataRequest> all;
    for (std::size_t i = 0; i < rows.size(); ++i) all.push_back(read(rows, i));
    return all;
}

} // namespace

std::string_view data_request_name(DataRequestKind kind)
{
    return kinds[std::size_t(kind)].first;
}

std::optional<DataRequestKind> parse_data_request(std::string_view name)
{
    for (const auto& [known, kind] : kinds)
        if (known == name) return kind;
    return std::nullopt;
}

DataRights::DataRights(std::string_view tsv)
{
    const Tsv table("data-rights.tsv", tsv);
    for (std::size_t row = 0; row < table.size(); ++row) {
        const auto from = parse_iso_day(table.at(row, "from"));
        const auto kind = parse_data_request(table.at(row, "kind"));
        const auto days = parse_integer(table.at(row, "days"));
        const auto hours = parse_integer(table.at(row, "take_back_hours"));
        if (!from || !kind || !days || !hours)
            throw std::runtime_error(fmt::format("data-rights.tsv: row {} is not readable", row + 1)
            );
        rows_.push_back(
            {*from,
             *kind,
             {std::chrono::days(*days), std::chrono::hours(*hours),
              std::string(table.at(row, "source"))}}
        );
    }
}

const DataRights::Term& DataRights::of(DataRequestKind kind, Day day) const
{
    const Row* newest = nullptr;
    for (const auto& row : rows_)
        if (row.kind == kind && row.from <= day && (!newest || newest->from < row.from))
            newest = &row;
    if (!newest) throw std::out_of_range("data-rights.tsv has no term for that day");
    return newest->term;
}

std::string DataRequest::number() const
{
    return fmt::format(
        "DL-{}-{:06}", int(std::chrono::year_month_day(day_of(asked_at)).year()), id
    );
}

namespace data_request {

DataRequest
ask(pg::Transaction& tx, const DataRights& rights, DataRequestKind kind, Id<Follower> follower,
    Instant now)
{
    const auto& term = rights.of(kind, day_of(now));
    tx.exec(
        ask_query, data_request_name(kind), follower, now, now + term.within, now + term.take_back
    );
    return open(tx, kind, follower).value();
}

DataRequest ask_at_counter(
    pg::Transaction& tx, const DataRights& rights, DataRequestKind kind, std::int64_t dossier_id,
    std::int64_t staff_id, Instant now
)
{
    const auto& term = rights.of(kind, day_of(now));
    return read(
        tx.exec(
            counter_query, data_request_name(kind), dossier_id, staff_id, now, now + term.within
        ),
        0
    );
}

bool take_back(pg::Transaction& tx, Id<Follower> follower, DataRequestKind kind, Instant now)
{
    return tx.exec(take_back_query, follower, data_request_name(kind), now).affected() > 0;
}

bool mark_done(pg::Transaction& tx, std::int64_t id, Instant now)
{
    return tx.exec(done_query, id, now).affected() > 0;
}

std::optional<DataRequest> open(pg::Transaction& tx, DataRequestKind kind, Id<Follower> follower)
{
    const auto rows = tx.exec(open_query, follower, data_request_name(kind));
    if (rows.empty()) return std::nullopt;
    return read(rows, 0);
}

std::optional<DataRequest> find(pg::Transaction& tx, std::int64_t id, std::int64_t dossier_id)
{
    const auto rows = tx.exec(find_query, id, dossier_id);
    if (rows.empty()) return std::nullopt;
    auto found = read(rows, 0);
    found.taken_by = rows.get<std::string>(0, 9);
    return found;
}

std::vector<DataRequest> of_follower(pg::Transaction& tx, Id<Follower> follower)
{
    return read_all(tx.exec(of_follower_query, follower));
}

std::vector<DataRequest> of_dossier(pg::Transaction& tx, std::int64_t dossier_id)
{
    return read_all(tx.exec(of_dossier_query, dossier_id));
}

std::vector<DataRequest> to_do(pg::Transaction& tx, Instant now, int count_max)
{
    return read_all(tx.exec(to_do_query, now, count_max));
}

Standing standing(pg::Transaction& tx, Instant now)
{
    const auto rows = tx.exec(standing_query, now);
    return {rows.get<std::int64_t>(0, 0), rows.get<std::int64_t>(0, 1)};
}

} // namespace data_request

} // namespace tnung::gateway
