#pragma once

#include "foundation/pg/value.hpp"

#include <map>
#include <memory>
#include <set>
#include <stdexcept>
#include <string>
#include <string_view>
#include <tuple>
#include <utility>
#include <vector>

struct pg_conn;
struct pg_result;

namespace tnung::pg {

/// A named statement. The name is in errors and timings; the statement is prepared once for each
/// connection at its first use.
struct Query {
    const char* name;
    const char* sql;
};

/// The database refused or is gone. Never carries parameter values.
class Error : public std::runtime_error {
public:
    Error(const std::string& what, std::string sql_state)
        : std::runtime_error(what), sql_state_(std::move(sql_state))
    {
    }
    const std::string& sql_state() const { return sql_state_; }
    /// Serialisation failure or deadlock: the same act may be tried again from its beginning.
    bool is_worth_retrying() const { return sql_state_ == "40001" || sql_state_ == "40P01"; }
    bool is_lost_connection() const;
    /// A value or a rule of the tables refused it (SQLSTATE classes 22 and 23): whoever tries the
    /// same again fails again, others do not.
    bool is_about_values() const
    {
        return sql_state_.starts_with("22") || sql_state_.starts_with("23");
    }

private:
    std::string sql_state_;
};

/// The rows of one answer.
class Rows {
public:
    explicit Rows(pg_result* result);

    std::size_t size() const { return size_; }
    bool empty() const { return size_ == 0; }
    /// Rows changed by an INSERT, UPDATE or DELETE.
    std::int64_t affected() const;
    bool is_null(std::size_t row, int column) const;
    std::string_view text(std::size_t row, int column) const;

    template <class Value>
    Value get(std::size_t row, int column) const
    {
        Value value{};
        if (is_null(row, column)) {
            if constexpr (requires { value.has_value(); } || requires { value.value; })
                return value;
            else
                throw std::runtime_error("the database answered null where a value was expected");
        }
        from_text(text(row, column), value);
        return value;
    }

    /// One row as a tuple: `auto [id, name] = rows.row<Id<Unit>, std::string>(0);`
    template <class... Values>
    std::tuple<Values...> row(std::size_t index) const
    {
        return row_of<Values...>(index, std::index_sequence_for<Values...>{});
    }

private:
    template <class... Values, std::size_t... Columns>
    std::tuple<Values...> row_of(std::size_t index, std::index_sequence<Columns...>) const
    {
        return std::tuple<Values...>{get<Values>(index, int(Columns))...};
    }

    std::shared_ptr<pg_result> result_;
    std::size_t size_;
};

/// Where each row stands, by the number in its first column.
std::map<std::int64_t, std::size_t> rows_by_id(const Rows& rows);

/// One session. Not thread-safe: one thread at a time.
class Connection {
public:
    /// `target` in libpq's form. Throws Error.
    explicit Connection(const std::string& target);

    template <class... Values>
    Rows exec(const Query& query, const Values&... values)
    {
        return run(query, {to_param(values)...});
    }
    /// Several statements without parameters (migrations, administration).
    void script(const std::string& sql);

    /// Sends all statements before reading any answer: one round trip. Outside a transaction they
    /// are one of their own.
    struct Call {
        const Query* query;
        std::vector<Param> params;
    };
    std::vector<Rows> pipeline(const std::vector<Call>& calls);

    bool is_usable() const;
    int backend_pid() const;

private:
    Rows run(const Query& query, const std::vector<Param>& params);
    void prepare(const Query& query);

    std::unique_ptr<pg_conn, void (*)(pg_conn*)> connection_;
    std::set<std::string, std::less<>> prepared_;
};

} // namespace tnung::pg
