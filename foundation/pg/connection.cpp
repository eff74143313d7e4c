#include "foundation/pg/connection.hpp"

#include <fmt/format.h>
#include <libpq-fe.h>

#include <cstring>

namespace tnung::pg {

namespace {

std::string first_line(const char* message)
{
    const std::string_view text = message ? message : "";
    return std::string(text.substr(0, text.find('\n')));
}

[[noreturn]] void fail(const char* name, PGconn* connection, const PGresult* result)
{
    const char* state = result ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    // The primary message may quote a value ("invalid input syntax for …: \"x\""); class 22 and 23
    // therefore tell the constraint or the class only.
    const std::string code = state ? state : "08006";
    const char* constraint = result ? PQresultErrorField(result, PG_DIAG_CONSTRAINT_NAME) : nullptr;
    std::string what;
    if (code.starts_with("22") || code.starts_with("23"))
        what = fmt::format("constraint {}", constraint ? constraint : "-");
    else
        what = first_line(result ? PQresultErrorMessage(result) : PQerrorMessage(connection));
    throw Error(fmt::format("{}: {} [{}]", name, what, code), code);
}

struct Bound {
    std::vector<const char*> values;
    std::vector<int> lengths;
    std::vector<int> formats;

    explicit Bound(const std::vector<Param>& params)
    {
        for (const auto& param : params) {
            values.push_back(param.null ? nullptr : param.text.data());
            lengths.push_back(int(param.text.size()));
            formats.push_back(param.binary ? 1 : 0);
        }
    }
};

} // namespace

bool Error::is_lost_connection() const
{
    return sql_state_.starts_with("08") || sql_state_.starts_with("57P");
}

Rows::Rows(pg_result* result) : result_(result, &PQclear), size_(std::size_t(PQntuples(result))) {}

std::int64_t Rows::affected() const
{
    return parse_integer(PQcmdTuples(result_.get())).value_or(0);
}

bool Rows::is_null(std::size_t row, int column) const
{
    return PQgetisnull(result_.get(), int(row), column) != 0;
}

std::string_view Rows::text(std::size_t row, int column) const
{
    if (row >= size_ || column >= PQnfields(result_.get()))
        throw std::logic_error("no such row or column");
    return {
        PQgetvalue(result_.get(), int(row), column),
        std::size_t(PQgetlength(result_.get(), int(row), column))};
}

Connection::Connection(const std::string& target)
    : connection_(PQconnectdb(target.c_str()), &PQfinish)
{
    if (PQstatus(connection_.get()) != CONNECTION_OK) fail("connect", connection_.get(), nullptr);
    PQsetErrorVerbosity(connection_.get(), PQERRORS_TERSE);
    PQsetNoticeProcessor(
        connection_.get(), [](void*, const char*) {}, nullptr
    );
    script("SET TimeZone = 'UTC'; SET client_encoding = 'UTF8'; SET DateStyle = 'ISO, YMD'");
}

void Connection::prepare(const Query& query)
{
    if (prepared_.contains(query.name)) return;
    PGresult* result = PQprepare(connection_.get(), query.name, query.sql, 0, nullptr);
    const std::unique_ptr<PGresult, decltype(&PQclear)> owned(result, &PQclear);
    if (PQresultStatus(result) != PGRES_COMMAND_OK) fail(query.name, connection_.get(), result);
    prepared_.emplace(query.name);
}

Rows Connection::run(const Query& query, const std::vector<Param>& params)
{
    prepare(query);
    const Bound bound(params);
    PGresult* result = PQexecPrepared(
        connection_.get(), query.name, int(params.size()), bound.values.data(),
        bound.lengths.data(), bound.formats.data(), 0
    );
    std::unique_ptr<PGresult, decltype(&PQclear)> owned(result, &PQclear);
    const auto status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        fail(query.name, connection_.get(), result);
    return Rows(owned.release());
}

void Connection::script(const std::string& sql)
{
    PGresult* result = PQexec(connection_.get(), sql.c_str());
    const std::unique_ptr<PGresult, decltype(&PQclear)> owned(result, &PQclear);
    const auto status = PQresultStatus(result);
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        fail("script", connection_.get(), result);
}

std::vector<Rows> Connection::pipeline(const std::vector<Call>& calls)
{
    for (const auto& call : calls) prepare(*call.query);
    PGconn* connection = connection_.get();
    if (PQenterPipelineMode(connection) != 1) fail("pipeline", connection, nullptr);
    for (const auto& call : calls) {
        const Bound bound(call.params);
        if (PQsendQueryPrepared(
                connection, call.query->name, int(call.params.size()), bound.values.data(),
                bound.lengths.data(), bound.formats.data(), 0
            ) != 1)
            fail(call.query->name, connection, nullptr);
    }
    PQpipelineSync(connection);

    std::vector<Rows> answers;
    std::unique_ptr<PGresult, decltype(&PQclear)> failed(nullptr, &PQclear);
    const char* failed_name = nullptr;
    for (const auto& call : calls) {
        std::unique_ptr<PGresult, decltype(&PQclear)> result(PQgetResult(connection), &PQclear);
        const auto status = PQresultStatus(result.get());
        if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) {
            answers.emplace_back(result.release());
        } else if (!failed_name) {
            failed_name = call.query->name;
            failed = std::move(result);
        }
        PQclear(PQgetResult(connection)); // the null that ends each answer
    }
    PQclear(PQgetResult(connection)); // the sync
    PQexitPipelineMode(connection);
    if (failed_name) fail(failed_name, connection, failed.get());
    return answers;
}

bool Connection::is_usable() const
{
    return PQstatus(connection_.get()) == CONNECTION_OK &&
           PQtransactionStatus(connection_.get()) == PQTRANS_IDLE;
}

int Connection::backend_pid() const
{
    return PQbackendPID(connection_.get());
}

std::map<std::int64_t, std::size_t> rows_by_id(const Rows& rows)
{
    std::map<std::int64_t, std::size_t> by_id;
    for (std::size_t i = 0; i < rows.size(); ++i) by_id[rows.get<std::int64_t>(i, 0)] = i;
    return by_id;
}

} // namespace tnung::pg
