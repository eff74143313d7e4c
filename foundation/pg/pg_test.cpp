#include "foundation/pg/assurance.hpp"
#include "foundation/pg/migrate.hpp"
#include "foundation/pg/pool.hpp"
#include "foundation/pg/private_cluster.hpp"
#include "foundation/testing/test_database.hpp"

#include <fmt/format.h>
#include <gtest/gtest.h>

#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <future>
#include <sstream>
#include <thread>

#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

namespace tnung::pg {
namespace {

constexpr Query echo_query{
    "test.echo", "SELECT $1::text, $2::bigint, $3::timestamptz, $4::bytea, $5::text[], $6::date"};
constexpr Query insert_query{
    "test.insert", "INSERT INTO thing (name) SELECT unnest($1::text[]) RETURNING id"};
constexpr Query count_query{"test.count", "SELECT count(*) FROM thing"};
constexpr Query rows_query{"test.rows", "SELECT count(*) FROM a"};
constexpr Query done_query{"test.done", "SELECT sum(done) FROM a"};
constexpr Query columns_query{
    "test.columns", "SELECT count(*) FROM information_schema.columns WHERE table_name = 'a'"};
constexpr Query indexes_query{"test.indexes", R"sql(
    SELECT count(*) FROM pg_index WHERE indrelid = 'a'::regclass AND indisvalid
)sql"};
constexpr Query bytes_query{"test.bytes", "SELECT unnest($1::bytea[])"};
constexpr Query divide_query{"test.divide", "SELECT 1 / $1::int"};

void wait_until_waiting(const Pool& pool, std::size_t count)
{
    // Asked again and again: the pool tells nobody. However long it takes, the test is the same.
    while (pool.waiting() < count) std::this_thread::sleep_for(std::chrono::milliseconds(1));
}

class PgTest : public ::testing::Test {
protected:
    testing::TestDatabase database{{}};
    void make_things()
    {
        auto tx = pool.begin();
        tx.script("CREATE TABLE thing (id bigint GENERATED ALWAYS AS IDENTITY, name text)");
        tx.commit();
    }
    Pool pool{database.owner_target(), 4};
};

TEST_F(PgTest, CarriesEveryKindOfValue)
{
    auto tx = pool.begin();
    const auto at = *parse_iso("2026-11-24T09:30:00.123456+07:00");
    const std::vector<std::string> list = {"a\"b", "c\\d", "", "Rơ Châm, H’Hoa {}"};
    const auto rows = tx.exec(
        echo_query, "Pleiku", std::int64_t(1) << 60, at, Bytes{std::string("\0\xff", 2)}, list,
        *parse_iso_day("2026-02-28")
    );
    auto [text, number, instant, bytes, back, day] =
        rows.row<std::string, std::int64_t, Instant, Bytes, std::vector<std::string>, Day>(0);
    EXPECT_EQ(text, "Pleiku");
    EXPECT_EQ(number, std::int64_t(1) << 60);
    EXPECT_EQ(instant, at);
    EXPECT_EQ(bytes.data, std::string("\0\xff", 2));
    EXPECT_EQ(back, list);
    EXPECT_EQ(day, *parse_iso_day("2026-02-28"));
}

TEST_F(PgTest, CarriesListsOfBytes)
{
    auto tx = pool.begin();
    const auto rows = tx.exec(bytes_query, std::vector<Bytes>{{std::string("\0\x01", 2)}, {""}});
    EXPECT_EQ(rows.get<Bytes>(0, 0).data, std::string("\0\x01", 2));
    EXPECT_EQ(rows.get<Bytes>(1, 0).data, "");
}

TEST_F(PgTest, RollsBackWhatWasNotCommitted)
{
    make_things();
    {
        auto tx = pool.begin();
        tx.exec(insert_query, std::vector<std::string>{"a", "b"});
    }
    auto tx = pool.begin();
    EXPECT_EQ(tx.exec(count_query).get<std::int64_t>(0, 0), 0);
}

TEST_F(PgTest, PipelineAnswersInOrderAndFailsAsOne)
{
    auto tx = pool.begin();
    const auto answers =
        tx.pipeline({{&divide_query, {to_param(1)}}, {&divide_query, {to_param(1)}}});
    EXPECT_EQ(answers.size(), 2u);
    EXPECT_THROW(
        tx.pipeline(
            {{&divide_query, {to_param(1)}},
             {&divide_query, {to_param(0)}},
             {&divide_query, {to_param(1)}}}
        ),
        Error
    );
}

TEST_F(PgTest, ABeginningAndAnEndShareARoundTripWithTheirStatements)
{
    make_things();
    {
        auto [tx, rows] = pool.begin_with(count_query);
        EXPECT_EQ(rows.get<std::int64_t>(0, 0), 0);
        const std::vector<std::string> names{"a", "b"};
        tx.pipeline_and_commit({{&insert_query, {to_param(names)}}});
    }
    EXPECT_EQ(pool.look(count_query).get<std::int64_t>(0, 0), 2);
    {
        auto [tx, rows] = pool.begin_with(count_query);
        const std::vector<std::string> names{"c"};
        EXPECT_THROW(
            tx.pipeline_and_commit(
                {{&insert_query, {to_param(names)}}, {&divide_query, {to_param(0)}}}
            ),
            Error
        );
    }
    EXPECT_EQ(pool.look(count_query).get<std::int64_t>(0, 0), 2) << "all, or nothing";
    {
        auto [tx, rows] = pool.begin_with(count_query);
        tx.exec(insert_query, std::vector<std::string>{"d"});
    }
    EXPECT_EQ(pool.look(count_query).get<std::int64_t>(0, 0), 2)
        << "it was begun, and not committed";
    EXPECT_THROW(pool.look(divide_query, 0), Error);
    EXPECT_EQ(pool.look(count_query).get<std::int64_t>(0, 0), 2);
}

TEST_F(PgTest, WhoWaitsLongestIsServedFirst)
{
    Pool one(database.owner_target(), 1);
    std::vector<int> served;
    std::vector<std::thread> threads;
    {
        auto held = one.begin();
        for (int i = 0; i < 5; ++i) {
            threads.emplace_back([&, i] {
                auto tx = one.begin();
                served.push_back(i); // one at a time: there is one connection
            });
            wait_until_waiting(one, std::size_t(i + 1)); // each comes after the other
        }
    }
    for (auto& thread : threads) thread.join();
    EXPECT_EQ(served, (std::vector<int>{0, 1, 2, 3, 4}));
}

TEST_F(PgTest, WhatEndedHoldsNoConnection)
{
    Pool one(database.owner_target(), 1);
    auto ended = one.begin();
    ended.commit();
    auto piped = one.begin();
    piped.pipeline_and_commit({});
    EXPECT_EQ(one.begin().exec(divide_query, 1).get<int>(0, 0), 1);
    EXPECT_THROW(ended.exec(divide_query, 1), std::logic_error);
    EXPECT_THROW(piped.commit(), std::logic_error);
}

TEST_F(PgTest, AWaiterGetsThePlaceOfAConnectionThatBroke)
{
    Pool one(database.owner_target(), 1);
    std::thread waiter;
    {
        auto held = one.begin();
        waiter = std::thread([&] { EXPECT_EQ(one.look(divide_query, 1).get<int>(0, 0), 1); });
        wait_until_waiting(one, 1);
        EXPECT_THROW(held.script("SELECT pg_terminate_backend(pg_backend_pid())"), Error);
    }
    waiter.join();
}

TEST_F(PgTest, ErrorsNeverCarryValues)
{
    auto tx = pool.begin();
    try {
        tx.exec(
            echo_query, "secret", "not a number", std::nullopt, std::nullopt, std::nullopt,
            std::nullopt
        );
        FAIL();
    } catch (const Error& error) {
        EXPECT_EQ(std::string(error.what()).find("not a number"), std::string::npos);
        EXPECT_EQ(error.sql_state(), "22P02");
    }
}

TEST_F(PgTest, ReplacesConnectionsThatTheServerClosed)
{
    {
        auto tx = pool.begin();
        tx.commit();
    }
    database.disconnect_everyone();
    auto tx = pool.begin();
    EXPECT_EQ(tx.exec(divide_query, 1).get<int>(0, 0), 1);
}

TEST_F(PgTest, MigrationsApplyOnceAndMustNotChange)
{
    const std::vector<EmbeddedFile> first = {{"0001_a.sql", "CREATE TABLE a (x int)"}};
    const std::vector<EmbeddedFile> altered = {{"0001_a.sql", "CREATE TABLE a (y int)"}};
    std::thread other([&] { migrate(database.owner_target(), first); });
    migrate(database.owner_target(), first);
    other.join();
    EXPECT_THROW(migrate(database.owner_target(), altered), std::runtime_error);
    EXPECT_NO_THROW(require_migrated(database.app_target(), first));
    const std::vector<EmbeddedFile> more = {first.front(), {"9999_later.sql", "SELECT 1"}};
    EXPECT_THROW(require_migrated(database.app_target(), more), std::runtime_error);
}

TEST_F(PgTest, BatchesGoOnWhereTheyWereStopped)
{
    const EmbeddedFile table{
        "0001_a.sql", "CREATE TABLE a (id bigint PRIMARY KEY, done int NOT NULL DEFAULT 0);"
                      "INSERT INTO a SELECT generate_series(1, 100);"
                      "ALTER TABLE a ADD CHECK (done = 0 OR id <> 55)"};
    const EmbeddedFile batches{
        "0002_b.sql", "-- runs: in batches of a\n"
                      "UPDATE a SET done = done + 1 WHERE id >= $1 AND id < $2"};
    const std::vector<EmbeddedFile> all = {table, batches};
    const MigrationPace pace{.batch_rows = 10, .rest = 0};
    EXPECT_THROW(migrate(database.owner_target(), all, OlderPrograms::may_run, pace), Error);
    Connection owner(database.owner_target());
    EXPECT_EQ(owner.exec(done_query).get<int>(0, 0), 49);
    EXPECT_THROW(require_migrated(database.app_target(), all), std::runtime_error);
    owner.script("ALTER TABLE a DROP CONSTRAINT a_check");
    migrate(database.owner_target(), all, OlderPrograms::may_run, pace);
    EXPECT_EQ(owner.exec(done_query).get<int>(0, 0), 100) << "each once";
    EXPECT_NO_THROW(require_migrated(database.app_target(), all));
}

TEST_F(PgTest, WhoWaitsForATablesLockLetsTheOthersThrough)
{
    const EmbeddedFile table{"0001_a.sql", "CREATE TABLE a (x int)"};
    const EmbeddedFile more{"0002_b.sql", "ALTER TABLE a ADD COLUMN y int"};
    const std::vector<EmbeddedFile> first = {table}, all = {table, more};
    migrate(database.owner_target(), first);
    Connection reader(database.owner_target()), other(database.owner_target());
    reader.script("BEGIN; LOCK TABLE a IN ACCESS SHARE MODE");
    auto migrating = std::async(std::launch::async, [&] {
        migrate(
            database.owner_target(), all, OlderPrograms::may_run,
            {.lock_wait = std::chrono::milliseconds(20)}
        );
    });
    for (int i = 0; i < 3; ++i) { // it asks again and again; nobody waits behind it for ever
        EXPECT_EQ(other.exec(rows_query).get<int>(0, 0), 0);
        EXPECT_EQ(migrating.wait_for(std::chrono::milliseconds(100)), std::future_status::timeout);
    }
    reader.script("COMMIT");
    EXPECT_NO_THROW(migrating.get());
    EXPECT_NO_THROW(require_migrated(database.app_target(), all));
}

TEST_F(PgTest, WhatOlderProgramsNeedStaysUntilTheyAreGone)
{
    const EmbeddedFile table{"0001_a.sql", "CREATE TABLE a (x int, y int)"};
    const EmbeddedFile contract{
        "0002_b.sql", "-- runs: once no older program does\nALTER TABLE a DROP COLUMN x"};
    const std::vector<EmbeddedFile> first = {table}, all = {table, contract};
    const auto columns = [&] {
        return Connection(database.owner_target()).exec(columns_query).get<int>(0, 0);
    };
    EXPECT_TRUE(migrate(database.owner_target(), first).empty());
    EXPECT_EQ(migrate(database.owner_target(), all), std::vector<std::string>{"0002_b.sql"});
    EXPECT_EQ(columns(), 2);
    EXPECT_NO_THROW(require_migrated(database.app_target(), all));
    EXPECT_TRUE(migrate(database.owner_target(), all, OlderPrograms::are_gone).empty());
    EXPECT_EQ(columns(), 1);
    testing::TestDatabase fresh{std::span<const EmbeddedFile>{}};
    EXPECT_TRUE(migrate(fresh.owner_target(), all).empty()) << "nobody older knows it";
}

/// Whoever waits for his turn inside a statement would be waited for by the index, and both for
/// ever.
TEST_F(PgTest, ProgramsThatStartTogetherBuildAnIndexConcurrently)
{
    const std::vector<EmbeddedFile> all = {
        {"0001_a.sql", "CREATE TABLE a (x int)"},
        {"0002_b.sql", "-- runs: outside a transaction\n"
                       "DROP INDEX CONCURRENTLY IF EXISTS a_x;\n\n"
                       "CREATE INDEX CONCURRENTLY a_x ON a (x);\n\n"
                       "CREATE INDEX CONCURRENTLY a_x2 ON a (x);\n"}};
    std::vector<std::thread> others;
    for (int i = 0; i < 3; ++i)
        others.emplace_back([&] { EXPECT_NO_THROW(migrate(database.owner_target(), all)); });
    for (auto& other : others) other.join();
    EXPECT_EQ(Connection(database.owner_target()).exec(indexes_query).get<int>(0, 0), 2);
    const std::vector<EmbeddedFile> unknown = {{"0003_c.sql", "-- runs: on Sundays\nSELECT 1"}};
    EXPECT_THROW(migrate(database.owner_target(), unknown), std::runtime_error);
}

TEST_F(PgTest, RefusesToRunWithoutDurability)
{
    // The test cluster gives up durability for speed, so the assertion must catch it.
    EXPECT_THROW(assert_durable(database.owner_target()), std::runtime_error);
}

TEST_F(PgTest, RefusesToRunAsWhoOwnsTheTables)
{
    const std::vector<EmbeddedFile> one = {{"0001_a.sql", "CREATE TABLE a (x int)"}};
    migrate(database.owner_target(), one);
    EXPECT_THROW(assert_plain_role(database.owner_target()), std::runtime_error);
    EXPECT_NO_THROW(assert_plain_role(database.app_target()));
    Connection(database.admin_target())
        .script("DO $$ BEGIN EXECUTE format('GRANT TEMPORARY ON DATABASE %I TO PUBLIC', "
                "current_database()); END $$");
    EXPECT_THROW(assert_plain_role(database.app_target()), std::runtime_error)
        << "who may make tables of a session's own puts rows into a rule's mouth";
}

TEST_F(PgTest, RefusesAServerWhoseLogCouldShowValues)
{
    EXPECT_NO_THROW(assert_discreet(database.app_target()));
    for (const char* setting :
         {"log_parameter_max_length=-1", "log_parameter_max_length_on_error=100",
          "log_error_verbosity=default", "log_statement=all", "log_min_error_statement=error"})
        EXPECT_THROW(
            assert_discreet(fmt::format("{} options='-c {}'", database.owner_target(), setting)),
            std::runtime_error
        ) << setting;
}

/// A cluster of its own, in a folder that a test may spoil.
class ClusterTest : public ::testing::Test {
protected:
    ClusterTest()
    {
        // Not below a folder that the database's unprivileged user could not enter.
        std::string made = "/var/tmp/tnung-cluster-XXXXXX";
        folder = ::mkdtemp(made.data());
        std::filesystem::permissions(folder, std::filesystem::perms(0755));
    }
    ~ClusterTest() override
    {
        cluster().stop();
        std::filesystem::remove_all(folder);
    }
    PrivateCluster cluster() const
    {
        return PrivateCluster(
            {.folder = folder / "db", .durability = PrivateCluster::Durability::none}
        );
    }
    static mode_t mode_of(const std::filesystem::path& file)
    {
        struct stat is {};
        return ::lstat(file.c_str(), &is) == 0 ? is.st_mode & 07777 : 0;
    }
    std::filesystem::path folder;
};

TEST_F(ClusterTest, NobodyIsItsSuperuserAndNobodyElseHoldsItsLock)
{
    auto ours = cluster();
    ours.ensure_running();
    ours.ensure_database("things");
    EXPECT_NO_THROW(Connection(ours.app_target("things")));
    EXPECT_NO_THROW(Connection(ours.authority_target("things")));
    EXPECT_THROW(Connection(ours.admin_target("things")), Error);
    EXPECT_EQ(mode_of(folder / "db" / "cluster.lock"), mode_t(0600));
    EXPECT_EQ(mode_of(folder / "db" / "socket") & 0022, mode_t(0));
    // A lock file that others could open is closed to them again.
    ours.stop();
    ::chmod((folder / "db" / "cluster.lock").c_str(), 0666);
    ours.ensure_running();
    EXPECT_EQ(mode_of(folder / "db" / "cluster.lock"), mode_t(0600));
}

/// The folder is the database's user's: what it planted there as a link is not written through.
TEST_F(ClusterTest, WhatItWritesFollowsNoLinks)
{
    auto ours = cluster();
    ours.ensure_running();
    ours.stop();
    const auto theirs = folder / "theirs";
    for (const auto* file : {"pg_hba.conf", "pg_ident.conf"}) {
        std::ofstream(theirs) << "what is ours";
        const auto at = folder / "db" / "pg" / file;
        const auto kept = folder / "kept";
        std::filesystem::rename(at, kept);
        std::filesystem::create_symlink(theirs, at);
        EXPECT_THROW(cluster().ensure_running(), std::runtime_error) << file;
        std::stringstream text;
        text << std::ifstream(theirs).rdbuf();
        EXPECT_EQ(text.str(), "what is ours") << file;
        std::filesystem::remove(at);
        std::filesystem::rename(kept, at);
    }
    EXPECT_NO_THROW(cluster().ensure_running());
}

/// Whoever made the socket's folder first would be the database.
TEST_F(ClusterTest, APlantedSocketFolderIsNotUsed)
{
    std::filesystem::create_directories(folder / "db");
    std::filesystem::create_directory(folder / "theirs");
    std::filesystem::create_directory_symlink(folder / "theirs", folder / "db" / "socket");
    EXPECT_THROW(cluster().ensure_running(), std::runtime_error);
    std::filesystem::remove(folder / "db" / "socket");
    EXPECT_NO_THROW(cluster().ensure_running());
}

/// What answers at the socket must be a process of the database's user (libpq, requirepeer).
TEST_F(ClusterTest, WhoAnswersAtTheSocketMustBeTheDatabasesUser)
{
    const auto target = cluster().app_target("things");
    EXPECT_NE(target.find(" requirepeer="), std::string::npos) << target;
    const auto socket_folder = folder / "socket";
    std::filesystem::create_directory(socket_folder);
    const int listener = ::socket(AF_UNIX, SOCK_STREAM, 0);
    sockaddr_un address{};
    address.sun_family = AF_UNIX;
    const auto path = (socket_folder / ".s.PGSQL.5432").string();
    path.copy(address.sun_path, sizeof address.sun_path - 1);
    ASSERT_EQ(::bind(listener, reinterpret_cast<const sockaddr*>(&address), sizeof address), 0);
    ASSERT_EQ(::listen(listener, 4), 0);
    try {
        Connection(fmt::format(
            "host={} user=tnung_app dbname=things connect_timeout=5 requirepeer=nobody",
            socket_folder.string()
        ));
        ADD_FAILURE() << "another user's process was taken for the database";
    } catch (const Error& error) {
        EXPECT_NE(std::string(error.what()).find("requirepeer"), std::string::npos) << error.what();
    }
    ::close(listener);
}

} // namespace
} // namespace tnung::pg
