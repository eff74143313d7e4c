#include "foundation/pg/pool.hpp"

#include <chrono>
#include <stdexcept>

namespace tnung::pg {

namespace {
constexpr std::chrono::seconds wait_max{10};
constexpr Query begin_query{"begin", "BEGIN"}, commit_query{"commit", "COMMIT"};
} // namespace

Transaction::Transaction(Pool& pool, std::unique_ptr<Connection> connection)
    : pool_(&pool), connection_(std::move(connection))
{
}

Transaction::Transaction(Transaction&& other) noexcept
    : pool_(other.pool_), connection_(std::move(other.connection_))
{
}

Transaction::~Transaction()
{
    if (!connection_) return;
    try {
        connection_->script("ROLLBACK");
    } catch (const Error&) {
        // The server forgets the transaction with the connection; give_back drops what is broken.
    }
    pool_->give_back(std::move(connection_));
}

Connection& Transaction::connection()
{
    if (!connection_) throw std::logic_error("a transaction was used after its end");
    return *connection_;
}

void Transaction::commit()
{
    connection().script("COMMIT");
    pool_->give_back(std::move(connection_));
}

std::vector<Rows> Transaction::pipeline_and_commit(std::vector<Connection::Call> calls)
{
    calls.push_back({&commit_query, {}});
    auto answers = connection().pipeline(calls);
    pool_->give_back(std::move(connection_));
    answers.pop_back();
    return answers;
}

Pool::Pool(std::string target, std::size_t connections_max)
    : target_(std::move(target)), connections_max_(connections_max)
{
}

std::unique_ptr<Connection> Pool::take()
{
    std::unique_lock lock(mutex_);
    if (!idle_.empty()) {
        auto connection = std::move(idle_.back());
        idle_.pop_back();
        return connection;
    }
    if (open_ < connections_max_) {
        ++open_;
    } else {
        Waiting me;
        waiting_.push_back(&me);
        me.served.wait_for(lock, wait_max, [&] { return me.connection || me.may_open; });
        if (me.connection) return std::move(me.connection);
        if (!me.may_open) {
            std::erase(waiting_, &me);
            throw Error("no database connection became free", "53300");
        }
    }
    lock.unlock();
    try {
        return std::make_unique<Connection>(target_);
    } catch (...) {
        give_back(nullptr);
        throw;
    }
}

std::size_t Pool::waiting() const
{
    const std::lock_guard lock(mutex_);
    return waiting_.size();
}

template <class First>
auto Pool::on_living(const First& first)
{
    for (int attempt = 0;; ++attempt) {
        auto connection = take();
        try {
            return first(connection);
        } catch (const Error& error) {
            give_back(std::move(connection));
            // Every idle connection may have died with one restart of the server.
            if (!error.is_lost_connection() || attempt > int(connections_max_)) throw;
        }
    }
}

Transaction Pool::begin()
{
    return on_living([this](auto& connection) {
        connection->script("BEGIN");
        return Transaction(*this, std::move(connection));
    });
}

std::pair<Transaction, Rows> Pool::begin_with(const Connection::Call& call)
{
    return on_living([&](auto& connection) {
        auto answers = connection->pipeline({{&begin_query, {}}, call});
        return std::pair(Transaction(*this, std::move(connection)), std::move(answers.back()));
    });
}

Rows Pool::look(const Connection::Call& call)
{
    return on_living([&](auto& connection) {
        auto answers = connection->pipeline({call});
        give_back(std::move(connection));
        return std::move(answers.back());
    });
}

void Pool::give_back(std::unique_ptr<Connection> connection)
{
    if (connection && !connection->is_usable()) connection.reset();
    const std::lock_guard lock(mutex_);
    if (!waiting_.empty()) {
        auto* next = waiting_.front();
        waiting_.pop_front();
        next->may_open = !connection;
        next->connection = std::move(connection);
        next->served.notify_one();
    } else if (connection) {
        idle_.push_back(std::move(connection));
    } else {
        --open_;
    }
}

} // namespace tnung::pg
