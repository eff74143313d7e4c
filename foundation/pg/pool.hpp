#pragma once

#include "foundation/pg/connection.hpp"

#include <condition_variable>
#include <deque>
#include <memory>
#include <mutex>
#include <string>
#include <utility>
#include <vector>

namespace tnung::pg {

class Pool;

/// One act. Rolls back unless committed; gives its connection back either way. Not thread-safe.
class Transaction {
public:
    Transaction(Transaction&&) noexcept;
    Transaction& operator=(Transaction&&) = delete;
    ~Transaction();

    template <class... Values>
    Rows exec(const Query& query, const Values&... values)
    {
        return connection().exec(query, values...);
    }
    std::vector<Rows> pipeline(const std::vector<Connection::Call>& calls)
    {
        return connection().pipeline(calls);
    }
    void script(const std::string& sql) { connection().script(sql); }
    /// Tries `act` and undoes what it did, whether it throws or not; the transaction goes on.
    template <class Act>
    void try_and_undo(const Act& act)
    {
        script("SAVEPOINT tried");
        try {
            act();
        } catch (...) {
            script("ROLLBACK TO SAVEPOINT tried");
            throw;
        }
        script("ROLLBACK TO SAVEPOINT tried");
    }

    /// Durable when it returns (synchronous_commit is on, asserted at start). The connection goes
    /// back at once: what the caller does afterwards holds none.
    void commit();
    /// All of it and the commit in one round trip: all, or nothing.
    std::vector<Rows> pipeline_and_commit(std::vector<Connection::Call> calls);

private:
    friend class Pool;
    Transaction(Pool& pool, std::unique_ptr<Connection> connection);
    /// Throws std::logic_error after the end.
    Connection& connection();

    Pool* pool_;
    std::unique_ptr<Connection> connection_; ///< none after the end
};

/// Connections of one program to one database. Whoever waits longest is served first: where more
/// ask than there are connections, nobody waits much longer than the others. Thread-safe.
class Pool {
public:
    Pool(std::string target, std::size_t connections_max);

    /// Waits for a connection, at most ten seconds, then throws Error. One connection that the
    /// server closed meanwhile is replaced without the caller noticing.
    Transaction begin();
    /// The same with the first statement, in one round trip.
    template <class... Values>
    std::pair<Transaction, Rows> begin_with(const Query& query, const Values&... values)
    {
        return begin_with(Connection::Call{&query, {to_param(values)...}});
    }
    /// One statement that only reads, by itself: one round trip.
    template <class... Values>
    Rows look(const Query& query, const Values&... values)
    {
        return look(Connection::Call{&query, {to_param(values)...}});
    }
    const std::string& target() const { return target_; }
    /// How many wait for a connection just now.
    std::size_t waiting() const;

private:
    friend class Transaction;
    std::pair<Transaction, Rows> begin_with(const Connection::Call& call);
    Rows look(const Connection::Call& call);
    /// Runs `first` on a connection. Where that connection was lost, takes another and tries again.
    template <class First>
    auto on_living(const First& first);
    void give_back(std::unique_ptr<Connection> connection);
    std::unique_ptr<Connection> take();

    const std::string target_;
    const std::size_t connections_max_;
    struct Waiting {
        std::condition_variable served;
        std::unique_ptr<Connection> connection; ///< handed over
        bool may_open = false;                  ///< or the place of one that broke
    };
    mutable std::mutex mutex_; ///< guards what follows
    std::deque<Waiting*> waiting_;
    std::vector<std::unique_ptr<Connection>> idle_;
    std::size_t open_ = 0;
};

} // namespace tnung::pg
